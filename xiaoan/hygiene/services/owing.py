"""A school without a plan in force, or with places in none, owes one; done when nothing is missing."""

import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.hygiene.models import Owing
from xiaoan.hygiene.queries import owed, places, plans
from xiaoan.hygiene.services import acts
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import everywhere

# At the end of the working day (own choice).
BY = dt.time(17, 30)


def missing(school_nos: Sequence[int], share: Mapping[int, places.Share]) -> list[int]:
    """The schools that have no plan in force today, or an open place that is in none and not excused."""
    in_force = {
        one for one, found in plans.newest_stands(school_nos).items() if "in_force" in found
    }
    return [
        no for no in school_nos
        if no not in in_force or share.get(no, places.Share()).unplanned
    ]  # fmt: skip


def settle(actor: Actor, school_no: int) -> None:
    """After an act on a school's places or plan, in its transaction: owed, or done. The school is held."""
    with everywhere("hygiene") as system:
        place = directory.place(school_no)
        owes = missing([school_no], places.shares(place.interval))
        row = Owing.objects.filter(pk=school_no).first()
        if owes and row is None:
            _open(system, [place])
    if not owes and row is not None:
        _end(actor, row)


def _end(actor: Actor, row: Owing) -> None:
    duties.discharge_about(actor, row.about_id, owed.KIND_CODE, clock.now())
    row.delete()


def owe_today(actor: Actor) -> int:
    """Open what schools owe and have not been told; of the system, twice opens nothing twice. Gives how many
    are new. What the day itself mended (a plan that came into force) is done."""
    if not actor.is_system:
        raise Forbidden
    county = directory.county()
    schools = [
        one for one in directory.places_inside(county.interval, "school")
        if one.is_open_on(clock.today())
    ]  # fmt: skip
    owes = set(missing([one.no for one in schools], places.shares(county.interval)))
    known = {row.pk: row for row in Owing.objects.all()}
    fresh, over = owes - known.keys(), known.keys() - owes
    for no in sorted(fresh | over):
        acts.hold(no)
    for no in sorted(over):
        _end(actor, known[no])
    return _open(actor, [one for one in schools if one.no in fresh])


def _open(actor: Actor, schools: Sequence[directory.Place]) -> int:
    if not schools:
        return 0
    today, ladders = clock.today(), duty_queries.ladders()
    posts = _posts(actor, [one.no for one in schools], today)
    rows = {
        one.no: Owing(unit_no=one.no, school_id=one.school_id, about_id=uuid7(), since=today)
        for one in schools
    }
    Owing.objects.bulk_create(rows.values())
    wanted = []
    for one in schools:
        within = dt.timedelta(days=ladders.value(owed.WITHIN, one.no))
        due_at = clock.at(today + within, BY)
        people = posts.get(one.no, [])
        first = people[0] if people else None
        wanted.append(
            duties.NewDuty(
                school_id=one.school_id, unit_no=one.no, people=0, due_at=due_at, assignee_id=first,
                deputy_id=next((who for who in people if who != first), None),
                next_step_at=ladders.first_step_at(one.no, due_at, owed.KIND_CODE),
                about_id=rows[one.no].about_id,
            )
        )  # fmt: skip
    return duties.open_duties(actor, owed.KIND_CODE, today, "", wanted)


def _posts(actor: Actor, school_nos: Sequence[int], on: dt.date) -> dict[int, list[UUID]]:
    found: dict[int, list[UUID]] = {}
    holders = accounts.holders(actor, owed.POSTS, school_nos, on)
    for one in sorted(holders, key=lambda one: owed.POSTS.index(one.role)):
        found.setdefault(one.unit_no, []).append(one.user_id)
    return found
