"""What the record showed of a pupil, or of somebody who works with it, at a past instant."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accountability.pages import instants, sections
from xiaoan.accountability.queries import course, persons, posts, words
from xiaoan.accountability.services import looking
from xiaoan.accounts import queries as accounts
from xiaoan.careteams.queries.words import END_NAMES
from xiaoan.careteams.queries.words import ROLE_NAMES as CARE_ROLES
from xiaoan.command.queries.words import SEAT_NAMES
from xiaoan.directory import queries as directory
from xiaoan.illness.queries.words import STAGE_NAMES, STEP_NAMES
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.keypersons.queries.labels import CATEGORY_NAMES
from xiaoan.screening.queries import HOLD_NAMES, KIND_NAMES, SLOT_NAMES
from xiaoan.surveys.queries.labels import CONDITION_NAMES, SOURCE_NAMES, WHEREABOUTS_NAMES
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page

# The course of one person begins so many days before the instant (our own choice).
_COURSE_DAYS = 30
Named = Callable[[UUID | None], str]


@page(Permission.SEE_RECORD)
def person_page(request: Asked, person_id: UUID) -> HttpResponse:
    """A pupil or member of staff at an instant; without one, now."""
    actor, asked = request.actor, instants.context(request)
    then = looking.see_person(actor, person_id, asked["at"])
    context = {
        **asked, **_shown(actor, then), "crumbs": crumbs(actor, then.whom.unit_no),
        "whom": then.whom, "links": _links(then),
    }  # fmt: skip
    return render(request, "accountability/person.html", context)


@page(Permission.SEE_RECORD)
def post_page(request: Asked, user_id: UUID) -> HttpResponse:
    """Posts and duties of somebody at an instant; without one, now."""
    asked = instants.context(request)
    then = looking.see_post(request.actor, user_id, asked["at"])
    return render(
        request, "accountability/post.html", {**asked, **_post(request.actor, then)}
    )  # fmt: skip


def _links(then: persons.PersonThen) -> dict[str, str]:
    since = then.day - dt.timedelta(days=_COURSE_DAYS)
    query = urlencode({"person": then.whom.id, "since": since, "until": then.day})
    found = {
        "course": f"{reverse('accountability:course', args=[then.whom.unit_no])}?{query}",
    }
    if then.account_id:
        address = reverse("accountability:past_post", args=[then.account_id])
        found["post"] = f"{address}?{instants.query_of(then.at)}"
    return found


def _named(actor: Actor, who: Iterable[UUID | None]) -> Named:
    names = accounts.names(actor, {one for one in who if one})
    return lambda one: names.get(one, "?") if one else ""


def _shown(actor: Actor, then: persons.PersonThen) -> dict[str, Any]:
    named = _named(actor, _people(then))
    units = {one.unit_no for one in then.enrolled} | {one.unit_no for one in then.duties}
    units |= {one.unit_no for one in then.looks}
    places = {no: one.name for no, one in directory.places(units | {then.whom.unit_no}).items()}
    steps = [one for one in then.steps if not one.known]
    about = sections.abouts(actor, then.duties)
    return {
        "stood": _stood(then, places), "later_rows": then.later_rows,
        "marks": [_mark(one, named) for one in then.marks],
        "unreported": [_unreported(one, named) for one in then.unreported],
        "ill": [_ill(one, then, named) for one in then.ill],
        "followed": [_followed(one, named) for one in then.followed],
        "holds": [
            {
                "what": HOLD_NAMES.get(one.kind, one.kind), "at": one.placed_at,
                "by": named(one.placed_by_id), "changed_at": one.lifted_at,
                "changed_by": named(one.lifted_by_id), "now": _("已解除") if one.lifted_at else "",
            }
            for one in then.holds
        ],
        "health_total": len(then.ill) + len(then.followed) + len(then.holds),
        "later_steps": len(steps), "said": [_said(one, named) for one in then.said],
        "care": [
            {
                "role": CARE_ROLES.get(one.role, one.role), "name": one.name, "since": one.since,
                "until": one.until, "why": END_NAMES.get(one.ended_as, ""),
            }
            for one in then.care
        ],
        "duties": [duty(one, named, places, about) for one in then.duties],
        "looks": [_look(one, named, places) for one in then.looks],
        "looks_total": then.looks_total, "since": then.since, "since_total": then.since_total,
    }  # fmt: skip


def _people(then: persons.PersonThen) -> set[UUID | None]:
    found: set[UUID | None] = {one.user_id for one in then.looks}
    for due in (*then.duties, *then.unreported):
        found |= {due.assignee_id, due.deputy_id, due.done_by_id}
    for mark in then.marks:
        found |= {mark.version.submitted_by_id}
        found |= {mark.later.submitted_by_id} if mark.later else set()
    for hold in then.holds:
        found |= {hold.placed_by_id, hold.lifted_by_id}
    for said in then.said:
        found |= {said.by_id, said.changed_by_id}
    return found | {one.by_id for one in then.steps} | {one.ended_by_id for one in then.followed}


def _stood(then: persons.PersonThen, places: dict[int, str]) -> list[dict[str, Any]]:
    if then.whom.kind == "staff":
        return [{"place": directory.full_name(then.whom.unit_no), "seat": 0, "since": None}]
    return [
        {
            "place": directory.full_name(one.unit_no), "seat": one.seat, "since": one.since,
            "changed_at": one.changed_at, "changed_by": _who_did(then.since, one.changed_at),
            "now": places.get(then.whom.unit_no, "") if then.whom.unit_no != one.unit_no else "",
        }
        for one in then.enrolled
    ]  # fmt: skip


def _who_did(since: Iterable[course.Fact], changed_at: dt.datetime | None) -> str:
    """Who recorded what changed a row that keeps only the moment, as the journal says it."""
    if changed_at is None:
        return ""
    found = [
        one.who
        for one in since
        if one.kind.startswith(("directory.", "registry.", "accounts."))
        and abs(one.at - changed_at) < posts.TOGETHER
    ]
    return found[0] if found else ""


def _kind(kind: str) -> str:
    return str(KIND_NAMES[kind]) if kind else _("到校,没有单独标记")


def _mark(one: persons.MarkThen, named: Named) -> dict[str, Any]:
    codes = ["late"] if one.version.late else []
    codes += ["changed"] if one.version.version > 1 else []
    return {
        "slot": SLOT_NAMES[one.slot], "kind": _kind(one.kind), "version": one.version.version,
        "is_undated": one.version.is_undated,
        "at": one.version.submitted_at, "by": named(one.version.submitted_by_id),
        "words": [(words.WORD_NAMES[code], words.WORD_SHAPES[code]) for code in codes],
        "changed_at": one.later.known_at if one.later else None,
        "changed_by": named(one.later.submitted_by_id) if one.later else "",
        "now": _kind(one.later_kind) if one.later else "",
    }  # fmt: skip


def _unreported(one: Any, named: Named) -> dict[str, Any]:
    said = {
        "missed": words.WORD_NAMES["missed"], "open": _("当时没有报,未到时限"),
        "excused": _("当时不需报"),
    }  # fmt: skip
    return {
        "slot": SLOT_NAMES[one.slot], "said": said.get(one.state, _("当时没有报")),
        "shape": sections.SHAPES[one.state], "person": named(one.assignee_id),
        "deputy": named(one.deputy_id), "due_at": one.due_at, "changed_at": one.changed_at,
    }  # fmt: skip


def _ill(one: Any, then: persons.PersonThen, named: Named) -> dict[str, Any]:
    steps = [step for step in then.steps if step.illness_id == one.id]
    later = [step for step in steps if not step.known]
    return {
        "what": STAGE_NAMES.get(one.stage, one.stage), "at": one.opened_at,
        "steps": [
            {"at": step.recorded_at, "what": _step(step.kind), "by": named(step.by_id)}
            for step in steps
            if step.known
        ],
        "changed_at": later[0].recorded_at if later else None,
        "changed_by": named(later[0].by_id) if later else "",
        "now": _step(later[0].kind) if later else "",
        "url": reverse("illness:child", args=[one.id]),
    }  # fmt: skip


def _step(kind: str) -> str:
    return str(STEP_NAMES.get(kind, kind))


def _followed(one: Any, named: Named) -> dict[str, Any]:
    return {
        "what": CATEGORY_NAMES.get(one.category, one.category), "at": one.opened_at,
        "last_at": one.last_at, "changed_at": one.ended_at, "changed_by": named(one.ended_by_id),
        "now": _("已结束") if one.ended_at else "",
    }  # fmt: skip


def _said(one: Any, named: Named) -> dict[str, Any]:
    told = [WHEREABOUTS_NAMES.get(one.whereabouts, ""), CONDITION_NAMES.get(one.condition, "")]
    told += [CATEGORY_NAMES.get(code, code) for code in one.categories]
    codes = ["late"] if one.late else []
    codes += ["conflict"] if one.disputed else []
    return {
        "title": one.title, "what": " · ".join(str(text) for text in told if text),
        "source": SOURCE_NAMES.get(one.source, one.source), "at": one.answered_at,
        "by": named(one.by_id),
        "words": [(words.WORD_NAMES[code], words.WORD_SHAPES[code]) for code in codes],
        "changed_at": one.changed_at, "changed_by": named(one.changed_by_id),
    }  # fmt: skip


def duty(
    one: Any, named: Named, places: dict[int, str], about: Mapping[UUID, str]
) -> dict[str, Any]:
    """A duty of then, and what became of it."""
    done = _("办了") if one.changed_at and one.done_at is None else ""
    return {
        "title": sections.duty_title(one, about), "place": places.get(one.unit_no, ""),
        "person": named(one.assignee_id), "deputy": named(one.deputy_id), "due_at": one.due_at,
        "state": words.DUTY_STATES[one.state], "shape": sections.SHAPES[one.state],
        "level": one.level, "changed_at": one.changed_at,
        "now": done if one.later_done_by_id else "", "changed_by": named(one.later_done_by_id),
        "url": reverse("duties:steps", args=[one.id]),
    }  # fmt: skip


def _look(one: Any, named: Named, places: dict[int, str]) -> dict[str, Any]:
    return sections.look(one, named(one.user_id), places)


def _post(actor: Actor, then: posts.PostThen) -> dict[str, Any]:
    people: set[UUID | None] = set()
    for due in then.duties:
        people |= {due.assignee_id, due.deputy_id, due.later_done_by_id}
    named = _named(actor, {*people, *(one.user_id for one in then.looks)})
    some: tuple[Any, ...] = (*then.posts, *then.duties, *then.looks, *then.told, *then.seats)
    places = {
        no: one.name
        for no, one in directory.places({row.unit_no for row in some} | {*then.cared_for}).items()
    }
    states = Counter(one.state for one in then.duties)
    about = sections.abouts(actor, then.duties)
    return {
        "name": then.name, "links": _person_link(then),
        "posts": [_held(one, then, places) for one in then.posts], "later_posts": then.later_posts,
        "seats": [_seat(one, then.at, places) for one in then.seats],
        "duties": [duty(one, named, places, about) for one in then.duties],
        "counts": [
            (words.DUTY_STATES[code], sections.SHAPES[code], states[code])
            for code in words.DUTY_STATES
            if states[code]
        ],
        "told": [
            {
                "place": places.get(one.unit_no, ""), "at": one.at, "is_urge": one.kind == "urge",
                "url": reverse("duties:steps", args=[one.duty_id]),
            }
            for one in then.told
        ],
        "cared_for": [(places.get(no, ""), n) for no, n in sorted(then.cared_for.items())],
        "cared_total": sum(then.cared_for.values()),
        "looks": [_look(one, named, places) for one in then.looks],
        "looks_total": then.looks_total, "since": then.since, "since_total": then.since_total,
    }  # fmt: skip


def _person_link(then: posts.PostThen) -> dict[str, str]:
    if then.person_id is None:
        return {}
    address = reverse("accountability:past_person", args=[then.person_id])
    return {"person": f"{address}?{instants.query_of(then.at)}"}


def _held(one: Any, then: posts.PostThen, places: dict[int, str]) -> dict[str, Any]:
    return {
        "role": accounts.ROLE_NAMES.get(one.role, one.role), "place": places.get(one.unit_no, ""),
        "since": one.since, "stands_in": one.deputises_id is not None,
        "changed_at": one.changed_at, "changed_by": _who_did(then.about, one.changed_at),
        "now": _("已结束") if one.changed_at else "",
    }  # fmt: skip


def _seat(one: Any, at: dt.datetime, places: dict[int, str]) -> dict[str, Any]:
    return {
        "place": places.get(one.unit_no, ""), "seat": SEAT_NAMES[one.seat],
        "starts_at": one.starts_at, "ends_at": one.ends_at,
        "changed_at": one.until_at if one.until_at and one.until_at > at else None,
    }  # fmt: skip
