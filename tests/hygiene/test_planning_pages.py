"""The pages of places and plans: what is shown to whom, what is said of what was typed wrong."""

import io
from collections.abc import Callable

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.builders import CLASS_11, COUNTY, DAY, PRIMARY, TOWN
from tests.hygiene.premises import TOILET, YARD, approved, drafted, entered
from xiaoan.hygiene.models import Line, Place, Plan
from xiaoan.hygiene.queries import places, plans
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import leave

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
UNIT, SCHOOL = f"/hygiene/unit/{PRIMARY}/", f"/hygiene/school/{PRIMARY}/"
LIST = f"{UNIT}places/"


def act() -> dict[str, str]:
    return {"submission_id": str(uuid7())}


def text(client: Client, address: str) -> str:
    found = client.get(address)
    assert found.status_code == 200, address
    return found.content.decode()


def named(name: str) -> Place:
    return Place.objects.get(name=name, closed=None)


def test_from_nothing_to_a_plan_in_force(signed_in: SignedIn, acting: Acting) -> None:
    doctor, principal = signed_in("doctor"), signed_in("principal")
    assert doctor.get("/hygiene/").headers["Location"] == UNIT
    assert "先登记场所" in text(doctor, UNIT)
    page = text(doctor, f"{SCHOOL}places/propose/")
    assert ("一年级1班" in page, "学校与班级里已有的" in page) == (True, True)
    counted = {"b1": "教学楼", "b1-floors": "2", "b1-toilet": "2", "b1-corridor": "1", "yard": "1"}
    wrong = doctor.get(f"{SCHOOL}places/propose/", {**counted, "b1": ""})
    assert (wrong.status_code, "请写楼名。" in wrong.content.decode()) == (422, True)
    shown = doctor.get(f"{SCHOOL}places/propose/", counted).content.decode()
    assert ("将登记 10 处" in shown, "2 楼 厕所2" in shown) == (True, True)
    sent = {**counted, **act()}
    for _ in range(2):
        assert doctor.post(f"{SCHOOL}places/propose/", sent).headers["Location"] == UNIT
    assert "没有执行中的消毒方案" in text(doctor, UNIT)
    address = doctor.post(f"{SCHOOL}plan/", act()).headers["Location"]
    page = text(doctor, address)
    assert ("班主任" in page, "每天 2 次" in page, "各响应级别要做多少" in page) == (
        True,
        True,
        True,
    )
    assert doctor.post(f"{address}hand-in/", {**act(), "edit": "0"}).headers["Location"] == address
    assert "消毒方案,等您批准" in text(principal, "/duties/today/")
    assert principal.get("/hygiene/approvals/").headers["Location"] == address
    assert "审批" in text(principal, address)
    said = {**act(), "edit": "0", "since": DAY.isoformat(), "note": ""}
    wrong = principal.post(f"{address}decide/", {**said, "send_back": "1"})
    assert (wrong.status_code, "请写退回的原因" in wrong.content.decode()) == (422, True)
    assert principal.post(f"{address}decide/", {**said, "approve": "1"}).status_code == 302
    assert "第 1 版消毒方案" in text(principal, UNIT)
    assert "清洁消毒方案" in text(principal, f"{address}print/")
    assert 'class="qr"' in text(principal, f"{address}print/")


def test_a_line_that_differs_is_flagged_at_once_and_nothing_typed_is_lost(
    signed_in: SignedIn, acting: Acting
) -> None:
    doctor = acting("doctor")
    entered(doctor, TOILET)
    plan = drafted(doctor)
    leave()
    client = signed_in("doctor")
    address = f"/hygiene/plan/{plan.id}/line/toilet/surface/after/"
    page = client.get(address)
    values = {field["name"]: str(field["value"]) for field in page.context["fields"]}
    assert "500–1000 mg/L" in page.content.decode()
    sent = {**values, **act(), "base": page.context["base"], "rinse": "on", "absent": "on"}
    sent.pop("left_out")
    wrong = client.post(address, {**sent, "strength": "100"})
    body = wrong.content.decode()
    assert (wrong.status_code, "浓度低于指南(500–1000)" in body, 'value="100"' in body) == (
        422,
        True,
        True,
    )
    wrong = client.post(address, {**sent, "agent": "alcohol", "method": "spray", "strength": "75"})
    assert (wrong.status_code, "会着火" in wrong.content.decode()) == (422, True)
    sent |= {"strength": "100", "reason": "瓷砖褪色"}
    for _ in range(2):
        assert client.post(address, sent).headers["Location"] == f"/hygiene/plan/{plan.id}/"
    page_text = text(client, f"/hygiene/plan/{plan.id}/")
    assert ("瓷砖褪色" in page_text, "浓度低于指南" in page_text) == (True, True)
    again = client.post(address, {**sent, **act()})
    assert (again.status_code, "刚被别人改过" in again.content.decode()) == (409, True)


def test_one_task_more_and_away_again(signed_in: SignedIn, acting: Acting) -> None:
    doctor = acting("doctor")
    entered(doctor, TOILET)
    plan = drafted(doctor)
    leave()
    client = signed_in("doctor")
    address = f"/hygiene/plan/{plan.id}/add/toilet/"
    page = client.get(address)
    values = {field["name"]: str(field["value"]) for field in page.context["fields"]}
    sent = {**values, **act(), "task": "surface", "slot": "noon", "rinse": "on", "absent": "on"}
    assert client.post(address, sent).status_code == 302
    line = f"/hygiene/plan/{plan.id}/line/toilet/surface/noon/"
    base = client.get(line).context["base"]
    assert client.post(f"{line}remove/", {**act(), "base": base}).status_code == 302
    assert client.get(line).status_code == 404
    line = f"/hygiene/plan/{plan.id}/line/toilet/surface/after/"
    base = client.get(line).context["base"]
    client.post(f"{line}remove/", {**act(), "base": base})
    assert "不能删" in text(client, f"/hygiene/plan/{plan.id}/")


def test_places_singly_and_in_bulk(signed_in: SignedIn, acting: Acting) -> None:
    entered(acting("doctor"), TOILET, YARD)
    toilet, yard = named("一楼厕所"), named("操场")
    leave()
    client = signed_in("logistics")
    page = text(client, LIST)
    assert ("教学楼 1 楼" in page, "不在方案里" in page, "约 60 m²" in page) == (True, True, True)
    both = f"{SCHOOL}places/act/?what=excuse&place={toilet.pk}&place={yard.pk}"
    assert "免列 2 处场所" in text(client, both)
    sent = {
        **act(),
        "what": "excuse",
        "place": [str(toilet.pk), str(yard.pk)],
        "day": DAY.isoformat(),
    }
    wrong = client.post(f"{SCHOOL}places/act/", {**sent, "note": ""})
    assert (wrong.status_code, "请填写。" in wrong.content.decode()) == (422, True)
    assert (
        client.post(f"{SCHOOL}places/act/", {**sent, "note": "假期不用"}).headers["Location"]
        == LIST
    )
    assert "假期不用" in text(client, LIST)
    edit = f"/hygiene/place/{toilet.pk}/edit/"
    given = {
        **act(), "kind": "toilet", "name": "", "building": "教学楼", "floor": "1", "unit_no": str(PRIMARY),
        "area": "x",
    }  # fmt: skip
    body = client.post(edit, given).content.decode()
    assert ("请填整数。" in body, "请填写。" in body, 'value="x"' in body) == (True, True, True)
    assert client.post(edit, {**given, "name": "男厕所", "area": "35"}).status_code == 302
    page = text(client, f"{LIST}?kind=toilet")
    assert ("男厕所" in page, "35 m²" in page, "操场" in page) == (True, True, False)
    wrong = client.post(f"{SCHOOL}places/add/", {**given, "name": "男厕所", "area": "", **act()})
    assert (wrong.status_code, "已有这个名称" in wrong.content.decode()) == (422, True)
    close = {
        **act(),
        "what": "close",
        "place": str(yard.pk),
        "day": DAY.isoformat(),
        "note": "封闭施工",
    }
    assert client.post(f"{SCHOOL}places/act/", close).status_code == 302
    assert "操场" in text(client, f"{LIST}?stand=closed")
    assert "操场" not in text(client, LIST)


def test_the_walking_order(signed_in: SignedIn, acting: Acting) -> None:
    entered(acting("doctor"), TOILET, YARD)
    leave()
    client, address = signed_in("logistics"), f"{SCHOOL}places/order/"

    def order() -> list[str]:
        return [row["name"] for row in client.get(address).context["rows"]]

    classes = ["一年级1班", "一年级2班", "二年级1班"]
    assert order() == [*classes, "一楼厕所", "操场"]
    numbers = {f"n-{row['id']}": str(row["n"]) for row in client.get(address).context["rows"]}
    yard = client.get(address).context["rows"][4]["id"]
    client.post(address, {**numbers, **act(), f"n-{yard}": "1", "save": ""})
    assert order() == ["操场", *classes, "一楼厕所"]
    rows = client.get(address).context["rows"]
    numbers = {f"n-{row['id']}": str(row["n"]) for row in rows}
    client.post(address, {**numbers, **act(), "down": str(yard)})
    assert order() == ["一年级1班", "操场", "一年级2班", "二年级1班", "一楼厕所"]
    client.post(address, {**act(), "natural": "1"})
    assert order()[-1] == "一楼厕所"
    assert client.post(address, {**act(), "n-x": "1"}).status_code == 404


def sheet(*rows: list[object]) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["楼栋", "楼层", "场所名称", "种类", "面积", "负责人", "多久一次"])
    for row in rows:
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("list.xlsx", out.getvalue())


def test_a_list_with_faults_enters_nothing_and_says_which(
    signed_in: SignedIn, acting: Acting
) -> None:
    client, address = signed_in("doctor"), f"{SCHOOL}places/import/"
    assert client.get(f"{address}?template=1").content[:2] == b"PK"
    wrong = client.post(address, {"file": sheet(
        ["教学楼", "3楼", "三楼厕所", "卫生间", "30㎡", "", "每天2次"],
        ["教学楼", "三百楼", "", "火星", "-1", "没有此人", "偶尔"],
        ["教学楼", 3, "三楼厕所", "", "", "", ""],
    )})  # fmt: skip
    body = wrong.content.decode()
    assert wrong.status_code == 422
    assert [
        word in body
        for word in ("2 行有错", "请写场所名称", "看不出是哪一种", "楼层请写", "面积请写",
            "没有这个人", "看不懂多久一次", "与第 2 行是同一栋楼")
    ] == [True] * 8  # fmt: skip
    assert "data:application/vnd.openxmlformats" in body
    acting("doctor")
    assert Place.objects.count() == 0


def test_a_list_twice_changes_nothing(signed_in: SignedIn, acting: Acting) -> None:
    client, address = signed_in("doctor"), f"{SCHOOL}places/import/"
    rows: tuple[list[object], ...] = (
        ["教学楼", "3楼", "三楼厕所", "卫生间", "30㎡", "后勤巳", "每天2次"],
        ["教学楼", 1, "一年级1班", "", 58, "", ""],
        ["", "", "操场", "", "", "", ""],
    )
    for said in ("将新登记 3 处,改 0 处,0 处不变", "将新登记 0 处,改 0 处,3 处不变"):
        page = client.post(address, {"file": sheet(*rows)})
        assert said in page.content.decode()
        sent = {**act(), "read": page.context["read"]}
        for _ in range(2):
            assert client.post(address, sent).headers["Location"] == LIST
    doctor = acting("doctor")
    found = {one.name: one for one in places.places_of([PRIMARY])}
    assert (found["三楼厕所"].kind, found["三楼厕所"].floor, found["三楼厕所"].area) == (
        "toilet",
        3,
        30,
    )
    assert found["一年级1班"].unit_no == CLASS_11
    plan = drafted(doctor)
    lines = [
        one for one in plans.lines_of(plan.id) if one.place == "三楼厕所" and one.task == "floor"
    ]
    assert [(one.who_id, one.frequency["normal"], one.frequency["I"]) for one in lines] == [
        (found["三楼厕所"].who_id, "2/1", "2/1")
    ]
    leave()
    broken = client.post(address, {**act(), "read": "x"})
    assert (broken.status_code, "请重新上传" in broken.content.decode()) == (422, True)
    text_file = SimpleUploadedFile("a.xlsx", b"nothing")
    assert client.post(address, {"file": text_file}).status_code == 422
    csv = SimpleUploadedFile("a.csv", "场所名称\n二楼走廊\n".encode())
    assert "将新登记 1 处" in client.post(address, {"file": csv}).content.decode()


def test_doors_open_places_and_old_codes_do_not(signed_in: SignedIn, acting: Acting) -> None:
    entered(acting("doctor"), TOILET)
    toilet = named("一楼厕所")
    leave()
    client = signed_in("doctor")
    page = client.get(f"{SCHOOL}labels/?kind=toilet")
    [label] = page.context["labels"]
    assert page.content.decode().count('class="qr"') == 1
    path = label["address"].split("testserver")[1]
    for typed in (label["code"], label["code"].lower(), label["address"]):
        assert client.post("/hygiene/door/", {"code": typed}).headers["Location"] == path
    assert client.get(path).status_code == 200
    assert client.get("/hygiene/door/").headers["Permissions-Policy"].startswith("camera=(self)")
    renew = {**act(), "what": "renew", "place": str(toilet.pk)}
    assert client.post(f"{SCHOOL}places/act/", renew).status_code == 302
    wrong = client.post("/hygiene/door/", {"code": label["code"]})
    assert (wrong.status_code, "没有这个门码" in wrong.content.decode()) == (422, True)
    assert (
        signed_in("other_principal").post("/hygiene/door/", {"code": label["code"]}).status_code
        == 422
    )


def test_a_class_teacher_sees_the_places_of_the_class(signed_in: SignedIn, acting: Acting) -> None:
    doctor, principal = acting("doctor"), acting("principal")
    acting("doctor")
    entered(doctor, TOILET)
    approved(doctor, principal)
    toilet, room = named("一楼厕所"), named("一年级1班")
    leave()
    teacher = signed_in("teacher")
    address = teacher.get("/hygiene/").headers["Location"]
    page = text(teacher, address)
    assert ("一年级1班" in page, "一年级2班" in page, "已列入方案" in page) == (True, False, True)
    assert "物体表面" in text(teacher, f"/hygiene/place/{room.pk}/plan/")
    assert teacher.get(f"/hygiene/place/{toilet.pk}/plan/").status_code == 404
    assert teacher.get(UNIT).status_code == 404


def test_two_versions_are_compared(signed_in: SignedIn, acting: Acting) -> None:
    doctor, principal = acting("doctor"), acting("principal")
    acting("doctor")
    entered(doctor, TOILET)
    first = approved(doctor, principal)
    second = drafted(acting("doctor"))
    Line.objects.filter(plan_id=second.id, task="floor", place_id=named("一楼厕所").pk).update(
        strength=800
    )
    leave()
    page = text(signed_in("leader"), f"/hygiene/plan/{second.id}/compare/")
    assert ("1 行不同" in page, "<del>500</del>" in page, "<ins>800</ins>" in page) == (
        True,
        True,
        True,
    )
    assert signed_in("leader").get(f"/hygiene/plan/{first}/compare/?with=2").status_code == 200
    acting("doctor")
    assert Plan.objects.count() == 2


@pytest.mark.parametrize("unit_no", [COUNTY, TOWN])
def test_above_the_schools(
    unit_no: int, signed_in: SignedIn, acting: Acting, django_assert_num_queries: object
) -> None:
    entered(acting("doctor"), TOILET)
    drafted(acting("doctor"))
    leave()
    page = text(signed_in("officer"), f"/hygiene/unit/{unit_no}/")
    assert ("起草中" in page, "0/4" in page, "没有方案" in page) == (True, True, True)
    assert "实验小学" in text(signed_in("officer"), f"/hygiene/unit/{unit_no}/?show=missing")
