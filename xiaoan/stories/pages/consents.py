"""Agreeing to be shown, refusing, and taking it back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.stories import forms, services
from xiaoan.stories.pages import words
from xiaoan.stories.queries import seen
from xiaoan.web.gate import Asked, page


@page(Permission.READ_STORIES, methods="GET POST")
def consent_page(request: Asked, shown_id: UUID) -> HttpResponse:
    """The whole story as it would be put out; posted: yes, no, or taken back."""
    asked, one = seen.asking(request.actor, shown_id)
    status, errors, wrong = 200, [], ""
    if request.method == "POST":
        try:
            return _said(request, asked)
        except Invalid as refused:
            wrong = str(refused) if "child_asked" in refused.fields else ""
            status, errors = refused.status, [] if wrong else [str(refused)]
        except Conflict as refused:
            status, errors = refused.status, [str(refused)]
    context = {
        **words.shown(one), "asked": asked, "errors": errors, "wrong": wrong,
        "said_words": words.said_words(asked.said), "said_shape": words.SAID_SHAPES[asked.said or "missing"],
        "edition": one.edition, "submission_id": uuid7(), "back_url": reverse("stories:home"),
    }  # fmt: skip
    return render(request, "stories/consent.html", context, status=status)


def _said(request: Asked, asked: seen.Asking) -> HttpResponse:
    form = forms.ConsentForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("页面已过期,请刷新后重试。"))
    given = form.cleaned_data
    services.consent(
        request.actor,
        services.Said(
            given["submission_id"], asked.shown_id, given["said"], given["edition"],
            given["child_asked"],
        ),
    )  # fmt: skip
    was_out = asked.state == "published" and given["said"] != "given"
    messages.success(request, _("已撤回,这一篇已经撤下。") if was_out else _("已记下。"))
    return HttpResponseRedirect(reverse("stories:home"))
