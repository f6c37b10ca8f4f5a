"""What was answered goes after its days, the counts stay; a draft is deleted by whoever may make one."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from tests.builders import BUILDER, CLASS_11, COUNTY, DAY, PRIMARY, Universe
from tests.surveys.made import counts, given, opened, wanted
from xiaoan.duties.models import Duty
from xiaoan.journal import queries as journal
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.surveys import queries, rules, services, tasks
from xiaoan.surveys.models import Answer, Round, Unsettled
from xiaoan.surveys.queries import ledger

Acting = Callable[[str], Actor]


@pytest.fixture
def closed(acting: Acting, universe: Universe) -> Round:
    """A round that ended today: one away with words about it, corrected; one contradicted."""
    row = opened(acting("officer"))
    teacher, who = acting("teacher"), universe.person(CLASS_11, 2)
    services.answer(teacher, given(row, who))
    away = {
        "whereabouts": "away",
        "place": "武汉",
        "condition": "symptoms",
        "categories": ("respiratory",),
        "remark": "探亲",
    }
    services.answer(teacher, given(row, who, reason="家长来电", since=DAY, **away))
    services.answer(teacher, given(row, universe.person(CLASS_11, 1)))
    services.answer(
        acting("guardian"), given(row, universe.person(CLASS_11, 1), condition="isolated")
    )
    return services.close_round(acting("officer"), row.pk)


def test_the_words_go_after_their_days_and_the_counts_stay(
    acting: Acting, closed: Round, universe: Universe
) -> None:
    before = counts(closed, CLASS_11)
    assert before == (10, 1, 8, 1)
    enter(BUILDER)
    last = DAY + rules.ANSWERS_KEPT
    assert services.clear_answers(BUILDER, last - dt.timedelta(days=1)) == 0
    assert services.clear_answers(BUILDER, last) == 4
    assert services.clear_answers(BUILDER, last) == 0
    said = {
        (one.whereabouts, one.condition, one.place_cipher, one.remark_cipher, one.since, one.reason,
         one.decided_reason, tuple(one.categories), bytes(one.body_hash), one.contra_id)
        for one in Answer.objects.all()
    }  # fmt: skip
    assert said == {("", "", None, None, None, "", "", (), b"", None)}
    assert sorted(Answer.objects.values_list("state", "version", "source")) == [
        ("contradicting", 2, "guardian"), ("current", 1, "teacher"), ("current", 2, "teacher"),
        ("superseded", 1, "teacher"),
    ]  # fmt: skip
    assert counts(closed, CLASS_11) == before
    facts = journal.facts(BUILDER, kinds=("surveys.answers_cleared",))
    assert [(one.school_id, one.payload["answers"]) for one in facts] == [(PRIMARY, 4)]
    assert Unsettled.objects.get().state == "over"
    assert Duty.objects.get(kind=services.SETTLE).state == "excused"
    assert queries.declared(acting("doctor"), [universe.person(CLASS_11, 2)]) == {}
    assert ledger.standing_in(acting("doctor"), closed.pk, (PRIMARY, PRIMARY + 4096)) == []


def test_what_runs_or_ended_lately_stays(acting: Acting, universe: Universe) -> None:
    row = opened(acting("officer"))
    who = universe.person(CLASS_11, 2)
    services.answer(acting("teacher"), given(row, who))
    enter(BUILDER)
    assert services.clear_answers(BUILDER, DAY + dt.timedelta(days=90)) == 0
    with pytest.raises(Forbidden):
        services.clear_answers(acting("officer"), DAY)
    assert list(queries.declared(acting("teacher"), [who])) == [who]


def test_pages_say_that_it_is_gone(
    closed: Round, universe: Universe, signed_in: Callable[[str], Client],
    morning: time_machine.Traveller,
) -> None:  # fmt: skip
    morning.shift(rules.ANSWERS_KEPT)
    assert tasks.clear_answers.func(0) == 4
    doctor = signed_in("doctor")
    at = f"/surveys/{closed.pk}/{PRIMARY}/"
    assert "回答已在" in doctor.get(f"{at}people/?state=away").content.decode()
    assert doctor.get(at).status_code == 200
    who = universe.person(CLASS_11, 2)
    for path in (f"/surveys/versions/{closed.pk}/{who}/", f"/verification/people/{who}/"):
        page = doctor.get(path).content.decode()
        assert "已按保存期限删除" in page
        assert "武汉" not in page


def test_a_draft_is_deleted_and_the_fact_is_kept(
    acting: Acting, signed_in: Callable[[str], Client]
) -> None:
    officer, row = signed_in("officer"), services.make_round(
        acting("officer"), uuid7(), COUNTY, wanted()
    )  # fmt: skip
    where = f"/surveys/{row.pk}/{COUNTY}/"
    assert "删除草稿" in officer.get(where).content.decode()
    assert "确认删除" in officer.post(where, {"act": "drop"}).content.decode()
    enter(BUILDER)
    assert Round.objects.count() == 1
    assert officer.post(where, {"act": "drop", "sure": "1"}).headers["Location"] == "/surveys/"
    assert officer.post(where, {"act": "drop", "sure": "1"}).status_code == 404
    enter(BUILDER)
    assert Round.objects.count() == 0
    facts = journal.facts(BUILDER, kinds=("surveys.round_dropped",))
    assert [one.payload["round_id"] for one in facts] == [str(row.pk)]


def test_who_deletes_a_draft(acting: Acting) -> None:
    row = services.make_round(acting("principal"), uuid7(), PRIMARY, wanted())
    for name, refusal in (
        ("doctor", Forbidden), ("teacher", NotFound), ("other_principal", NotFound),
    ):  # fmt: skip
        with pytest.raises(refusal):
            services.drop_round(acting(name), row.pk)
    # Whoever may open rounds there, not only who wrote it down.
    services.drop_round(acting("officer"), row.pk)
    asked = opened(acting("principal"), PRIMARY)
    with pytest.raises(Conflict):
        services.drop_round(acting("principal"), asked.pk)
