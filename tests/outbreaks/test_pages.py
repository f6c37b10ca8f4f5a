"""The addresses of signals: the list and its filter, one signal, and that somebody has seen it."""

from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.builders import CLASS_11, CLASS_12, CLASS_21, DAY, Universe
from tests.outbreaks.looks import Acting, look, noon_of, report, stored
from xiaoan.outbreaks import pages

SignedIn = Callable[[str], Client]
TEACHERS = {CLASS_11: "teacher", CLASS_12: "teacher_12", CLASS_21: "teacher_21"}


def raised(acting: Acting, universe: Universe, *classes: int) -> None:
    for unit_no in classes:
        report(acting, universe, TEACHERS[unit_no], unit_no, 1, 2, 3)
        look(unit_no)


def test_an_empty_list_says_so(signed_in: SignedIn, universe: Universe) -> None:
    page = signed_in("doctor").get("/outbreaks/")
    assert page.status_code == 200
    assert "没有异常信号。" in page.content.decode()


def test_the_list_tells_what_and_who_knows(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    raised(acting, universe, CLASS_11)
    context = signed_in("officer").get("/outbreaks/").context
    (row,) = context["rows"]
    assert (row["unit"], row["school"], row["rule"], row["syndrome_label"], row["cases"]) == (
        "一年级1班", "实验小学", "N-01a", "呕吐、腹泻、腹痛", 3,
    )  # fmt: skip
    assert (row["left_text"], row["overdue"], row["used"]) == ("还剩 24 小时 0 分", False, 0)
    assert sorted(row["knows"]) == ["校医己", "校长戊", "经办乙"]
    assert (context["total"], context["open_total"], context["pager"]) == (1, 1, None)


def test_past_its_time_it_says_so(
    acting: Acting, signed_in: SignedIn, universe: Universe, morning: time_machine.Traveller
) -> None:
    raised(acting, universe, CLASS_11)
    morning.shift(25 * 3600)
    (row,) = signed_in("doctor").get("/outbreaks/").context["rows"]
    assert (row["left_text"], row["overdue"], row["used"]) == ("已过 1 小时 0 分", True, 100)


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("", 3), ("?state=open", 3), ("?state=withdrawn", 0), ("?state=nonsense", 3),
        ("?days=1", 3), ("?days=7", 3), ("?days=9", 3), ("?days=1;drop", 3),
    ],
)  # fmt: skip
def test_the_filter(
    acting: Acting, signed_in: SignedIn, universe: Universe, query: str, total: int
) -> None:
    raised(acting, universe, CLASS_11, CLASS_12, CLASS_21)
    context = signed_in("doctor").get(f"/outbreaks/{query}").context
    assert (context["total"], len(context["rows"])) == (total, total)


def test_yesterday_is_not_today(
    acting: Acting, signed_in: SignedIn, universe: Universe, morning: time_machine.Traveller
) -> None:
    raised(acting, universe, CLASS_11)
    morning.move_to(noon_of(DAY).replace(day=DAY.day + 1))
    doctor = signed_in("doctor")
    assert [doctor.get(f"/outbreaks/?days={n}").context["total"] for n in (1, 7)] == [0, 1]
    assert doctor.get("/outbreaks/?days=1").context["clear_url"] == "/outbreaks/"


def test_pages_of_a_long_list(
    acting: Acting, signed_in: SignedIn, universe: Universe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages.signals, "PAGE", 2)
    raised(acting, universe, CLASS_11, CLASS_12, CLASS_21)
    doctor = signed_in("doctor")
    first = doctor.get("/outbreaks/?state=open").context
    assert (len(first["rows"]), first["pager"]) == (
        2,
        {
            "first": 1, "last": 2, "total": 3, "prev_url": "",
            "next_url": "?state=open&offset=2",
        },
    )  # fmt: skip
    second = doctor.get("/outbreaks/?state=open&offset=2").context
    assert (len(second["rows"]), second["pager"]["prev_url"], second["pager"]["next_url"]) == (
        1,
        "?state=open&offset=0",
        "",
    )


@pytest.mark.parametrize("classes", [(CLASS_11,), (CLASS_11, CLASS_12, CLASS_21)])
def test_as_many_questions_for_three_rows_as_for_one(
    acting: Acting,
    signed_in: SignedIn,
    universe: Universe,
    django_assert_num_queries: DjangoAssertNumQueries,
    classes: tuple[int, ...],
) -> None:
    raised(acting, universe, *classes)
    doctor = signed_in("doctor")
    with django_assert_num_queries(11):
        assert len(doctor.get("/outbreaks/").context["rows"]) == len(classes)


def test_one_signal(acting: Acting, signed_in: SignedIn, universe: Universe) -> None:
    raised(acting, universe, CLASS_11)
    (signal,) = stored()
    doctor = signed_in("doctor")
    context = doctor.get(f"/outbreaks/{signal.pk}/").context
    assert [one["name"] for one in context["people"]] == [
        pupil.name for pupil in universe.pupils[CLASS_11][:3]
    ]
    assert (context["may_acknowledge"], context["beside"], context["related"]) == (True, "", [])
    assert context["signal"]["title"] == "一年级1班 1 天内 3 例:呕吐、腹泻、腹痛"
    # A week before the window, on which nothing was due in this county, and the day itself.
    days = [(row["n"], row["reported"]) for row in context["days"]]
    assert days == [*[(0, "excused")] * 7, (3, "done")]


def test_seen_by_a_named_person_once(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    raised(acting, universe, CLASS_11)
    (signal,) = stored()
    for name in ("doctor", "principal"):  # the second is too late, and that is no error
        answer = signed_in(name).post(f"/outbreaks/{signal.pk}/acknowledge/")
        assert (answer.status_code, answer["Location"]) == (302, f"/outbreaks/{signal.pk}/")
    context = signed_in("officer").get(f"/outbreaks/{signal.pk}/").context
    assert (context["signal"]["state"], context["signal"]["acknowledged_by"]) == (
        "acknowledged",
        "校医己",
    )
    assert context["may_acknowledge"] is False


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("leader", 403),
        ("liaison", 403),
        ("grade_head", 403),
        ("other_principal", 404),
        ("teacher", 404),
    ],
)
def test_who_sees_may_not_always_acknowledge(
    acting: Acting, signed_in: SignedIn, universe: Universe, name: str, status: int
) -> None:
    raised(acting, universe, CLASS_11)
    (signal,) = stored()
    assert signed_in(name).post(f"/outbreaks/{signal.pk}/acknowledge/").status_code == status
    assert [one.state for one in stored()] == ["open"]


def test_asking_does_not_acknowledge(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    raised(acting, universe, CLASS_11)
    (signal,) = stored()
    assert signed_in("doctor").get(f"/outbreaks/{signal.pk}/acknowledge/").status_code == 405


@pytest.mark.parametrize(
    ("language", "text", "start"),
    [
        ("zh-CN", "同一班级或同一宿舍", ""),
        ("en", "同一班级或同一宿舍", "In one class or one dormitory, within 1 day"),
        ("zh-HK", "同一班級或同一宿舍", ""),
    ],
)  # fmt: skip
def test_the_rule_is_rendered_beside_its_text_for_who_reads_another_language(
    acting: Acting, signed_in: SignedIn, universe: Universe, language: str, text: str, start: str
) -> None:
    raised(acting, universe, CLASS_11)
    page = signed_in("officer").get("/outbreaks/", headers={"Accept-Language": language})
    (row,) = page.context["rows"]
    assert row["rule_text"].startswith(text)
    assert (row["rendering"].startswith(start), bool(row["rendering"])) == (True, bool(start))


def test_the_event_of_a_signal_stands_beside_it(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    raised(acting, universe, CLASS_11)
    (signal,) = stored()
    page = signed_in("doctor").get(f"/outbreaks/{signal.pk}/")
    (link,) = page.context["links"]
    assert link.title == "2026年第1起 一年级1班 呕吐、腹泻、腹痛"
    assert signed_in("doctor").get(link.url).status_code == 200
