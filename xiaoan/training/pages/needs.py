"""Who needs a course, from which day on it is required."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts.queries import ROLE_NAMES
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.training import forms, queries, services
from xiaoan.training.pages import words
from xiaoan.web.gate import Asked, page


@page(Permission.KEEP_COURSES, methods="GET POST")
def need_page(request: Asked, code: str) -> HttpResponse:
    """The form with what is set now; posted: it is set anew."""
    words.require_keeper(request)
    now = queries.rule_of(code)
    posted = request.POST if request.method == "POST" else None
    form = forms.NeedForm(
        posted, roles=[(role, ROLE_NAMES[role]) for role in services.ROLES],
        initial={"roles": list(now.roles), "required_from": now.required_from, "ahead": now.ahead},
    )  # fmt: skip
    status, errors = (422, []) if posted is not None else (200, [])
    if posted is not None and form.is_valid():
        given = form.cleaned_data
        try:
            services.set_need(
                request.actor,
                services.NewNeed(
                    given["act_id"], code, given["roles"], given["required_from"], given["ahead"]
                ),
            )
            messages.success(request, _("已设置。待办在当天夜里排出。"))
            return HttpResponseRedirect(reverse("training:courses"))
        except (Conflict, Invalid) as refused:
            fields = refused.fields if isinstance(refused, Invalid) else {}
            errors, status = forms.put(form, fields, str(refused)), refused.status
    context = {
        "title": _("谁要参加培训"), "sub": queries.title_of(code), "errors": errors, "button": _("设置"),
        "note": _("从所选日期起,没有有效证书的人不能签字;那天以前只提示。"),
        "fields": list(forms.shown(form)), "act_id": form["act_id"].value() or uuid7(),
        "back_url": reverse("training:courses"),
    }  # fmt: skip
    return render(request, "training/form.html", context, status=status)
