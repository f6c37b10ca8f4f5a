"""Looks at checks and disagreements of pupils, each of which leaves a trace that the family can read."""

from collections.abc import Iterable
from uuid import UUID

from xiaoan.kernel.actor import Actor
from xiaoan.registry.services import looks


def seen(actor: Actor, person_id: UUID, unit_no: int, kind: str) -> None:
    """The page of one person was opened."""
    if kind == "student":
        looks.seen_health(actor, person_id, unit_no, "checks")


def listed(actor: Actor, people: Iterable[tuple[UUID, int, str]]) -> None:
    """People (with class and kind) whom a page of a list named, each once."""
    pupils = {one: unit_no for one, unit_no, kind in people if kind == "student"}
    looks.in_health_list(actor, pupils.items())
