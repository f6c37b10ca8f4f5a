"""What cannot be is refused and comes back; each look leaves its trace; what the page tells the doctor."""

import datetime as dt

import pytest

from tests.builders import BUILDER, CLASS_11, CLASS_71, DAY, Universe
from tests.illness.ill import Acting, absent, feverish, report, step, the_illness
from tests.illness.test_pages import NEXT, SignedIn, post
from xiaoan.illness import services as illness
from xiaoan.illness.models import Illness, Step
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.registry.models import Look


def test_a_list_is_a_look_but_the_own_class_is_daily_work(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    report(absent(universe, 2))
    for name, where in (
        ("teacher", "today"),
        ("teacher", "list"),
        ("doctor", "today"),
        ("doctor", "list"),
    ):
        assert signed_in(name).get(f"/illness/{where}/").status_code == 200
    the_illness()
    kept = list(Look.objects.values_list("page", "role", "person_id"))
    assert kept == [("health_list", "school_doctor", universe.person(CLASS_11, 2))] * 2


def test_a_refused_step_shows_the_record_and_leaves_its_trace(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    report(absent(universe, 2))
    row, teacher = the_illness(), signed_in("teacher")
    answers = [post(teacher, row, "trace"), post(teacher, row, "well")]
    assert [one.status_code for one in answers] == [422, 302]
    assert "X-Keep" not in teacher.get(f"/illness/{row.pk}/").headers
    the_illness()
    assert Look.objects.filter(page="illness").count() == 2


def test_a_refused_form_keeps_the_id_it_was_posted_with(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    report(absent(universe, 2))
    row, key = the_illness(), str(uuid7())
    answer = post(signed_in("teacher"), row, "trace", step_id=key)
    assert "请写问了谁" in answer.content.decode()
    (act,) = answer.context["next"]
    assert (str(act["step_id"]), act["is_answer"]) == (key, True)
    assert {one["is_answer"] for one in answer.context["others"]} == {False}
    assert answer.content.decode().count("data-answer") == 1


@pytest.mark.parametrize(
    ("name", "fields", "said"),
    [
        ("trace", {"onset": "9999-12-31", "asked": "母亲"}, "日期不能晚于今天"),
        ("trace", {"onset": str(NEXT), "asked": "母亲"}, "日期不能晚于今天"),
        ("follow", {"condition": "好", "symptom_free": "0001-01-01"}, "日期不能晚于今天"),
        ("follow", {"condition": "好", "at": "23:50"}, "这个时间还没有到"),
        ("follow", {"condition": "好", "at": "07:00"}, "时间不能早于发现的时间 07:30"),
    ],
)
def test_days_and_times_that_cannot_be(
    acting: Acting, universe: Universe, signed_in: SignedIn, name: str, fields: dict[str, str], said: str
) -> None:  # fmt: skip
    report(absent(universe, 2))
    row = the_illness()
    answer = post(signed_in("teacher"), row, name, **fields)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert the_illness().steps == 1


def test_a_stored_day_that_cannot_be_breaks_no_page(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    report(absent(universe, 2))
    row = the_illness()
    step(acting("teacher"), row, "trace", diagnosis="norovirus", certainty="suspected")
    the_illness()
    Illness.objects.update(onset=dt.date.max, dates={"symptom_free": "9999-12-31"})
    leave()
    page = signed_in("doctor").get(f"/illness/{row.pk}/")
    assert page.status_code == 200
    assert "症状全部消失的日期" in page.context["verdict"]


def test_an_id_of_another_school_is_told_and_nothing_is_kept(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    report(absent(universe, 2))
    row = the_illness()
    enter(BUILDER)
    found = illness.Found(universe.person(CLASS_71, 1), CLASS_71, is_absent=True)
    illness.open_many(BUILDER, [found], DAY)
    taken = Step.objects.get(unit_no=CLASS_71).pk
    leave()
    answer = post(
        signed_in("teacher"),
        row,
        "trace",
        step_id=str(taken),
        diagnosis="hfmd",
        certainty="suspected",
    )
    assert answer.status_code == 409
    assert "这个编号已用于另一条记录" in answer.content.decode()
    sent = {"step_id": str(taken), "pupil": str(universe.person(CLASS_11, 4)), "where": "here"}
    assert signed_in("teacher").post(f"/illness/open/{CLASS_11}/", sent).status_code == 409
    enter(BUILDER)
    kept = Illness.objects.filter(unit_no=CLASS_11).values_list("steps", "diagnosis", "held")
    assert list(kept) == [(1, "", False)]


def test_the_doctor_sees_what_the_roll_call_measured(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    report(feverish(universe, 2))
    page = signed_in("doctor").get(f"/illness/{the_illness().pk}/")
    assert page.context["steps"][-1]["facts"][0] == "38.6 ℃ 腋温"


def test_no_source_codes_on_the_page(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    report(absent(universe, 2))
    row = the_illness()
    step(acting("doctor"), row, "diagnose", diagnosis="varicella", certainty="confirmed")
    leave()
    page = signed_in("doctor").get(f"/illness/{row.pk}/")
    assert "[S" not in page.content.decode()
    first, second = page.context["basis"]
    assert first.startswith("隔离期:江苏省学校传染病停课和复课标准(摘录)(出处待核);上海市")
    assert (first[-8:], second) == ("。已核对两份文本", "医学观察天数:已核对两份文本")
    assert "11月23日(周一)" in page.content.decode()
