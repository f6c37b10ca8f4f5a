"""Templates to begin from, and the county's own variables."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.notices import forms, rules, services
from xiaoan.notices.pages import previews, words
from xiaoan.notices.queries import checking, templates
from xiaoan.notices.queries.words import KIND_NAMES, LANGUAGE_NAMES
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page

NEW = "new"


@page(Permission.KEEP_TEMPLATES, methods="GET POST")
def templates_page(request: Asked) -> HttpResponse:
    """All templates; the county's variables; posted: a variable stands for something from now on."""
    error, status, said = "", 200, request.POST
    if request.method == "POST":
        try:
            services.set_variable(
                request.actor,
                services.NewVariable(
                    reading.read_id(said.get("submission_id", "")), said.get("variable", ""),
                    said.get("value", ""),
                ),
            )  # fmt: skip
            messages.success(request, _("变量已保存,从现在起按新的内容替换。"))
            return HttpResponseRedirect(reverse("notices:templates"))
        except (Invalid, Conflict) as refused:
            error, status = str(refused), refused.status
    context = {
        "tabs": words.tabs(request.actor, "templates"), "error": error, "submission_id": uuid7(),
        "rows": [
            {"name": one.name, "kind": KIND_NAMES[one.kind], "is_own": one.is_own,
             "languages": [LANGUAGE_NAMES[code] for code in rules.LANGUAGES if code in one.texts],
             "url": reverse("notices:template", args=[one.code])}
            for one in templates.templates(request.actor)
        ],
        "variables": previews.variables(), "own": templates.defined(),
        "typed_name": said.get("variable", ""), "typed_value": said.get("value", ""),
        "new_url": reverse("notices:template", args=[NEW]), "version": rules.VERSION,
    }  # fmt: skip
    return render(request, "notices/templates.html", context, status=status)


@page(Permission.KEEP_TEMPLATES, methods="GET POST")
def template_page(request: Asked, code: str) -> HttpResponse:
    """One template, in each language; posted: kept, or given up."""
    found = None if code == NEW else templates.template(request.actor, code)
    row = templates.row_of(code) if found else None
    fault: Invalid | Conflict | None = None
    shown: dict[str, Any] = {
        "name": found.name if found else "", "kind": found.kind if found else "general",
        "texts": dict(found.texts) if found else {},
    }  # fmt: skip
    if request.method == "POST":
        typed = forms.typed(request.POST)
        shown = {"name": request.POST.get("name", ""), "kind": typed.kind, "texts": typed.texts}
        try:
            services.set_template(request.actor, _template(request, code, typed))
            messages.success(request, _("模板已保存。"))
            return HttpResponseRedirect(reverse("notices:templates"))
        except (Invalid, Conflict) as refused:
            fault = refused
    faults = fault.said if isinstance(fault, checking.Faults) else {}
    names = getattr(fault, "fields", {})
    context = {
        "found": found, "error": str(fault) if fault else "", "name": shown["name"],
        "name_fault": str(fault) if "name" in names else "", "kind": shown["kind"],
        "kinds": [(one, KIND_NAMES[one]) for one in rules.KINDS], "submission_id": uuid7(),
        "base": row.edits if row else 0, "limits": rules.LIMITS, "variables": previews.variables(),
        "texts": [
            {"code": one, "name": LANGUAGE_NAMES[one],
             "title": shown["texts"][one].title if one in shown["texts"] else "",
             "body": shown["texts"][one].body if one in shown["texts"] else "",
             "is_source": one == rules.LANGUAGES[0],
             "title_fault": faults.get(f"title-{one}", ""), "body_fault": faults.get(f"body-{one}", "")}
            for one in rules.LANGUAGES
        ],
        "may_retire": row is not None and not row.retired, "back_url": reverse("notices:templates"),
        "is_shipped": templates.shipped_of(code) is not None,
    }  # fmt: skip
    return render(request, "notices/template.html", context, status=fault.status if fault else 200)


def _template(request: Asked, code: str, typed: forms.Typed) -> services.NewTemplate:
    said = request.POST
    return services.NewTemplate(
        reading.read_id(said.get("submission_id", "")), "" if code == NEW else code,
        said.get("name", ""), typed.kind, typed.texts, whole(said.get("base", "")),
        retired=said.get("act") == "retire",
    )  # fmt: skip
