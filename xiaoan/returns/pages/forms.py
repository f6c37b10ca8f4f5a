"""The register of forms, a form brought in, its cells given figures."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.returns import rules, services
from xiaoan.returns.forms import UploadForm
from xiaoan.returns.pages import frame
from xiaoan.returns.queries import forms, names, words
from xiaoan.web import fields, reading, uploads
from xiaoan.web.gate import Asked, page, require
from xiaoan.workbooks import blanks

_LARGEST_MB = rules.MOST_BYTES >> 20
_REPEATS = {code: f"{{{{{word}}}}}" for word, code in blanks.REPEATS.items()}


@page(Permission.SEE_RETURNS)
def home_page(request: Asked) -> HttpResponse:
    """The forms that can be filled in; `?retired=1` those laid aside."""
    retired = bool(request.GET.get("retired"))
    rows = forms.register(request.actor, retired=retired)
    context = {
        "tabs": frame.tabs(request.actor, "home"), "retired": retired, "as_of": clock.now(),
        "rows": [
            {
                "form": row, "url": reverse("returns:form", args=[row.id]),
                "fill_url": "" if retired else reverse("returns:fill", args=[row.id]),
            }
            for row in rows
        ],
        "new_url": reverse("returns:new") if frame.keeps_register(request.actor) else "",
    }  # fmt: skip
    return render(request, "returns/home.html", context)


@page(Permission.SEE_RETURNS)
def marks_page(request: Asked) -> HttpResponse:
    """How a form is written, and every name that can stand in it."""
    others: dict[str, list[str]] = {}
    for name, key in names.aliases().items():
        if name != key:
            others.setdefault(key, []).append(name)
    groups = [
        {
            "name": group,
            "rows": [
                {
                    "mark": names.mark_of(code), "words": said,
                    "others": [] if "|" not in code or not code.endswith("|num")
                    else others.get(code.partition("|")[0], []),
                }
                for code, said in found
            ],
        }
        for group, found in names.choices()
    ]  # fmt: skip
    context = {
        "tabs": frame.tabs(request.actor, "home"), "groups": groups,
        "example": names.mark_of("rollcall.sick|num"), "repeats": list(_REPEATS.values()),
    }  # fmt: skip
    return render(request, "returns/marks.html", context)


def read_file(request: Asked) -> tuple[str, bytes]:
    """The file of a form: its name and content. Invalid: none was chosen, or it is too large."""
    file = request.FILES.get("file")
    if file is None:
        raise Invalid(_("请选一个 .xlsx 或 .docx 文件。"), {"file": "missing"})
    uploads.refuse_large(file.size or 0, rules.MOST_BYTES)
    return file.name or "", file.read()


@page(Permission.KEEP_RETURNS, methods="GET POST")
def new_page(request: Asked) -> HttpResponse:
    """A form brought in; posted: looked at and put into the register."""
    require(request.actor, Permission.KEEP_RETURNS, directory.county().no)
    posted = request.method == "POST"
    initial = {"submission_id": uuid7(), "unknown_word": _("未报")}
    form = UploadForm(request.POST if posted else None, initial=initial)
    status, errors, file_error = (422 if posted else 200), [], ""
    if posted and form.is_valid():
        given = form.cleaned_data
        try:
            new = services.NewForm(
                given["submission_id"], given["name"], given["office"], given["unknown_word"],
                *read_file(request),
            )  # fmt: skip
            found = services.add(request.actor, new)
            messages.success(request, _("已放进表库。请核对每一格由什么数据填。"))
            return HttpResponseRedirect(reverse("returns:form", args=[found]))
        except Invalid as refused:
            status = refused.status
            file_error = str(refused) if "file" in refused.fields else ""
            if not file_error:
                errors = fields.put(form, refused.fields, str(refused))
        except Conflict as refused:
            status, errors = refused.status, [str(refused)]
    context = {
        "errors": errors, "file_error": file_error, "fields": list(fields.shown(form, is_plain=True)),
        "submission_id": form["submission_id"].value(), "largest": _LARGEST_MB,
        "back_url": reverse("returns:home"),
    }  # fmt: skip
    return render(request, "returns/new.html", context, status=status)


@page(Permission.SEE_RETURNS, methods="GET POST")
def form_page(request: Asked, form_id: UUID) -> HttpResponse:
    """A form: its grid with what fills each cell; posted: a figure put into a cell, a new file, its state."""
    actor = request.actor
    row = forms.form(actor, form_id)
    errors: list[str] = []
    status = 200
    if request.method == "POST":
        if not actor.may(Permission.KEEP_RETURNS, row.unit_no):
            raise Forbidden
        try:
            messages.success(request, _act(request, form_id))
            return HttpResponseRedirect(request.get_full_path())
        except (Invalid, Conflict) as refused:
            errors, status = [str(refused)], refused.status
    no = whole(request.GET.get("version", ""), row.version)
    one = forms.designed(form_id, no)
    by = accounts.names(actor, {one.by_id for one in forms.versions(form_id)})
    cell = request.POST.get("cell", request.GET.get("cell", ""))
    said = dict(one.assigned.items())
    context = {
        "tabs": frame.tabs(actor, "home"), "form": row, "one": one, "errors": errors,
        "is_latest": no == row.version, "cell": cell, "chosen": request.POST.get("choice", ""),
        "grids": _grids(one), "marks": _marks(one), "unread": forms.unread(one.marks),
        "keeps": actor.may(Permission.KEEP_RETURNS, row.unit_no), "assigned": said,
        "groups": names.choices(), "submission_id": request.POST.get("submission_id", uuid7()),
        "versions": [
            {"row": found, "by": by.get(found.by_id, ""), "url": f"?version={found.no}"}
            for found in forms.versions(form_id)
        ],
        "largest": _LARGEST_MB, "fill_url": reverse("returns:fill", args=[form_id]),
        "run_url": reverse("returns:runs", args=[form_id]), "page_url": request.path,
        "file_url": reverse("returns:file", args=[form_id, no]),
        "state_words": _("停用") if row.state == "active" else _("启用"),
        "other_state": "retired" if row.state == "active" else "active",
    }  # fmt: skip
    return render(request, "returns/form.html", context, status=status)


def _act(request: Asked, form_id: UUID) -> str:
    """What was posted is done; gives the words for it."""
    said, actor = request.POST, request.actor
    act_id = reading.read_id(said.get("submission_id", ""))
    base = whole(said.get("base", ""))
    act = said.get("act", "")
    if act == "upload":
        services.upload(actor, act_id, form_id, base, read_file(request))
        return _("已换成新文件,原来的版本还在。")
    if act == "state":
        services.set_state(actor, act_id, form_id, said.get("state", ""))
        return _("已改。")
    ref = said.get("cell", "").strip()
    if not ref:
        raise Invalid(_("请先在表里选一格。"), {"cell": "missing"})
    text = "" if act == "clear" else _text(said.get("choice", ""), said.get("repeat", ""))
    services.assign(actor, act_id, form_id, base, {ref: text})
    return (
        _("已清空 %(cell)s。") % {"cell": ref}
        if act == "clear"
        else _("已填到 %(cell)s。") % {"cell": ref}
    )


def _text(choice: str, repeat: str) -> str:
    mark = names.mark_of(choice)
    if not mark:
        raise Invalid(_("请选这一格填什么。"), {"choice": "missing"})
    return f"{_REPEATS.get(repeat, '')}{mark}"


def _grids(one: forms.Designed) -> list[dict[str, Any]]:
    marked = {found.ref for found in one.marks}
    return [
        {
            "name": grid.name, "is_table": grid.is_table,
            "rows": [
                [
                    {
                        "ref": cell.ref, "text": cell.text, "columns": cell.columns, "rows": cell.rows,
                        "asked": cell.ref in marked, "assigned": cell.ref in one.assigned,
                    }
                    for cell in row
                ]
                for row in grid.rows
            ],
        }
        for grid in one.grids()
    ]  # fmt: skip


def _marks(one: forms.Designed) -> list[dict[str, Any]]:
    repeats = {"school": _("每校"), "township": _("每乡镇"), "": ""}
    return [
        {
            **found, "shape": words.SOURCE_SHAPES[found["kind"]],
            "from": words.SOURCE_NAMES[found["kind"]], "repeat": repeats[found["repeat"]],
        }
        for found in forms.described(one.marks)
    ]  # fmt: skip


@page(Permission.SEE_RETURNS)
def file_page(request: Asked, form_id: UUID, no: int) -> HttpResponse:
    """The file of a version as it came."""
    forms.form(request.actor, form_id)
    one = forms.designed(form_id, no)
    if not request.actor.may_anywhere(Permission.SEE_RETURNS):
        raise Forbidden
    return frame.file(one.content, one.file_name, KINDS[one.kind])


KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "zip": "application/zip",
}  # fmt: skip
