"""A large roster leaves with two people; a small one at once."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoAssertNumQueries

from tests.builders import BUILDER, COUNTY, DAY, JUNIOR, MORNING, PRIMARY, Universe
from xiaoan.accounts import services as accounts
from xiaoan.accounts.models import Grant, User
from xiaoan.directory.models import Person
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter, leave
from xiaoan.registry import tasks
from xiaoan.registry.models import RosterExport
from xiaoan.registry.queries import exports as queries
from xiaoan.registry.rules import LIMITS, needs_approval
from xiaoan.registry.services import approving, exports

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]


@pytest.mark.parametrize(
    ("people", "full", "lately", "lately_full", "large"),
    [
        (30, False, 0, 0, False),
        (LIMITS.masked, False, 0, 0, False),
        (LIMITS.masked + 1, False, 0, 0, True),
        (LIMITS.full, True, 0, 0, False),
        (LIMITS.full + 1, True, 0, 0, True),
        # Taken school by school it is as many.
        (30, False, LIMITS.masked - 30, 0, False),
        (30, False, LIMITS.masked - 29, 0, True),
        (30, True, 0, LIMITS.full - 29, True),
        (30, False, 0, LIMITS.full, False),
    ],
)
def test_how_many_are_many(
    people: int, full: bool, lately: int, lately_full: int, large: bool
) -> None:
    assert needs_approval(people, full=full, lately=lately, lately_full=lately_full) is large


def test_the_numbers_are_said_not_to_be_confirmed() -> None:
    assert LIMITS.confirmed is False


def wanted(unit_no: int = PRIMARY, numbers: str = "full") -> exports.Asked:
    return exports.Asked(uuid7(), unit_no, "csv", numbers, "学籍核对")


def taken_before(actor: Actor, rows: int = LIMITS.full) -> None:
    """As if the actor had taken so many in full this morning."""
    before = exports.ask(actor, wanted())
    RosterExport.objects.filter(pk=before).update(rows_total=rows)


def large(actor: Actor) -> UUID:
    taken_before(actor)
    return exports.ask(actor, wanted())


def state(export_id: UUID) -> str:
    enter(BUILDER)
    return RosterExport.objects.get(pk=export_id).state


def jobs(export_id: UUID) -> int:
    return ProcrastinateJob.objects.filter(args__export_id=str(export_id)).count()


def facts() -> list[str]:
    enter(BUILDER)
    rows = Entry.objects.filter(kind__startswith="registry.roster_export_").order_by("at", "n")
    return [
        kind.removeprefix("registry.roster_export_") for kind in rows.values_list("kind", flat=True)
    ]


def test_a_school_of_more_than_a_thousand_in_full_waits_and_masked_does_not(
    acting: Acting, universe: Universe
) -> None:
    enter(BUILDER)
    Person.objects.bulk_create(
        Person(
            id=pk, school_id=PRIMARY, unit_no=PRIMARY, kind="staff", number=f"T{n}", name="教师",
            pinyin="", sex="F", birth_date=DAY, id_cipher=b"", id_index=n.to_bytes(16),
        )
        for n, pk in enumerate(uuid7() for _ in range(LIMITS.full))
    )  # fmt: skip
    principal = acting("principal")
    full, masked = (
        exports.ask(principal, wanted()),
        exports.ask(principal, wanted(numbers="masked")),
    )
    assert (state(full), jobs(full)) == ("waiting", 0)
    assert (state(masked), jobs(masked)) == ("asked", 1)


def test_small_ones_taken_one_after_another_are_large_together(
    acting: Acting, morning: time_machine.Traveller
) -> None:
    principal = acting("principal")
    first = large(principal)
    assert state(first) == "waiting"
    # What waits is not taken; after a day all begins anew.
    morning.move_to(MORNING + dt.timedelta(hours=24, minutes=1))
    assert state(exports.ask(acting("principal"), wanted())) == "asked"


def test_asked_approved_begun_written_fetched(
    own_database: str, universe: Universe, morning: time_machine.Traveller
) -> None:
    principal, officer = universe.cast["principal"], universe.cast["officer"]
    with acting_as(principal):
        pk = large(principal)
    exports.make(principal, pk)
    with acting_as(principal), pytest.raises(Conflict):
        exports.fetch(principal, pk)
    with acting_as(officer):
        approving.approve(officer, pk)
    morning.move_to(MORNING + dt.timedelta(hours=5))
    with acting_as(principal):
        approving.begin(principal, pk)
        approving.begin(principal, pk)
        assert jobs(pk) == 1
    tasks.export_roster.func(str(pk), str(principal.user_id))
    with acting_as(officer), pytest.raises(NotFound):
        exports.fetch(officer, pk)
    with acting_as(principal):
        found, content = exports.fetch(principal, pk)
        assert found.rows_total == len(content.decode("gb18030").splitlines()) - 2 == 30
    morning.move_to(MORNING + dt.timedelta(hours=5, minutes=10))
    with acting_as(principal):
        with pytest.raises(Conflict):
            exports.fetch(principal, pk)
        approving.begin(principal, pk)
    with acting_as(BUILDER):
        rows = Entry.objects.filter(
            kind__startswith="registry.roster_export_", body__contains=str(pk)
        )
        assert list(rows.order_by("n").values_list("kind", flat=True)) == [
            f"registry.roster_export_{word}"
            for word in ("asked", "decided", "begun", "made", "taken")
        ]


def test_who_may_approve_and_what_they_are_shown(acting: Acting, universe: Universe) -> None:
    pk = large(acting("principal"))
    shown = set()
    for name in universe.cast:
        actor = acting(name)
        if [one.id for one in queries.to_approve(actor)] == [pk]:
            shown.add(name)
            continue
        with pytest.raises(Refusal), transaction.atomic():
            approving.approve(actor, pk)
        with pytest.raises(Refusal), transaction.atomic():
            approving.refuse(actor, pk, "")
    assert shown == {"leader", "officer"}
    with pytest.raises(Forbidden):
        approving.approve(acting("principal"), pk)
    (one,) = queries.to_approve(acting("leader"))
    assert (one.by, one.people, one.lately, one.full, one.reason) == (
        "校长戊", 30, LIMITS.full, True, "学籍核对",
    )  # fmt: skip
    assert state(pk) == "waiting"


def test_the_principal_of_the_school_may_approve_what_an_officer_asks(acting: Acting) -> None:
    pk = large(acting("officer"))
    assert queries.to_approve(acting("other_principal")) == []
    approving.approve(acting("principal"), pk)
    assert state(pk) == "approved"


def test_refused_says_why_to_who_asked(acting: Acting, signed_in: SignedIn) -> None:
    pk = large(acting("principal"))
    leave()
    desk = signed_in("officer")
    url = f"/registry/exports/{pk}/approval/"
    for answer in ("", " ", "长" * 201):
        assert desk.post(url, {"what": "refuse", "answer": answer}).status_code == 422
    assert desk.post(url, {"what": "refuse", "answer": "请只导出一个年级"}).status_code == 302
    assert desk.post(url, {"what": "approve"}).status_code == 409
    page = signed_in("principal").get(f"/registry/exports/{pk}/").content.decode()
    assert "经办乙于 07:30 没有批准:请只导出一个年级" in page
    with pytest.raises(Conflict):
        approving.begin(acting("principal"), pk)
    assert facts()[-1] == "decided"


def test_both_find_it_at_once(acting: Acting, signed_in: SignedIn) -> None:
    pk = large(acting("principal"))
    leave()
    head, desk = signed_in("principal"), signed_in("officer")
    assert "等另一人批准" in head.get(f"/registry/exports/{pk}/").content.decode()
    assert "导出名册,等您批准" in desk.get("/duties/today/").content.decode()
    listed = desk.get("/registry/exports/approvals/").content.decode()
    assert "实验小学 · 30 人" in listed
    assert "学籍核对" in listed
    assert desk.post(f"/registry/exports/{pk}/approval/", {"what": "approve"}).status_code == 302
    # Pressed twice is once.
    assert desk.post(f"/registry/exports/{pk}/approval/", {"what": "approve"}).status_code == 302
    assert "导出已批准,等您写表" in head.get("/duties/today/").content.decode()
    assert "现在写表" in head.get(f"/registry/exports/{pk}/").content.decode()
    assert desk.post(f"/registry/exports/{pk}/begin/").status_code == 404
    assert head.post(f"/registry/exports/{pk}/begin/").status_code == 302
    assert "导出已批准" not in head.get("/duties/today/").content.decode()
    assert facts().count("decided") == 1


def test_nobody_answered_or_nobody_used_it(
    acting: Acting, morning: time_machine.Traveller, signed_in: SignedIn
) -> None:
    pk, used = large(acting("principal")), large(acting("officer"))
    approving.approve(acting("leader"), used)
    morning.move_to(MORNING + LIMITS.waits)
    assert queries.to_approve(acting("officer")) == []
    with pytest.raises(Conflict):
        approving.approve(acting("officer"), pk)
    with pytest.raises(Conflict):
        approving.begin(acting("officer"), used)
    enter(BUILDER)
    assert exports.expire(BUILDER) == 2
    assert (state(pk), state(used)) == ("gone", "gone")
    leave()
    assert "过期了" in signed_in("principal").get(f"/registry/exports/{pk}/").content.decode()


def test_an_approval_falls_with_the_position_of_whoever_gave_it(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    pk = large(acting("principal"))
    approving.approve(acting("officer"), pk)
    ended(universe, "officer")
    head = signed_in("principal")
    for _twice in range(2):
        assert head.post(f"/registry/exports/{pk}/begin/").status_code == 302
    page = head.get(f"/registry/exports/{pk}/").content.decode()
    assert "经办乙于 07:30 的批准失效了" in page
    assert "请重新申请" in page
    assert (state(pk), jobs(pk), facts()[-1]) == ("annulled", 0, "annulled")
    assert "批准失效" in head.get("/registry/exports/").content.decode()
    assert queries.waiting_to_begin(acting("principal")) == 0
    with pytest.raises(Conflict):
        approving.approve(acting("leader"), pk)


def test_it_falls_too_between_the_press_and_the_writing(
    own_database: str, universe: Universe
) -> None:
    principal, leader = universe.cast["principal"], universe.cast["leader"]
    with acting_as(principal):
        pk = large(principal)
    with acting_as(leader):
        approving.approve(leader, pk)
    with acting_as(principal):
        approving.begin(principal, pk)
    with acting_as(BUILDER):
        User.objects.filter(pk=universe.users["leader"].pk).update(is_active=False)
    tasks.export_roster.func(str(pk), str(principal.user_id))
    with acting_as(BUILDER):
        assert state(pk) == "annulled"
        assert facts()[-1] == "annulled"
    with acting_as(principal), pytest.raises(Conflict):
        exports.fetch(principal, pk)


def test_an_approver_who_took_up_another_position_still_counts(
    acting: Acting, universe: Universe
) -> None:
    """What is asked is whether they may approve, not in which position."""
    pk = large(acting("principal"))
    approving.approve(acting("officer"), pk)
    ended(universe, "officer")
    enter(BUILDER)
    accounts.grant_role(
        BUILDER, universe.users["officer"], "county_leader", COUNTY, COUNTY + (1 << 24), 0, DAY
    )  # fmt: skip
    approving.begin(acting("principal"), pk)
    assert (state(pk), jobs(pk)) == ("asked", 1)


def ended(universe: Universe, login: str) -> None:
    """As if the position had been over since this morning."""
    enter(BUILDER)
    Grant.objects.filter(user_id=universe.users[login].pk).update(until=DAY)
    leave()


def test_not_even_the_database_lets_it_go_without_another_person(acting: Acting) -> None:
    pk = large(acting("principal"))
    enter(BUILDER)
    row = RosterExport.objects.filter(pk=pk)
    for values in (
        {"state": "asked"}, {"state": "approved"}, {"state": "ready"},
        {"state": "approved", "decided_by_id": row.get().by_id},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(**values)


def test_of_two_who_decide_one_wins(own_database: str, universe: Universe) -> None:
    principal = universe.cast["principal"]
    with acting_as(principal):
        pk = large(principal)

    def decide(name: str) -> str:
        actor = universe.cast[name]
        try:
            with acting_as(actor):
                if name == "officer":
                    approving.approve(actor, pk)
                else:
                    approving.refuse(actor, pk, "不必")
        except Conflict:
            return "late"
        finally:
            connection.close()
        return name

    with ThreadPoolExecutor(2) as pool:
        results = sorted(pool.map(decide, ("officer", "leader")))
    assert results in (["late", "leader"], ["late", "officer"])
    with acting_as(BUILDER):
        kinds = Entry.objects.filter(kind="registry.roster_export_decided")
        assert kinds.count() == 1


@pytest.mark.parametrize("times", [1, 3])
def test_one_and_three_rows_cost_the_same(
    times: int,
    acting: Acting,
    signed_in: SignedIn,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    taken_before(acting("principal"))
    for _ in range(times):
        exports.ask(acting("principal"), wanted())
    leave()
    desk = signed_in("officer")
    with django_assert_num_queries(9):
        page = desk.get("/registry/exports/approvals/")
    assert len(page.context["rows"]) == times


def test_a_wrong_request_is_refused_before_anybody_waits(acting: Acting) -> None:
    principal = acting("principal")
    taken_before(principal)
    with pytest.raises(Invalid):
        exports.ask(principal, exports.Asked(uuid7(), PRIMARY, "csv", "full", " "))
    with pytest.raises(NotFound):
        exports.ask(principal, wanted(JUNIOR))
    with pytest.raises(NotFound):
        exports.ask(principal, wanted(COUNTY, "masked"))
