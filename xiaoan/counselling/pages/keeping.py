"""How long what was said is kept, what was destroyed; who takes over where a counsellor is gone."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.counselling import forms, services
from xiaoan.counselling.pages import words
from xiaoan.counselling.pages.asking import data_of, form_page
from xiaoan.counselling.queries import keeping as queries
from xiaoan.counselling.queries.words import TAKEOVER_NAMES
from xiaoan.kernel.errors import Conflict
from xiaoan.kernel.permission import Permission
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page


@page(Permission.SET_COUNSELLING, methods="GET POST")
def keeping_page(request: Asked) -> HttpResponse:
    """The days of a county; what was destroyed; takeovers that wait."""
    actor, back = request.actor, reverse("counselling:keeping")
    county_no = queries.county_of(actor)

    def save(given: dict[str, Any]) -> tuple[str, str]:
        services.set_keeping(actor, county_no, given["days"])
        return _("已保存,今晚起照此销毁。"), back

    form = forms.KeepingForm(data_of(request), initial={"days": queries.days(county_no)})
    said = {
        "title": _("保存期限与换人"), "button": _("保存"), "tabs": words.tabs(actor, "keeping"),
        "asked": queries.asked(actor), "certificates": queries.certificates(actor),
        "back_url": reverse("counselling:figures"),
    }  # fmt: skip
    return form_page(request, form, save, said, template="keeping")


@page(Permission.SET_COUNSELLING, methods="POST")
def takeover_page(request: Asked, takeover_id: UUID) -> HttpResponse:
    """Agree (`agreed`=1) or refuse."""
    try:
        services.decide_takeover(
            request.actor, takeover_id, agreed=request.POST.get("agreed") == "1"
        )
    except Conflict as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("已记下。"))
    return HttpResponseRedirect(reverse("counselling:keeping"))


@page(Permission.KEEP_POSITIONS, methods="GET POST")
def successor_page(request: Asked, unit_no: int) -> HttpResponse:
    """The principal names who takes over the cases of a counsellor who is gone."""
    actor = request.actor
    place = queries.school(actor, unit_no)
    gone = queries.gone(actor, unit_no)

    def save(given: dict[str, Any]) -> tuple[str, str]:
        services.ask_takeover(
            actor,
            services.NewTakeover(
                given["submission_id"], unit_no, reading.read_optional_id(given["from"]),
                reading.read_optional_id(given["to"]),
            ),
        )  # fmt: skip
        return _("已提交,等教育局确认。"), reverse("counselling:successor", args=[unit_no])

    form = forms.SuccessorForm(
        data_of(request), gone=[(str(one.user_id), f"{one.name}({one.cases})") for one in gone],
        here=[(str(pk), name) for pk, name in queries.counsellors(unit_no)],
    )  # fmt: skip
    said = {
        "title": _("心理教师离岗,个案由谁接手"), "place": place.name, "button": _("提交"), "gone": gone,
        "back_url": reverse("counselling:home"),
        "note": _("您看不到个案内容。教育局确认后,接手的人能看原来的记录;谁提的、谁确认的都有记录。"),
        "asked": [(one, TAKEOVER_NAMES[one.row.state]) for one in queries.of_school(unit_no)],
    }  # fmt: skip
    return form_page(request, form, save, said, template="successor")
