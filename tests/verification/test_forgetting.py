"""What was written in checks and about disagreements goes after its days; what was found stays."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from tests.builders import BUILDER, DAY, PRIMARY, Universe
from tests.verification.made import clearing, id_number, matched, pupil, round_of, said
from xiaoan.journal import queries as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.surveys import services as surveys
from xiaoan.surveys.models import Round
from xiaoan.verification import services
from xiaoan.verification.models import Check, Disagreement, Verdict
from xiaoan.verification.queries import checks
from xiaoan.verification.rules import retention

Acting = Callable[[str], Actor]


@pytest.fixture
def row(acting: Acting, universe: Universe) -> Round:
    """A call about one child, and a disagreement about another that was cleared: both in words."""
    asked, listed = pupil("王小丽", 2), pupil("李明华", 1)
    found = round_of(universe.cast["officer"])
    answer = said(universe.cast["teacher"], found, asked)
    said(universe.cast["teacher"], found, listed)
    matched(universe.cast["officer"], found, {"姓名": "李明华", "证件号码": id_number(1)})
    call = services.Given(
        id=uuid7(), channel="phone", informant="guardian", result="confirms",
        happened_at=clock.now(), details={"note": "奶奶接的电话"},
    )  # fmt: skip
    services.check_answer(acting("principal"), answer, call)
    services.clear(acting("teacher"), clearing(Disagreement.objects.get(), "list_wrong"))
    return found


def words() -> list[object]:
    """All that is left in words, and the hashes of it."""
    told = Check.objects.filter(details__isnull=False).count()
    hashed = Check.objects.exclude(body_hash=b"").count()
    return [told, hashed, *Disagreement.objects.values_list("reason", flat=True)]


def test_words_go_after_the_round_has_ended_and_what_was_found_stays(
    acting: Acting, universe: Universe, row: Round, signed_in: Callable[[str], Client]
) -> None:
    surveys.close_round(acting("officer"), row.pk)
    enter(BUILDER)
    verdicts = sorted(Verdict.objects.values_list("status", "untrue", "stands"))
    found = sorted(Check.objects.values_list("channel", "result", "by_id"))
    before = words()
    assert before == [2, 2, "问过家长,去过"]
    last = DAY + retention.KEPT
    assert services.forget_words(BUILDER, last - dt.timedelta(days=1)) == 0
    assert words() == before
    assert services.forget_words(BUILDER, last) == 3
    assert services.forget_words(BUILDER, last) == 0
    assert words() == [0, 0, ""]
    assert sorted(Verdict.objects.values_list("status", "untrue", "stands")) == verdicts
    assert sorted(Check.objects.values_list("channel", "result", "by_id")) == found
    one = Disagreement.objects.get()
    assert (one.state, one.outcome, one.channel) == ("cleared", "list_wrong", "phone")
    facts = journal.facts(BUILDER, kinds=("verification.words_destroyed",))
    assert [
        (fact.school_id, fact.payload["checks"], fact.payload["reasons"]) for fact in facts
    ] == [(PRIMARY, 2, 1)]
    asked = Check.objects.exclude(person_id=one.person_id).get().person_id
    read = checks.answers_of(acting("principal"), asked)
    assert [(each.details, each.forgotten) for each in read[0].checks] == [({}, True)]
    page = signed_in("teacher").get(reverse("verification:disagreement", args=[one.pk]))
    assert "文字已到期删除" in page.content.decode()


def test_in_a_round_that_nobody_ends_words_go_all_the_same(row: Round) -> None:
    enter(BUILDER)
    assert services.forget_words(BUILDER, DAY + retention.LONGEST - dt.timedelta(days=1)) == 0
    assert services.forget_words(BUILDER, DAY + retention.LONGEST) == 3


def test_only_the_worker_destroys_and_nobody_rewrites(acting: Acting, row: Round) -> None:
    with pytest.raises(Forbidden):
        services.forget_words(acting("officer"), DAY + retention.LONGEST)
    enter(BUILDER)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Check.objects.update(details=b"another")
    with pytest.raises(DatabaseError), transaction.atomic():
        Check.objects.update(result="contradicts")
