"""The pages of devices, of the count and of kits."""

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import BUILDER, CLASS_11, COUNTY, DAY, PRIMARY, TOWN, Universe
from tests.equipment.things import did, full, kit, open_room, registered, stocked_for
from tests.supplies.stores import receipt
from xiaoan.equipment import queries, services
from xiaoan.equipment.models import Kit
from xiaoan.equipment.queries import kits
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.supplies import services as supplies

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
HERE, SCHOOL = f"/equipment/unit/{PRIMARY}/", f"/equipment/school/{PRIMARY}/"
LIST = f"{HERE}devices/"


def test_from_a_purchase_to_labels(signed_in: SignedIn) -> None:
    doctor = signed_in("doctor")
    assert doctor.get("/equipment/").headers["Location"] == HERE
    assert "还没有登记设备" in doctor.get(LIST).content.decode()
    sent = {
        "act_id": str(uuid7()), "item": "forehead_gun", "number": "0", "serial": "",
        "place_no": str(CLASS_11), "keeper_id": "", "calibrated": DAY.isoformat(),
    }  # fmt: skip
    wrong = doctor.post(f"{SCHOOL}register/", sent)
    assert (wrong.status_code, "一次登记 1 到 500 台" in wrong.content.decode()) == (422, True)
    assert f'value="{CLASS_11}" selected' in wrong.content.decode()
    for _ in range(2):
        assert (
            doctor.post(f"{SCHOOL}register/", {**sent, "number": "2"}).headers["Location"] == LIST
        )
    page = doctor.get(LIST).content.decode()
    assert ("XA-0001" in page, "一年级1班" in page, "校准有效" in page) == (True, True, True)
    labels = doctor.get(f"{SCHOOL}labels/").content.decode()
    assert labels.count('class="qr"') == 2
    file = SimpleUploadedFile("a.csv", "品名,数量\n铲子,1\n".encode())
    wrong = doctor.post(f"{SCHOOL}register/", {"act_id": str(uuid7()), "file": file})
    assert (wrong.status_code, "一行也没有导入" in wrong.content.decode()) == (422, True)
    assert doctor.get("/equipment/register/template/").content[:2] == b"PK"


def test_a_fault_is_two_taps_and_the_doctor_finds_it(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    one, _two = registered(acting("doctor"))
    did(acting("doctor"), one.id, "assign", place_no=CLASS_11)
    leave()
    teacher, doctor = signed_in("teacher"), signed_in("doctor")
    address = f"/equipment/device/{one.id}/"
    page = teacher.get(address).content.decode()
    assert (f"{address}fault/" in page, f"{address}retire/" in page) == (True, False)
    press = {"act_id": str(uuid7()), "fault": "dead"}
    for _ in range(2):
        assert teacher.post(f"{address}fault/", press).headers["Location"] == address
    assert teacher.get(f"{address}retire/").status_code == 403
    today = doctor.get("/duties/today/").content.decode()
    assert "设备报障待处理" in today
    assert one.serial in doctor.get("/equipment/faults/").content.decode()
    page = doctor.get(f"{LIST}?state=fault").content.decode()
    assert (one.serial in page, "不开机、没电" in page) == (True, True)
    told = {"act_id": str(uuid7()), "own": "36.5", "other": "37"}
    wrong = doctor.post(f"{address}back/", told)
    assert (wrong.status_code, "超过 0.3 ℃" in wrong.content.decode()) == (422, True)
    assert 'value="36.5"' in wrong.content.decode()
    assert doctor.post(f"{address}back/", {**told, "other": "36.4"}).status_code == 302
    assert "量得 36.5 ℃,另一支 36.4 ℃" in doctor.get(address).content.decode()
    assert "暂停使用" not in doctor.get(f"/screening/devices/{one.id}/").content.decode()


def test_a_calibration_that_ran_out_is_said_where_the_readings_are(
    signed_in: SignedIn, acting: Acting
) -> None:
    one, _two = registered(acting("doctor"), calibrated=DAY.replace(year=2025, day=1))
    leave()
    doctor = signed_in("doctor")
    assert "校准已过期,读数只供参考" in doctor.get("/screening/devices/").content.decode()
    assert "校准已过期" in doctor.get(f"{LIST}?validity=over").content.decode()
    told = {
        "act_id": str(uuid7()), "day": DAY.isoformat(), "number": "J-7", "maker": "县计量所", "until": "",
    }  # fmt: skip
    address = f"/equipment/device/{one.id}/"
    wrong = doctor.post(f"{address}certify/", {**told, "number": ""})
    assert wrong.status_code == 422
    assert doctor.post(f"{address}certify/", told).status_code == 302
    page = doctor.get(address).content.decode()
    assert ("J-7" in page, "未核到原文" in page) == (True, True)
    assert "校准已过期" not in doctor.get(f"/screening/devices/{one.id}/").content.decode()


def test_the_count_on_a_phone(signed_in: SignedIn, acting: Acting) -> None:
    one, two = registered(acting("doctor"))
    leave()
    doctor, address = signed_in("doctor"), f"{SCHOOL}stocktake/"
    assert doctor.get(address).headers["Permissions-Policy"].startswith("camera=(self)")
    doctor.post(address, {"what": "begin", "act_id": str(uuid7())})
    wrong = doctor.post(address, {"what": "see", "code": "nope"})
    assert (wrong.status_code, 'value="nope"' in wrong.content.decode()) == (422, True)
    for _ in range(2):
        assert doctor.post(address, {"what": "see", "code": one.serial}).status_code == 302
    page = doctor.get(address).content.decode()
    assert ("2 台里找到 1 台" in page, two.serial in page) == (True, True)
    assert doctor.post(address, {"what": "close", "note": ""}).status_code == 422
    assert doctor.post(address, {"what": "close", "note": "在找"}).status_code == 302
    assert "在找" in doctor.get(address).content.decode()


def test_a_kit_from_empty_to_complete(signed_in: SignedIn, acting: Acting) -> None:
    enter(BUILDER)
    supplies.recount(BUILDER)
    stocked_for(acting("logistics"), "gate")
    leave()
    keeper = signed_in("logistics")
    new = {"act_id": str(uuid7()), "template": "gate", "name": "", "place_no": "0"}
    assert keeper.post(f"{SCHOOL}kits/", new).status_code == 422
    address = keeper.post(f"{SCHOOL}kits/", {**new, "name": "东门"}).headers["Location"]
    assert "不齐全" in keeper.get(address).content.decode()
    form = keeper.get(f"{address}fill/")
    assert "库房可用 20 只" in form.content.decode()
    values = {field["name"]: str(field["value"]) for field in form.context["fields"]}
    wrong = keeper.post(
        f"{address}fill/",
        {**values, "act_id": str(uuid7()), "n-mask_surgical": "99", "note": "多放"},
    )
    assert (wrong.status_code, "可用库存只有 20 只" in wrong.content.decode()) == (422, True)
    assert keeper.post(f"{address}fill/", {**values, "act_id": str(uuid7())}).status_code == 302
    assert "套装齐全" in keeper.get(address).content.decode()
    principal = signed_in("principal")
    assert "东门" in principal.get(HERE).content.decode()
    counted = {**values, "act_id": str(uuid7()), "n-mask_surgical": "7"}
    wrong = keeper.post(f"{address}check/", counted)
    assert (wrong.status_code, "比账上少" in wrong.content.decode()) == (422, True)
    assert keeper.post(f"{address}check/", {**counted, "note": "找不到"}).status_code == 302
    assert "少了 医用外科口罩 3 只 · 找不到" in keeper.get(address).content.decode()
    losses = "/equipment/losses/"
    assert "防护套装少了物资,待您确认" in principal.get("/duties/today/").content.decode()
    page = principal.get(losses)
    told = {name: str(page.context["rows"][0][name]) for name in ("act_id", "step_id")}
    own = keeper.post(losses, {**told, "act_id": str(uuid7())})
    assert (own.status_code, "少了的要由另一个人确认。" in own.content.decode()) == (403, True)
    assert principal.post(losses, told).status_code == 302
    assert "没有待确认的。" in principal.get(losses).content.decode()
    assert principal.post(losses, {**told, "step_id": "x"}).status_code == 404
    officer = signed_in("officer").get(f"/equipment/unit/{COUNTY}/").content.decode()
    assert "实验小学" in officer


def test_what_the_store_has_none_of_is_said_and_asked_for(
    signed_in: SignedIn, acting: Acting
) -> None:
    keeper = acting("logistics")
    supplies.receive(keeper, receipt(item="mask_surgical", quantity="3", pack="", price=""))
    pk = kit(keeper)
    leave()
    browser, address = signed_in("logistics"), f"/equipment/kit/{pk}/fill/"
    form = browser.get(address)
    values = {field["name"]: str(field["value"]) for field in form.context["fields"]}
    assert values == {"n-mask_surgical": "3", "note": ""}
    page = form.content.decode()
    assert "库房没有:防护面屏(缺 1 个)" in page
    assert f"/procurement/store/{PRIMARY}/proposals/" in page
    done = browser.post(address, {**values, "act_id": str(uuid7())}, follow=True)
    assert "还缺 4 种,库房也没有,请请领" in done.content.decode()
    empty = browser.get(address).content.decode()
    assert ("库房里没有可以补的" in empty, '<form class="card stack"' in empty) == (True, False)


def test_a_school_is_told_of_its_own_places(signed_in: SignedIn, acting: Acting) -> None:
    enter(BUILDER)
    supplies.recount(BUILDER)
    kit(acting("logistics"))
    open_room()
    leave()
    page = signed_in("logistics").get(HERE).content.decode()
    assert [text in page for text in (
        "本校知道应有的 2 套里 0 套齐全", "登记的隔离观察室 1 处,应有 1 套", "校门未登记,应有几套不明",
        "1 套里 0 套齐全", "还要建立 1 套", "每校 1 套",
    )] == [True] * 6  # fmt: skip
    assert "所学校" not in page
    county = signed_in("officer").get(f"/equipment/unit/{COUNTY}/").content.decode()
    assert "所学校没有登记观察室或校门,应有几套不明" in county


def test_an_old_certificate_is_said_to_be_history(signed_in: SignedIn, acting: Acting) -> None:
    one, _two = registered(acting("doctor"))
    leave()
    doctor, address = signed_in("doctor"), f"/equipment/device/{one.id}/"
    told = {
        "act_id": str(uuid7()),
        "day": "2010-05-01",
        "number": "J-7",
        "maker": "县计量所",
        "until": "",
    }
    page = doctor.post(f"{address}certify/", told, follow=True).content.decode()
    assert ("已存档。已有" in page, "有更新的证书,只存档" in page) == (True, True)
    old = doctor.post(f"{address}certify/", {**told, "act_id": str(uuid7()), "day": "1990-05-01"})
    assert (old.status_code, "校准日期早于 20 年前" in old.content.decode()) == (422, True)


def test_lists_ask_the_same_however_long(acting: Acting) -> None:
    keeper = acting("logistics")
    stocked_for(keeper, "gate", times=3)
    registered(keeper, number=1)
    full(keeper)
    officer = acting("officer")
    counts = []
    for names in (("西门", "北门"), ()):
        enter(officer)
        with CaptureQueriesContext(connection) as asked:
            queries.devices(officer, (TOWN, TOWN + 4096 * 3), queries.Filter(), 0, 50)
            kits.kits_inside((TOWN, TOWN + 4096 * 3))
        counts.append(len(asked.captured_queries))
        keeper = acting("logistics")
        registered(keeper, number=3)
        for name in names:
            full(keeper, name=name)
    assert counts[0] == counts[1]


def test_a_school_without_rooms_on_record_is_unknown(signed_in: SignedIn, acting: Acting) -> None:
    enter(BUILDER)
    supplies.recount(BUILDER)
    services.open_kit(BUILDER, services.NewKit(uuid7(), PRIMARY, "gate", "东门"))
    assert Kit.objects.count() == 1
    leave()
    page = signed_in("liaison").get(f"/equipment/unit/{TOWN}/").content.decode()
    assert "隔离观察室、校门未登记" in page


def test_forms_of_the_phone_wait_without_a_network(signed_in: SignedIn, acting: Acting) -> None:
    """By the outbox: each form has its own id, and what answers a submission says so."""
    keeper = acting("logistics")
    stocked_for(keeper, "gate")
    pk = full(keeper)
    [device, _other] = registered(acting("doctor"))
    leave()
    phone = signed_in("logistics")
    for address in (f"/equipment/kit/{pk}/check/", f"/equipment/device/{device.id}/compare/"):
        page = phone.get(address).content.decode()
        assert ('data-outbox data-outbox-id="act_id"' in page, "data-answer" in page) == (
            True,
            False,
        )
        wrong = phone.post(address, {"act_id": str(uuid7())}).content.decode()
        assert 'data-outbox-id="act_id"' in wrong
        assert " data-answer>" in wrong
