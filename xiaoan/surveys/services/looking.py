"""Looks at what was said of a pupil, each of which leaves a trace; staff are colleagues, and leave none."""

from collections.abc import Iterable
from uuid import UUID

from xiaoan.directory.rules import school_of
from xiaoan.kernel.actor import Actor
from xiaoan.registry.services import looks
from xiaoan.surveys import queries

PAGE = "survey"


def see_versions(actor: Actor, round_id: UUID, person_id: UUID) -> list[queries.Version]:
    """Everything that was said about a person in a round."""
    found = queries.versions(actor, round_id, person_id)
    seen(actor, found[0])
    return found


def seen(actor: Actor, one: queries.Version) -> None:
    if not one.is_staff:
        looks.seen_health(actor, one.person_id, one.unit_no, PAGE)


def form_seen(actor: Actor, person_id: UUID, found: queries.AskedAbout) -> None:
    """The form of a person with what the school has said before; a family's own form is no look."""
    if found.standing and not found.as_guardian and not found.is_staff:
        looks.seen_health(actor, person_id, found.unit_no, PAGE)


def codes_printed(actor: Actor, unit_no: int, strips: Iterable[queries.Strip]) -> None:
    """The sheet with codes of a class was opened to be printed."""
    if unit_no != school_of(unit_no):
        looks.in_list(actor, [(one.person_id, unit_no) for one in strips], "survey_codes")


def list_seen(actor: Actor, found: queries.Page) -> None:
    """One page of a list by name: each pupil on it of whom anything is said."""
    looks.in_health_list(
        actor,
        [
            (one.person_id, one.unit_no)
            for one in found.rows
            if one.answer_id and one.unit_no != one.school_id
        ],
    )
