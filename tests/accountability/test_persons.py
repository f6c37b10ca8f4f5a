"""A pupil and a member of staff as of an instant: what is shown, what is said of later, to whom."""

import datetime as dt

import pytest

from tests.accountability.test_files import Acting, SignedIn
from tests.accountability.test_pages import At, late_and_corrected, text_of
from tests.builders import BUILDER, CLASS_11, CLASS_12, CLASS_71, DAY, PRIMARY, Universe
from tests.illness import ill
from tests.keypersons import states
from xiaoan.accounts import services as accounts
from xiaoan.accounts.models import Grant
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import people
from xiaoan.journal.models import Entry
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.registry.models import Look
from xiaoan.registry.services import positions
from xiaoan.registry.services.positions import Handing


def person_at(universe: Universe, time: str = "", seat: int = 1) -> str:
    query = f"?day={DAY}&time={time}" if time else ""
    return f"/accountability/past/person/{universe.person(CLASS_11, seat)}/{query}"


def post_at(universe: Universe, name: str, time: str = "") -> str:
    query = f"?day={DAY}&time={time}" if time else ""
    return f"/accountability/past/post/{universe.users[name].pk}/{query}"


def test_a_roll_call_as_it_had_the_pupil_and_what_it_says_since(
    acting: Acting, universe: Universe, signed_in: SignedIn, at: At
) -> None:
    late_and_corrected(acting, universe, at)
    officer = signed_in("officer")
    before = officer.get(person_at(universe, "08:30")).context
    assert (before["marks"], [one["said"] for one in before["unreported"]][:1]) == ([], ["漏报"])
    (first,) = officer.get(person_at(universe, "09:00")).context["marks"]
    assert (first["kind"], first["version"], [word for word, _ in first["words"]]) == (
        "到校,没有单独标记", 1, ["迟报"],
    )  # fmt: skip
    assert (first["now"], first["changed_by"]) == ("因病缺勤", "班主任壬")
    (now,) = officer.get(person_at(universe, "10:00")).context["marks"]
    assert (now["kind"], now["changed_at"]) == ("因病缺勤", None)
    assert [word for word, _ in now["words"]] == ["迟报", "更正过"]
    assert "后来改为“因病缺勤”" in text_of(officer, person_at(universe, "09:00"))


def test_illness_and_lines_with_what_came_later(
    acting: Acting, universe: Universe, signed_in: SignedIn, at: At
) -> None:
    at("08:00")
    ill.report(ill.feverish(universe, 1))
    states.opened(acting("teacher"), universe)
    at("09:00")
    ill.step(
        acting("doctor"), ill.the_illness(), "retest_fever", temperature="38.5", method="axillary"
    )
    at("10:00")
    officer = signed_in("officer")
    found = officer.get(person_at(universe, "08:30")).context
    (one,) = found["ill"]
    assert (one["what"], one["now"], one["changed_by"]) == ("发现,待复测", "复测:仍异常", "校医己")
    assert [line["what"] for line in found["followed"]] == ["呼吸道症状"]
    assert {due["title"] for due in found["duties"]} >= {"处置不适学生"}
    assert found["since_total"] > 0
    earlier = officer.get(person_at(universe, "07:40")).context
    assert (earlier["ill"], earlier["followed"], earlier["health_total"]) == ([], [], 0)


def test_the_class_of_then_and_who_moved_the_pupil(
    acting: Acting, universe: Universe, signed_in: SignedIn, at: At
) -> None:
    at("09:00")
    people.change_class(acting("principal"), universe.person(CLASS_11, 1), CLASS_12, When(DAY))
    at("10:00")
    (stood,) = signed_in("officer").get(person_at(universe, "08:00")).context["stood"]
    assert (stood["place"], stood["now"]) == ("实验小学 一年级1班", "一年级2班")
    assert stood["changed_by"] == "校长戊"
    (now,) = signed_in("officer").get(person_at(universe, "10:00")).context["stood"]
    assert (now["place"], now["changed_at"]) == ("实验小学 一年级2班", None)


def test_posts_and_duties_of_then(
    acting: Acting, universe: Universe, signed_in: SignedIn, at: At
) -> None:
    at("09:00")
    # In the same minute the system gives them another post: that is another fact.
    enter(BUILDER)
    accounts.grant_role(
        BUILDER, universe.users["teacher"], "school_doctor", PRIMARY, PRIMARY + 4096, PRIMARY, DAY
    )
    held = Grant.objects.get(unit_no=CLASS_11, role="class_teacher", until=None)
    to = universe.users["canteen"].pk
    positions.hand_over(acting("principal"), held.pk, Handing(to, DAY, "轮换"))
    at("10:00")
    officer = signed_in("officer")
    then = officer.get(post_at(universe, "teacher", "08:30")).context
    (post,) = then["posts"]
    assert (post["role"], post["now"], post["changed_by"]) == ("班主任", "已结束", "校长戊")
    assert ("晨检", "逾期未办") in {(one["title"], one["state"]) for one in then["duties"]}
    now = officer.get(post_at(universe, "teacher", "10:00")).context
    assert [one for one in now["duties"] if one["person"] == "班主任壬"] == []
    other = officer.get(post_at(universe, "canteen", "10:00")).context
    assert [one["person"] for one in other["duties"]][:1] == [other["name"]]


def test_looking_is_a_fact_and_a_look(universe: Universe, signed_in: SignedIn) -> None:
    signed_in("officer").get(person_at(universe))
    signed_in("officer").get(post_at(universe, "teacher"))
    enter(BUILDER)
    kinds = list(Entry.objects.order_by("at").values_list("kind", flat=True))
    assert "accountability.person_past_seen" in kinds
    assert "accountability.post_past_seen" in kinds
    person = universe.person(CLASS_11, 1)
    assert [one.page for one in Look.objects.filter(person_id=person)] == ["life"]
    looks = signed_in("officer").get(person_at(universe)).context["looks"]
    assert [(one["who"], one["page"]) for one in looks] == [("经办乙", "学生主页")]


def test_rights_are_those_of_the_course(universe: Universe, signed_in: SignedIn) -> None:
    """The leader has not each right to the health of a person, a teacher reads no record."""
    assert signed_in("principal").get(person_at(universe)).status_code == 200
    assert signed_in("leader").get(person_at(universe)).status_code == 403
    assert signed_in("leader").get(post_at(universe, "teacher")).status_code == 200
    assert signed_in("teacher").get(person_at(universe)).status_code == 404
    far = f"/accountability/past/person/{universe.person(CLASS_71, 1)}/"
    assert signed_in("principal").get(far).status_code == 404
    assert signed_in("principal").get(post_at(universe, "other_principal")).status_code == 404
    for address in ("person", "post"):
        gone = f"/accountability/past/{address}/{uuid7()}/"
        assert signed_in("officer").get(gone).status_code == 404


@pytest.mark.parametrize(
    "query", ["?day=2031-01-01&time=08:00", "?day=x", "?day=1900-01-01", "?time=25:00"]
)
def test_an_instant_that_is_none_is_said(
    universe: Universe, signed_in: SignedIn, query: str
) -> None:
    page = signed_in("officer").get(person_at(universe) + query)
    assert (page.status_code, bool(page.context["error"])) == (200, True)


def test_the_class_leads_to_the_pupil_of_the_same_instant(
    universe: Universe, signed_in: SignedIn, at: At
) -> None:
    at("10:00")
    row = signed_in("officer").get(
        f"/accountability/past/{CLASS_11}/?day={DAY}&time=09:00"
    ).context["roll"]["rows"][0]  # fmt: skip
    assert row["url"] == f"{person_at(universe)}?day={DAY}&time=09%3A00%3A00"
    assert signed_in("officer").get(row["url"]).context["at"].time() == dt.time(9)
