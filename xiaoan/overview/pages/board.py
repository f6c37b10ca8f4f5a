"""The board of a unit, and the same as a spreadsheet."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.kernel import clock
from xiaoan.kernel.permission import Permission
from xiaoan.overview import queries, schemas, services
from xiaoan.overview.pages.figures import strip, trend_chart
from xiaoan.overview.pages.filters import Filter, day_off, frame, read_filter
from xiaoan.overview.queries import Figures
from xiaoan.screening.queries import SLOT_NAMES
from xiaoan.web import sheets
from xiaoan.web.gate import Asked, page

# What a column sorts by; the figures nobody has sent come last either way.
_SORTS: dict[str, Callable[[Figures], float]] = {
    "unreported": lambda f: f.enrolled_missing,
    "sick": lambda f: f.absent_sick,
    "rate": lambda f: -1 if f.sick_rate is None else f.sick_rate,
    "fever": lambda f: f.fever,
}


@page(Permission.SEE_BOARD)
def board_page(request: Asked, unit_no: int | None = None) -> HttpResponse:
    """A unit's table, level by level, with the trend of its last school days."""
    wanted = read_filter(request, unit_no)
    actor = request.actor
    board = queries.board(actor, wanted.unit_no, wanted.day, wanted.slot)
    days = queries.trend(actor, wanted.unit_no, wanted.slot, wanted.day)
    context = {
        **frame(actor, wanted),
        "unit": board.place,
        "as_of": board.as_of,
        "child_word": schemas.child_word(board),
        "figures": strip(board.total, wanted, _idle(board)),
        **day_off(board.day, board.off, wanted),
        "resting": board.resting,
        "columns": {name: _column(name, wanted) for name in ("name", *_SORTS)},
        "rows": [_row(row, board, wanted) for row in _sorted(board.rows, wanted.sort)],
        "totals": _counts(board.total),
        "export_url": wanted.url("export") if actor.may(Permission.EXPORT, board.place.no) else "",
        "unreported_url": wanted.url("unreported"),
        "wall_url": reverse("overview:wall", args=[board.place.no])
        if board.place.kind in queries.KEPT
        else "",
        "trend": trend_chart(days, wanted.day) if days else None,
    }
    return render(request, "overview/board.html", context)


@page(Permission.EXPORT)
def export_page(request: Asked, unit_no: int) -> HttpResponse:
    """The table, the silent and the excused classes as a spreadsheet; follows the filter of the board."""
    wanted = read_filter(request, unit_no)
    board, silent, excused = services.export_board(
        request.actor, unit_no, wanted.day, wanted.slot, queries.Which(wanted.stage, wanted.text)
    )
    mark = _("导出人 %(name)s · %(at)s · 内部资料,请勿外传") % {
        "name": request.actor.name,
        "at": clock.now().strftime("%Y-%m-%d %H:%M"),
    }
    content = sheets.workbook(
        [schemas.of_board(board), schemas.of_unreported(silent), schemas.of_excused(excused)], mark
    )
    name = f"{board.place.name}-{SLOT_NAMES[wanted.slot]}-{wanted.day:%Y%m%d}.xlsx"
    return sheets.xlsx_response(content, name)


def _idle(board: queries.Board) -> str:
    return _("这一天不上课") if board.off else _("没有要报的班")


def _sorted(rows: Sequence[queries.Row], sort: str) -> list[queries.Row]:
    """In the order of the tree, or by a column; `-` is from the largest down."""
    down, name = sort.startswith("-"), sort.removeprefix("-")
    if name in _SORTS:
        return sorted(rows, key=lambda row: _SORTS[name](row.figures), reverse=down)
    return list(reversed(rows)) if down else list(rows)


def _column(name: str, wanted: Filter) -> dict[str, str]:
    """The head of a column that sorts: figures from the largest down first, names up."""
    up, down = name, f"-{name}"
    turned = {up: down, down: up}.get(wanted.sort, down if name in _SORTS else up)
    sorts = {up: "ascending", down: "descending"}
    shown = wanted.sort or "name"
    return {
        "sort_url": wanted.url("board", sort=turned),
        "sorted": sorts.get(shown, ""),
    }


def _row(row: queries.Row, board: queries.Board, wanted: Filter) -> dict[str, Any]:
    url = "" if board.by_class else wanted.url("board", row.place.no)
    if row.version:
        args = [row.place.no, wanted.day.isoformat(), wanted.slot]
        url = reverse("screening:versions", args=args)
    return {
        "name": row.place.name,
        "url": url,
        "state": row.status,
        "excused_url": wanted.url("excused", row.place.no) if row.figures.classes_excused else "",
        "note": row.idle or row.teacher,
        **_counts(row.figures),
    }


def _counts(f: Figures) -> dict[str, int | None]:
    """The cells of a row. Where nobody has reported nothing is known: None, never 0. And where nothing
    is due or excused there is nothing to know.
    """
    known = {
        "present": f.present,
        "absent": f.absent,
        "sick": f.absent_sick,
        "personal": f.absent_personal,
        "unknown": f.absent_unknown,
        "isolation": f.absent_isolation,
        "fever": f.fever,
    }
    about = {
        "classes_due": f.classes_due,
        "classes_reported": f.classes_reported,
        "enrolled": f.enrolled,
        "reported": f.enrolled_reported,
        "unreported": f.enrolled_missing,
        "excused": f.enrolled_excused,
    }
    return {
        **{name: n if f.classes else None for name, n in about.items()},
        **{name: n if f.classes_reported else None for name, n in known.items()},
    }
