"""Townships and the county have devices and kits of their own, kept by whoever keeps their store."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from tests.builders import BUILDER, COUNTY, DAY, PRIMARY, RIVER, TOWN, Universe
from tests.equipment.things import EVERY, did, on_kit
from tests.supplies.stores import faults, receipt
from xiaoan.directory import queries as directory
from xiaoan.duties.models import Duty
from xiaoan.equipment import queries, rules, services
from xiaoan.equipment.models import KitStep, Step, Tool
from xiaoan.equipment.queries import kits
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.procurement.pages import words
from xiaoan.procurement.queries import proposals
from xiaoan.screening import queries as screening
from xiaoan.supplies import queries as stores
from xiaoan.supplies import services as supplies
from xiaoan.supplies.rules import ITEMS

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
GATE = rules.KIT_KINDS["gate"].items
OWN = (TOWN, TOWN + 4096)


def registered(actor: Actor, home: int, **changes: object) -> list[queries.Device]:
    plain = services.New("forehead_gun", 2, place="值班室", calibrated=DAY - dt.timedelta(days=180))
    services.register(actor, uuid7(), home, [replace(plain, **changes)])  # type: ignore[arg-type]  # names checked by the dataclass
    return queries.devices(actor, (home, home + 4096), EVERY, 0, 100)[1]


def test_a_township_registers_gives_out_and_mends_its_own(acting: Acting) -> None:
    liaison = acting("liaison")
    one, two = registered(liaison, TOWN)
    assert (one.school_no, one.unit_no) == (TOWN, TOWN)
    assert {one.serial, two.serial} == {"XA-0001", "XA-0002"}
    assert liaison.user_id in queries.keepers(liaison, TOWN)
    assert did(liaison, one.id, "assign", place_no=TOWN, who_id=liaison.user_id) == "in_use"
    assert did(liaison, one.id, "fault", fault="dead") == "fault"
    assert queries.faults_waiting(liaison) == 1
    assert did(liaison, one.id, "back", own="36.5", other="36.6") == "in_use"
    with pytest.raises(Invalid):
        did(liaison, one.id, "assign", place_no=PRIMARY)
    assert set(Tool.objects.values_list("school_id", flat=True)) == {0}
    facts = Entry.objects.filter(kind="equipment.devices_registered")
    assert list(facts.values_list("school_id", "unit_no")) == [(0, TOWN)]


def test_two_offices_number_their_own(acting: Acting) -> None:
    registered(acting("liaison"), TOWN)
    registered(acting("officer"), COUNTY, serial="G-1", number=1)
    found = registered(acting("officer"), RIVER)
    assert {one.serial for one in found} == {"XA-0001", "XA-0002"}
    with pytest.raises(Invalid):
        registered(acting("officer"), COUNTY, serial="G-1", number=1)


def test_a_township_keeps_none_of_a_school_and_a_school_none_of_it(acting: Acting) -> None:
    with pytest.raises(Forbidden):
        services.register(acting("liaison"), uuid7(), PRIMARY, [services.New("forehead_gun")])
    with pytest.raises(NotFound):
        services.register(acting("doctor"), uuid7(), TOWN, [services.New("forehead_gun")])
    with pytest.raises(NotFound):
        services.register(acting("liaison"), uuid7(), RIVER, [services.New("forehead_gun")])


def test_they_are_no_devices_of_schools(acting: Acting) -> None:
    officer = acting("officer")
    registered(officer, COUNTY)
    assert screening.devices(officer, DAY, 0, 10) == (0, [])
    shares = queries.shares((COUNTY, COUNTY + (1 << 24)))
    assert (set(shares), shares[COUNTY].held) == ({COUNTY}, 2)
    assert kits.schools(officer, directory.place(COUNTY))[0].no == PRIMARY


def test_the_yearly_count_of_an_office(acting: Acting) -> None:
    liaison = acting("liaison")
    one, other = registered(liaison, TOWN)
    services.begin_stocktake(liaison, uuid7(), TOWN)
    assert services.see(liaison, TOWN, one.serial).id == one.id
    taking = queries.taking(liaison, TOWN)
    assert taking is not None
    assert [left.id for left in taking.missing] == [other.id]
    assert services.close_stocktake(liaison, TOWN, "在外借") == 1


def test_a_kit_of_an_office_is_filled_from_its_store_and_owed(acting: Acting) -> None:
    liaison = acting("liaison")
    for item, n in GATE.items():
        expires = DAY + dt.timedelta(days=300) if ITEMS[item].dated else None
        supplies.receive(
            liaison,
            receipt(
                id=uuid7(), store_no=TOWN, item=item, quantity=str(n), pack="", price="",
                expires=expires,
            ),
        )  # fmt: skip
    pk = services.open_kit(liaison, services.NewKit(uuid7(), TOWN, "gate", "值班室"))
    owed = Duty.objects.get(kind=queries.REFILL)
    assert (owed.school_id, owed.unit_no, owed.assignee_id) == (0, TOWN, liaison.user_id)
    assert on_kit(liaison, pk, "fill", **GATE) == 0
    assert on_kit(liaison, pk, "close", "并到食堂", **GATE) == 0
    assert sum(one.held for one in stores.held(TOWN, ["mask_surgical"])) == GATE["mask_surgical"]
    assert (set(KitStep.objects.values_list("school_id", flat=True)), faults()) == ({0}, (0, 0))


def test_calibration_of_an_office_is_owed(acting: Acting, universe: Universe) -> None:
    registered(acting("liaison"), TOWN, number=1, calibrated=DAY - dt.timedelta(days=360))
    enter(BUILDER)
    assert services.owe_today(BUILDER) == 1
    owed = Duty.objects.get(kind=queries.CALIBRATION)
    liaison = universe.users["liaison"].pk
    assert (owed.school_id, owed.unit_no, owed.assignee_id) == (0, TOWN, liaison)
    assert Step.objects.count() == 1


def test_the_pages_of_an_office(signed_in: SignedIn) -> None:
    liaison = signed_in("liaison")
    home = f"/equipment/unit/{TOWN}/"
    page = liaison.get(home).content.decode()
    assert (f"/equipment/school/{TOWN}/register/" in page, "未登记设备" in page) == (True, True)
    given = {"act_id": str(uuid7()), "item": "forehead_gun", "number": "2", "serial": "",
             "place_no": str(TOWN), "keeper_id": "", "calibrated": ""}  # fmt: skip
    register = f"/equipment/school/{TOWN}/register/"
    assert "城关镇" in liaison.get(register).content.decode()
    assert liaison.post(register, given).status_code == 302
    listed = liaison.get(f"/equipment/unit/{TOWN}/devices/").content.decode()
    assert ("XA-0002" in listed, register in listed) == (True, True)
    assert (
        liaison.get(f"/equipment/school/{TOWN}/labels/").content.decode().count('class="qr"') == 2
    )
    assert liaison.get(f"/equipment/school/{TOWN}/stocktake/").status_code == 200
    kit = {"act_id": str(uuid7()), "template": "gate", "name": "值班室", "place_no": "0"}
    assert liaison.post(f"/equipment/school/{TOWN}/kits/", kit).status_code == 302
    assert "值班室" in liaison.get(home).content.decode()
    assert liaison.get(f"/equipment/school/{PRIMARY}/register/").status_code == 403
    leave()


def test_what_the_kits_of_an_office_lack_is_in_its_own_need(
    signed_in: SignedIn, acting: Acting
) -> None:
    liaison = acting("liaison")
    before = {one.item: one.want for one in proposals.proposals(liaison, directory.place(TOWN))}
    services.open_kit(liaison, services.NewKit(uuid7(), TOWN, "gate", "值班室"))
    after = {one.item: one.want for one in proposals.proposals(liaison, directory.place(TOWN))}
    for item, n in GATE.items():
        was = before[item].amount if item in before else 0
        assert (after[item].amount, after[item].kits) == (was + n, n)
        assert after[item].standard == was
    assert f"本单位的套装缺 {GATE['mask_surgical']} 只" in words.why_wanted(
        next(one for one in proposals.proposals(liaison, directory.place(TOWN))
             if one.item == "mask_surgical")
    )  # fmt: skip
    leave()
    page = signed_in("liaison").get(f"/equipment/unit/{TOWN}/").content.decode()
    assert ("0/1" in page, "要补 " in page, "补货建议" in page) == (True, True, True)
