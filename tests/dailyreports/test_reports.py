"""A report from the morning to what was signed: who may what, once, zero only of what is known, both values
kept."""

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from tests.builders import (
    CLASS_11,
    CLASS_12,
    CLASS_21,
    COUNTY,
    DAY,
    JUNIOR,
    KINDERGARTEN,
    MORNING,
    PRIMARY,
    RIVER,
    TOWN,
    Universe,
    sent,
    sick,
)
from tests.dailyreports.writing import mark, opened, owed, report, signed, signing
from tests.outbreaks.looks import Acting
from xiaoan.dailyreports import queries, services
from xiaoan.dailyreports.models import Report, Version
from xiaoan.dailyreports.queries import drafting, figures, telling
from xiaoan.directory import queries as directory
from xiaoan.indicators import queries as indicators
from xiaoan.journal.models import Entry
from xiaoan.kernel import clock
from xiaoan.kernel.actor import system
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter, everywhere
from xiaoan.screening import services as screening

SYSTEM = system("dailyreports")
CLASSES = ((CLASS_11, "teacher"), (CLASS_12, "teacher_12"), (CLASS_21, "teacher_21"))


def all_well(acting: Acting, *but: int) -> None:
    """Every class of the primary school has called the roll, and everybody is there."""
    for no, who in CLASSES:
        if no not in but:
            screening.submit_roll_call(acting(who), sent(no))


def test_the_morning_opens_what_is_owed_by_name(universe: Universe, acting: Acting) -> None:
    assert (opened(), opened()) == (6, 0)
    rows = Report.objects.filter(day=DAY).order_by("unit_no")
    assert [(one.unit_no, one.level, f"{one.due_at.astimezone(clock.ZONE):%H:%M}") for one in rows] == [
        (COUNTY, "county", "12:00"), (TOWN, "township", "11:00"), (PRIMARY, "school", "10:00"),
        (KINDERGARTEN, "school", "10:00"), (RIVER, "township", "11:00"), (JUNIOR, "school", "10:00"),
    ]  # fmt: skip
    users = universe.users
    assert owed(report(PRIMARY).pk) == [("dailyreports.school", "open", users["principal"].pk)]
    assert owed(report(TOWN).pk) == [("dailyreports.township", "open", users["liaison"].pk)]
    assert owed(report(COUNTY).pk) == [("dailyreports.county", "open", users["officer"].pk)]
    facts = Entry.objects.filter(kind="dailyreports.opened").order_by("at")
    assert sum(json.loads(one.body)["reports"] for one in facts) == 6


def test_reports_owed_of_two_events_are_told_apart() -> None:
    owed_ = {
        "school": "实验小学", "kind": "first", "recipient": "county_cdc", "missed": False,
        "due": "2026-11-23T10:05+08:00",
    }  # fmt: skip
    content = {"events": [], "reports": [{**owed_, "year": 2026, "number": n} for n in (3, 4)]}
    assert telling._events({**content, "reports": [*content["reports"], owed_]}) == [
        "待报:实验小学 2026年第3起初次报告,报县疾控中心,时限 11月23日 10:05。",
        "待报:实验小学 2026年第4起初次报告,报县疾控中心,时限 11月23日 10:05。",
        "待报:实验小学 初次报告,报县疾控中心,时限 11月23日 10:05。",
    ]


def test_no_school_no_report(acting: Acting) -> None:
    assert opened(DAY + dt.timedelta(days=5)) == 0


def test_only_the_system_opens_and_drafts(acting: Acting) -> None:
    officer = acting("officer")
    for act in (services.open_day, services.draft_due):
        with pytest.raises(Forbidden):
            act(officer, DAY)


def test_what_is_due_soon_is_drafted_once(acting: Acting) -> None:
    opened()
    assert services.draft_due(SYSTEM, DAY) == 0
    with time_machine.travel(MORNING.replace(hour=9, minute=35), tick=False):
        assert (services.draft_due(SYSTEM, DAY), services.draft_due(SYSTEM, DAY)) == (3, 0)
        assert report(PRIMARY).draft is not None
        assert report(TOWN).draft is None
    with time_machine.travel(MORNING.replace(hour=12), tick=False):
        assert services.draft_due(SYSTEM, DAY) == 3


def test_a_zero_report_is_said_and_the_duty_done(universe: Universe, acting: Acting) -> None:
    all_well(acting)
    opened()
    principal = acting("principal")
    given = signing(report(), zero=True)
    assert (services.sign(principal, given), services.sign(principal, given)) == (1, 1)
    row = report()
    assert (row.zero, row.late, row.versions) == (True, False, 1)
    assert owed(row.pk) == [("dailyreports.school", "done", universe.users["principal"].pk)]
    fact = Entry.objects.get(kind="dailyreports.signed")
    body = json.loads(fact.body)
    version, words = queries.version(row, 1)
    assert (body["zero"], body["late"], body["no"]) == (True, False, 1)
    assert body["digest"] == version.digest == drafting.digest_of(version.content, words)
    assert words == {"why": "", "signer": "校长戊"}
    assert version.content["text"][0]["lines"][0] == "今日无异常(零报告)。"


@pytest.mark.parametrize("silent", [CLASS_12, CLASS_21])
def test_silence_is_no_zero(acting: Acting, silent: int) -> None:
    all_well(acting, silent)
    opened()
    with pytest.raises(Invalid, match="还不清楚") as refused:
        signed(acting("principal"), zero=True)
    assert list(refused.value.fields) == ["zero"]
    assert Version.objects.count() == 0
    assert signed(acting("principal")).zero is False


def test_somebody_ill_is_no_zero(universe: Universe, acting: Acting) -> None:
    all_well(acting, CLASS_11)
    ill = sick(universe.enrolment(CLASS_11, 1), "fever")
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11, ill))
    opened()
    with pytest.raises(Invalid, match="因病缺勤学生不是零"):
        signed(acting("principal"), zero=True)


def test_only_who_signs_there_signs(acting: Acting) -> None:
    all_well(acting)
    opened()
    given = signing(report())
    for who, error in (
        ("doctor", Forbidden), ("liaison", Forbidden), ("officer", Forbidden), ("leader", Forbidden),
        ("teacher", NotFound), ("grade_head", NotFound), ("other_principal", NotFound),
        ("other_liaison", NotFound),
    ):  # fmt: skip
        with pytest.raises(error):
            services.sign(acting(who), given)
    assert Version.objects.count() == 0


def test_what_was_seen_is_what_is_signed(universe: Universe, acting: Acting) -> None:
    all_well(acting, CLASS_21)
    opened()
    given = signing(report())
    screening.submit_roll_call(acting("teacher_21"), sent(CLASS_21))
    with pytest.raises(services.Changed, match="刚刚有变化"):
        services.sign(acting("principal"), given)
    services.sign(acting("principal"), signing(report()))


def test_a_kept_draft_is_signed_with_both_values(acting: Acting) -> None:
    all_well(acting, CLASS_21)
    opened()
    principal = acting("principal")
    services.redraft(principal, report().pk)
    screening.submit_roll_call(acting("teacher_21"), sent(CLASS_21))
    now = drafting.mark_of(_live())
    signed(acting("principal"), seen=now)
    version, _words = queries.version(report(), 1)
    assert version.content["figures"]["rollcall.classes"][:2] == [3, 3]
    assert version.content["drafted"]["figures"]["rollcall.classes"][:2] == [2, 3]


def _live() -> drafting.Draft:
    with everywhere("tests") as actor:
        return drafting.draft(actor, directory.place(PRIMARY), DAY)


def test_a_correction_is_another_version(universe: Universe, acting: Acting) -> None:
    all_well(acting)
    opened()
    signed(acting("principal"), zero=True)
    first, _words = queries.version(report(), 1)
    with time_machine.travel(MORNING.replace(hour=14), tick=False):
        ill = sick(universe.enrolment(CLASS_11, 1), "fever")
        screening.submit_roll_call(acting("teacher"), sent(CLASS_11, ill, base=1, reason="漏记"))
        principal = acting("principal")
        with pytest.raises(Invalid, match="请写明更正了什么") as refused:
            services.sign(principal, signing(report()))
        assert list(refused.value.fields) == ["why"]
        row = signed(principal, why="补记一名发热学生")
    assert (row.versions, row.zero, row.late) == (2, False, False)
    was = figures.read(first.content["figures"])
    now = figures.read(queries.version(row, 2)[0].content["figures"])
    assert (was["rollcall.sick"].num, now["rollcall.sick"].num) == (0, 1)
    assert [queries.as_known_at(row, MORNING.replace(hour=h)) for h in (6, 8, 15)] == [0, 1, 2]
    assert queries.version(row, 1)[0].digest == first.digest


def test_after_its_time_it_is_late(acting: Acting) -> None:
    opened()
    with time_machine.travel(MORNING.replace(hour=10, minute=1), tick=False):
        assert drafting.state_of(report()) == "silent"
        row = signed(acting("principal"))
    assert (row.late, drafting.state_of(row)) == (True, "late_reported")


def test_words_are_kept_for_the_next_who_opens_it(acting: Acting) -> None:
    opened()
    row = report()
    doctor = acting("doctor")
    base = services.mark_of_words({})
    services.keep_words(doctor, row.pk, {"note": " 已联系家长 "}, base)
    assert queries.words_of(report()) == {"note": "已联系家长"}
    assert "家长".encode() not in bytes(report().words or b"")
    with pytest.raises(Conflict, match="刚刚有人改过"):
        services.keep_words(acting("principal"), row.pk, {"note": "别的"}, base)
    with pytest.raises(Invalid) as refused:
        services.keep_words(doctor, row.pk, {"tomorrow": "长" * 1001})
    assert list(refused.value.fields) == ["tomorrow"]
    for who, error in (("officer", Forbidden), ("other_principal", NotFound)):
        with pytest.raises(error):
            services.keep_words(acting(who), row.pk, {})


def test_the_township_holds_its_schools_against_their_rows(
    universe: Universe, acting: Acting
) -> None:
    all_well(acting)
    opened()
    signed(acting("principal"), zero=True)
    ill = sick(universe.enrolment(CLASS_11, 1), "cough")
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11, ill, base=1, reason="漏记"))
    with everywhere("tests") as actor:
        place = directory.place(TOWN)
        content = drafting.draft(actor, place, DAY)
        found = drafting.contradictions(actor, place, content)
    below = [(one["no"], one["state"]) for one in content["below"]]
    assert below == [(PRIMARY, "zero"), (KINDERGARTEN, "waiting")]
    assert ("rollcall.sick", 0, 1) in [(one.key, one.signed.num, one.now.num) for one in found]
    assert {one.unit_no for one in found} == {PRIMARY}
    with pytest.raises(Invalid, match="有 1 个单位还没有报"):
        signed(acting("liaison"), TOWN, zero=True)


def test_up_the_line_until_the_county(acting: Acting) -> None:
    opened()
    signed(acting("principal"))
    signed(acting("liaison"), TOWN)
    row = signed(acting("officer"), COUNTY)
    content = queries.version(row, 1)[0].content
    assert [(one["no"], one["state"]) for one in content["below"]] == [
        (TOWN, "reported"), (RIVER, "waiting"),
    ]  # fmt: skip


def test_every_figure_of_a_report_is_that_of_indicators(acting: Acting) -> None:
    all_well(acting, CLASS_12)
    opened()
    rows = {
        no: signed(acting(who), no)
        for no, who in ((PRIMARY, "principal"), (TOWN, "liaison"), (COUNTY, "officer"))
    }
    enter(SYSTEM)
    for no, row in rows.items():
        told = figures.read(queries.version(row, 1)[0].content["figures"])
        again = indicators.of_unit(SYSTEM, no, DAY)
        assert {key: (one.num, one.den, one.unknown) for key, one in told.items()} == {
            key: (again[key].num, again[key].den, again[key].unknown) for key in told
        }


def test_who_is_above_remarks(acting: Acting) -> None:
    opened()
    row = report()
    with pytest.raises(Conflict, match="还没有签发"):
        services.remark(acting("leader"), uuid7(), row.pk, "请核实")
    signed(acting("principal"))
    given = uuid7()
    for _ in range(2):
        services.remark(acting("leader"), given, row.pk, "请核实")
    with pytest.raises(Conflict):
        services.remark(acting("leader"), given, row.pk, "另外的话")
    with pytest.raises(Forbidden):
        services.remark(acting("principal"), uuid7(), row.pk, "自己")
    found = queries.remarks(acting("principal"), report())
    assert [(one.no, one.text, one.by) for one in found] == [(1, "请核实", "县长甲")]


def test_it_goes_out_and_arrives(acting: Acting) -> None:
    opened()
    officer = acting("officer")
    row = report(COUNTY)
    given = services.NewSending(uuid7(), row.pk, 1, "县疾控中心", "值班员", "exchange")
    with pytest.raises(Conflict, match="还没有签发"):
        services.send(officer, given)
    signed(officer, COUNTY)
    for _ in range(2):
        services.send(officer, given)
    receipt = services.NewReceipt(uuid7(), given.id, "李", "2026-118")
    for _ in range(2):
        services.receive(officer, row.pk, receipt)
    with pytest.raises(Conflict, match="已经登记过回执"):
        services.receive(officer, row.pk, services.NewReceipt(uuid7(), given.id, "王"))
    found = queries.sendings(officer, report(COUNTY))
    assert [(one.to_office, one.taken_by, one.number) for one in found] == [
        ("县疾控中心", "李", "2026-118")
    ]
    with pytest.raises(Forbidden):
        services.send(acting("officer"), _of(PRIMARY))


def _of(unit_no: int) -> services.NewSending:
    return services.NewSending(uuid7(), report(unit_no).pk, 1, "县疾控中心", "", "paper")


def test_what_was_signed_is_never_changed(acting: Acting) -> None:
    opened()
    signed(acting("principal"))
    for table in ("version", "remark", "sending", "receipt"):
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            connection.cursor().execute(
                f"update dailyreports_{table} set unit_no = unit_no"
            )  # our words
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=report().pk).update(zero=None)


def test_of_two_signers_one_signs(universe: Universe, own_database: str) -> None:
    with acting_as(SYSTEM):
        services.open_day(SYSTEM, DAY)
        row = Report.objects.get(unit_no=PRIMARY, day=DAY)
        seen = mark(row)

    def sign(_n: int) -> str:
        try:
            with acting_as(universe.cast["principal"]) as actor:
                given = services.Signing(uuid7(), row.pk, 0, seen, zero=False)
                return str(services.sign(actor, given))
        except Conflict as refused:
            return str(refused)[:12]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(sign, range(2))) == ["1", "这份日报刚刚有人签发过。"]
