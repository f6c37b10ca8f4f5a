"""What follows of a list: an untrue answer goes and is asked for anew, whoever is of a key group is followed;
and the list itself goes, closed or not."""

import datetime as dt
from collections.abc import Callable

import pytest

from tests.builders import BUILDER, CLASS_11, COUNTY, DAY, PRIMARY, Universe
from tests.surveys.made import counts, given
from tests.verification.made import clearing, id_number, matched, pupil, round_of, said
from xiaoan.accounts.rules import ROLES
from xiaoan.duties.models import Duty
from xiaoan.kernel.actor import Actor, Scope
from xiaoan.kernel.errors import Conflict
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.keypersons.models import KeyPerson
from xiaoan.surveys import services as answers
from xiaoan.surveys.models import Answer
from xiaoan.verification import queries, services
from xiaoan.verification.models import (
    Disagreement,
    ListFile,
    ListRow,
    Match,
    OutsideList,
    Verdict,
)

Acting = Callable[[str], Actor]
# The household category of the default pack (keypersons/data/packs-cn.toml).
DAYS = dt.timedelta(days=21)
ROW = {"姓名": "李明华", "证件号码": id_number(1)}


def test_untrue_is_told_to_the_survey_and_stays_in_the_ledger(
    acting: Acting, universe: Universe
) -> None:
    child = pupil("李明华", 1)
    row = round_of(universe.cast["officer"])
    teacher = universe.cast["teacher"]
    answer = said(teacher, row, child)
    matched(universe.cast["officer"], row, ROW)
    enter(teacher)
    one = Disagreement.objects.get()
    sent = clearing(one, "untrue")
    services.clear(teacher, sent)
    services.clear(teacher, sent)
    with pytest.raises(Conflict):
        services.clear(teacher, clearing(one, "list_wrong"))
    found = Answer.objects.get(pk=answer)
    assert (found.state, found.contra_id, found.decided_reason) == (
        "discarded", None, "问过家长,去过",
    )  # fmt: skip
    assert Verdict.objects.get(answer_id=answer).untrue
    assert Duty.objects.get(about_id=one.pk).state == "done"
    truth = queries.truths(
        universe.cast["officer"], row.pk, (PRIMARY, PRIMARY + 4096), "school", is_over=False
    )
    assert {part.unit_no: part.counts["untrue"] for part in truth}[CLASS_11] == 1
    # The class teacher owes a new answer, and the child of a key group is followed: 14 days from the day on
    # which the stay ended.
    again = Duty.objects.get(kind=answers.AGAIN)
    assert (again.unit_no, again.assignee_id, again.state) == (
        CLASS_11, universe.users["teacher"].pk, "open",
    )  # fmt: skip
    line = KeyPerson.objects.get()
    assert (line.person_id, line.category, line.source, line.since, line.until) == (
        child, "household", "list", dt.date(2026, 11, 15), dt.date(2026, 11, 15) + DAYS,
    )  # fmt: skip
    assert counts(row, CLASS_11) == (11, 0, 11, 0)
    # A correction does not take it away.
    services_said = said(teacher, row, child, "household")
    assert services_said != answer
    assert Duty.objects.get(kind=answers.AGAIN).state == "done"
    assert counts(row, CLASS_11) == (11, 1, 10, 0)
    enter(universe.cast["officer"])
    whole = queries.total(
        queries.truths(
            universe.cast["officer"], row.pk, (COUNTY, COUNTY + 2**24), "county", is_over=False
        ),
        COUNTY,
    )
    assert (whole.counts["untrue"], whole.verified, whole.declared) == (1, 0, 1)
    total, names = queries.named(
        universe.cast["principal"], row.pk, (PRIMARY, PRIMARY + 4096), "untrue", 0, 10
    )
    assert (total, [one.person_id for one in names]) == (1, [child])


def test_untrue_about_no_key_group_owes_a_new_answer_only(
    acting: Acting, universe: Universe
) -> None:
    child = pupil("李明华", 1)
    row = round_of(universe.cast["officer"])
    answer = said(universe.cast["teacher"], row, child)
    matched(universe.cast["officer"], row, ROW, category="away")
    teacher = acting("teacher")
    services.clear(teacher, clearing(Disagreement.objects.get(), "untrue"))
    assert Answer.objects.get(pk=answer).state == "discarded"
    assert Duty.objects.get(kind=answers.AGAIN).state == "open"
    assert KeyPerson.objects.count() == 0


@pytest.mark.parametrize(
    ("family", "standing"),
    [
        (
            {"whereabouts": "away", "place": "武汉"},
            ["guardian"],
        ),  # the family has said so all along
        ({"condition": "symptoms"}, []),  # the family denies it too
    ],
)
def test_of_two_answers_only_those_go_that_deny_it(
    acting: Acting, universe: Universe, family: dict[str, str], standing: list[str]
) -> None:
    child = pupil("李明华", 1)
    row = round_of(universe.cast["officer"])
    said(universe.cast["teacher"], row, child)
    mine = Scope("guardian", 0, 0, ROLES["guardian"].permissions)
    answers.answer(Actor(uuid7(), "家长", (mine,), people=(child,)), given(row, child, **family))
    matched(universe.cast["officer"], row, ROW, category="away")
    services.clear(acting("teacher"), clearing(Disagreement.objects.get(), "untrue"))
    rows = Answer.objects.filter(person_id=child, state="current")
    assert list(rows.values_list("source", flat=True)) == standing
    assert Duty.objects.get(kind=answers.SETTLE).state == "done"
    again = Duty.objects.filter(kind=answers.AGAIN)
    assert list(again.values_list("state", flat=True)) == ([] if standing else ["open"])


@pytest.mark.parametrize(
    ("stay", "since"),
    [
        ({"起": "2026-11-10", "止": ""}, dt.date(2026, 11, 10)),
        ({"起": "", "止": ""}, DAY),  # the day on which the list was matched
        ({"起": "2026-11-20", "止": "2026-12-20"}, DAY),  # no label begins ahead
        ({"起": "2026-10-01", "止": "2026-10-02"}, None),  # its days are over
    ],
)
def test_whoever_was_passed_over_is_followed_from_the_last_day_of_the_list(
    acting: Acting, universe: Universe, stay: dict[str, str], since: dt.date | None
) -> None:
    child = pupil("李明华", 1)
    row = round_of(universe.cast["officer"])
    matched(universe.cast["officer"], row, {**ROW, **stay})
    one = Disagreement.objects.get()
    services.clear(acting("teacher"), clearing(one, "omitted"))
    wanted = [(child, since, since + DAYS)] if since else []
    assert list(KeyPerson.objects.values_list("person_id", "since", "until")) == wanted
    # Nobody has said anything yet: the class's sheet owes the answer.
    assert not Duty.objects.filter(kind=answers.AGAIN).exists()
    assert counts(row, CLASS_11) == (11, 0, 11, 0)


def test_a_list_that_nobody_closes_goes_by_itself(acting: Acting, universe: Universe) -> None:
    child = pupil("李明华", 1)
    officer = universe.cast["officer"]
    matched(officer, round_of(officer), ROW)
    enter(BUILDER)
    assert services.destroy_due(BUILDER, DAY + dt.timedelta(days=29)) == 0
    assert OutsideList.objects.get().state == "matched"
    assert services.destroy_due(BUILDER, DAY + dt.timedelta(days=30)) == 1
    assert services.destroy_due(BUILDER, DAY + dt.timedelta(days=31)) == 0
    assert [table.objects.count() for table in (ListRow, ListFile, Match)] == [0, 0, 0]
    one = OutsideList.objects.get()
    assert (one.state, one.closed_at, one.destroyed_rows) == ("destroyed", None, 1)
    # Who was to be asked still is, without what the list said; who is followed is so from the list's day.
    left = Disagreement.objects.get()
    assert (left.state, left.claim, left.person_id) == ("open", None, child)
    assert Duty.objects.get(about_id=left.pk).state == "open"
    services.clear(acting("teacher"), clearing(left, "omitted"))
    assert KeyPerson.objects.get().since == DAY
