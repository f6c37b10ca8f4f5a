"""A counsellor in the small county, and the states that tests of counselling begin from, made by services."""

import datetime as dt
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.test import Client

from tests import builders
from tests.builders import BUILDER, CLASS_11, MORNING, PRIMARY, Universe
from xiaoan.accounts import queries as accounts_queries
from xiaoan.accounts import services as accounts
from xiaoan.accounts.models import User
from xiaoan.counselling import services
from xiaoan.counselling.models import Case
from xiaoan.counselling.services import NewNote, NewReferral
from xiaoan.directory import rules as numbering
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave

# Stands in every note, referral and answer; found nowhere but with the counsellor.
MARKER = "蓝色风筝断线"


def counsellor(name: str = "心理甲", school_no: int = PRIMARY) -> User:
    """An account with the post; leaves the system's scope running."""
    enter(BUILDER)
    user = accounts.open_account(
        BUILDER,
        accounts.NewAccount(login=name, name=name, school_id=school_no, unit_no=school_no),
    )
    accounts.grant_role(
        BUILDER, user, "counsellor", school_no, school_no + numbering.SCHOOL, school_no,
        dt.date(2026, 8, 25),
    )  # fmt: skip
    return user


def as_actor(user: User) -> Actor:
    enter(BUILDER)
    actor = accounts_queries.actor_of(user)
    enter(actor)
    return actor


def browser_of(user: User) -> Client:
    """A signed-in browser; no scope is left running."""
    as_actor(user)
    browser = Client()
    browser.cookies[settings.SESSION_COOKIE_NAME] = builders.session_of(user)
    leave()
    return browser


def a_referral(universe: Universe, **other: Any) -> NewReferral:
    child = universe.person(CLASS_11, 3)
    return replace(NewReferral(uuid7(), child, frozenset({"crying"}), MARKER), **other)


def a_note(case_id: UUID | None = None, **other: Any) -> NewNote:
    found = case_id or uuid7()
    soon = MORNING + dt.timedelta(days=2)
    return replace(
        NewNote(uuid7(), found, "talk", f"谈了一次。{MARKER}", "", soon, "school"), **other
    )


def a_case(universe: Universe, user: User, seat: int = 3, **other: Any) -> Case:
    """A child of class 1(1) in care; the counsellor's scope is left running."""
    actor = as_actor(user)
    made = services.take_directly(actor, universe.person(CLASS_11, seat), a_note(**other))
    return Case.objects.get(pk=made)
