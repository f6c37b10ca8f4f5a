"""Leadership groups: who is in one, on any day, and was; who is first responsible, and where nobody is."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q

from xiaoan.accounts.queries import standing
from xiaoan.command import rules
from xiaoan.command.models import Founding, Member
from xiaoan.command.queries.people import present
from xiaoan.command.queries.units import names
from xiaoan.directory.queries import Place
from xiaoan.kernel.scope import everywhere


@dataclass(frozen=True)
class Placed:
    """A place of a group: who, since when; `is_vacant`: they hold no position at the unit any more."""

    id: UUID
    unit_no: int
    rank: str
    user_id: UUID
    name: str
    fields: tuple[str, ...]
    since: dt.date
    until: dt.date | None
    is_vacant: bool

    @property
    def never(self) -> bool:
        """Taken back or replaced before the day on which it was to begin."""
        return self.until is not None and self.until <= self.since


@dataclass(frozen=True)
class First:
    """Who is first responsible at a unit: by name ("first"), by their post ("post"), or nobody ("")."""

    unit_no: int
    basis: str
    user_id: UUID | None = None
    name: str = ""
    since: dt.date | None = None
    # Who was named and left, if the place has not been filled by name since.
    left: str = ""


@dataclass(frozen=True)
class Paper:
    """By which document a group was set up."""

    document_no: str
    set_up_on: dt.date
    since_at: dt.datetime
    until_at: dt.datetime | None


def members(places: Sequence[Place], on: dt.date) -> dict[int, list[Placed]]:
    """The groups of some units on a day, from the top."""
    end_of = {one.no: one.end for one in places}
    with everywhere("command"):
        rows = list(
            Member.objects.filter(Q(until=None) | Q(until__gt=on), since__lte=on)
            .filter(unit_no__in=end_of)
            .order_by("unit_no", "since", "id")
        )
    there = present({one.user_id for one in rows}, on)
    called = names({one.user_id for one in rows})
    found: dict[int, list[Placed]] = defaultdict(list)
    for one in sorted(rows, key=lambda row: rules.RANKS.index(row.rank)):
        gone = not there.at(one.user_id, one.unit_no, end_of[one.unit_no])
        found[one.unit_no].append(_placed(one, called, is_vacant=gone))
    return found


def _placed(one: Member, called: dict[UUID, str], *, is_vacant: bool) -> Placed:
    return Placed(
        one.pk, one.unit_no, one.rank, one.user_id, called.get(one.user_id, ""), tuple(one.fields),
        one.since, one.until, is_vacant,
    )  # fmt: skip


def coming(place: Place, on: dt.date) -> list[Placed]:
    """Who is named at a unit from a later day on, the next first."""
    with everywhere("command"):
        found = Member.objects.filter(Q(until=None) | Q(until__gt=F("since")), since__gt=on)
        rows = list(found.filter(unit_no=place.no).order_by("since", "id"))
    called = names({one.user_id for one in rows})
    rows.sort(key=lambda one: (one.since, rules.RANKS.index(one.rank)))
    return [_placed(one, called, is_vacant=False) for one in rows]


def replaced(place: Place, rank: str, on: dt.date) -> tuple[UUID, str] | None:
    """Whom another one named to a place would replace: only of places that one person has at a time."""
    if rank not in rules.SOLE:
        return None
    for one in [*coming(place, on), *members([place], on).get(place.no, [])]:
        if one.rank == rank and one.until is None and not one.is_vacant:
            return one.user_id, one.name
    first = firsts([place], on)[place.no]
    return (first.user_id, first.name) if rank == "first" and first.user_id else None


def past(unit_no: int, on: dt.date) -> list[Placed]:
    """Whose places at a unit are over by a day, or never began, the latest first."""
    with everywhere("command"):
        found = Member.objects.filter(Q(until__lte=on) | Q(until__lte=F("since")), unit_no=unit_no)
        rows = list(found.order_by("-until", "-id")[:100])
    called = names({one.user_id for one in rows})
    return [_placed(one, called, is_vacant=False) for one in rows]


def papers(unit_no: int) -> list[Paper]:
    """The documents, the one in force first."""
    with everywhere("command"):
        rows = Founding.objects.filter(unit_no=unit_no).order_by(
            F("until_at").desc(nulls_first=True)
        )[:20]
        columns = ("document_no", "set_up_on", "since_at", "until_at")
        return [Paper(*row) for row in rows.values_list(*columns)]


def firsts(places: Iterable[Place], on: dt.date) -> dict[int, First]:
    """Who is first responsible at each of some units on a day: whoever was named, as long as they are there;
    else whoever leads the unit by their post."""
    wanted = list(places)
    end_of = {one.no: one.end for one in wanted}
    with everywhere("command"):
        named = {
            no: (who, since)
            for no, who, since in Member.objects.filter(
                Q(until=None) | Q(until__gt=on), since__lte=on, rank="first", unit_no__in=end_of
            )
            .order_by("since", "id")
            .values_list("unit_no", "user_id", "since")
        }
        posts = standing.at_units(
            {one for some in rules.LEADS.values() for one in some}, end_of, on
        )
    there = present({who for who, _since in named.values()}, on)
    called = names({who for who, _since in named.values()})
    found = {}
    for place in wanted:
        who, since = named.get(place.no, (None, None))
        if who and there.at(who, place.no, place.end):
            found[place.no] = First(place.no, "first", who, called.get(who, ""), since)
            continue
        left = called.get(who, "") if who else ""
        held = (posts.get((role, place.no), ()) for role in rules.LEADS[place.kind])
        holder = next((one for some in held for one in some), None)
        found[place.no] = (
            First(place.no, "post", holder.user_id, holder.name, holder.since, left)
            if holder
            else First(place.no, "", left=left)
        )
    return found
