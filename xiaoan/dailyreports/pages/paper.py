"""A report on paper: to print, as a document in the official layout, as a sheet; of any version, exactly as
it was known then."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from xiaoan.dailyreports import queries
from xiaoan.dailyreports.queries import drafting, figures, telling
from xiaoan.dailyreports.queries.kept import Report
from xiaoan.dailyreports.queries.words import STATE_NAMES
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere
from xiaoan.web import documents, official, reading, sheets
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page


@page(Permission.SEE_DAILY)
def known_page(request: Asked, report_id: UUID) -> HttpResponse:
    """To the version that was in force at an instant (`?at=2026-11-23T12:00`); NotFound: none was signed by
    then."""
    row = queries.seen(request.actor, report_id)
    try:
        at = reading.read_moment(request.GET, "at")
    except Invalid:
        raise NotFound from None
    no = queries.as_known_at(row, at or clock.now())
    if not no:
        raise NotFound
    return HttpResponseRedirect(reverse("dailyreports:paper", args=[report_id, no]))


@page(Permission.SEE_DAILY)
def paper_page(request: Asked, report_id: UUID, no: int) -> HttpResponse:
    """A version as it was signed (0: the draft); `?file=docx` or `xlsx` to take away."""
    row = queries.seen(request.actor, report_id)
    # It goes to an office: in 简体中文 whatever the reader's language.
    with translation.override("zh-hans"):
        told = _told(row, no)
        mark = _("%(name)s 打印于 %(at)s") % {
            "name": request.actor.name, "at": f"{clock.now().astimezone(clock.ZONE):%Y-%m-%d %H:%M}",
        }  # fmt: skip
        name = f"{told['title']} {row.day.isoformat()} v{no}"
        if request.GET.get("file") == "docx":
            return documents.docx_response(docx(told, mark), f"{name}.docx")
        if request.GET.get("file") == "xlsx":
            return sheets.xlsx_response(xlsx(told, mark), f"{name}.xlsx")
    context = {
        "crumbs": crumbs(request.actor, row.unit_no), "paper": told, "mark": mark, "no": no,
        "here": request.build_absolute_uri(request.path),
        "back_url": reverse("dailyreports:report", args=[report_id]),
    }  # fmt: skip
    return render(request, "dailyreports/paper.html", context)


def _told(row: Report, no: int) -> dict[str, Any]:
    """Everything on the paper; of a version only what was kept with it."""
    if no == 0:
        content, words = _draft(row), queries.words_of(row)
        text = telling.frozen(content, words, zero=False)
        signed = (content["unit"], _("草稿,未签发"))
        digest = ""
    else:
        found, words = queries.version(row, no)
        content, text, digest = found.content, found.content["text"], found.digest
        at = found.signed_at.astimezone(clock.ZONE)
        signed = (
            _("签发:%(name)s") % {"name": words["signer"]},
            f"{content['unit']} {date_format(at, _('Y年n月j日'))} {at:%H:%M}",
        )
    return {
        "title": telling.title(content, no), "under": telling.under(content), "text": _numbered(text),
        "why": words.get("why", ""), "signed": signed, "digest": digest, "rows": _rows(content),
        "below": _below(content), "late": bool(no and row.late), "drafted": _drafted(content),
    }  # fmt: skip


def _draft(row: Report) -> drafting.Draft:
    if row.draft is not None:
        kept: drafting.Draft = row.draft
        return kept
    with everywhere("dailyreports") as system:
        return drafting.draft(system, directory.place(row.unit_no), row.day)


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


def _drafted(content: dict[str, Any]) -> list[str]:
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


def docx(told: dict[str, Any], mark: str) -> bytes:
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
    return official.docx(official.Paper(told["title"], told["under"], blocks, told["signed"], foot))


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
