"""What a roll-call form asks, keeps and shows: figures, remarks, onsets, bad input, two reports."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.builders import CLASS_11, PRIMARY, PUPILS, Universe
from xiaoan.directory.models import Enrolment
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.screening.models import Mark, RollCall

SignedIn = Callable[[str], Client]
Acting = Callable[[str], Actor]
TAIL = f"{CLASS_11}/2026-11-23/morning/"
HERE, RECEIPT = f"/screening/rollcall/{TAIL}", f"/screening/receipt/{TAIL}"
VERSIONS, CONFLICT = f"/screening/versions/{TAIL}", f"/screening/conflict/{TAIL}"


def form(**more: object) -> dict[str, Any]:
    return {"submission_id": str(uuid7()), "base_version": 0, "reason": "", **more}


def about(universe: Universe, seat: int, **fields: object) -> dict[str, object]:
    m = f"m-{universe.enrolment(CLASS_11, seat)}-"
    return {f"{m}{name}": value for name, value in fields.items()}


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_no_onset_is_filled_in_for_anybody(signed_in: SignedIn) -> None:
    page = text(signed_in("teacher"), HERE)
    assert 'value="2026-11-23" max=' not in page
    assert page.count("不填按今天首次发现") == PUPILS


def test_an_onset_not_said_is_shown_as_not_said(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    teacher = signed_in("teacher")
    sick = about(universe, 1, kind="absent_sick", symptoms="cough", onset="")
    away = about(universe, 2, kind="absent_personal", onset="2026-11-23")
    assert teacher.post(HERE, form(**sick, **away)).headers["Location"] == RECEIPT
    assert text(teacher, RECEIPT).count("发病日未填") == 1
    acting("teacher")
    assert list(Mark.objects.values_list("onset", flat=True)) == [None, None]


def test_isolation_is_not_among_the_expected_and_it_says_so(
    signed_in: SignedIn, universe: Universe
) -> None:
    teacher = signed_in("teacher")
    marks = about(universe, 1, kind="absent_isolation") | about(universe, 2, kind="absent_personal")
    teacher.post(HERE, form(**marks))
    said = "缺勤 2(含隔离 1;应到不含隔离)"
    for address in (RECEIPT, f"{HERE}?correct=1"):
        assert said in text(teacher, address)
    page = text(teacher, VERSIONS)
    assert "2(含隔离 1)" in page
    assert "应到(不含隔离)" in page


def test_a_remark_is_shown_and_carried_into_a_correction(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    teacher = signed_in("teacher")
    sick = about(universe, 1, kind="absent_sick", symptoms="cough", note="家长来电")
    teacher.post(HERE, form(**sick))
    assert "备注:家长来电" in text(teacher, RECEIPT)
    assert "备注:家长来电" in text(teacher, VERSIONS)
    assert 'value="家长来电"' in text(teacher, f"{HERE}?correct=1")


def test_a_deputy_is_not_called_the_person_named(signed_in: SignedIn) -> None:
    deputy = signed_in("deputy")
    assert "代 班主任壬 填报,会记为代理人填报。" in text(deputy, HERE)
    deputy.post(HERE, form())
    page = text(deputy, RECEIPT)
    assert "代理人填报" in page
    assert "本人填报" not in page


def test_questions_and_faults_come_at_once(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    teacher = signed_in("teacher")
    teacher.post(HERE, form())
    marks = (
        about(universe, 1, kind="sent_home")
        | about(universe, 2, kind="absent_sick", symptoms="cough", temperature="很烫")
        | about(universe, 3, kind="absent_sick", symptoms="fever", temperature="36.5")
        | about(universe, 3, method="axillary")
        | about(universe, 4, kind="present", temperature="37.8", method="axillary")
    )
    answer = teacher.post(HERE, form(base_version=1, **marks), follow=True)
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in (
        "已送回家,还没填症状",
        "体温请写成 37.3 这样的数字",
        "勾选了“发热”,腋温却正常",
        "达到发热标准,却标为在校",
        "更正要写明原因",
    ):
        assert words in page
    acting("teacher")
    assert RollCall.objects.count() == 1


def test_what_is_confirmed_is_what_was_asked(signed_in: SignedIn, universe: Universe) -> None:
    teacher = signed_in("teacher")
    first = about(universe, 1, kind="absent_sick")
    asked = f"sick_without_symptom:{universe.enrolment(CLASS_11, 1)}"
    assert asked in teacher.post(HERE, form(**first), follow=True).content.decode()
    more = first | about(universe, 2, kind="sent_home")
    again = teacher.post(HERE, form(**more, confirmed="1", asked=asked), follow=True)
    assert (again.status_code, "已送回家,还没填症状" in again.content.decode()) == (422, True)
    done = teacher.post(HERE, form(**first, confirmed="1", asked=asked))
    assert done.headers["Location"] == RECEIPT


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("３７.５", "37.5"),
        ("37。5℃", "37.5"),
        ("37,5 度", "37.5"),
        ("1e3", None),
        ("3.7e1", None),
        ("-0", None),
        ("-37", None),
        ("+37", None),
        ("1E+1", None),
        ("٣٧", None),
        ("99", None),
        ("29.9", None),
        ("43.1", None),
        ("NaN", None),
        ("37.5.1", None),
        ("0x25", None),
    ],
)
def test_degrees_as_people_type_them(
    signed_in: SignedIn, acting: Acting, universe: Universe, typed: str, stored: str | None
) -> None:
    mark = about(universe, 1, kind="absent_sick", symptoms="fever", temperature=typed)
    sent = form(**mark, **about(universe, 1, method="axillary"))
    answer = signed_in("teacher").post(HERE, sent, follow=True)
    assert answer.status_code == (200 if stored else 422)
    acting("teacher")
    kept = [str(degrees) for degrees in Mark.objects.values_list("temperature", flat=True)]
    assert kept == ([stored] if stored else [])


@pytest.mark.parametrize(
    "bad",
    [{"base_version": "²"}, {"reason": "a\0b"}, {"reason": "长" * 201}, {"submission_id": "x"}],
)
def test_a_bad_head_is_a_sentence(signed_in: SignedIn, bad: dict[str, str]) -> None:
    answer = signed_in("teacher").post(HERE, form() | bad, follow=True)
    assert answer.status_code == 422


def test_a_remark_with_a_nul_is_a_sentence(signed_in: SignedIn, universe: Universe) -> None:
    sent = form(**about(universe, 1, kind="late", note="a\0b"))
    answer = signed_in("teacher").post(HERE, sent, follow=True)
    assert (answer.status_code, "备注里有不能保存的字符" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("tail", "words"),
    [
        ("2026-11-24/morning/", "还没到时间,11月24日(周二) 06:00 起可以填报。"),
        ("2026-11-23/noon/", "还没到时间,11月23日(周一) 13:00 起可以填报。"),
        ("2026-11-28/morning/", "这一天这个班不需要这项检查。"),
        ("2026-11-22/morning/", "这一天这个班不需要这项检查。"),
    ],
)
def test_what_cannot_be_filled_in_says_so_before(
    signed_in: SignedIn, tail: str, words: str
) -> None:
    answer = signed_in("teacher").get(f"/screening/rollcall/{CLASS_11}/{tail}")
    page = answer.content.decode()
    assert (answer.status_code, words in page, "submission_id" in page) == (200, True, False)


def test_who_left_meanwhile_is_named(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    teacher = signed_in("teacher")
    pupil = universe.pupils[CLASS_11][0]
    teacher.post(HERE, form(**about(universe, 1, kind="absent_sick", symptoms="cough")))
    acting("principal")
    Enrolment.objects.filter(pk=pupil.enrolment_id).update(until="2026-11-23")
    page = text(teacher, f"{HERE}?correct=1")
    assert f"上一版里的 {pupil.name} 已不在本班名册" in page
    assert pupil.name in text(teacher, RECEIPT)


def test_a_sheet_goes_out_as_its_own_person_only(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    deputy = str(universe.cast["deputy"].user_id)
    teacher = signed_in("teacher")
    answer = teacher.post(HERE, form(), headers={"X-Outbox": deputy})
    assert (answer.status_code, answer.headers["X-Outbox-To"][:15]) == (204, "/sign-in/?next=")
    acting("teacher")
    assert RollCall.objects.count() == 0
    own = str(universe.cast["teacher"].user_id)
    answer = teacher.post(HERE, form(), headers={"X-Outbox": own})
    assert (answer.status_code, answer.headers["X-Outbox-To"]) == (204, RECEIPT)
    assert ("Location" in answer.headers, "X-Outbox" in answer.headers) == (False, False)


def test_a_question_is_no_receipt(signed_in: SignedIn, universe: Universe) -> None:
    own = str(universe.cast["teacher"].user_id)
    ill = about(universe, 3, kind="absent_sick")
    answer = signed_in("teacher").post(HERE, form(**ill), headers={"X-Outbox": own})
    assert (answer.status_code, answer.headers["X-Outbox"]) == (204, "asks")
    assert answer.headers["X-Outbox-To"].startswith(f"{HERE}?sheet=")


def two_reports(signed_in: SignedIn, universe: Universe) -> None:
    signed_in("teacher").post(HERE, form())
    sick = about(universe, 2, kind="absent_sick", symptoms="vomiting")
    assert signed_in("deputy").post(HERE, form(**sick)).headers["Location"] == CONFLICT


def test_the_graver_of_two_reports_is_seen_until_decided(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    two_reports(signed_in, universe)  # the first says all well, the second that one vomits at home
    name = universe.pupils[CLASS_11][1].name
    school = f"/screening/school/{PRIMARY}/?day=2026-11-23&slot=morning"

    def shown(who: str, url: str) -> tuple[bool, bool]:
        page = text(signed_in(who), url)
        return name in page, "另一份报告里较重" in page

    assert [shown("teacher", RECEIPT), shown("doctor", school)] == [(True, True), (True, True)]
    ids = seen(acting)
    signed_in("doctor").post(CONFLICT, {**ids, "keep": "other", "reason": "打电话问过家长"})
    assert [shown("teacher", RECEIPT), shown("doctor", school)] == [(True, False), (True, False)]


def test_what_was_decided_against_is_seen_no_more(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    two_reports(signed_in, universe)
    ids = seen(acting)
    signed_in("doctor").post(CONFLICT, {**ids, "keep": "current", "reason": "孩子在教室"})
    receipt = signed_in("teacher").get(RECEIPT)
    assert receipt.context["cases"] == []


def test_the_mark_in_force_stays_where_the_other_is_lighter(
    signed_in: SignedIn, universe: Universe
) -> None:
    sick = about(universe, 2, kind="absent_sick", symptoms="vomiting")
    signed_in("teacher").post(HERE, form(**sick))
    signed_in("deputy").post(HERE, form(**about(universe, 2, kind="late")))
    (case,) = signed_in("teacher").get(RECEIPT).context["cases"]
    assert (case["kind_label"], case["undecided"]) == ("因病缺勤", False)


def seen(acting: Acting) -> dict[str, str]:
    acting("doctor")
    ids = {row.state: str(row.pk) for row in RollCall.objects.all()}
    return {"current": ids["current"], "other": ids["conflict"]}


def test_a_decision_is_about_what_was_seen(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    two_reports(signed_in, universe)
    decision = {**seen(acting), "keep": "other", "reason": "电话核实"}
    change = about(universe, 3, kind="absent_personal")
    signed_in("teacher").post(HERE, form(base_version=1, **change) | {"reason": "漏了一个"})
    doctor = signed_in("doctor")
    late = doctor.post(CONFLICT, decision)
    page = late.content.decode()
    assert (late.status_code, "又报了新的一版" in page) == (409, True)
    now = seen(acting)
    assert f'name="current" value="{now["current"]}"' in page
    assert doctor.post(CONFLICT, {**decision, **now}).headers["Location"] == RECEIPT
    assert "校医己" in text(doctor, VERSIONS)
    assert "采用了这一份:电话核实" in text(doctor, VERSIONS)
    after = doctor.post(CONFLICT, {**decision, **now})
    assert (after.status_code, "已有人处理过了" in after.content.decode()) == (409, True)


@pytest.mark.parametrize(
    "bad",
    [{"reason": ""}, {"reason": "长" * 201}, {"reason": "a\0b"}, {"keep": "x"}, {"other": "x"}],
)
def test_a_decision_that_cannot_be_read_is_a_sentence(
    signed_in: SignedIn, acting: Acting, universe: Universe, bad: dict[str, str]
) -> None:
    two_reports(signed_in, universe)
    decision = {**seen(acting), "keep": "current", "reason": "电话核实", **bad}
    assert signed_in("doctor").post(CONFLICT, decision).status_code == 422
