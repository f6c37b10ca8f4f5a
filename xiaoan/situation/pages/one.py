"""One indicator: units below worst first, schools of a kind beside each other, its course; as a sheet."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory.queries import STAGE_NAMES
from xiaoan.indicators import queries as indicators
from xiaoan.indicators.queries import Described, Figure
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.situation import services
from xiaoan.situation.pages import asking, words
from xiaoan.situation.queries import deadlines, inside
from xiaoan.situation.queries import indicator as reading
from xiaoan.situation.rules import order
from xiaoan.web import sheets
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager_at
from xiaoan.web.templatetags.web_tags import day as day_words
from xiaoan.web.templatetags.web_tags import moment, num, percent
from xiaoan.web.templatetags.web_tags import share as share_words

PAGE = 50
SPAN_NAMES = {"month": _l("近 30 天"), "term": _l("本学期")}


@page(Permission.SEE_BOARD)
def one_page(request: Asked, unit_no: int, key: str) -> HttpResponse:
    """An indicator at a unit; the address says everything that is shown."""
    actor = request.actor
    asked, error = _asked(request, unit_no, key)
    found = reading.one(actor, asked)
    about, place = found.indicator, found.place
    offset = min(whole(request.GET.get("offset", "")), len(found.lines))
    shown = found.lines[offset : offset + PAGE]
    who = reading.responsible(actor, key, [line.place for line in shown] or [place], asked.day)
    waits = deadlines.waits(asked.day)
    opened = inside.still_open(actor, place, key, asked.day)
    context = {
        "unit": place, "about": about, "day": asked.day, "today": clock.today(),
        "typed_day": request.GET.get("day", "") if error else asked.day,
        "errors": [error] if error else [], "crumbs": asking.crumbs(actor, place.no, asked.day),
        "value": words.value(found.figure, about.kind), "parts": words.parts(about, found.figure),
        "apart": words.apart(about, found.figure),
        "state": words.state(found.figure, waits=waits.of(place, key)),
        "closed": words.closed(about, found.figure), "as_of": found.figure.as_of,
        "rows_url": indicators.link(actor, key, place.no, asked.day),
        "lines": [_line(found, line, who, asked, waits) for line in shown], "idle": found.idle,
        "child_word": _child_word(found, asked), "against": words.against(asked.day, found.before),
        "middle": _middle(found),
        "is_school": place.kind == "school", "person": words.person(who.get(place.no)),
        "opened": None if opened is None else [_opened(one) for one in opened],
        "pager": pager_at(
            lambda start: _url(asked, offset=start), len(found.lines), offset, PAGE
        ),
        "choices": _choices(asked, place.kind), "spans": _spans(asked),
        "by": asked.by, "stage": asked.stage, "span": asked.span,
        "stages": list(STAGE_NAMES.items()) if place.kind != "school" else [],
        "trend": _trend(found), "first": found.first, "others": _keys(asked),
        "sheet_url": _sheet_url(asked) if actor.may(Permission.EXPORT, place.no) else "",
        "map_url": f"{reverse('situation:map', args=[place.no])}?key={key}&day={asked.day.isoformat()}"
        if place.kind != "school" else "",
        "board_url": words.board_url(place.no, asked.day),
        "link": request.build_absolute_uri(_url(asked)),
    }  # fmt: skip
    return render(request, "situation/one.html", context, status=422 if error else 200)


@page(Permission.EXPORT)
def sheet_page(request: Asked, unit_no: int, key: str) -> HttpResponse:
    """The units below and the course as a spreadsheet; follows the address."""
    asked, error = _asked(request, unit_no, key)
    if error:
        raise Invalid(error, {"day": "unreadable"})
    found = services.export(request.actor, asked)
    at = clock.now().astimezone(clock.ZONE)
    mark = _("%(who)s 于 %(at)s 下载 · 内部资料,请勿外传") % {
        "who": request.actor.name, "at": f"{at:%Y-%m-%d %H:%M}",
    }  # fmt: skip
    content = sheets.workbook([_units_sheet(found, asked), _course_sheet(found)], mark)
    name = f"{found.place.name}-{found.indicator.name}-{asked.day:%Y%m%d}.xlsx"
    return sheets.xlsx_response(content, name)


def _units_sheet(found: reading.One, asked: reading.Asked) -> sheets.Table:
    about, middle = found.indicator, _middle(found)
    as_of = moment(found.figure.as_of)
    return sheets.Table(
        _child_word(found, asked) or _("本单位"),
        f"{found.place.name} {about.name} {asked.day.isoformat()}",
        [_("截至 %(at)s") % {"at": as_of}, _("来源:%(source)s") % {"source": about.source}],
        [_("单位"), _("类别"), *_heads(about), words.against(asked.day, found.before), _("截至")],
        [
            [
                line.place.name, str(STAGE_NAMES.get(line.place.stage, "")),
                *_cells(about, line.figure), words.change(line.change, about.kind)["text"],
                moment(line.figure.as_of),
            ]
            for line in found.lines
        ],
        [found.place.name, "", *_cells(about, found.figure), "", as_of],
        [middle] if middle else [],
    )  # fmt: skip


def _course_sheet(found: reading.One) -> sheets.Table:
    about = found.indicator
    return sheets.Table(
        _("走势"), f"{found.place.name} {about.name}",
        [_("来源:%(source)s") % {"source": about.source}],
        [_("日期"), *_heads(about), _("当日截止时"), _("更正")],
        [
            [
                one.day.isoformat(), *_cells(about, one),
                "" if one.closed_at is None else _closed(about, one), _("是") if one.is_changed else "",
            ]
            for one in found.trend
        ],
    )  # fmt: skip


def _asked(request: Asked, unit_no: int, key: str) -> tuple[reading.Asked, str]:
    day, error = asking.day_of(request)
    by, stage = request.GET.get("by", ""), request.GET.get("stage", "")
    span = request.GET.get("span", "") or "month"
    if by not in ("", "school") or stage not in ("", *STAGE_NAMES) or span not in SPAN_NAMES:
        raise NotFound
    return reading.Asked(unit_no, key, day, by, stage, span), error


def _url(asked: reading.Asked, **more: object) -> str:
    span = "" if asked.span == "month" else asked.span
    given = {"by": asked.by, "stage": asked.stage, "span": span, **more}
    return words.one_url(asked.unit_no, asked.key, asked.day, **given)


def _sheet_url(asked: reading.Asked) -> str:
    query = _url(asked).partition("?")[2]
    return f"{reverse('situation:sheet', args=[asked.unit_no, asked.key])}?{query}"


def _line(
    found: reading.One, line: reading.Line, who: dict[int, Any], asked: reading.Asked,
    waits: deadlines.Waits,
) -> dict[str, Any]:  # fmt: skip
    about, figure = found.indicator, line.figure
    return {
        "name": line.place.name, "stage": STAGE_NAMES.get(line.place.stage, ""),
        "url": words.one_url(line.place.no, asked.key, asked.day),
        "value": words.value(figure, about.kind), "figure": figure,
        "bar": _bar(found, line), **words.state(figure, waits=waits.of(line.place, about.key)),
        "apart": words.apart(about, figure),
        "closed": words.closed(about, figure), "as_of": figure.as_of,
        "change": words.change(line.change, about.kind), "person": words.person(who.get(line.place.no)),
    }  # fmt: skip


def _bar(found: reading.One, line: reading.Line) -> dict[str, Any] | None:
    """A bar from zero with the median as a stroke, both in per cent of its width."""
    kind = found.indicator.kind
    value = order.value(line.figure, kind)
    if value is None or found.middle is None:
        return None
    most = 100.0
    if kind == "count" or found.indicator.better == "low":
        known = [order.value(one.figure, kind) or 0.0 for one in found.lines]
        most = max([*known, found.middle]) or 1.0
    return {
        "width": str(round(100 * value / most, 1)),
        "middle": str(round(100 * found.middle / most, 1)),
    }


def _middle(found: reading.One) -> str:
    """The middle of what is compared, in a sentence; "" for fewer than three units."""
    if found.middle is None or len(found.lines) < 3:
        return ""
    value = f"{found.middle:g}" if found.indicator.kind == "count" else share_words(found.middle)
    return _("中位数 %(value)s(%(n)d 个单位,每个算一次)") % {
        "value": value, "n": len(found.lines),
    }  # fmt: skip


def _child_word(found: reading.One, asked: reading.Asked) -> str:
    if asked.stage:
        return str(STAGE_NAMES[asked.stage])
    if asked.by == "school" or found.place.kind == "township":
        return _("学校")
    return str(words.CHILD_WORDS.get(found.place.kind, ""))


def _opened(one: inside.Open) -> dict[str, Any]:
    return {"place": one.place, "what": one.what, "person": words.person(one.person)}


def _choices(asked: reading.Asked, kind: str) -> list[dict[str, Any]]:
    """What is compared: the next level, or schools, all or of a kind."""
    if kind == "school":
        return []
    found = []
    if kind == "county":
        found.append((_("各乡镇"), "", ""))
    found.append((_("各学校"), "school" if kind == "county" else "", ""))
    rows = [*found, *((str(name), asked.by, code) for code, name in STAGE_NAMES.items())]
    return [
        {
            "label": label,
            "url": words.one_url(
                asked.unit_no, asked.key, asked.day, by=by if not code else "", stage=code,
                span="" if asked.span == "month" else asked.span,
            ),
            "current": asked.stage == code and (bool(code) or asked.by == by),
        }
        for label, by, code in rows
    ]  # fmt: skip


def _spans(asked: reading.Asked) -> list[dict[str, Any]]:
    return [
        {
            "label": label, "current": asked.span == code,
            "url": words.one_url(
                asked.unit_no, asked.key, asked.day, by=asked.by, stage=asked.stage,
                span="" if code == "month" else code,
            ),
        }
        for code, label in SPAN_NAMES.items()
    ]  # fmt: skip


def _keys(asked: reading.Asked) -> list[dict[str, Any]]:
    return [{"key": one.key, "name": one.name, "current": one.key == asked.key}
            for one in indicators.catalogue()]  # fmt: skip


def _trend(found: reading.One) -> dict[str, Any] | None:
    """The course with its table; what changed after the close says both values."""
    about = found.indicator
    if not found.trend:
        return None
    is_count = about.kind == "count"
    values = [order.value(one, about.kind) for one in found.trend]
    return {
        "title": _finding(found), "days": [words.day_text(one.day) for one in found.trend],
        "unit": "" if is_count else "%",
        "series": [
            {
                "name": about.name,
                "values": [None if one is None else round(one, 2) for one in values],
                "texts": [_text(about, one) for one in found.trend],
            }
        ],
    }  # fmt: skip


def _text(about: Described, figure: Figure) -> str:
    """A day in words: the value, what it is made of, what is unknown, what stood there at its close."""
    said = words.value(figure, about.kind)
    if about.kind == "share" and figure.den:
        said += f" {num(figure.num)}/{num(figure.den)}"
    more = [one for one in (words.apart(about, figure), words.closed(about, figure)) if one]
    return said + (f"({';'.join(more)})" if more else "")


def _finding(found: reading.One) -> str:
    """What the course says, in a sentence."""
    about = found.indicator
    first, last = found.trend[0], found.trend[-1]
    given = {
        "name": about.name, "first": words.value(first, about.kind),
        "last": words.value(last, about.kind), "since": day_words(first.day),
        "until": day_words(last.day),
    }  # fmt: skip
    if len(found.trend) == 1:
        return _("%(name)s:%(until)s %(last)s") % given
    return _("%(name)s:%(since)s %(first)s,%(until)s %(last)s") % given


def _heads(about: Described) -> list[str]:
    if about.kind == "count":
        return [about.num_words, about.unknown_words or _("不明"), _("没有记录的学校")]
    return [
        about.num_words, about.den_words, _("比例(%)"), about.unknown_words or _("不明"),
        _("没有记录的学校"),
    ]  # fmt: skip


def _cells(about: Described, figure: Figure) -> list[sheets.Cell]:
    if about.kind == "count":
        return [figure.num, figure.unknown, figure.silent]
    share = None if figure.share is None else round(100 * figure.share, 2)
    return [figure.num, figure.den, share, figure.unknown, figure.silent]


def _closed(about: Described, figure: Figure) -> str:
    if about.kind == "count":
        return num(figure.closed_num)
    share = percent(figure.closed_num, figure.closed_den)
    return f"{share} {num(figure.closed_num)}/{num(figure.closed_den)}"
