"""The library: found by subject, audience and words; read, printed as a poster, practised."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.materials import queries, rules, services
from xiaoan.materials.pages import words
from xiaoan.materials.queries import assigned, quizzes
from xiaoan.materials.queries.words import AUDIENCE_NAMES, SUBJECT_NAMES, text
from xiaoan.web.gate import Asked, open_page, page

# So many questions a practice asks (own choice).
PRACTICE = 5
_LONGEST = 60


@page(Permission.READ_MATERIALS)
def home_page(request: Asked) -> HttpResponse:
    """What the actor or their children have to read, then the library, narrowed by the address."""
    subject, audience = request.GET.get("subject", ""), request.GET.get("for", "")
    typed = request.GET.get("q", "").strip()[:_LONGEST]
    found = [
        one for one in queries.all_in_force().values()
        if subject in ("", one.material.subject)
        and (audience not in AUDIENCE_NAMES or audience in one.material.audiences)
        and rules.matches(one.material, typed)
    ]  # fmt: skip
    context = {
        "mine": [_mine(one) for one in assigned.mine(request.actor)],
        "rows": [words.card(one, audience) for one in found], "total": len(found),
        "subjects": list(SUBJECT_NAMES.items()), "audiences": list(AUDIENCE_NAMES.items()),
        "subject": subject, "audience": audience, "typed": typed, "links": _links(request.actor),
        "narrowed": bool(subject or audience or typed), "as_of": clock.now(),
    }  # fmt: skip
    return render(request, "materials/home.html", context)


def _mine(one: assigned.Mine) -> dict[str, Any]:
    given = one.assigned
    left = one.read_at is None or (one.total and one.handed_at is None)
    said = _("已读") if one.read_at else _("待读")
    if one.total and one.read_at:
        said = _("已答") if one.handed_at else _("读完了,还要答题")
    return {
        "url": reverse("materials:mine", args=[given.id, one.whom]), "title": text(given.title),
        "audience": AUDIENCE_NAMES[given.audience], "name": one.name, "until": given.until,
        "note": given.note, "shape": "due" if left else "done", "words": said,
        "questions": given.questions,
    }  # fmt: skip


def _links(actor: Actor) -> list[tuple[str, str]]:
    known = (
        (Permission.SEE_READING, "materials:unit_home", _("布置阅读和结果")),
        (Permission.APPROVE_MATERIALS, "materials:waiting", _("待审核的材料")),
        (Permission.APPROVE_MATERIALS, "materials:keep", _("材料和版本")),
    )
    return [(reverse(name), said) for needed, name, said in known if actor.may_anywhere(needed)]


def _audience(request: Asked, held: queries.Held) -> str:
    """As the address says, if there is something for them; else who fits the actor, else the first."""
    meant = held.material.audiences
    wanted = request.GET.get("for", "")
    if wanted in meant:
        return wanted
    roles = request.actor.roles
    fitting = [code for code, posts in rules.POSTS.items() if roles & set(posts)]
    order = [*(["parent"] if "guardian" in roles or not roles else fitting), *meant]
    return next(code for code in order if code in meant)


@open_page()
def material_page(request: Asked, code: str) -> HttpResponse:
    """A material in force for one audience: of a public one for anybody, else signed in."""
    held = queries.open_material(code)
    actor = request.actor
    if not held.material.is_public and not actor.may_anywhere(Permission.READ_MATERIALS):
        if actor.user_id is not None:
            raise NotFound
        goal = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{reverse('web:sign_in')}?{goal}")
    audience = _audience(request, held)
    if request.method == "GET":
        services.viewed(actor, code, audience)
    known = actor.may_anywhere(Permission.READ_MATERIALS)
    context = {
        **shown(held, audience),
        "code": code,
        "known": known,
        "practises": known and bool(held.material.questions_for(audience)),
        "back_url": reverse("materials:home") if known else "",
    }
    return render(request, "materials/material.html", context)


def shown(held: queries.Held, audience: str) -> dict[str, Any]:
    """A version as an audience reads it."""
    found = held.material
    return {
        "title": text(found.title), "summary": text(found.summary), "audience": audience,
        "audience_name": AUDIENCE_NAMES[audience], "review_on": held.review_on,
        "subject": SUBJECT_NAMES[found.subject], "version": words.version(held, {}),
        "sections": [words.section(one) for one in found.sections_for(audience)],
        "audiences": [(one, AUDIENCE_NAMES[one], one == audience) for one in found.audiences],
    }  # fmt: skip


@page(Permission.READ_MATERIALS)
def poster_page(request: Asked, code: str) -> HttpResponse:
    """One A4 sheet with the name of the school and a code that leads to the page."""
    held = queries.open_material(code)
    audience = _audience(request, held)
    url = request.build_absolute_uri(queries.address(code, audience))
    context = {
        **shown(held, audience), "code": code, "url": url, "office": _office(request.actor),
        "printed_at": clock.now(), "is_public": held.material.is_public,
        "back_url": queries.address(code, audience),
    }  # fmt: skip
    return render(request, "materials/poster.html", context)


def _office(actor: Actor) -> str:
    """The school or office of the actor, or the school of their first child."""
    numbers = [*(scope.lo for scope in actor.scopes if scope.hi > scope.lo), *actor.classes]
    if not numbers:
        return ""
    no = numbers[0] if numbering.is_office(numbers[0]) else numbering.school_of(numbers[0])
    return directory.place(no).name


@page(Permission.READ_MATERIALS, methods="GET POST")
def practice_page(request: Asked, code: str) -> HttpResponse:
    """Some questions for practice; posted: what was right and why. Nothing of it is kept."""
    held = queries.open_material(code)
    audience = _audience(request, held)
    lot = _lot(request)
    bank = {one.key: one for one in held.material.questions_for(audience)}
    drawn = tuple(bank[key] for key in rules.draw(lot, list(bank), PRACTICE))
    if not drawn:
        raise NotFound
    status, given, wrong, said = 200, {}, {}, []
    if request.method == "POST":
        given = words.chosen(request.POST, len(drawn))
        wrong = quizzes.gaps(drawn, given)
        status = 422 if wrong else 200
        answers = quizzes.places_of(lot, drawn, given)
        said = [] if wrong else [words.said(one) for one in quizzes.said(lot, drawn, answers)]
    context = {
        "title": text(held.material.title), "audience_name": AUDIENCE_NAMES[audience], "lot": lot,
        "questions": words.asked(quizzes.asked(lot, drawn), given, wrong), "said": said,
        "right": sum(one["right"] for one in said), "back_url": queries.address(code, audience),
        "errors": [_("还有 %(n)s 题没有答好,答完再交。") % {"n": len(wrong)}] if wrong else [],
        "again_url": request.get_full_path(),
    }  # fmt: skip
    return render(request, "materials/practice.html", context, status=status)


def _lot(request: Asked) -> UUID:
    """Which questions: as the form says, else new ones."""
    try:
        return UUID(request.POST.get("lot", ""))
    except ValueError:
        return uuid7()
