"""A form on a page of its own: shown, posted to a service, a refusal at its field with nothing typed lost."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from xiaoan.counselling.rules.emergency import HOTLINES
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.web import fields
from xiaoan.web.gate import Asked

Save = Callable[[dict[str, Any]], tuple[str, str]]


def form_page(
    request: Asked, form: Form, save: Save, words: dict[str, Any], *, template: str = "form"
) -> HttpResponse:
    """`save` gets what was given, and gives (what is said, the address to go to). `words`: title,
    button, back_url; place, note and whatever else the template asks for."""
    errors: list[str] = []
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                said, where = save(form.cleaned_data)
            except (Invalid, Conflict) as refused:
                status = refused.status
                errors = fields.put(form, getattr(refused, "fields", {}), str(refused))
            else:
                if said:
                    messages.success(request, said)
                return HttpResponseRedirect(where)
        elif "submission_id" in form.errors:
            errors = [_("页面已过期,请刷新后重试。")]
    context = {
        "errors": errors, "fields": list(fields.shown(form, is_plain=True)), "hotlines": HOTLINES,
        "submission_id": form["submission_id"].value() or uuid7(), **words,
    }  # fmt: skip
    return render(request, f"counselling/{template}.html", context, status=status)


def data_of(request: Asked) -> Any:
    """What was posted, or None for a form that is only shown."""
    return request.POST if request.method == "POST" else None
