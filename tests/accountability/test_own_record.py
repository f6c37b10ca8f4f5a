"""The right of reply of one person: who may say what to which fault, and who reads it beside it."""

import datetime as dt
from uuid import UUID

import pytest

from tests.accountability.test_files import Acting, SignedIn
from tests.accountability.test_pages import At, late_and_corrected, reckoned, text_of
from tests.builders import BUILDER, DAY, PRIMARY, Universe
from xiaoan.accountability import rules, services
from xiaoan.accountability.models import Month, Reply
from xiaoan.accountability.queries import periods, record
from xiaoan.accountability.services import reckoning
from xiaoan.directory import queries as directory
from xiaoan.journal.models import Entry
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.web import waiting

MINE = "/accountability/mine/record/"
HERE = f"/accountability/records/{PRIMARY}/"


def faulted(acting: Acting, universe: Universe, kind: str = "fault") -> UUID:
    """The bureau enters that the class teacher was late."""
    officer, pk = acting("officer"), uuid7()
    new = services.NewConduct(
        pk, PRIMARY, universe.users["teacher"].pk, kind, DAY, "晨检晚报一小时", "巡查记录"
    )
    services.enter_conduct(officer, new)
    return pk


def test_a_reply_stands_beside_the_fault_and_a_second_adds(
    acting: Acting, universe: Universe, signed_in: SignedIn, at: At
) -> None:
    at("09:00")
    pk = faulted(acting, universe)
    teacher = signed_in("teacher")
    (entry,) = teacher.get(MINE).context["entries"]
    (act,) = entry["acts"]
    given = {"reply-step_id": str(act["step_id"]), "reply-text": "当时送学生去医院"}
    for _n in range(2):
        assert teacher.post(f"{MINE}{act['url']}", given).status_code == 302
    other = {**given, "reply-text": "别的话"}
    refused = teacher.post(f"{MINE}{act['url']}", other)
    assert (refused.status_code, "别的话" in refused.content.decode()) == (409, True)
    empty = teacher.post(f"{MINE}?to={pk}", {"reply-step_id": str(uuid7()), "reply-text": " "})
    assert empty.status_code == 422
    at("09:10")
    again = {"reply-step_id": str(uuid7()), "reply-text": "第二天已补训"}
    assert teacher.post(f"{MINE}?to={pk}", again).status_code == 302
    for name in ("officer", "principal", "liaison", "leader"):
        (seen,) = signed_in(name).get(HERE).context["entries"]
        assert [said.text for said in seen["replies"]] == ["当时送学生去医院", "第二天已补训"]
    assert "第二天已补训" in text_of(teacher, MINE)
    enter(BUILDER)
    assert b"\xe5\x8c\xbb\xe9\x99\xa2" not in bytes(Reply.objects.earliest("at").body)
    facts = Entry.objects.filter(kind="accountability.reply_given")
    assert {one.actor for one in facts} == {str(universe.users["teacher"].pk)}
    assert not any("医院" in one.body for one in facts)


@pytest.mark.parametrize("name", ["deputy", "principal", "officer", "teacher_12"])
def test_nobody_replies_for_another(
    acting: Acting, universe: Universe, signed_in: SignedIn, name: str
) -> None:
    pk = faulted(acting, universe)
    given = {"reply-step_id": str(uuid7()), "reply-text": "替他说"}
    assert signed_in(name).post(f"{MINE}?to={pk}", given).status_code == 404
    assert signed_in(name).get(MINE).context["entries"] == []
    enter(BUILDER)
    assert Reply.objects.count() == 0


@pytest.mark.parametrize(
    "to", ["", "x", "1.x", "99.2026-11-01", "-1.2026-11-01", "0190b2d0-0000-7000-8000-00000000dead"]
)
def test_what_is_no_entry_of_ones_own_is_not_there(signed_in: SignedIn, to: str) -> None:
    given = {"reply-step_id": str(uuid7()), "reply-text": "说明"}
    assert signed_in("teacher").post(f"{MINE}?to={to}", given).status_code == 404


def test_a_commendation_asks_for_no_reply(acting: Acting, universe: Universe) -> None:
    pk = faulted(acting, universe, "commendation")
    with pytest.raises(NotFound):
        services.reply_to_fault(acting("teacher"), uuid7(), pk, "谢谢")


def test_a_fault_waits_on_the_list_of_whoever_it_names(acting: Acting, universe: Universe) -> None:
    def waits(name: str) -> list[int]:
        lines = waiting.lines(acting(name))
        return [one.count for one in lines if one.url == MINE]

    pk = faulted(acting, universe)
    assert (waits("teacher"), waits("deputy")) == ([1], [])
    services.reply_to_fault(acting("teacher"), uuid7(), pk, "当时送学生去医院")
    assert waits("teacher") == []


def test_a_reply_to_a_month_with_a_fault_in_it(
    acting: Acting, universe: Universe, signed_in: SignedIn, at: At
) -> None:
    reckoned(acting, universe, at)
    teacher = signed_in("teacher")
    (month,) = teacher.get(MINE).context["months"]
    (act,) = month["acts"]
    given = {"reply-step_id": str(act["step_id"]), "reply-text": "晚的一次是停电"}
    assert teacher.post(f"{MINE}{act['url']}", given).status_code == 302
    people = {one["name"]: one for one in signed_in("principal").get(HERE).context["people"]}
    assert [said.text for said in people["班主任壬"]["replies"]] == ["晚的一次是停电"]
    assert [said.text for said in people["班主任子"]["replies"]] == []
    # What a person says is not what the school says.
    assert signed_in("principal").get(HERE).context["replies"] == []
    with pytest.raises(NotFound):
        services.reply_own(acting("deputy"), uuid7(), PRIMARY, DAY, "没有记录")


def test_a_term_is_the_sum_of_its_months(
    acting: Acting, universe: Universe, signed_in: SignedIn, at: At
) -> None:
    late_and_corrected(acting, universe, at)
    enter(BUILDER)
    for month in (9, 10, 11):
        reckoning.reckon_month(BUILDER, dt.date(2026, month, 1))
    # Something in each month.
    Month.objects.filter(school_id=PRIMARY, month=dt.date(2026, 9, 1), user_id=None).update(
        due=10, in_time=7, late=2, missed=1, reports=9, changed=1, checked=4, untrue=1
    )
    place = directory.place(PRIMARY)
    (term,) = periods.terms(PRIMARY)
    assert (term.name, term.months[0], term.months[-1]) == (
        "2026年秋季学期", dt.date(2026, 8, 1), dt.date(2027, 1, 1),
    )  # fmt: skip
    whole = record.record(BUILDER, place, term)
    parts = [record.record(BUILDER, place, periods.month(one)).figures for one in term.months]
    for figure in whole.figures:
        same = [one for some in parts for one in some if one.code == figure.code]
        assert figure.part == sum(one.part for one in same)
        assert figure.whole == sum(one.whole for one in same)
    found = {one.code: (one.part, one.whole) for one in whole.figures}
    assert (found["in_time"], found["late"], found["true"]) == ((7, 13), (3, 13), (3, 4))
    assert [month for month, _figures in whole.course] == [
        dt.date(2026, month, 1) for month in (9, 10, 11)
    ]
    page = signed_in("principal").get(f"{HERE}?term={term.since}")
    assert (page.context["acts"], page.context["trend"]["days"]) == (
        [], ["2026-09", "2026-10", "2026-11"],
    )  # fmt: skip
    assert "2026年秋季学期" in text_of(signed_in("principal"), f"{HERE}?term={term.since}")
    rows = signed_in("officer").get(f"/accountability/records/?term={term.since}").context["rows"]
    first = rows[0]["figures"][0]
    assert (first["part"], first["whole"]) == (7, 13)
    assert signed_in("principal").get(f"{HERE}?term=2020-01-01").status_code == 200


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        # A month that two terms share is counted in one of them.
        (
            [((2026, 8, 25), (2027, 1, 10)), ((2027, 1, 11), (2027, 7, 5))],
            [((2026, 8), (2026, 12)), ((2027, 1), (2027, 7))],
        ),
        ([((2026, 9, 1), (2026, 9, 30))], [((2026, 9), (2026, 9))]),
    ],
)
def test_no_month_is_in_two_terms(
    terms: list[tuple[tuple[int, int, int], tuple[int, int, int]]],
    expected: list[tuple[tuple[int, int], tuple[int, int]]],
) -> None:
    stretches = [(dt.date(*a), dt.date(*b)) for a, b in terms]
    found = [rules.months_of_term(one, stretches) for one in stretches]
    assert [(one[0], one[-1]) for one in found] == [
        (dt.date(*a, 1), dt.date(*b, 1)) for a, b in expected
    ]
    every = [month for some in found for month in some]
    assert len(every) == len(set(every))
