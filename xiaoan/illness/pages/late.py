"""A sheet that was overtaken, beside what was recorded first: a person looks at both and decides."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.illness import queries
from xiaoan.illness import services as illness
from xiaoan.illness.pages import words
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page


def overtaken(request: Asked, late: illness.Overtaken) -> HttpResponse:
    """Somebody was faster: what was typed is kept and not recorded, and a person looks at both."""
    kept = illness.keep_late(request.actor, late.done)
    return HttpResponseRedirect(reverse("illness:late", args=[kept]))


@page(Permission.SEE_ILLNESS, methods="GET POST")
def late_page(request: Asked, late_id: UUID) -> HttpResponse:
    """Both versions; `choice` says whether the late one goes into the course or stays out of it."""
    errors: list[str] = []
    if request.method == "POST":
        found = queries.late(request.actor, late_id)
        try:
            illness.decide_late(request.actor, late_id, request.POST.get("choice", ""))
            messages.success(request, _("已处理。那份记录没有删除,日志里能查到。"))
            return HttpResponseRedirect(reverse("illness:child", args=[found.illness_id]))
        except Invalid as refused:
            errors = [str(refused)]
    found = illness.see_late(request.actor, late_id)
    context = {
        "child": found.name or _("(不在册)"),
        "place": directory.place(found.unit_no).name,
        "late": words.step(found.step),
        "recorded": [words.step(one) for one in reversed(found.recorded)],
        "may_decide": found.state == "waiting" and queries.may_decide(request.actor, found.unit_no),
        "errors": errors,
        "as_of": clock.now(),
        "back_url": reverse("illness:child", args=[found.illness_id]),
    }
    return render(request, "illness/late.html", context, status=422 if errors else 200)
