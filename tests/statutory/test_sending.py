"""Drafting from the data, sending, receiving, correcting: once, in time or late for ever."""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.builders import BUILDER, CLASS_11, Universe
from tests.outbreaks.looks import Acting, look, report
from tests.statutory.owed import BUREAU, CDC, event_of, facts, first, sending, versions
from xiaoan.duties.models import Duty
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.registry.models import Look
from xiaoan.statutory import queries
from xiaoan.statutory import services as statutory
from xiaoan.statutory.models import Receipt, Version
from xiaoan.statutory.queries import drafting

SECOND = dt.timedelta(seconds=1)


def test_the_draft_says_what_was_recorded(acting: Acting, universe: Universe) -> None:
    event_of(acting, universe)
    doctor = acting("doctor")
    data = statutory.see(doctor, first().pk)[1].data
    assert (data["school"], data["total"], data["classes"]) == (
        "实验小学", 3, [{"name": "一年级1班", "cases": 3, "enrolled": 10}],
    )  # fmt: skip
    assert data["onsets"] == [{"day": "2026-11-23", "n": 3}]
    assert [(one["name"], one["illness"], one["onset"]) for one in data["people"]] == [
        (f"测试生000{seat}", "呕吐", "2026-11-23") for seat in (1, 2, 3)
    ]
    assert [one["rule"] for one in data["rules"]] == ["N-01a"]


def test_the_bureau_reads_masked_names_and_looks_are_kept_of_full_ones(
    acting: Acting, universe: Universe
) -> None:
    event_of(acting, universe)
    doctor = acting("doctor")
    names = {one["name"] for one in statutory.see(doctor, first(BUREAU).pk)[1].data["people"]}
    assert names == {"测******"}
    enter(BUILDER)
    assert Look.objects.filter(page="form").count() == 0
    statutory.see(acting("doctor"), first(CDC).pk)
    enter(BUILDER)
    assert Look.objects.filter(page="form").count() == 3
    # Who may not read illnesses reads no full name, whatever the report says.
    leader = acting("leader")
    row, draft = statutory.see(leader, first(CDC).pk)
    acting("leader")
    shown = {one["name"] for one in drafting.shown(leader, row, draft)["people"]}
    assert shown == {"测******"}


def test_sent_is_kept_as_it_was_with_its_digest(acting: Acting, universe: Universe) -> None:
    event_of(acting, universe)
    doctor = acting("doctor")
    given = sending(doctor, first().pk)
    version = statutory.send(doctor, given)
    assert statutory.send(acting("doctor"), given).pk == version.pk
    (kept,) = versions()
    text = ciphers.unseal(kept.content, place=queries.CONTENT_PLACE, row=kept.pk)
    assert drafting.digest_of(text) == kept.digest
    content = json.loads(text)
    assert (content["words"], content["reporter"], content["total"]) == (
        {"measures": "病例已回家,教室已消毒"}, "校医己", 3,
    )  # fmt: skip
    assert (first().state, first().late, first().versions) == ("sent", False, 1)
    duty = Duty.objects.get(kind="statutory.report", about_id=first().pk)
    assert (duty.state, duty.late, duty.done_by_id) == ("done", False, universe.users["doctor"].pk)
    assert facts()[2:] == ["report_sent"]
    # What changes later changes nothing of it.
    report(acting, universe, "teacher", CLASS_11, 1, 2, 3, 4, base=1, reason="又一人")
    look(CLASS_11)
    content = drafting.content_of(acting("doctor"), first(), 1)
    assert content is not None
    assert (content["total"], content["intact"]) == (3, True)


@pytest.mark.parametrize(("after", "late"), [(0, False), (1, True)])
def test_the_boundary_second(
    acting: Acting, universe: Universe, at: Callable[[str], None], after: int, late: bool
) -> None:
    event_of(acting, universe)
    row = first()
    at((row.due_at + dt.timedelta(minutes=5)).isoformat())
    doctor = acting("doctor")
    statutory.send(doctor, sending(doctor, row.pk, at=row.due_at + after * SECOND))
    assert (first().late, first().sent_at) == (late, row.due_at + after * SECOND)
    enter(BUILDER)
    assert Duty.objects.get(about_id=row.pk).late is late


def test_what_goes_out_by_the_system_goes_out_now(
    acting: Acting, universe: Universe, at: Callable[[str], None]
) -> None:
    event_of(acting, universe)
    row = first(BUREAU)
    at((row.due_at + SECOND).isoformat())
    doctor = acting("doctor")
    statutory.send(doctor, sending(doctor, row.pk, "system", at=row.began_at))
    assert (first(BUREAU).late, first(BUREAU).sent_at) == (True, clock.now())


def test_two_senders_at_once_and_data_that_changed(acting: Acting, universe: Universe) -> None:
    event_of(acting, universe)
    doctor, principal = acting("doctor"), universe.cast["principal"]
    mine = sending(doctor, first().pk)
    report(acting, universe, "teacher", CLASS_11, 1, 2, 3, 4, base=1, reason="又一人")
    look(CLASS_11)
    with pytest.raises(statutory.Changed):
        statutory.send(acting("doctor"), mine)
    assert versions() == []
    acting("principal")
    theirs = sending(principal, first().pk)
    again = replace(sending(acting("doctor"), first().pk), id=uuid7())
    acting("principal")
    statutory.send(principal, theirs)
    with pytest.raises(Conflict):
        statutory.send(acting("doctor"), again)
    assert [one.by_id for one in versions()] == [universe.users["principal"].pk]


def test_a_correction_is_a_second_version_and_late_stays_late(
    acting: Acting, universe: Universe, at: Callable[[str], None]
) -> None:
    event_of(acting, universe)
    row = first(BUREAU)
    at((row.due_at + dt.timedelta(hours=1)).isoformat())
    doctor = acting("doctor")
    statutory.send(doctor, sending(doctor, row.pk))
    officer = acting("officer")
    (one,) = versions()
    acting("officer")
    for _twice in range(2):
        statutory.receive(officer, statutory.Receiving(one.pk))
    assert first(BUREAU).state == "received"
    with pytest.raises(Invalid):
        statutory.send(acting("doctor"), sending(acting("doctor"), row.pk, why=""))
    statutory.send(acting("doctor"), sending(acting("doctor"), row.pk))
    assert [version.number for version in versions()] == [1, 2]
    assert (first(BUREAU).state, first(BUREAU).late) == ("sent", True)
    enter(BUILDER)
    assert Receipt.objects.values_list("version_id", "by_recipient").get() == (one.pk, True)
    second = versions()[1]
    statutory.send(acting("doctor"), sending(acting("doctor"), row.pk))
    newest = versions()[2]
    officer = acting("officer")
    with pytest.raises(Conflict):
        statutory.receive(officer, statutory.Receiving(second.pk))
    statutory.receive(acting("officer"), statutory.Receiving(newest.pk))
    assert first(BUREAU).state == "received"


def test_the_sender_notes_the_receipt_of_the_cdc(acting: Acting, universe: Universe) -> None:
    event_of(acting, universe)
    doctor = acting("doctor")
    version = statutory.send(doctor, sending(doctor, first().pk))
    with pytest.raises(Invalid):
        statutory.receive(acting("doctor"), statutory.Receiving(version.pk))
    early = version.sent_at - dt.timedelta(minutes=2)
    with pytest.raises(Invalid):
        statutory.receive(acting("doctor"), statutory.Receiving(version.pk, early, "李值班"))
    told = statutory.Receiving(version.pk, None, "李值班", "疾控收〔2026〕7号")
    statutory.receive(acting("doctor"), told)
    _row, (shown,) = queries.report(acting("doctor"), first().pk)
    assert shown.receipt is not None
    assert (shown.receipt.name, shown.receipt.number) == ("李值班", "疾控收〔2026〕7号")
    assert (shown.receipt.by_recipient, shown.receipt.by) == (False, "校医己")


def test_a_waived_report_can_still_be_sent(acting: Acting, universe: Universe) -> None:
    event_of(acting, universe)
    with pytest.raises(Invalid):
        statutory.waive(acting("doctor"), first().pk, " ")
    statutory.waive(acting("doctor"), first().pk, "误报")
    statutory.waive(acting("doctor"), first().pk, "误报")
    statutory.send(acting("doctor"), sending(acting("doctor"), first().pk))
    assert (first().state, facts()[2:]) == ("sent", ["report_waived", "report_sent"])


def test_who_may(acting: Acting, universe: Universe) -> None:
    event_of(acting, universe)
    given = sending(acting("doctor"), first().pk)
    for who in ("other_principal", "teacher", "other_liaison", "keeper"):
        with pytest.raises(NotFound):
            statutory.send(acting(who), given)
    for who in ("leader", "liaison"):
        with pytest.raises(Forbidden):
            statutory.send(acting(who), given)
    bureau = sending(acting("doctor"), first(BUREAU).pk)
    version = statutory.send(acting("doctor"), bureau)
    for who, refusal in (
        ("doctor", Forbidden),
        ("leader", Forbidden),
        ("other_principal", NotFound),
    ):
        with pytest.raises(refusal):
            statutory.receive(acting(who), statutory.Receiving(version.pk))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("means", "pigeon"), ("to_name", " "), ("to_office", "县" * 61), ("to_name", "王\0"),
        ("words", {"measures": "消" * 1001}), ("sent_at", "future"), ("sent_at", "old"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(
    acting: Acting, universe: Universe, field: str, value: object
) -> None:
    event_of(acting, universe)
    doctor = acting("doctor")
    moments = {"future": clock.now() + SECOND, "old": clock.now() - dt.timedelta(days=8)}
    wrong = moments.get(str(value), value)
    given = replace(sending(doctor, first().pk), **{field: wrong})  # type: ignore[arg-type]  # each of its kind
    with pytest.raises(Invalid):
        statutory.send(doctor, given)
    assert Version.objects.count() == 0


def test_an_id_that_is_another_reports_is_refused(acting: Acting, universe: Universe) -> None:
    event_of(acting, universe)
    given = sending(acting("doctor"), first().pk)
    statutory.send(acting("doctor"), given)
    with pytest.raises(Conflict):
        statutory.send(
            acting("doctor"), replace(sending(acting("doctor"), first(BUREAU).pk), id=given.id)
        )


@pytest.mark.parametrize(
    "other",
    [
        {"words": {"measures": "还没消毒"}}, {"means": "fax"}, {"to_name": "李接报"},
        {"to_office": "市疾控中心"}, {"why": "改了"}, {"base": 1},
    ],
)  # fmt: skip
def test_the_same_id_with_other_content_is_refused(
    acting: Acting, universe: Universe, other: dict[str, object]
) -> None:
    event_of(acting, universe)
    doctor = acting("doctor")
    sent = sending(doctor, first().pk)
    version = statutory.send(acting("doctor"), sent)
    assert statutory.send(acting("doctor"), sent).pk == version.pk
    with pytest.raises(Conflict, match="这次的内容不一样"):
        statutory.send(acting("doctor"), replace(sent, **other))  # type: ignore[arg-type]  # options
    with pytest.raises(Conflict, match="另一条记录"):
        statutory.send(acting("principal"), sent)
    assert len(versions()) == 1
