"""The form in which a public text is written, new or changed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.publicity import rules, services
from xiaoan.publicity.queries import texts
from xiaoan.publicity.queries.words import KIND_NAMES, LANGUAGE_NAMES
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page
from xiaoan.wording import queries as wording


@page(Permission.WRITE_PUBLIC, methods="GET POST")
def new_page(request: Asked) -> HttpResponse:
    """A new text."""
    return _page(request, None)


@page(Permission.WRITE_PUBLIC, Permission.APPROVE_PUBLIC, methods="GET POST")
def edit_page(request: Asked, text_id: UUID) -> HttpResponse:
    """The next version of a text."""
    found = texts.detail(request.actor, text_id)
    if not found.may_write:
        raise Forbidden
    return _page(request, found)


def _page(request: Asked, found: texts.Detail | None) -> HttpResponse:
    if request.method != "POST":
        return _form(request, found, {}, "", 200)
    try:
        pk = services.write(request.actor, _read(request, found))
    except (Invalid, Conflict) as refused:
        fields: Mapping[str, str] = getattr(refused, "fields", {})
        return _form(request, found, fields, str(refused), refused.status, refused)
    submitted = request.POST.get("act") == "submit"
    messages.success(
        request, _("已提交,等另一个人审核。") if submitted else _("已保存草稿,没有公布。")
    )
    return HttpResponseRedirect(reverse("publicity:own", args=[pk]))


def _read(request: Asked, found: texts.Detail | None) -> services.Draft:
    said = request.POST
    office = found.row.unit_no if found else next(iter(texts.writes_at(request.actor)), 0)
    if not office:
        raise NotFound
    return services.Draft(
        reading.read_id(said.get("submission_id", "")), office, found.row.pk if found else None,
        whole(said.get("base", "")), found.row.kind if found else said.get("kind", ""),
        {
            code: {name: said.get(f"{name}-{code}", "") for name in ("title", "body")}
            for code in rules.PREFIXES
        },
        said.get("phone", ""), said.get("reason", ""), said.get("act") == "submit",
        said.getlist(wording.FIELD),
    )  # fmt: skip


def _form(
    request: Asked,
    found: texts.Detail | None,
    fields: Mapping[str, str],
    error: str,
    status: int,
    refused: Exception | None = None,
) -> HttpResponse:
    said: Any = request.POST if request.method == "POST" else _as_typed(found)
    names = {
        "kind": _("类别"), "phone": _("电话号码"), "reason": _("更新说明"), "submission_id": _("页面"),
        wording.FIELD: _("再看一遍"),
        **{f"title-{code}": f"{_('标题')} {name}" for code, name in LANGUAGE_NAMES.items()},
        **{f"body-{code}": f"{_('正文')} {name}" for code, name in LANGUAGE_NAMES.items()},
    }  # fmt: skip
    context = {
        "found": found, "error": error,
        "looked": wording.question(request.POST.getlist(wording.FIELD), refused), "fields": fields,
        "summary": [(name, names.get(name, name), text) for name, text in fields.items()],
        "kinds": list(KIND_NAMES.items()), "kind": said.get("kind", "notice"),
        "tongues": [
            {
                "code": code, "name": LANGUAGE_NAMES[code], "tag": rules.TAGS[code],
                "required": code == rules.FIRST, "title": said.get(f"title-{code}", ""),
                "body": said.get(f"body-{code}", ""), "title_fault": fields.get(f"title-{code}", ""),
                "body_fault": fields.get(f"body-{code}", ""),
            }
            for code in rules.PREFIXES
        ],
        "phone": said.get("phone", ""), "reason": said.get("reason", ""),
        "base": said.get("base") or (found.row.versions if found else 0),
        "submission_id": said.get("submission_id") or uuid7(),
        "was_public": bool(found and found.row.published_at),
        "back_url": reverse("publicity:own", args=[found.row.pk])
        if found
        else reverse("publicity:office"),
    }  # fmt: skip
    return render(request, "publicity/write.html", context, status=status)


def _as_typed(found: texts.Detail | None) -> dict[str, Any]:
    """The newest version as the form would have sent it."""
    if found is None:
        return {}
    said: dict[str, Any] = {"kind": found.row.kind, "phone": found.last.phone}
    for code, one in found.last.words.items():
        said |= {f"title-{code}": one["title"], f"body-{code}": one["body"]}
    return said
