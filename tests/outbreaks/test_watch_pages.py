"""The watch list's addresses: the sentence, the curve with its table, the people, dismissing, opening."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.builders import BUILDER, CLASS_11, CLASS_71, CLASS_K, DAY, Universe
from tests.outbreaks.past import live, now_and_then, weekdays
from xiaoan.directory.rules import school_of
from xiaoan.investigations.models import Event
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import enter
from xiaoan.outbreaks.models import Signal, Statistic
from xiaoan.outbreaks.services import statistics
from xiaoan.registry.models import Look

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
PAST = weekdays(56)


def clusters(universe: Universe, *classes: int) -> UUID:
    """Three at once in each of these classes; gives the signal of the first."""
    ill = {(no, DAY): dict.fromkeys((1, 2, 3), "vomiting") for no in classes}
    live(universe, PAST, {**now_and_then(PAST[:-1], classes[0]), **ill})
    enter(BUILDER)
    statistics.look_at_day(BUILDER, DAY)
    return Signal.objects.get(school_id=school_of(classes[0])).pk


def test_an_empty_list_says_so(signed_in: SignedIn, universe: Universe) -> None:
    page = signed_in("doctor").get("/outbreaks/watch/")
    assert page.status_code == 200
    assert "名单上没有。" in page.content.decode()
    assert "预警" not in page.content.decode()


def test_the_sentence_and_the_county_without_coordinates(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    clusters(universe, CLASS_11)
    context = signed_in("officer").get("/outbreaks/watch/").context
    (row,) = context["rows"]
    assert row["why"] in (
        "本班这一天新发病 3 人,通常一天 不到 0.1 人。", "本校这一天新发病 3 人,通常一天 不到 0.1 人。",
        "本班近 3 个上课日新发病 3 人,通常 0.1 人。", "本校近 3 个上课日新发病 3 人,通常 0.1 人。",
    )  # fmt: skip
    assert (row["syndrome_label"], row["complete"], context["no_space"]) == (
        "呕吐、腹泻、腹痛", True, True,
    )  # fmt: skip


def test_the_page_names_people_by_role_and_keeps_the_look(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    signal_id = clusters(universe, CLASS_11)
    page = signed_in("doctor").get(f"/outbreaks/watch/{signal_id}/")
    assert [one["name"] for one in page.context["people"]] == [
        f"测试生00{n:02d}" for n in (1, 2, 3)
    ]
    trend = page.context["trend"]
    assert [one["name"] for one in trend["series"]] == ["新发病", "通常", "通常的上限"]
    assert trend["series"][0]["texts"][-1] == "3"
    assert "data-chart" in page.content.decode()
    enter(BUILDER)
    assert Look.objects.filter(page="signal").count() == 3
    assert signed_in("other_principal").get(f"/outbreaks/watch/{signal_id}/").status_code == 404
    moved = signed_in("doctor").get(f"/outbreaks/{signal_id}/")
    assert (moved.status_code, moved.headers["Location"]) == (302, f"/outbreaks/watch/{signal_id}/")


def test_the_statutory_list_does_not_show_it(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    clusters(universe, CLASS_11)
    assert signed_in("officer").get("/outbreaks/").context["total"] == 0


@pytest.mark.parametrize("classes", [(CLASS_11,), (CLASS_11, CLASS_K, CLASS_71)])
def test_the_list_costs_the_same_with_one_and_three_rows(
    acting: Acting, signed_in: SignedIn, universe: Universe,
    django_assert_num_queries: DjangoAssertNumQueries, classes: tuple[int, ...],
) -> None:  # fmt: skip
    clusters(universe, *classes)
    officer = signed_in("officer")
    officer.get("/outbreaks/watch/")
    with django_assert_num_queries(14):
        page = officer.get("/outbreaks/watch/")
    assert len(page.context["rows"]) == len(classes)


def test_dismissing_asks_why_and_moves_it(
    acting: Acting, signed_in: SignedIn, universe: Universe
) -> None:
    signal_id = clusters(universe, CLASS_11)
    doctor = signed_in("doctor")
    address = f"/outbreaks/watch/{signal_id}/"
    assert doctor.post(f"{address}dismiss/").headers["Location"] == address
    assert "请写明为什么不用再看" in doctor.get(address).content.decode()
    doctor.post(f"{address}dismiss/", {"reason": "吃坏了肚子,各不相干"})
    assert doctor.get("/outbreaks/watch/").context["total"] == 0
    (row,) = doctor.get("/outbreaks/watch/?part=done").context["rows"]
    assert (row["reason"], row["dismissed_by"]) == ("吃坏了肚子,各不相干", "校医己")
    assert signed_in("liaison").post(f"{address}dismiss/").status_code == 403


def test_seen_and_an_event_opened(acting: Acting, signed_in: SignedIn, universe: Universe) -> None:
    signal_id = clusters(universe, CLASS_11)
    principal = signed_in("principal")
    principal.post(f"/outbreaks/{signal_id}/acknowledge/")
    page = principal.get(f"/outbreaks/watch/{signal_id}/")
    assert page.context["seen_by"] == "校长戊"
    assert page.context["may_open"]
    principal.post(f"/investigations/from-signal/{signal_id}/")
    page = principal.get(f"/outbreaks/watch/{signal_id}/")
    assert not page.context["may_open"]
    enter(BUILDER)
    assert Event.objects.get().cases == 3
    assert Statistic.objects.get().tier == "beside"


@pytest.mark.parametrize(
    "query", ["?part=nonsense", "?offset=x", "?offset=9999999999", "?part=over&offset=-1"]
)
def test_bad_queries_are_read_as_none(signed_in: SignedIn, universe: Universe, query: str) -> None:
    assert signed_in("officer").get(f"/outbreaks/watch/{query}").status_code == 200
