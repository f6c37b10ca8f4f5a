"""Telling a counsellor what was seen; a counsellor reading it, taking the child into care, or not."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.counselling import forms, services
from xiaoan.counselling.pages import words
from xiaoan.counselling.pages.asking import data_of, form_page
from xiaoan.counselling.queries import referrals
from xiaoan.directory import queries as directory
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page


def class_of(
    request: Asked, permission: Permission
) -> tuple[directory.Place | None, list[directory.Place]]:
    """The class of ?unit=, or the only one there is; and all that there are to choose from."""
    found = words.classes(request.actor, permission)
    unit_no = whole(request.GET.get("unit", ""))
    if not unit_no:
        return (found[0] if len(found) == 1 else None), found
    place = next((one for one in found if one.no == unit_no), None)
    if place is None:
        raise NotFound
    return place, found


def choose_class(
    request: Asked, found: list[directory.Place], title: str, back: str
) -> HttpResponse:
    """First the class, then the child."""
    context = {"classes": found, "title": title, "back_url": back}
    return render(request, "counselling/classes.html", context)


@page(Permission.REFER, methods="GET POST")
def refer_page(request: Asked) -> HttpResponse:
    """The form; posted: the counsellor is told, and in danger the emergency path is open."""
    back = reverse("counselling:home")
    place, found = class_of(request, Permission.REFER)
    if place is None:
        if request.method == "POST":
            raise NotFound
        return choose_class(request, found, _("转介给心理教师"), back)

    def save(given: dict[str, Any]) -> tuple[str, str]:
        new = services.NewReferral(
            given["submission_id"], reading.read_optional_id(given["person"]), frozenset(given["ticks"]),
            given["text"], given["urgency"] or "normal", lasts=given["lasts"],
        )  # fmt: skip
        receipt = services.refer(request.actor, new)
        if receipt.emergency_id:
            return "", _emergency_or_home(request, receipt.emergency_id)
        return _("已交给心理教师。写的内容只有心理教师能看。"), back

    form = forms.ReferForm(data_of(request), pupils=words.pupils(request.actor, place))
    said = {
        "title": _("转介给心理教师"), "place": place.name, "button": _("交给心理教师"), "back_url": back,
        "note": _("写看到的、听到的,不下结论。内容加密,只有心理教师能看;您以后只看得到办到哪一步。"),
    }  # fmt: skip
    return form_page(request, form, save, said)


def _emergency_or_home(request: Asked, emergency_id: UUID) -> str:
    """Whoever is not of the emergency's people is told what to do, and goes home."""
    if request.actor.may_anywhere(Permission.SEE_IN_CARE):
        return reverse("counselling:emergency", args=[emergency_id])
    messages.warning(
        request, _("已启动危机干预,校长、班主任和心理教师都已收到。请陪着孩子,不要离开。")
    )
    return reverse("counselling:home")


@page(Permission.COUNSEL)
def referral_page(request: Asked, referral_id: UUID) -> HttpResponse:
    """What was seen; whoever asked sees from now on that it was read."""
    found = services.see_referral(request.actor, referral_id)
    context = {"row": words.seen(found), "back_url": reverse("counselling:desk")}
    return render(request, "counselling/referral.html", context)


@page(Permission.COUNSEL, methods="GET POST")
def take_page(request: Asked, referral_id: UUID) -> HttpResponse:
    """Take the child into care: the level of risk, the next look."""
    found = referrals.detail(request.actor, referral_id)

    def save(given: dict[str, Any]) -> tuple[str, str]:
        case_id = services.take(request.actor, referral_id, opening(given))
        return _("已建个案。"), reverse("counselling:case", args=[case_id])

    said = {
        "title": _("建个案"), "place": f"{found.row.place} {found.row.child}", "button": _("建个案"),
        "back_url": reverse("counselling:referral", args=[referral_id]),
        "note": _("转介的人以后只看得到“已在辅导”。"),
    }  # fmt: skip
    if request.method == "POST" and found.case_id:
        case_id = services.take(
            request.actor, referral_id, services.NewNote(uuid7(), uuid7(), "open")
        )
        messages.success(request, _("已并入这名学生在办的个案。"))
        return HttpResponseRedirect(reverse("counselling:case", args=[case_id]))
    return form_page(request, forms.TakeForm(data_of(request)), save, said)


def opening(given: dict[str, Any]) -> services.NewNote:
    """The first note of a case; the case's own id is made of the form's, so that twice is once."""
    first: UUID = given["submission_id"]
    return services.NewNote(
        first, first, "open", given["text"], given["risk"], forms.next_at(given), given["how"]
    )


@page(Permission.COUNSEL, methods="GET POST")
def decline_page(request: Asked, referral_id: UUID) -> HttpResponse:
    """No case comes of it."""
    found = referrals.detail(request.actor, referral_id)

    def save(given: dict[str, Any]) -> tuple[str, str]:
        services.decline(request.actor, referral_id, given["text"])
        return _("已结束。"), reverse("counselling:desk")

    said = {
        "title": _("不建个案"), "place": f"{found.row.place} {found.row.child}", "button": _("结束"),
        "back_url": reverse("counselling:referral", args=[referral_id]),
    }  # fmt: skip
    form = forms.TextForm(data_of(request), label=_("为什么不建个案(只有心理教师能看)"))
    return form_page(request, form, save, said)


@page(Permission.COUNSEL, methods="GET POST")
def family_page(request: Asked, about_id: UUID) -> HttpResponse:
    """Have the family called by the class teacher, of a referral or an own case."""
    place, back = services.whose(request.actor, about_id)

    def save(given: dict[str, Any]) -> tuple[str, str]:
        services.ask_family(request.actor, given["submission_id"], about_id)
        return _("班主任会联系这一家。"), reverse(f"counselling:{back}", args=[about_id])

    said = {
        "title": _("请班主任联系家庭"), "place": place, "button": _("请班主任联系"),
        "back_url": reverse(f"counselling:{back}", args=[about_id]),
        "note": _(
            "班主任、年级组长、校长只看得到“关心孩子近况,请联系家长”,看不到为什么。"
            "想一想:这样会不会让人猜到。"
        ),
    }  # fmt: skip
    return form_page(request, forms.ActForm(data_of(request)), save, said)
