"""An answer as a page, a chart and a sheet show it: every figure with what it is of."""

import csv
import io
from typing import Any

from django.utils.translation import gettext as _

from xiaoan.analysis import forms
from xiaoan.analysis.queries import Answer, Cell
from xiaoan.indicators import queries as indicators
from xiaoan.kernel.actor import Actor
from xiaoan.web import fields
from xiaoan.web.sheets import Cell as SheetCell
from xiaoan.web.sheets import Table
from xiaoan.web.templatetags.web_tags import num, percent
from xiaoan.workbooks.writing import inert


def plain_fields(form: forms.AskForm, rows: str) -> list[dict[str, Any]]:
    """All but the indicators, as templates show them; what is not said stands as a new question has it."""
    usual = {"rows": rows, "period": "last7"}
    return [
        {**one, "value": one["value"] or usual.get(one["name"], "")}
        for one in fields.shown(form, is_plain=True)
        if one["name"] != "m"
    ]


def shown(actor: Actor, found: Answer) -> dict[str, Any]:
    """The table, and a chart where the rows are times."""
    heads = [
        {"words": words, "measure": one.name, "of": one.den_words, "what": one.num_words}
        for _code, words in found.columns
        for one in found.measures
    ]
    rows = [
        {
            "name": words,
            "cells": [
                _cell(found.cells.get((code, column, one.key)), one)
                for column, _words in found.columns
                for one in found.measures
            ],
        }
        for code, words in found.rows
    ]
    totals = [
        _cell(found.totals.get((column, one.key)), one)
        for column, _words in found.columns
        for one in found.measures
    ]
    return {
        "heads": heads, "rows": rows, "totals": totals, "first": found.first, "last": found.last,
        "has_columns": any(code for code, _words in found.columns), "n": len(found.measures),
        "columns": [words for _code, words in found.columns], "chart": _chart(found),
        "measures": [_measure(actor, found, one) for one in found.measures],
        "adds": _adds(found),
    }  # fmt: skip


def _adds(found: Answer) -> bool:
    """Whether a sum below says something: over time only what happens on each day can be added."""
    return not found.by_time or all(one.keeps for one in found.measures)


def _measure(actor: Actor, found: Answer, one: indicators.Described) -> dict[str, Any]:
    return {
        "name": one.name, "what": one.num_words, "of": one.den_words, "unknown": one.unknown_words,
        "source": one.source, "keeps": one.keeps,
        "url": indicators.link(actor, one.key, found.place.no, found.last),
    }  # fmt: skip


def _cell(cell: Cell | None, one: indicators.Described) -> dict[str, Any]:
    """Where nothing is on record there is a dash, never a nought."""
    if cell is None or cell.num is None:
        return {"known": False}
    return {
        "known": True, "num": cell.num, "den": cell.den, "unknown": cell.unknown,
        "is_share": one.kind == "share", "silent": cell.silent,
    }  # fmt: skip


def _chart(found: Answer) -> dict[str, Any] | None:
    """A line per indicator (and column), where the rows are times and there are at least two. Shares
    beside counts are drawn by what they count: one axis has one unit."""
    if not found.by_time or len(found.rows) < 2:
        return None
    shares = all(one.kind == "share" for one in found.measures)
    series = [
        {
            "name": f"{one.name if shares else one.num_words} {words}".strip(),
            "values": [_value(found.cells.get((code, column, one.key)), shares) for code, _w in found.rows],
            "texts": [_drawn(found.cells.get((code, column, one.key)), shares) for code, _w in found.rows],
        }
        for column, words in found.columns
        for one in found.measures
    ]  # fmt: skip
    names = "、".join(one.name for one in found.measures)
    return {
        "title": _("%(unit)s:%(names)s") % {"unit": found.place.name, "names": names},
        "note": _("没有记录的日子断开。"), "days": [words for _code, words in found.rows],
        "unit": "%" if shares else "", "series": series,
    }  # fmt: skip


def _value(cell: Cell | None, shares: bool) -> float | None:
    if cell is None or cell.num is None:
        return None
    if not shares:
        return cell.num
    return None if cell.share is None else round(100 * cell.share, 2)


def _drawn(cell: Cell | None, shares: bool) -> str:
    """What a point of the chart says: the value that is drawn, then what it was made of."""
    if shares or cell is None or cell.num is None or cell.den is None:
        return _text(cell)
    return f"{num(cell.num)}/{num(cell.den)} {percent(cell.num, cell.den)}"


def _text(cell: Cell | None) -> str:
    if cell is None or cell.num is None:
        return "–"
    if cell.den is None:
        return num(cell.num)
    return f"{percent(cell.num, cell.den)} {num(cell.num)}/{num(cell.den)}"


def _head(found: Answer) -> list[str]:
    head = [""]
    for _code, words in found.columns:
        for one in found.measures:
            lead = f"{words} {one.name}".strip()
            head.append(f"{lead} {one.num_words}")
            if one.kind == "share":
                head += [f"{lead} {one.den_words}", f"{lead} %"]
            if one.unknown_words:
                head.append(f"{lead} {one.unknown_words}")
    return head


def _line(found: Answer, cells: list[Cell | None]) -> list[SheetCell]:
    """The figures of one row as numbers; what is not on record is an empty cell."""
    line: list[SheetCell] = []
    at = iter(cells)
    for _column in found.columns:
        for one in found.measures:
            cell = next(at) or Cell()
            line.append(cell.num)
            if one.kind == "share":
                line += [cell.den, None if cell.share is None else round(100 * cell.share, 2)]
            if one.unknown_words:
                line.append(None if cell.num is None else cell.unknown)
    return line


def _lines(found: Answer) -> list[list[SheetCell]]:
    keys = [(column, one.key) for column, _words in found.columns for one in found.measures]
    return [
        [words, *_line(found, [found.cells.get((code, column, key)) for column, key in keys])]
        for code, words in found.rows
    ]


def as_table(found: Answer) -> Table:
    """The answer as a sheet, with what each indicator is under it."""
    keys = [(column, one.key) for column, _words in found.columns for one in found.measures]
    total = (
        [_("合计"), *_line(found, [found.totals.get(key) for key in keys])] if _adds(found) else ()
    )
    below = [
        f"{one.name}:{one.num_words}"
        + (f" / {one.den_words}" if one.den_words else "")
        + f";{one.source}"
        for one in found.measures
    ]
    above = [
        f"{found.first:%Y-%m-%d} – {found.last:%Y-%m-%d}",
        _("空格是没有记录,不是零。"),
    ]
    return Table(_("问数据"), found.place.name, above, _head(found), _lines(found), total, below)


def as_text(found: Answer) -> bytes:
    """Text with commas in GB 18030, as spreadsheet programs here open it; nothing in it is a formula."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([inert(one) for one in _head(found)])
    for line in _lines(found):
        writer.writerow([inert(one) if isinstance(one, str) else one for one in line])
    return file.getvalue().encode("gb18030")
