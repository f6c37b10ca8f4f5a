"""What need not be done today: a place or the whole school, with a reason; and due after all."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.hygiene import services
from xiaoan.hygiene.forms import as_id
from xiaoan.hygiene.forms.records import ExcuseForm, sheet
from xiaoan.hygiene.pages import round_words as words
from xiaoan.hygiene.queries import days
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page

_MAY = (Permission.PLAN_HYGIENE, Permission.APPROVE_HYGIENE)


@page(*_MAY, methods="GET POST")
def excuse_page(request: Asked, school_no: int) -> HttpResponse:
    """Posted with `?act=excuse` or `?act=again`."""
    actor = request.actor
    if not actor.sees(school_no) or directory.place(school_no).kind != "school":
        raise NotFound
    if not any(actor.may(one, school_no) for one in _MAY):
        raise Forbidden
    found = days.places_today(actor, school_no)
    choices = [(str(one.pk), words.place_name(one)) for one in found]
    form, status = ExcuseForm(places=choices), 200
    if request.method == "POST":
        form = ExcuseForm(request.POST, places=choices)
        try:
            if form.is_valid():
                messages.success(request, _done(request, school_no, form))
                return HttpResponseRedirect(reverse("hygiene:excuse", args=[school_no]))
            status = 422
        except Invalid as refused:
            form.add_error("reason", str(refused))
            status = refused.status
    context = {
        "school": directory.place(school_no).name, "day": clock.today(), "fields": sheet(form),
        "excused": days.excused_today(actor, school_no),
        "back_url": reverse("hygiene:today"),
    }  # fmt: skip
    return render(request, "hygiene/excuse.html", context, status=status)


def _done(request: Asked, school_no: int, form: ExcuseForm) -> str:
    given = form.cleaned_data
    place_id = as_id(given["place"])
    wanted = services.Excuse(school_no, (place_id,) if place_id else (), given["reason"])
    if request.GET.get("act") == "again":
        return _("%(n)s 项又要做了。") % {"n": services.due_again(request.actor, wanted)}
    return _("已免做 %(n)s 项。") % {"n": services.excuse(request.actor, wanted)}
