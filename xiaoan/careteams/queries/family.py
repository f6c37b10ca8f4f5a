"""Who looks after a guardian's own children, and of whom a number may be asked for."""

from dataclasses import dataclass
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.accounts.queries import numbers
from xiaoan.careteams.models import Link
from xiaoan.careteams.queries.words import ROLE_NAMES
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import everywhere


@dataclass(frozen=True)
class Carer:
    """One who looks after a child; `number`: only of who has agreed that families see it."""

    user_id: UUID
    name: str
    role: str
    number: str


@dataclass(frozen=True)
class Child:
    """A child of the guardian's on roll today."""

    person_id: UUID
    name: str
    school_no: int
    unit_no: int
    unit: str
    carers: tuple[Carer, ...]


def children(actor: Actor) -> list[Child]:
    """The actor's own children, each with the colleagues of the school who look after them."""
    today = clock.today()
    roll = directory.enrolments(actor, actor.people, today)
    classes = directory.classes_of_people(actor, actor.people, today)
    places = directory.places(set(classes.values()))
    carers = _carers([one for one in actor.people if one in roll])
    return [
        Child(
            pk, roll[pk].name, places[classes[pk]].school_id, classes[pk], places[classes[pk]].name,
            carers.get(pk, ()),
        )
        for pk in actor.people
        if pk in roll and pk in classes
    ]  # fmt: skip


def _carers(person_ids: list[UUID]) -> dict[UUID, tuple[Carer, ...]]:
    """Of accounts alone: whoever is only listed has agreed to nothing."""
    with everywhere("careteams") as system:
        links = list(
            Link.objects.filter(person_id__in=person_ids, carer_kind="user", until=None).order_by(
                "since", "role", "id"
            )
        )
        people = {one.carer_id for one in links}
        names = accounts.names(system, people)
    shown = numbers.shown_to(numbers.FAMILIES, people)
    found: dict[UUID, list[Carer]] = {}
    for one in links:
        carer = Carer(
            one.carer_id, names.get(one.carer_id, ""), str(ROLE_NAMES[one.role]),
            shown.get(one.carer_id, ""),
        )  # fmt: skip
        found.setdefault(one.person_id, []).append(carer)
    return {pk: tuple(some) for pk, some in found.items()}
