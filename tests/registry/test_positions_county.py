"""Positions that reach the whole county, by two people; and two acts at the same moment."""

import datetime as dt
from collections.abc import Callable
from threading import Thread
from uuid import UUID

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from tests.builders import BUILDER, CLASS_12, COUNTY, DAY, MORNING, PRIMARY, Universe, account
from xiaoan.accounts import queries as accounts_queries
from xiaoan.accounts.models import Grant, Notice, Proposal, User
from xiaoan.accounts.services.positions import Days, Post
from xiaoan.directory import rules as numbering
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from xiaoan.kernel.scope import acting_as, enter
from xiaoan.registry.services import positions
from xiaoan.registry.services.positions import Handing

Acting = Callable[[str], Actor]
OFFICER = Post("bureau_officer", COUNTY)


def official(universe: Universe, login: str, role: str = "bureau_officer") -> User:
    """One more at the bureau, whom the other tests do not see."""
    enter(BUILDER)
    made = Universe(users=dict(universe.users))
    return account(made, login, login, role, COUNTY, COUNTY + numbering.COUNTY)


def acts(user: User) -> Actor:
    enter(BUILDER)
    actor = accounts_queries.actor_of(user)
    enter(actor)
    return actor


def test_one_asks_and_another_confirms(acting: Acting, universe: Universe) -> None:
    new = official(universe, "new", "county_leader")
    pk = positions.propose(acting("officer"), new.pk, OFFICER, Days(DAY))
    enter(BUILDER)
    assert accounts_queries.actor_of(new).roles == {"county_leader"}
    # Neither who asked nor whom it is about; nobody below; a leader may.
    with pytest.raises(Forbidden):
        positions.decide(acting("officer"), pk, confirmed=True)
    with pytest.raises(Forbidden):
        positions.decide(acts(new), pk, confirmed=True)
    for login in ("liaison", "principal", "teacher"):
        with pytest.raises(NotFound):
            positions.decide(acting(login), pk, confirmed=True)
    positions.decide(acting("leader"), pk, confirmed=True)
    assert acts(new).roles == {"county_leader", "bureau_officer"}
    assert list(Notice.objects.values_list("user_id", "kind")) == [(new.pk, "appointed")]
    with pytest.raises(Conflict):
        positions.decide(acting("leader"), pk, confirmed=True)


def test_the_table_knows_that_two_are_needed(acting: Acting, universe: Universe) -> None:
    new = official(universe, "new", "county_leader")
    pk = positions.propose(acting("officer"), new.pk, OFFICER, Days(DAY))
    rows = Proposal.objects.filter(pk=pk)
    for decided_by in (F("asked_by_id"), F("user_id"), None):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(state="confirmed", decided_by_id=decided_by)


def test_who_asks_for_it_alone_or_without_right_is_refused(
    acting: Acting, universe: Universe
) -> None:
    leader, new = universe.users["leader"].pk, official(universe, "new", "county_leader")
    officer = acting("officer")
    with pytest.raises(Forbidden):
        positions.propose(
            officer, universe.users["officer"].pk, Post("county_leader", COUNTY), Days(DAY)
        )
    with pytest.raises(Forbidden):
        positions.propose(acting("leader"), new.pk, OFFICER, Days(DAY))
    with pytest.raises(Invalid):
        positions.propose(acting("officer"), leader, Post("principal", PRIMARY), Days(DAY))
    with pytest.raises(Invalid):
        positions.propose(acting("officer"), universe.users["principal"].pk, OFFICER, Days(DAY))
    pk = positions.propose(acting("officer"), leader, OFFICER, Days(DAY))
    with pytest.raises(Conflict):
        positions.propose(acting("officer"), leader, OFFICER, Days(DAY))
    positions.decide(acting("officer"), pk, confirmed=False)
    positions.propose(acting("officer"), leader, OFFICER, Days(DAY))


def test_what_was_asked_counts_only_while_the_asker_may(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    leader, other = universe.users["leader"].pk, official(universe, "other")
    pk = positions.propose(acts(other), leader, OFFICER, Days(DAY))
    enter(BUILDER)
    Grant.objects.filter(user=other).update(until=DAY)
    third = official(universe, "third")
    with pytest.raises(Conflict):
        positions.decide(acts(third), pk, confirmed=True)
    enter(BUILDER)
    Grant.objects.filter(user=other).update(until=None)
    morning.move_to(MORNING + dt.timedelta(days=15))
    with pytest.raises(Conflict):
        positions.decide(acts(third), pk, confirmed=True)
    positions.decide(acts(third), pk, confirmed=False)


def test_one_takes_away_quickly_but_never_the_last(acting: Acting, universe: Universe) -> None:
    officer = acting("officer")
    mine = Grant.objects.get(user=universe.users["officer"])
    with pytest.raises(Forbidden):
        positions.end(officer, mine.pk, DAY, "离任")
    other = official(universe, "other")
    positions.end(acts(other), mine.pk, DAY, "离任")
    # The first one, whose request began before, no longer ends the other: one officer stays.
    enter(officer)
    theirs = Grant.objects.get(user=other)
    with pytest.raises(Conflict):
        positions.end(officer, theirs.pk, DAY, "离任")
    leader = universe.users["leader"].pk
    with pytest.raises(Forbidden):
        positions.hand_over(officer, theirs.pk, Handing(leader, DAY, "离任"))
    with pytest.raises(Forbidden):
        positions.deputise(officer, theirs.pk, leader, Days(DAY, DAY + dt.timedelta(days=1)))


# ---------------------------------------------------------------- at the same moment


def at_once(*work: Callable[[], object]) -> list[str]:
    """Run each in a thread and transaction of its own; what came of it, sorted."""
    outcomes: list[str] = []

    def run(one: Callable[[], object]) -> None:
        try:
            one()
            outcomes.append("done")
        except Refusal as refused:
            outcomes.append(type(refused).__name__)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def as_principal(universe: Universe, act: Callable[[Actor], object]) -> Callable[[], object]:
    def run() -> object:
        with acting_as(universe.cast["principal"]) as actor:
            return act(actor)

    return run


def test_of_several_at_once_one_is_appointed(universe: Universe, own_database: str) -> None:
    with acting_as(BUILDER):
        Grant.objects.filter(user=universe.users["teacher_12"]).update(until=DAY)
    post = Post("class_teacher", CLASS_12)

    def appoints(login: str) -> Callable[[], object]:
        who: UUID = universe.users[login].pk
        return as_principal(universe, lambda a: positions.appoint(a, who, post, Days(DAY)))

    found = at_once(*(appoints(who) for who in ("canteen", "logistics", "canteen", "deputy")))
    assert found == ["Invalid", "Invalid", "Invalid", "done"]
    with acting_as(BUILDER):
        held = Grant.objects.filter(role="class_teacher", unit_no=CLASS_12, until=None)
        assert held.count() == 1
        assert Notice.objects.count() == 1


def test_of_two_hand_overs_at_once_one_is_done(universe: Universe, own_database: str) -> None:
    with acting_as(BUILDER):
        held = Grant.objects.get(user=universe.users["teacher_12"]).pk

    def hands(login: str) -> Callable[[], object]:
        handing = Handing(universe.users[login].pk, DAY, "调动")
        return as_principal(universe, lambda a: positions.hand_over(a, held, handing))

    assert at_once(hands("canteen"), hands("logistics")) == ["Conflict", "done"]
    with acting_as(BUILDER):
        rows = Grant.objects.filter(role="class_teacher", unit_no=CLASS_12)
        assert sorted(rows.values_list("until", flat=True), key=str) == [DAY, None]
        assert sorted(Notice.objects.values_list("kind", flat=True)) == ["gave", "took"]
