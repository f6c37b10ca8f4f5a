"""Counselling as pages say it."""

from typing import Any

from django.urls import reverse

from xiaoan.accounts.queries import ROLE_NAMES
from xiaoan.counselling.queries import cases, emergencies, referrals
from xiaoan.counselling.queries.words import (
    HOTLINE_NAMES,
    HOW_NAMES,
    LASTS_NAMES,
    NOTE_NAMES,
    OUTCOME_NAMES,
    PLAN_NAMES,
    REFERRAL_NAMES,
    REFERRAL_SHAPES,
    RISK_NAMES,
    RISK_SHAPES,
    STEP_NAMES,
    TICK_NAMES,
    URGENCY_NAMES,
    VIA_NAMES,
)
from xiaoan.counselling.rules.emergency import HOTLINES
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission

TABS = (
    ("desk", Permission.COUNSEL), ("screenings", Permission.COUNSEL),
    ("home", Permission.SEE_IN_CARE), ("figures", Permission.SEE_COUNSELLING),
    ("keeping", Permission.SET_COUNSELLING),
)  # fmt: skip


def tabs(actor: Actor, current: str) -> list[dict[str, Any]]:
    """The pages of counselling beside one another."""
    return [
        {"name": name, "url": reverse(f"counselling:{name}"), "current": name == current}
        for name, permission in TABS
        if actor.may_anywhere(permission)
    ]


def hotlines() -> list[dict[str, Any]]:
    return [
        {"number": one.number, "words": HOTLINE_NAMES[one.words], "confidence": one.confidence}
        for one in HOTLINES
    ]


def referral(one: referrals.Row) -> dict[str, Any]:
    """In a line: never what was seen."""
    return {
        **one.__dict__,
        "url": reverse("counselling:referral", args=[one.id]),
        "state_words": REFERRAL_NAMES[one.state],
        "shape": "missed" if one.overdue else REFERRAL_SHAPES[one.state],
        "via_words": ROLE_NAMES.get(one.role, VIA_NAMES[one.via]),
        "urgency_words": URGENCY_NAMES[one.urgency],
    }


def case(one: cases.Row) -> dict[str, Any]:
    return {
        **one.__dict__,
        "url": reverse("counselling:case", args=[one.id]),
        "risk_words": RISK_NAMES.get(one.risk, ""),
        "risk_shape": RISK_SHAPES.get(one.risk, "unknown"),
    }


def note(one: cases.Written) -> dict[str, Any]:
    return {
        **one.__dict__,
        "title": NOTE_NAMES[one.kind],
        "risk_words": RISK_NAMES.get(one.risk, ""),
        "how_words": HOW_NAMES.get(one.how, ""),
        "outcome_words": OUTCOME_NAMES.get(one.outcome, ""),
        "plan": plan(one.plan),
    }


def plan(parts: tuple[tuple[str, str], ...]) -> list[tuple[Any, str]]:
    return [(PLAN_NAMES[part], text) for part, text in parts]


def seen(one: referrals.Detail) -> dict[str, Any]:
    """A referral with what was seen, for its counsellor."""
    return {
        **referral(one.row),
        "by": one.by,
        "ticks": [TICK_NAMES[tick] for tick in one.ticks],
        "text": one.text,
        "answer": one.answer,
        "case_id": one.case_id,
        "lasts": LASTS_NAMES[one.lasts] if one.lasts else "",
    }


def step(one: emergencies.Line) -> dict[str, Any]:
    return {
        **one.__dict__,
        "title": STEP_NAMES[one.code],
        "roles_words": [ROLE_NAMES[role] for role in one.roles],
        "shape": "done" if one.done else "missed" if one.late else "due",
        "done_words": [
            {**did.__dict__, "role_words": ROLE_NAMES.get(did.role, "")} for did in one.done
        ],
    }


def classes(actor: Actor, permission: Permission) -> list[directory.Place]:
    """The classes in which the actor may do something, in the order of the tree: of the schools in reach."""
    found: list[directory.Place] = []
    today = clock.today()
    for lo, hi in actor.reach(permission):
        if hi - lo <= numbering.SCHOOL:
            found += directory.places_inside((lo, hi), "class", day=today)
    return list({place.no: place for place in found}.values())


def pupils(actor: Actor, place: directory.Place) -> list[tuple[str, str]]:
    """The pupils of a class as choices."""
    roll = directory.class_roll(actor, place.no, clock.today())
    return [(str(one.person_id), one.name) for one in roll]
