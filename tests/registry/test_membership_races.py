"""Two acts at once about the same pupil: both in some order, or one of them; never half of each."""

import datetime as dt
import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

from django.db import connection

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_71,
    DAY,
    JUNIOR,
    PRIMARY,
    Universe,
)  # fmt: skip
from xiaoan.directory import services as roll
from xiaoan.directory.models import Enrolment, Person
from xiaoan.directory.rules.lives import When
from xiaoan.directory.rules.roll import STUDENT, RosterRow
from xiaoan.directory.services import people
from xiaoan.journal import queries as journal
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Refusal
from xiaoan.kernel.scope import acting_as
from xiaoan.registry.models import Transfer
from xiaoan.registry.services import transfers
from xiaoan.registry.services.transfers import Sought

TERM = dt.date(2026, 8, 25)
TUESDAY, FRIDAY = DAY + dt.timedelta(days=1), DAY + dt.timedelta(days=4)
ROUNDS = range(1, 5)
Act = tuple[Actor, Callable[[Actor], object]]
Stretches = list[tuple[int, dt.date, dt.date | None]]


def race(*acts: Act) -> tuple[bool, ...]:
    """Which of the acts, begun at the same moment, were done; the others were refused."""
    start = Barrier(len(acts))

    def run(act: Act) -> bool:
        actor, work = act
        start.wait()
        try:
            with acting_as(actor):
                work(actor)
        except Refusal:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(len(acts)) as pool:
        return tuple(pool.map(run, acts))


def each(meet: Callable[[int], None]) -> None:
    """Several times: a race that is lost once in a while is lost here too."""
    for seat in ROUNDS:
        meet(seat)


def stretches(seat: int) -> Stretches:
    """Of a pupil of class 1(1), at whatever school; never two on one day."""
    with acting_as(BUILDER):
        found = Person.objects.filter(id_index=roll.id_index(_id(seat)))
        rows = Enrolment.objects.filter(person_id__in=found.values("id")).order_by("since")
        told = list(rows.values_list("unit_no", "since", "until"))
        assert journal.verify()[1] == []
    for (_unit, _since, until), (_next, since, _until) in itertools.pairwise(told):
        assert until is not None
        assert until <= since
    return told


def _id(seat: int) -> str:
    return f"9901012017030100{seat:02d}"


def row(seat: int, unit_no: int) -> RosterRow:
    return RosterRow(
        number=2, kind=STUDENT, school_no=unit_no // 4096 * 4096, unit_no=unit_no,
        code=f"202600{seat:02d}", name=f"测试生00{seat:02d}", sex="MF"[seat % 2],
        birth_date=dt.date(2017, 3, seat), id_kind="resident", id_number=_id(seat),
    )  # fmt: skip


def merging(school_no: int, *rows: RosterRow, transfers: bool = True) -> Callable[[Actor], object]:
    wanted = roll.Merge(school_no=school_no, since=TUESDAY, rows=rows, transfers=transfers)
    return lambda actor: roll.merge_roster(actor, wanted)


def asked(universe: Universe, seat: int, since: dt.date = FRIDAY) -> UUID:
    other = universe.cast["other_principal"]
    sought = Sought(f"测试生00{seat:02d}", _id(seat))
    with acting_as(other):
        return transfers.ask_for(other, CLASS_71, sought, When(since))


def state(transfer_id: UUID) -> str:
    with acting_as(BUILDER):
        return Transfer.objects.get(pk=transfer_id).state


def test_a_transfer_agreed_and_a_class_changed(own_database: str, universe: Universe) -> None:
    principal = universe.cast["principal"]

    def meet(seat: int) -> None:
        pk, person = asked(universe, seat), universe.person(CLASS_11, seat)
        accepted, changed = race(
            (principal, lambda a: transfers.accept(a, pk)),
            (principal, lambda a: people.change_class(a, person, CLASS_12, When(TUESDAY))),
        )
        moved = [(CLASS_71, FRIDAY, None)]
        between = [(CLASS_11, TERM, TUESDAY), (CLASS_12, TUESDAY, FRIDAY)]
        assert accepted
        assert state(pk) == "accepted"
        assert stretches(seat) == (between if changed else [(CLASS_11, TERM, FRIDAY)]) + moved

    each(meet)


def test_a_transfer_agreed_and_taken_back(own_database: str, universe: Universe) -> None:
    def meet(seat: int) -> None:
        pk = asked(universe, seat)
        accepted, withdrawn = race(
            (universe.cast["principal"], lambda a: transfers.accept(a, pk)),
            (universe.cast["other_principal"], lambda a: transfers.withdraw(a, pk)),
        )
        # Taken back before it was agreed, or agreed and then undone, since its day has not come.
        assert withdrawn
        assert (accepted, state(pk)) in ((True, "withdrawn"), (False, "withdrawn"))
        assert stretches(seat) == [(CLASS_11, TERM, None)]

    each(meet)


def test_a_transfer_agreed_twice(own_database: str, universe: Universe) -> None:
    principal = universe.cast["principal"]

    def meet(seat: int) -> None:
        pk = asked(universe, seat, TUESDAY)
        accept: Act = (principal, lambda a: transfers.accept(a, pk))
        assert sorted(race(accept, accept)) == [False, True]
        assert stretches(seat) == [(CLASS_11, TERM, TUESDAY), (CLASS_71, TUESDAY, None)]

    each(meet)


def test_leaving_and_a_roster(own_database: str, universe: Universe) -> None:
    def meet(seat: int) -> None:
        person = universe.person(CLASS_11, seat)
        left, merged = race(
            (universe.cast["principal"],
             lambda a: people.leave_school(a, person, "moved_away", When(FRIDAY))),
            (universe.cast["officer"], merging(PRIMARY, row(seat, CLASS_12))),
        )  # fmt: skip
        assert (left, merged) == (True, True)
        # The roster first: another class, then gone. Leaving first: back on the day after it.
        assert stretches(seat) in (
            [(CLASS_11, TERM, TUESDAY), (CLASS_12, TUESDAY, FRIDAY)],
            [(CLASS_11, TERM, FRIDAY), (CLASS_12, FRIDAY, None)],
        )

    each(meet)


def test_two_schools_take_the_same_pupil_in(own_database: str, universe: Universe) -> None:
    """Back at the old school by hand, and at another by its roster: on one roll in the end."""
    principal, officer = universe.cast["principal"], universe.cast["officer"]

    def meet(seat: int) -> None:
        person = universe.person(CLASS_11, seat)
        with acting_as(principal):
            people.leave_school(principal, person, "moved_away", When(DAY))
        _back, merged = race(
            (principal, lambda a: people.return_to_school(a, person, CLASS_12, When(TUESDAY))),
            (officer, merging(JUNIOR, row(seat, CLASS_71), transfers=False)),
        )
        assert merged
        assert stretches(seat) in (
            [(CLASS_11, TERM, DAY), (CLASS_12, TUESDAY, None)],
            [(CLASS_11, TERM, DAY), (CLASS_71, TUESDAY, None)],
        )

    each(meet)


def test_a_transfer_agreed_and_a_roster_of_the_other_school(
    own_database: str, universe: Universe
) -> None:
    def meet(seat: int) -> None:
        pk = asked(universe, seat)
        accepted, merged = race(
            (universe.cast["principal"], lambda a: transfers.accept(a, pk)),
            (universe.cast["officer"], merging(JUNIOR, row(seat, CLASS_71))),
        )
        assert merged
        on = FRIDAY if accepted else TUESDAY
        assert stretches(seat) == [(CLASS_11, TERM, on), (CLASS_71, on, None)]
        assert state(pk) == ("accepted" if accepted else "asked")

    each(meet)
