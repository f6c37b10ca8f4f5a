"""A report as it goes on paper: what stands on it, as a paper of the official layout and as sheets; of any
version, exactly as it was known then. In the running language; whoever calls says which."""

import datetime as dt
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from xiaoan.dailyreports import queries
from xiaoan.dailyreports.models import Report
from xiaoan.dailyreports.queries import drafting, figures, telling
from xiaoan.dailyreports.queries.words import STATE_NAMES
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.scope import everywhere
from xiaoan.web import official, sheets


def of_report(row: Report, no: int) -> dict[str, Any]:
    """Everything on the paper of a version; of a version only what was kept with it. 0: of the draft, the one
    that is kept, else what is reckoned now. NotFound: no such version."""
    if no == 0:
        content = row.draft if row.draft is not None else _reckoned(row.unit_no, row.day)
        return _drafted_paper(content, queries.words_of(row))
    found, words = queries.version(row, no)
    at = found.signed_at.astimezone(clock.ZONE)
    signed = (
        _("签发:%(name)s") % {"name": words["signer"]},
        f"{found.content['unit']} {date_format(at, _('Y年n月j日'))} {at:%H:%M}",
    )
    return _paper(found.content, no, found.content["text"], signed) | {
        "why": words.get("why", ""), "digest": found.digest, "late": bool(row.late),
    }  # fmt: skip


def of_now(unit_no: int, day: dt.date, words: dict[str, str] | None = None) -> dict[str, Any]:
    """What a report of a unit and day says as of now, with the words added to it."""
    return _drafted_paper(_reckoned(unit_no, day), words or {})


def _reckoned(unit_no: int, day: dt.date) -> drafting.Draft:
    with everywhere("dailyreports") as system:
        return drafting.draft(system, directory.place(unit_no), day)


def _drafted_paper(content: dict[str, Any], words: dict[str, str]) -> dict[str, Any]:
    text = telling.frozen(content, words, zero=False)
    return _paper(content, 0, text, (content["unit"], _("草稿,未签发")))


def _paper(
    content: dict[str, Any], no: int, text: list[dict[str, Any]], signed: tuple[str, str]
) -> dict[str, Any]:
    return {
        "title": telling.title(content, no), "under": telling.under(content), "text": _numbered(text),
        "why": "", "signed": signed, "digest": "", "rows": _rows(content), "below": _below(content),
        "late": False, "drafted": _otherwise(content),
    }  # fmt: skip


def _numbered(text: list[dict[str, Any]]) -> list[dict[str, Any]]:
    numbers = _("一二三四五六七八九十")
    return [
        {**one, "heading": _("%(n)s、%(title)s") % {"n": numbers[n], "title": one["title"]}}
        for n, one in enumerate(text)
    ]


def _rows(content: dict[str, Any]) -> list[list[str | int | None]]:
    return [
        [telling.name_of(key), one.num, one.den, one.unknown, one.units, one.silent]
        for key, one in figures.read(content["figures"]).items()
    ]


def _below(content: dict[str, Any]) -> list[list[str]]:
    return [
        [one["name"], str(STATE_NAMES[one["state"]]), one["at"].replace("T", " ")[:16]]
        for one in content["below"]
    ]


def _otherwise(content: dict[str, Any]) -> list[str]:
    """What the system had drafted otherwise than was signed."""
    was = content.get("drafted") or {}
    told = figures.read(content["figures"])
    return [
        _("%(name)s:起草时 %(was)s,签发时 %(now)s。")
        % {
            "name": telling.name_of(key), "was": telling.value_words(one),
            "now": telling.value_words(told[key]),
        }
        for key, one in figures.read(was.get("figures", {})).items()
    ]  # fmt: skip


def _notes(told: dict[str, Any]) -> list[str]:
    notes = list(told["drafted"])
    if told["late"]:
        notes.insert(0, _("本报告迟于规定时间签发。"))
    if told["why"]:
        notes.insert(0, _("更正说明:%(why)s") % {"why": told["why"]})
    return notes


def official_paper(told: dict[str, Any], mark: str) -> official.Paper:
    """The paper in the layout of official documents."""
    blocks: list[official.Block] = []
    if notes := _notes(told):
        blocks.append(official.Lines(notes))
    for one in told["text"]:
        blocks += [official.Heading(one["heading"]), official.Lines(one["lines"])]
    if told["below"]:
        heads = (_("单位"), _("情况"), _("签发时间"))
        blocks += [official.Heading(_("附:所属单位报送情况")), official.Table(heads, told["below"])]
    foot = f"{mark} · SHA-256 {told['digest']}" if told["digest"] else mark
    return official.Paper(told["title"], told["under"], blocks, told["signed"], foot)


def xlsx(told: dict[str, Any], mark: str) -> bytes:
    """The figures with what each is over, and the units below."""
    heads = [_("指标"), _("数"), _("基数"), _("不明"), _("统计学校数"), _("没有记录的学校数")]
    below = [line for one in told["text"] for line in (one["heading"], *one["lines"])]
    if told["digest"]:
        below.append(f"SHA-256 {told['digest']}")
    above = [told["under"], *told["signed"], *_notes(told)]
    tables = [sheets.Table(_("日报"), told["title"], above, heads, told["rows"], (), below)]
    if told["below"]:
        tables.append(
            sheets.Table(
                _("所属单位"),
                told["title"],
                [],
                [_("单位"), _("情况"), _("签发时间")],
                told["below"],
            )
        )
    return sheets.workbook(tables, mark)
