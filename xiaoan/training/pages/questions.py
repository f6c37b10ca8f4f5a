"""Questions of a draft: one by one, or many from a sheet."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.training import forms, rules, services
from xiaoan.training.pages import words
from xiaoan.training.pages.versions import NEW, drafted, edited
from xiaoan.training.queries.words import BANK_HEADS
from xiaoan.web import sheets
from xiaoan.web.gate import Asked, page


@page(Permission.KEEP_COURSES, methods="GET POST")
def question_page(request: Asked, version_id: UUID, key: str) -> HttpResponse:
    """One question of a draft, or a new one (`new`); posted with `remove`: it is taken out."""
    words.require_keeper(request)
    found = drafted(version_id)
    known = None if key == NEW else found.course.question(key)
    if known is None and key != NEW:
        raise NotFound
    initial: dict[str, object] = {"base": found.edits, "kind": "single"}
    if known:
        lines = [("*" if n in known.right else "") + text for n, text in enumerate(known.options)]
        initial |= {
            "kind": known.kind, "text": known.text, "options": "\n".join(lines), "why": known.why,
            "source": "" if known.source == words.OURS else known.source,
        }  # fmt: skip
    form = forms.QuestionForm(request.POST if request.method == "POST" else None, initial=initial)

    def save(edit: services.Edit) -> None:
        services.edit_question(request.actor, edit, known.key if known else "", form.question())

    def remove(edit: services.Edit) -> None:
        services.edit_question(request.actor, edit, key, None)

    return edited(request, found, form, _("题目"), save, remove if known else None)


@page(Permission.KEEP_COURSES, methods="GET POST")
def import_page(request: Asked, version_id: UUID) -> HttpResponse:
    """The form; posted: the questions of the sheet are added to the draft, or its faults are shown."""
    words.require_keeper(request)
    held = drafted(version_id)
    status, errors, read = 200, list[str](), services.Read[rules.Question]()
    if request.method == "POST":
        status, form, file = 422, forms.ActForm(request.POST), request.FILES.get("file")
        try:
            if file is None or not form.is_valid():
                raise Invalid(_("请先选择文件。"))
            base = whole(request.POST.get("base", ""))
            edit = services.Edit(form.cleaned_data["act_id"], version_id, base)
            read = services.import_bank(request.actor, edit, file.name or "", file.read())
            if not read.faults:
                messages.success(request, _("已加入 %(n)s 道题。") % {"n": len(read.rows)})
                return HttpResponseRedirect(reverse("training:version", args=[version_id]))
        except (Conflict, Invalid) as refused:
            status, errors = refused.status, [str(refused)]
    context = {
        "title": _("导入题库"), "course": held.course, "errors": errors, "act_id": uuid7(),
        "base": held.edits, "has_base": True, **words.read(read),
        "heads": list(services.plain(BANK_HEADS).values()),
        "template_url": reverse("training:bank_template"),
        "note": _("题型写单选、多选或判断;答案写字母,如 A 或 AC,判断题写“对”或“错”。有错就不导入。"),
        "back_url": reverse("training:version", args=[version_id]),
    }  # fmt: skip
    return render(request, "training/import.html", context, status=status)


@page(Permission.KEEP_COURSES)
def template_page(request: Asked) -> HttpResponse:
    """The sheet to fill in, with one line of each kind as an example."""
    words.require_keeper(request)
    with override("zh-hans"):
        title = _("题库")
        rows: list[list[sheets.Cell]] = [
            [_("单选"), _("枪口离额头多远?"), _("1 至 3 厘米"), _("贴住皮肤"), _("半米"), "", "", "", "A",
             _("太远会把周围的温度也量进去。"), ""],
            [_("多选"), _("量之前要做哪些?"), _("看模式"), _("擦干汗"), _("贴紧额头"), "", "", "", "AB",
             _("枪不贴皮肤。"), ""],
            [_("判断"), _("34.2 ℃ 就是正常。"), "", "", "", "", "", "", _("错"),
             _("低于 35 ℃ 要重测。"), ""],
        ]  # fmt: skip
        heads = list(services.plain(BANK_HEADS).values())
        table = sheets.Table(title, title, [], heads, rows)
        return sheets.xlsx_response(sheets.workbook([table], ""), f"{title}.xlsx")
