"""Who looked at a pupil: the pages that were opened, by whom, in which position, the newest first."""

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _l

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.registry.models import Look

PAGE = 50
PAGES = {
    "life": _l("学生主页"),
    "guardians": _l("监护人"),
    "access": _l("谁能看到"),
    "looks": _l("谁看过"),
    "illness": _l("病情记录"),
}
# The same in the words of a parent.
PAGES_AT_HOME = {
    "life": _l("孩子的资料和在校经历"),
    "guardians": _l("孩子的监护人和电话"),
    "access": _l("谁能看到孩子的资料"),
    "looks": _l("谁看过孩子的资料"),
    "illness": _l("孩子生病的记录"),
}
Name = Callable[[UUID, str], str]


@dataclass(frozen=True)
class Seen:
    """One look. `name` as far as the reader knows the person; the position says why they could."""

    person_id: UUID
    at: dt.datetime
    page: str
    role: str
    place: str
    name: str


@dataclass(frozen=True)
class Seens:
    """A page of looks, and how many there are."""

    rows: list[Seen]
    total: int


def rows(person_ids: Collection[UUID], offset: int) -> tuple[list[Look], int]:
    """Looks at pupils of the running scope."""
    found = Look.objects.filter(person_id__in=list(person_ids))
    return list(found.order_by("-at", "-id")[offset : offset + PAGE]), found.count()


def known_names(actor: Actor, found: list[Look]) -> dict[UUID, str]:
    """Whose names the actor may know anyhow: colleagues, and who stands above."""
    return accounts.names(actor, {one.user_id for one in found})


def shown(
    found: list[Look], known: dict[UUID, str], everybody: dict[UUID, str], *, schools: bool
) -> list[Seen]:
    """Who is not known by name is shown by the first character, with position and place.

    `schools`: of people at a school only the school is said.
    """
    places = directory.places({one.held_at for one in found})
    if schools:
        homes = {place.school_id for place in places.values() if place.school_id}
        over = directory.places(homes)
        places = {no: over.get(place.school_id, place) for no, place in places.items()}
    return [
        Seen(
            one.person_id, one.at, one.page, one.role,
            places[one.held_at].name if one.held_at in places else "",
            known.get(one.user_id) or f"{everybody.get(one.user_id, '')[:1]}**",
        )
        for one in found
    ]  # fmt: skip
