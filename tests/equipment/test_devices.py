"""Devices: registered together, kept, lent, reported, repaired, certified, lost; what else follows of it."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine

from tests.builders import BUILDER, CLASS_11, COUNTY, DAY, JUNIOR, PRIMARY, Universe
from tests.equipment.things import EVERY, did, registered
from tests.supplies.stores import stocked
from xiaoan.duties.models import Duty
from xiaoan.equipment import queries, services
from xiaoan.equipment.models import Step, Tool
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.screening import queries as screening
from xiaoan.screening import services as checks
from xiaoan.supplies import services as supplies
from xiaoan.supplies.queries import gaps

Acting = Callable[[str], Actor]


def usable(actor: Actor, item: str = "forehead_gun") -> int:
    return gaps.schools(actor, PRIMARY, "normal")[0].gaps[item].usable


def test_devices_are_registered_together_and_numbered_by_us(acting: Acting) -> None:
    doctor = acting("doctor")
    act, lines = (
        uuid7(),
        [services.New("forehead_gun", 3), services.New("thermometer_mercury", serial="M1")],
    )
    for _ in range(2):
        assert services.register(doctor, act, PRIMARY, lines) == 4
    total, found = queries.devices(doctor, (PRIMARY, PRIMARY + 4096), EVERY, 0, 10)
    assert total == 4
    assert sorted(one.serial for one in found) == ["M1", "XA-0001", "XA-0002", "XA-0003"]
    assert {one.item: one.validity for one in found} == {
        "forehead_gun": "unknown", "thermometer_mercury": "never",
    }  # fmt: skip
    services.register(doctor, uuid7(), PRIMARY, [services.New("forehead_gun")])
    assert "XA-0004" in screening.serials_of(PRIMARY)
    with pytest.raises(Invalid) as refused:
        services.register(doctor, uuid7(), PRIMARY, [services.New("forehead_gun", serial="M1")])
    assert refused.value.fields == {"serial": "taken"}
    with pytest.raises(Invalid):
        services.register(doctor, uuid7(), PRIMARY, [services.New("forehead_gun", 501)])
    # They are of the register in which devices that send are, too.
    assert len(screening.devices(doctor, DAY, 0, 10)[1]) == 5


@pytest.mark.parametrize(
    ("name", "refused"),
    [("teacher", NotFound), ("keeper", NotFound), ("leader", Forbidden), ("liaison", Forbidden),
     ("other_principal", NotFound), ("guardian", NotFound)],
)  # fmt: skip
def test_who_registers_no_devices(acting: Acting, name: str, refused: type[Exception]) -> None:
    with pytest.raises(refused):
        services.register(acting(name), uuid7(), PRIMARY, [services.New("forehead_gun")])


def test_the_standard_counts_the_register_or_the_store_never_both(acting: Acting) -> None:
    enter(BUILDER)
    supplies.recount(BUILDER)
    keeper = acting("logistics")
    stocked(keeper, item="forehead_gun", quantity="9", pack="", batch="", expires=None, price="")
    assert usable(keeper) == 9
    [one, two] = registered(keeper)
    assert usable(keeper) == 2
    did(keeper, one.id, "fault", fault="dead")
    assert usable(keeper) == 1
    did(keeper, two.id, "retire", note="摔坏")
    assert usable(keeper) == 0  # the nine in the store do not come back


def test_a_fault_takes_it_out_of_use_and_a_check_brings_it_back(acting: Acting) -> None:
    doctor = acting("doctor")
    one, _two = registered(doctor)
    given = services.DeviceAct(uuid7(), one.id, "fault", fault="wrong")
    assert [services.act(doctor, given) for _ in range(2)] == ["fault"] * 2
    assert screening.device_values([one.id])[one.id].out
    assert queries.faults_waiting(doctor) == 1
    with pytest.raises(Conflict):
        did(doctor, one.id, "lend")
    assert did(doctor, one.id, "repair", note="送县计量所") == "repair"
    with pytest.raises(Invalid) as refused:
        did(doctor, one.id, "back", own="36.5", other="36.9")
    assert refused.value.fields == {"own": "doubtful"}
    assert did(doctor, one.id, "back", own="36.5", other="36.7") == "in_use"
    assert not screening.device_values([one.id])[one.id].out
    steps = {step.what for step in queries.history(doctor, one.id)}
    assert steps == {"added", "fault", "repair", "back"}


def test_two_thermometers_that_differ_are_in_doubt_until_calibrated(acting: Acting) -> None:
    doctor = acting("doctor")
    one, _two = registered(doctor)
    did(doctor, one.id, "compare", own="37.0", other="36.6")
    assert queries.device(doctor, one.id).doubtful
    until = DAY + dt.timedelta(days=100)
    did(doctor, one.id, "certify", day=DAY, until=until, number="J-1", maker="县计量所")
    found = queries.device(doctor, one.id)
    assert (found.doubtful, found.calibrated, found.valid_until) == (False, DAY, until)
    with pytest.raises(Invalid) as refused:
        did(doctor, one.id, "compare", own="36.55", other="36")
    assert refused.value.fields == {"own": "invalid"}


def test_a_class_teacher_sees_and_reports_the_device_of_the_class(
    acting: Acting, universe: Universe
) -> None:
    doctor, teacher = acting("doctor"), universe.cast["teacher"]
    one, two = registered(doctor)
    did(doctor, one.id, "assign", place_no=CLASS_11, who_id=universe.users["teacher"].pk)
    assert screening.device_values([one.id])[one.id].place == "一年级1班"
    enter(teacher)
    assert queries.devices(teacher, (PRIMARY, PRIMARY + 4096), EVERY, 0, 10)[0] == 1
    assert did(teacher, one.id, "fault", fault="broken") == "fault"
    with pytest.raises(Forbidden):
        did(teacher, one.id, "repair", note="x")
    with pytest.raises(NotFound):
        queries.device(teacher, two.id)
    enter(universe.cast["other_principal"])
    with pytest.raises(NotFound):
        queries.device(universe.cast["other_principal"], one.id)


def test_lent_is_until_a_day_and_comes_back(acting: Acting, universe: Universe) -> None:
    doctor = acting("doctor")
    one, _two = registered(doctor)
    who = universe.users["teacher"].pk
    for wrong in (None, DAY - dt.timedelta(days=1), DAY + dt.timedelta(days=999)):
        with pytest.raises(Invalid):
            did(doctor, one.id, "lend", who_id=who, until=wrong)
    with pytest.raises(Invalid):
        did(doctor, one.id, "lend", who_id=universe.users["guardian"].pk, until=DAY)
    assert did(doctor, one.id, "lend", who_id=who, until=DAY) == "lent"
    assert queries.device(doctor, one.id).lent_to_id == who
    assert did(doctor, one.id, "return") == "in_use"
    assert queries.device(doctor, one.id).lent_to_id is None


def test_a_calibration_is_owed_before_it_runs_out_and_done_by_a_certificate(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    doctor = acting("doctor")
    soon = DAY + dt.timedelta(days=30)
    one, _two = registered(doctor, number=2, valid_until=soon)
    late = registered(doctor, number=1, serial="OLD", valid_until=DAY - dt.timedelta(days=5))
    [old] = [each for each in late if each.serial == "OLD"]
    did(doctor, one.id, "assign", place_no=CLASS_11, who_id=universe.users["teacher"].pk)
    enter(BUILDER)
    assert services.owe_today(BUILDER) == 3
    assert services.owe_today(BUILDER) == 0
    duty = Duty.objects.get(about_id=one.id)
    assert (duty.assignee_id, duty.day, duty.kind) == (
        universe.users["teacher"].pk, soon, queries.CALIBRATION,
    )  # fmt: skip
    assert Duty.objects.get(about_id=old.id).assignee_id == universe.users["doctor"].pk
    doctor = acting("doctor")
    did(doctor, one.id, "certify", day=DAY, number="J-2", maker="县计量所")
    did(doctor, old.id, "retire", note="太旧")
    states = dict(Duty.objects.filter(kind=queries.CALIBRATION).values_list("about_id", "state"))
    assert (states[one.id], states[old.id]) == ("done", "excused")
    assert queries.device(doctor, one.id).valid_until == dt.date(2027, 11, 22)
    assert screening.device_values([old.id])[old.id].revoked
    with pytest.raises(Forbidden):
        services.owe_today(doctor)


def test_a_device_that_sends_follows_where_its_readings_are(acting: Acting) -> None:
    principal = acting("principal")
    new = checks.NewDevice(uuid7(), PRIMARY, "gate", "TG-1", "东门", "forehead")
    token = checks.add_device(principal, new)
    assert Tool.objects.get(pk=new.id).item == "thermal_camera"
    checks.calibrate(principal, new.id, DAY)
    assert queries.device(principal, new.id).valid_until == dt.date(2027, 11, 22)
    did(principal, new.id, "fault", fault="dead")
    assert screening.device_of(token) is None
    did(principal, new.id, "back", own="36.5", other="36.5")
    assert screening.device_of(token) is not None
    checks.revoke(principal, new.id)
    assert queries.device(principal, new.id).state == "retired"


def test_the_yearly_count_finds_what_is_there(acting: Acting) -> None:
    doctor = acting("doctor")
    one, two = registered(doctor)
    first = services.begin_stocktake(doctor, uuid7(), PRIMARY)
    assert services.begin_stocktake(doctor, uuid7(), PRIMARY) == first
    for scanned in (
        one.serial.lower(),
        f"https://x.example/equipment/device/{one.id}/",
        str(one.id),
    ):
        assert services.see(doctor, PRIMARY, scanned).id == one.id
    with pytest.raises(Invalid):
        services.see(doctor, PRIMARY, "XA-9999")
    taking = queries.taking(doctor, PRIMARY)
    assert taking is not None
    assert [each.id for each in taking.missing] == [two.id]
    with pytest.raises(Invalid) as refused:
        services.close_stocktake(doctor, PRIMARY, " ")
    assert refused.value.fields == {"note": "empty"}
    did(doctor, two.id, "lose", note="春游时丢了")
    assert services.close_stocktake(doctor, PRIMARY, "") == 0
    [past] = queries.past_takings(PRIMARY)
    assert (past.expected, past.found) == (1, 1)
    with pytest.raises(Conflict):
        services.see(doctor, PRIMARY, one.serial)


HEADS = "品名,数量,序列号,位置,保管人,上次校准,有效期至\n"


def test_a_sheet_is_read_whole_or_not_at_all(acting: Acting, universe: Universe) -> None:
    doctor = acting("doctor")
    bad = (
        HEADS
        + "额温枪,x,,,,,\n铲子,1,,,,,\n额温枪,2,S1,,,,\n额温枪,1,,,无此人,,\n额温枪,1,,,,2030-01-01,\n"
    )
    found = services.import_devices(doctor, uuid7(), PRIMARY, "a.csv", bad.encode())
    assert [(one.row, one.column) for one in found.faults] == [
        (2, "数量"), (3, "品名"), (4, "数量"), (5, "保管人"), (6, "上次校准"),
    ]  # fmt: skip
    assert (found.total, found.sheet[:2]) == (5, b"PK")
    assert not Step.objects.exists()
    name = universe.users["teacher"].name
    good = HEADS + f"额温枪,3,,一年级1班,{name},2026-06-01,\n水银体温计,1,M-9,保健室,,,\n"
    act = uuid7()
    for _ in range(2):
        taken = services.import_devices(doctor, act, PRIMARY, "a.csv", good.encode())
        assert sum(one.number for one in taken.rows) == 4
    kept = Tool.objects.filter(keeper_id=universe.users["teacher"].pk)
    assert (kept.count(), set(kept.values_list("valid_until", flat=True))) == (
        3,
        {dt.date(2027, 5, 31)},
    )
    with pytest.raises(Invalid):
        services.import_devices(doctor, uuid7(), PRIMARY, "a.csv", b"\xff\xfe\x00")


def test_shares_say_of_how_many(acting: Acting) -> None:
    doctor = acting("doctor")
    [one, _two] = registered(doctor, valid_until=DAY - dt.timedelta(days=1))
    did(doctor, one.id, "fault", fault="dead")
    officer = acting("officer")
    assert queries.shares((COUNTY, COUNTY + (1 << 24))) == {
        PRIMARY: queries.Share(2, 1, 1, 2, 2, 0)
    }
    assert queries.devices(officer, (JUNIOR, JUNIOR + 4096), EVERY, 0, 10) == (0, [])
    over = queries.Filter(validity="over")
    assert queries.devices(officer, (COUNTY, COUNTY + (1 << 24)), over, 0, 10)[0] == 2


def test_the_certificate_of_the_latest_day_counts_an_older_one_is_history(
    acting: Acting, universe: Universe
) -> None:
    doctor = acting("doctor")
    soon = DAY + dt.timedelta(days=10)
    one, _two = registered(doctor, calibrated=dt.date(2025, 12, 4), valid_until=soon)
    enter(BUILDER)
    services.owe_today(BUILDER)
    doctor = acting("doctor")
    paper = {"number": "J-1", "maker": "县计量所"}
    did(doctor, one.id, "certify", day=dt.date(2010, 5, 1), **paper)
    found = queries.device(doctor, one.id)
    assert (found.calibrated, found.valid_until) == (dt.date(2025, 12, 4), soon)
    assert [step.day for step in queries.history(doctor, one.id) if step.what == "certify"] == [
        dt.date(2010, 5, 1)
    ]
    assert Duty.objects.get(about_id=one.id).state == "open"
    for wrong, code in ((dt.date(2006, 11, 22), "too_old"), (DAY + dt.timedelta(days=1), "future")):
        with pytest.raises(Invalid) as refused:
            did(doctor, one.id, "certify", day=wrong, **paper)
        assert refused.value.fields == {"day": code}
    with pytest.raises(Invalid) as refused:
        registered(doctor, calibrated=dt.date(1999, 1, 1))
    assert refused.value.fields == {"calibrated": "too_old"}
    did(doctor, one.id, "certify", day=dt.date(2026, 6, 1), **paper)
    assert queries.device(doctor, one.id).valid_until == dt.date(2027, 5, 31)
    assert Duty.objects.get(about_id=one.id).state == "done"
