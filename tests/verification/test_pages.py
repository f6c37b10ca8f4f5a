"""Pages of verification: the officer's list, the teacher's case, the ledger, spot checks."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.builders import BUILDER, CLASS_11, COUNTY, DAY, Universe
from tests.verification.made import BASIS, csv_of, id_number, matched, pupil, round_of, said
from xiaoan.duties.models import Duty
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.registry.models import Look
from xiaoan.verification import tasks
from xiaoan.verification.models import (
    Check,
    Disagreement,
    Lapse,
    OutsideList,
    Sample,
    SpotCheck,
)

SignedIn = Callable[[str], Client]
Acting = Callable[[str], Actor]
ROW = {"姓名": "李明华", "证件号码": id_number(1)}


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return re.sub(r"\s+", " ", response.content.decode())


def looks() -> set[tuple[str, object]]:
    """What the family can read of who looked."""
    enter(BUILDER)
    return set(Look.objects.values_list("page", "person_id"))


def work() -> list[str]:
    """Run the jobs that wait, as the worker does; gives their names."""
    done = []
    for job in ProcrastinateJob.objects.filter(task_name="verification.match_list", status="todo"):
        tasks.match_list(**job.args)
        done.append(job.task_name)
        with connection.cursor() as cursor:
            cursor.execute("delete from procrastinate_jobs where id = %s", [job.pk])
    return done


def test_from_the_upload_to_the_ledger(signed_in: SignedIn, universe: Universe) -> None:
    child = pupil("李明华", 1, phone="13811112222")
    row = round_of(universe.cast["officer"])
    said(universe.cast["teacher"], row, child)
    officer = signed_in("officer")
    told = {**BASIS, "question": f"{row.pk}:household", "keep_days": "30"}
    refused = officer.post("/verification/lists/", {**told, "basis": ""})
    assert refused.status_code == 422
    for name, content in (("名单.csv", b""), ("名单.pdf", b"x")):
        wrong = officer.post(
            "/verification/lists/", {**told, "file": SimpleUploadedFile(name, content)}
        )
        assert wrong.status_code == 422
        assert not re.search(r">(empty|kind)<", wrong.content.decode())
    for days in ("²", "３０", "31"):
        file = SimpleUploadedFile("名单.csv", csv_of(ROW))
        wrong = officer.post("/verification/lists/", {**told, "keep_days": days, "file": file})
        assert (wrong.status_code, "0 到 30 天" in wrong.content.decode()) == (422, True)
    file = SimpleUploadedFile("名单.csv", csv_of(ROW, {"姓名": "无号码"}))
    response = officer.post("/verification/lists/", {**told, "basis": " ", "file": file})
    assert response.status_code == 422
    assert "这份名单还不能收" in response.content.decode()
    file.seek(0)
    response = officer.post("/verification/lists/", {**told, "file": file})
    address = response.headers["Location"]
    assert 'id="progress"' in text(officer, address)
    assert work() == ["verification.match_list"]
    page = text(officer, address)
    assert "名单共 2 行" in page
    assert "还有 1 人没有核清" in page
    assert officer.get(f"{address}errors/").status_code == 200
    assert officer.post(f"{address}close/").status_code == 422
    assert "名单.csv" in text(officer, "/verification/lists/")
    assert "李明华" in text(officer, "/verification/disagreements/?state=open")
    enter(BUILDER)
    one = Disagreement.objects.get()
    teacher = signed_in("teacher")
    case = f"/verification/disagreements/{one.pk}/"
    assert "核清不一致" in text(teacher, "/duties/today/")
    page = text(teacher, case)
    assert "某市某区 · 2026-11-10 到 2026-11-15" in page
    assert "tel:13811112222" in page
    sent = {"id": str(uuid7()), "channel": "phone", "informant": "guardian", "outcome": "untrue"}
    response = teacher.post(case, sent)
    assert response.status_code == 422
    assert 'value="phone" required checked' in re.sub(r"\s+", " ", response.content.decode())
    for _press in range(2):
        assert teacher.post(case, {**sent, "reason": "家长说去过"}).status_code == 302
    enter(BUILDER)
    assert Check.objects.count() == 1
    page = text(teacher, case)
    assert "申报不实" in page
    assert f'href="/surveys/answer/{row.pk}/{child}/"' in page
    assert ("checks", child) in looks()
    assert ("health_list", child) in looks()
    page = text(officer, "/verification/")
    assert "返校前摸排" in page
    assert "李明华" in text(officer, f"/verification/names/untrue/?round={row.pk}")
    assert "与申报不符" in text(teacher, f"/verification/people/{child}/")
    assert officer.post(f"{address}close/").status_code == 302
    assert "名单已结束" in text(officer, address)


def test_a_doubtful_row_shows_both_sides_masked(signed_in: SignedIn, universe: Universe) -> None:
    pupil("李明华", 1, phone="13811112222")
    row = round_of(universe.cast["officer"])
    found = matched(universe.cast["officer"], row, {"姓名": "李小华", "手机": "13811112222"})
    officer = signed_in("officer")
    page = text(officer, f"/verification/lists/{found.pk}/")
    assert "电话相同,姓名相近" in page
    assert "13811112222" not in page
    assert "138****2222" in page
    assert id_number(1) not in page
    assert [what for what, _who in looks()] == ["health_list"]
    (match,) = re.findall(r"/verification/matches/[0-9a-f-]+/", page)
    assert officer.post(match, {"decision": "maybe"}).status_code == 422
    assert officer.post(match, {"decision": "other"}).status_code == 302
    enter(BUILDER)
    assert Disagreement.objects.count() == 0


def test_a_sample_is_drawn_and_checked(signed_in: SignedIn, universe: Universe) -> None:
    row = round_of(universe.cast["officer"])
    for seat in (1, 2, 3):
        said(universe.cast["teacher"], row, universe.person(CLASS_11, seat))
    principal = signed_in("principal")
    told = {"id": str(uuid7()), "round": str(row.pk), "wanted": "2"}
    assert principal.post("/verification/samples/", {**told, "wanted": "0"}).status_code == 422
    for _press in range(2):
        assert principal.post("/verification/samples/", told).status_code == 302
    enter(BUILDER)
    sample = Sample.objects.get()
    assert (len(sample.answer_ids), SpotCheck.objects.count()) == (2, 2)
    assert Duty.objects.filter(kind="verification.spot_check", state="open").count() == 2
    spot = SpotCheck.objects.order_by("id")[0]
    teacher = signed_in("teacher")
    address = f"/verification/spot-checks/{spot.pk}/"
    assert "抽查:" in text(teacher, address)
    check = {
        "id": str(uuid7()), "channel": "visit", "informant": "community", "result": "confirms",
        "happened_at": f"{DAY}T07:00",
    }  # fmt: skip
    assert teacher.post(address, check).status_code == 422
    # A time that names its zone is that instant: an evening in London is tomorrow here.
    late = {**check, "place": "村委会", "happened_at": f"{DAY}T20:00+00:00"}
    assert teacher.post(address, late).status_code == 422
    far = {**late, "happened_at": "0001-01-01T00:00+14:00"}
    assert teacher.post(address, far).status_code == 422
    assert teacher.post(address, {**check, "place": "村委会"}).status_code == 302
    enter(BUILDER)
    spot.refresh_from_db()
    assert spot.done_at is not None
    assert Duty.objects.get(about_id=spot.pk).state == "done"
    assert "1 / 2" in text(principal, "/verification/samples/")
    assert "村委会" in text(teacher, f"/verification/people/{spot.person_id}/")


def test_late_and_changed_answers_stay(
    signed_in: SignedIn, universe: Universe, at: Callable[[str], None]
) -> None:
    child, other = universe.person(CLASS_11, 1), universe.person(CLASS_11, 2)
    row = round_of(universe.cast["officer"])
    said(universe.cast["teacher"], row, child)
    said(universe.cast["teacher"], row, child, "household")
    at("20:00")
    said(universe.cast["teacher"], row, other)
    enter(BUILDER)
    kept = set(Lapse.objects.values_list("person_id", "what"))
    assert kept == {(child, "changed"), (other, "late")}
    page = text(signed_in("teacher"), f"/verification/names/changed/?round={row.pk}")
    assert "测试生0001" in page
    assert "测试生0002" not in page


PAGES = ("/verification/disagreements/", f"/verification/?unit={COUNTY}", "/verification/lists/")


def statements(client: Client) -> list[int]:
    """How many statements each of the pages takes."""
    found = []
    for address in PAGES:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        found.append(len(caught))
    return found


def test_lists_ask_no_more_for_more_people(signed_in: SignedIn, universe: Universe) -> None:
    officer = universe.cast["officer"]
    row = round_of(officer)
    client = signed_in("officer")
    asked = []
    for name, serials in (("李明华", [1]), ("王小丽", [2, 3])):
        for serial in serials:
            pupil(name, serial)
        matched(officer, row, *({"姓名": name, "证件号码": id_number(n)} for n in serials))
        asked.append(statements(client))
    enter(BUILDER)
    assert Disagreement.objects.count() == 3
    assert asked[0] == asked[1]


def test_a_trip_is_said_as_what_it_was(signed_in: SignedIn, universe: Universe) -> None:
    child = pupil("李明华", 1)
    row = round_of(universe.cast["officer"])
    said(universe.cast["teacher"], row, child)
    matched(universe.cast["officer"], row, ROW, category="away")
    enter(BUILDER)
    case = f"/verification/disagreements/{Disagreement.objects.get().pk}/"
    page = text(signed_in("teacher"), case)
    assert ("现在不在外地" in page, "行程已结束" in page, "申报为“没有”" in page) == (
        True,
        True,
        False,
    )
    page = text(signed_in("officer"), case)
    assert ("现在不在外地" in page, "无电话" in page) == (True, False)


JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8
HEADS_ONLY = "姓名,证件号码,到访地\n".encode()
WRONG_HEADS = "甲,乙\n1,2\n".encode()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("名单.csv", HEADS_ONLY, "没有数据行"), ("照片.xlsx", JPEG, "JPEG"),
        ("名单.csv", WRONG_HEADS, "姓名"),
    ],
)  # fmt: skip
def test_what_can_never_be_matched_is_refused_at_upload(
    acting: Acting, signed_in: SignedIn, universe: Universe, name: str, content: bytes, said: str
) -> None:
    row = round_of(acting("officer"))
    officer = signed_in("officer")
    answer = officer.post(
        "/verification/lists/",
        {
            "file": SimpleUploadedFile(name, content), "kind": "travel",
            "question": f"{row.pk}:away", "source": "县疾控中心", "basis": "传染病防治法",
            "paper": "移交单1号", "keep_days": "14",
        },
    )  # fmt: skip
    assert (answer.status_code, said in answer.context["message"]) == (422, True)
    assert answer.context["values"]["basis"] == "传染病防治法"
    assert (answer.context["rows"], OutsideList.objects.count()) == ([], 0)


def test_what_is_open_comes_before_what_was_cleared(
    signed_in: SignedIn, universe: Universe
) -> None:
    row = round_of(universe.cast["officer"])
    children = [pupil("李明华", 1), pupil("王小丽", 2), pupil("赵大海", 3)]
    matched(
        universe.cast["officer"], row,
        *(
            {"姓名": name, "证件号码": id_number(n)}
            for n, name in ((1, "李明华"), (2, "王小丽"), (3, "赵大海"))
        ),
    )  # fmt: skip
    enter(BUILDER)
    # The one that was due first is cleared; of the open ones the last comes first.
    for child, hours in zip(children, (0, 2, 1), strict=True):
        one = Disagreement.objects.get(person_id=child)
        one.due_at += dt.timedelta(hours=hours)
        one.save()
    case = Disagreement.objects.get(person_id=children[0])
    sent = {
        "id": str(uuid7()), "channel": "phone", "informant": "guardian", "outcome": "list_wrong",
        "reason": "一直在本县",
    }  # fmt: skip
    assert (
        signed_in("teacher").post(f"/verification/disagreements/{case.pk}/", sent).status_code
        == 302
    )
    desk = signed_in("officer")

    def listed(query: str) -> tuple[int, list[str]]:
        context = desk.get(f"/verification/disagreements/{query}").context
        return context["total"], [row["name"] for row in context["rows"]]

    assert listed("") == (3, ["赵大海", "王小丽", "李明华"])
    assert listed("?offset=1") == (3, ["王小丽", "李明华"])
    assert listed("?offset=2") == (3, ["李明华"])
    assert listed("?offset=3") == (3, [])
    assert listed("?state=open&offset=1") == (2, ["王小丽"])
    assert listed("?state=cleared") == (1, ["李明华"])
    assert listed("?outcome=list_wrong") == (1, ["李明华"])
    assert listed("?outcome=untrue") == (0, [])
