"""The built demonstration: a small county through the whole build, in a database of its own."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from tests import builders
from tests.rehearsal import building
from xiaoan.accounts import queries as accounts
from xiaoan.accounts import services as accounts_services
from xiaoan.accounts.models import Ward
from xiaoan.accounts.rules import ROLES
from xiaoan.allocation.models import Plan
from xiaoan.demand import queries as demand
from xiaoan.demand.models import Shortage, Use
from xiaoan.demand.queries import scenarios as demand_scenarios
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.directory.models import Guardian
from xiaoan.duties.models import Duty
from xiaoan.homework.queries import mine
from xiaoan.illness.models import Illness
from xiaoan.investigations.queries import exposures, lists
from xiaoan.journal import queries as journal_queries
from xiaoan.journal import rules as journal_rules
from xiaoan.journal.models import Head
from xiaoan.kernel import clock
from xiaoan.kernel.actor import system
from xiaoan.kernel.scope import acting_as, enter
from xiaoan.learning.queries import rates as learning_rates
from xiaoan.lessons.queries import lessons
from xiaoan.outbreaks import services as outbreaks
from xiaoan.outbreaks.models import Signal
from xiaoan.outreach import queries as outreach
from xiaoan.overview.models import SchoolDay
from xiaoan.procurement.models import Donation, Order, Requisition, Supplier
from xiaoan.procurement.queries import suppliers
from xiaoan.rehearsal.demo import Built
from xiaoan.rehearsal.demo import demand as demo_demand
from xiaoan.rehearsal.demo.moments import second_of, stand_at
from xiaoan.rehearsal.demo.plan import DAY, ONLINE_DAYS
from xiaoan.screening import services as screening
from xiaoan.screening.models import Mark, RollCall
from xiaoan.surveys import queries as surveys

READER = system("tests")
COUNTS = ("absent_sick", "absent_personal", "absent_unknown", "absent_isolation")


@pytest.fixture(scope="module")
def built(
    django_db_setup: None,
    django_db_blocker: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Built]:
    """2,000 people, built once for this module."""
    folder = tmp_path_factory.mktemp("demo")
    with building.county(2000, "demo_build", folder, django_db_blocker) as made:
        yield made


@pytest.fixture(autouse=True)
def reading(built: Built) -> Iterator[None]:
    """Each test reads as the system, in a transaction."""
    with acting_as(READER):
        yield


def test_the_figures_of_a_school_are_the_sums_of_its_roll_calls() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select count(*) from overview_school_day s join (
              select school_id, day, slot, count(*) classes, sum(enrolled) enrolled,
                     sum(present) present, sum(absent_sick) sick, sum(sent_home) home,
                     count(*) filter (where late) late
              from screening_roll_call where state = 'current' group by 1, 2, 3
            ) r using (school_id, day, slot)
            where (s.classes_reported, s.enrolled_reported, s.present, s.absent_sick, s.sent_home,
                   s.classes_late) is distinct from
                  (r.classes, r.enrolled, r.present, r.sick, r.home, r.late)
            """
        )
        assert cursor.fetchone() == (0,)
    assert SchoolDay.objects.count() > 1000


def test_what_is_due_is_what_the_duties_say(built: Built) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select count(*) from overview_school_day s join (
              select school_id, day, slot, count(*) due, sum(people) people,
                     count(*) filter (where state = 'done') done
              from duties_duty where kind = 'screening.rollcall' and state <> 'excused'
              group by 1, 2, 3
            ) d using (school_id, day, slot)
            where (s.classes_due, s.enrolled_due, s.classes_reported)
                  is distinct from (d.due, d.people, d.done)
            """
        )
        assert cursor.fetchone() == (0,)
    checks = Duty.objects.filter(kind="screening.rollcall")
    days = set(checks.values_list("day", flat=True))
    assert days == {*built.plan.past, DAY}
    assert Duty.objects.filter(state="open", day__lt=DAY).exists()
    assert not Duty.objects.filter(assignee_id=None).exists()
    # Nobody comes to a shift for another unless it was handed over, nobody learns for another: no deputy. In
    # a teaching point one teacher holds both posts of a round.
    others = Duty.objects.exclude(kind__in=["command.check_in", "training.course", "hygiene.round"])
    others = others.exclude(kind__startswith="inspections.")  # its unit's head names another
    # Questions and rumours go up; whoever else may answer sees them at the desk.
    others = others.exclude(kind__startswith="enquiries.").exclude(kind="rumours.check")
    others = others.exclude(kind__startswith="counselling.")  # nobody else's
    others = others.exclude(kind__startswith="drills.")  # by whom the plan names
    # By whoever set it; nobody reads for another; its head signs; by whom the list of children names.
    alone = ["homework.mark", "schoolplans.know", "dailyreports.school", "dropout.child"]
    assert not others.exclude(kind__in=alone).filter(deputy_id=None).exists()
    followed = Duty.objects.filter(kind="keypersons.follow", day=DAY, state="open")
    assert followed.exists()


def test_the_marks_of_every_version_are_its_counts() -> None:
    counted: dict[tuple[object, str], int] = {}
    for call, kind in Mark.objects.values_list("roll_call_id", "kind"):
        counted[call, kind] = counted.get((call, kind), 0) + 1
    for row in RollCall.objects.all():
        for kind in COUNTS:
            assert getattr(row, kind) == counted.get((row.pk, kind), 0)
    assert RollCall.objects.filter(state="superseded").exists()
    assert not RollCall.objects.filter(version=2, reason="").exists()


def test_the_gastric_class_has_its_signal_and_nobody_else(built: Built) -> None:
    rows = Signal.objects.filter(layer="statutory").exclude(level="person")
    found = list(rows.values_list("unit_no", "rule", "syndrome", "cases"))
    incidents = built.plan.history.incidents
    assert found == [(incidents.gastro["signal"].no, "N-01a", "GI", 3)]


def test_each_suspected_disease_is_to_be_reported_at_once() -> None:
    suspected = Illness.objects.filter(diagnosis="norovirus", certainty="suspected")
    told = Signal.objects.filter(level="person").order_by("about_id")
    assert {(one.rule, one.syndrome) for one in told} == {("N-02", "norovirus")}
    assert [one.about_id for one in told] == list(
        suspected.order_by("id").values_list("id", flat=True)
    )
    assert [one.deadline_at for one in told] == [one.raised_at for one in told]


def test_one_class_of_the_outbreak_is_silent_and_named(built: Built) -> None:
    incidents = built.plan.history.incidents
    classes = [one.no for one in incidents.school.classes]
    due = Duty.objects.filter(unit_no__in=classes, day=DAY, slot="morning", state="open")
    assert [duty.unit_no for duty in due] == [incidents.silent.no]
    roll = {pupil.seat: pupil.name for pupil in directory.class_roll(READER, due[0].unit_no, DAY)}
    assert len(built.untold) == 4
    assert all(roll[seat] == name for seat, name in built.untold)


def test_one_person_of_each_role_signs_in(built: Built) -> None:
    offered = accounts.demo_people()
    # A second guardian, of a child that learns at home.
    assert [row["role"] for row in offered] == [*ROLES, "guardian"]
    for one in built.offered:
        user = accounts.user_by_login(one.login)
        assert user is not None
        assert user.pk == one.user_id
        assert user.check_password(built.password)
        assert accounts.actor_of(user).roles >= {one.role}


def test_others_have_no_password(built: Built) -> None:
    member = next(m for m in built.plan.population.staff if m.roles and not _offered(built, m))
    user = accounts.user_by_login(member.number)
    assert user is not None
    assert not user.has_usable_password()


def _offered(built: Built, member: object) -> bool:
    return any(one.user_id == getattr(member, "user_id", None) for one in built.offered)


def test_the_guardian_answers_for_a_sick_child(built: Built) -> None:
    user = accounts.user_by_login("demo-guardian")
    assert user is not None
    actor = accounts.actor_of(user)
    assert Mark.objects.filter(person_id__in=actor.people, day=DAY, kind="absent_sick").count() == 1


def test_ending_the_guardian_on_the_roster_ends_what_the_account_sees(built: Built) -> None:
    user = accounts.user_by_login("demo-guardian")
    assert user is not None
    ward = Ward.objects.get(user=user)
    assert ward.guardian_id is not None
    entry = Guardian.objects.get(pk=ward.guardian_id)
    assert (entry.person_id, entry.name) == (ward.person_id, user.name)
    with transaction.atomic():
        Guardian.objects.filter(pk=entry.pk).update(may_see=False)
        assert accounts.actor_of(user).people == ()
        transaction.set_rollback(True)


def test_the_chains_hold() -> None:
    heads = {row.school_id: (row.n, bytes(row.hash)) for row in Head.objects.all()}
    facts = list(journal_queries.facts(READER))
    assert list(journal_rules.breaks(map(journal_rules.link_of, facts), heads)) == []


def test_the_clock_shows_five_past_eight(built: Built) -> None:
    assert clock.now().tzinfo is not None
    # Built while the real clock showed 09:00 in the county.
    ahead = float(Path(settings.XIAOAN_CLOCK_FILE).read_text())
    assert -55 * 60 - 600 < ahead <= -55 * 60 + 1


def test_phones_open_and_are_fictional(built: Built) -> None:
    member = built.plan.holder("principal", built.plan.history.incidents.school.no)
    assert accounts.phones(READER, [member.user_id]) == {member.user_id: member.phone}


def test_the_silent_class_completes_the_rule_once_it_reports(built: Built) -> None:
    """What the demonstration invites to, through the services of a teacher's morning."""
    incidents = built.plan.history.incidents
    user = accounts.user_by_login("demo-class-teacher")
    assert user is not None
    entered = accounts_services.sign_in_demo(user.pk)
    assert entered is not None
    actor = entered.actor
    roll = {pupil.seat: pupil for pupil in directory.class_roll(actor, incidents.silent.no, DAY)}
    ill = tuple(
        builders.sick(roll[seat].enrolment_id, "vomiting", onset=DAY)
        for seat, _name in built.untold
    )
    stand_at(second_of(DAY, 8 * 3600 + 600))
    receipt = screening.submit_roll_call(actor, builders.sent(incidents.silent.no, *ill, day=DAY))
    assert receipt.state == "current"
    enter(READER)
    new = outbreaks.look_for_clusters(READER, incidents.school.no, incidents.silent.no, DAY)
    assert [Signal.objects.get(pk=pk).unit_no for pk in new] == [incidents.silent.no]
    transaction.set_rollback(True)
    clock.shift(dt.timedelta(0))


def test_refused_outside_the_demonstration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DEMO", False)
    with pytest.raises(CommandError, match="XIAOAN_MODE=demo"):
        call_command("demo", "build", "--people", "2000", stdout=StringIO())


def test_surveys_are_alive(built: Built) -> None:
    """Some families say otherwise than the teacher, and most of a school's staff have answered."""
    with acting_as(READER) as actor:
        titles = {one.row.title: one.sums for one in surveys.rounds(actor, of_states=("open",))}
        township, staff = titles["返校前摸排"], titles["教职工健康摸排"]
        due = Duty.objects.filter(kind="surveys.settle", state="open").count()
        school = titles["本校健康摸排"]
        assert due == township.contradicted + school.contradicted
        assert min(township.contradicted, school.contradicted) > 0
        assert 0 < school.known < school.on_roll
        assert 0 < staff.unknown < staff.known
        assert staff.on_roll == staff.known + staff.unknown


def test_those_on_the_sign_in_page_have_something_to_do(built: Built) -> None:
    """What README invites to: tracing, a key person, the survey sheet, a disagreement."""
    user = accounts.user_by_login("demo-class-teacher")
    assert user is not None
    open_now = Duty.objects.filter(assignee_id=user.pk, state="open").values_list("kind", flat=True)
    wanted = {
        "screening.rollcall", "illness.cause", "keypersons.follow", "surveys.sheet",
        "verification.clear",
    }  # fmt: skip
    assert set(open_now) >= wanted
    guardian = accounts.user_by_login("demo-guardian")
    assert guardian is not None
    actor = accounts.actor_of(guardian)
    enter(actor)
    asked = surveys.of_children(actor)
    assert [(one.row.title, one.answered_at) for one in asked] == [("本校健康摸排", None)]


def test_outbreaks_are_handled(built: Built) -> None:
    """The vomiting is confirmed and investigated; an older one is closed."""
    with acting_as(READER) as actor:
        _total, _open, rows = lists.page_of_events(actor, lists.Wanted(), 0, 50)
        found = {(one.head.state, one.head.disease): one.head for one in rows}
        assert found["closed", "varicella"].cases == 3
        running = found["confirmed", "norovirus"]
        assert running.assigned_to_id is not None
        (dish,) = exposures.results(actor, running.id)
        assert dish.exposed_ill > 0
        assert dish.unexposed_well > 0


def test_supplies_are_asked_for_bought_and_shared_out(built: Built) -> None:
    """What the demonstration shows of demand, procurement and allocation."""
    found = Counter(Requisition.objects.values_list("state", flat=True))
    assert found == {
        "draft": 2, "submitted": 2, "approved": 1, "decided": 1, "refused": 1, "withdrawn": 1,
    }  # fmt: skip
    orders = Order.objects.order_by("number").values_list("state", "invoiced", "paid")
    assert list(orders) == [("sent", 0, 0), ("closed", 33300, 20000)]
    chased = Duty.objects.get(kind="procurement.chase")
    assert (chased.about_id, chased.state) == (Order.objects.get(state="sent").pk, "open")
    assert sorted(Donation.objects.values_list("state", "public")) == [
        ("offered", ""), ("received", "published"),
    ]  # fmt: skip
    assert Supplier.objects.count() == 2
    soon = [one.is_soon for ones in suppliers.papers(_supplier_ids()).values() for one in ones]
    assert sorted(soon) == [False, True]


def _supplier_ids() -> list[UUID]:
    return list(Supplier.objects.values_list("pk", flat=True))


def test_two_schools_are_about_to_run_out_of_masks(built: Built) -> None:
    first, second = demo_demand.schools(built.plan)[:2]
    rows = Shortage.objects.filter(unit_no__in=(first, second), item="mask_disposable")
    assert {(one.unit_no, one.acted_at) for one in rows} == {(first, None), (second, None)}
    owed = Duty.objects.filter(kind="demand.look", unit_no__in=(first, second), state="open")
    assert owed.count() == 2
    covers = {
        one.store_no: one for one in demand.cover(READER, numbering.COUNTY, ["mask_disposable"])
    }
    for no in (first, second):
        assert Use.objects.filter(unit_no=no, item="mask_disposable", used__gt=0).count() == 3
        assert (covers[no].median or 0) < 10
    assert demand_scenarios.in_force(READER) is not None
    (plan,) = Plan.objects.values_list("state", "packs")
    assert plan == ("draft", {"mask_disposable": "box"})


def test_a_grade_learns_at_home_and_nothing_contradicts_it(built: Built) -> None:
    """Suspended for some days: no roll-call is owed or made, lessons are, and the rates have a gap."""
    grade = built.plan.online
    classes = [one.no for one in grade.classes]
    days = [*built.plan.past[-ONLINE_DAYS:], DAY]
    assert not RollCall.objects.filter(unit_no__in=classes, day__in=days).exists()
    owed = Duty.objects.filter(kind="screening.rollcall", unit_no__in=classes, day__in=days)
    assert set(owed.values_list("state", flat=True)) == {"excused"}
    with acting_as(READER) as actor:
        place = directory.place(grade.no)
        found = learning_rates.rates(actor, place, "term", DAY)
    whole = found.whole
    assert [one.key for one in found.days] == days
    assert min(whole.missed, whole.unknown, whole.excused, whole.no_device) > 0
    assert min(whole.not_handed, whole.hw_unknown, whole.hw_excused, whole.hw_no_device) > 0
    assert 0 < whole.marked < whole.handed


def test_a_lesson_runs_and_those_who_do_not_watch_are_called(built: Built) -> None:
    first = built.plan.online.classes[0]
    (actor,) = accounts.actors_of([built.plan.teachers[first.no][0]]).values()
    enter(actor)
    rows = lessons.of_day(actor, DAY, first.no)
    assert [(one.subject, one.missed) for one in rows if one.asked_at] == [("chinese", 3)]
    assert sum(one.unit_no == first.no for one in outreach.open_tasks(actor)) == 3
    kinds = set(Duty.objects.filter(state="open", unit_no=first.no).values_list("kind", flat=True))
    assert kinds >= {"lessons.viewing", "lessons.loan", "homework.mark"}
    assert {name for name, _n, _seconds in lessons.parked(first.no)} == {"朵朵妈妈", "平安是福"}


def test_the_second_guardian_has_homework_in_every_state(built: Built) -> None:
    user = accounts.user_by_login("demo-guardian-online")
    assert user is not None
    actor = accounts.actor_of(user)
    enter(actor)
    assert {one.state for one in mine.mine(actor)} == {"due", "missing", "returned", "handed"}
    assert [len(rows) for _who, _name, _no, rows in lessons.of_children(actor, DAY)] == [4]
