"""A report on paper: to print, as a document, as a sheet."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from xiaoan.kernel import clock
from xiaoan.kernel.permission import Permission
from xiaoan.statutory import services as statutory
from xiaoan.statutory.pages import words
from xiaoan.web import documents, sheets
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page


@page(Permission.SEE_REPORTS)
def paper_page(request: Asked, report_id: UUID, number: int) -> HttpResponse:
    """A version as it was sent (0: the draft); `?file=docx` or `xlsx` to take away."""
    actor = request.actor
    data = statutory.see_paper(actor, report_id, number)
    # It goes to an office: in 简体中文 whatever the reader's language.
    with translation.override("zh-hans"):
        told = words.paper(data)
        mark = _("%(name)s 打印于 %(at)s · 含学生健康信息,请勿外传") % {
            "name": actor.name,
            "at": clock.now().strftime("%Y-%m-%d %H:%M"),
        }
        name = f"{told['title']} {clock.today().isoformat()} v{number}"
        if request.GET.get("file") == "docx":
            return documents.docx_response(_docx(told, mark), f"{name}.docx")
        if request.GET.get("file") == "xlsx":
            return sheets.xlsx_response(_xlsx(told, mark), f"{name}.xlsx")
    context = {
        "crumbs": crumbs(actor, data["school_id"]), "paper": told, "mark": mark,
        "here": request.build_absolute_uri(request.path),
        "back_url": reverse("statutory:report", args=[report_id]),
    }  # fmt: skip
    return render(request, "statutory/paper.html", context)


def _people() -> list[str]:
    return [
        _("班级"), _("姓名"), _("病名或症状"), _("发病时间"), _("隔离治疗情况"), _("就诊医院"),
    ]  # fmt: skip


def _classes() -> list[str]:
    return [_("班级"), _("病例"), _("班级人数"), _("罹患率")]


def _rule(rule: str, text: str, basis: str, sure: str) -> str:
    return _("%(rule)s %(text)s(%(basis)s,%(sure)s)") % {
        "rule": rule, "text": text, "basis": basis, "sure": sure,
    }  # fmt: skip


def _docx(told: dict[str, Any], mark: str) -> bytes:
    text = [[str(cell if cell is not None else "") for cell in one] for one in told["classes"]]
    added = [documents.Section(str(name), [said]) for name, said in told["words"]]
    found = documents.Document(
        told["title"],
        [
            documents.Section("", [_("报:%(to)s") % {"to": told["to"]}, *told["sent"], *told["lines"]]),
            documents.Section(_("按班级"), (), _classes(), text),
            documents.Section(
                _("按发病日"), (), [_("日期"), _("病例")],
                [[day, str(n)] for day, n in told["onsets"]],
            ),
            documents.Section(_("病例"), (), _people(), told["people"]),
            *added,
            documents.Section(
                _("依据"), [_rule(*one) for one in told["rules"]]
            ),
            *([documents.Section("", [f"SHA-256 {told['digest']}"])] if told["digest"] else []),
        ],
        mark,
    )  # fmt: skip
    return documents.docx(found)


def _xlsx(told: dict[str, Any], mark: str) -> bytes:
    above = [_("报:%(to)s") % {"to": told["to"]}, *told["sent"], *told["lines"]]
    below = [_("%(name)s:%(said)s") % {"name": name, "said": said} for name, said in told["words"]]
    below += [_rule(*one) for one in told["rules"]]
    if told["digest"]:
        below.append(f"SHA-256 {told['digest']}")
    tables = [
        sheets.Table(_("传染病报告"), told["title"], above, _people(), told["people"], (), below),
        sheets.Table(_("按班级"), told["title"], [], _classes(), told["classes"]),
        sheets.Table(_("按发病日"), told["title"], [], [_("日期"), _("病例")], told["onsets"]),
    ]
    return sheets.workbook(tables, mark)
