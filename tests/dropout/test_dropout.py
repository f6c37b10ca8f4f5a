"""A pupil on the ledger: asked about until back, closed by a second person; scores, reports, reviews."""

import datetime as dt
from collections.abc import Callable

import numpy as np
import pytest
import time_machine
from django.test import Client

from tests.builders import BUILDER, CLASS_11, DAY, PRIMARY, Universe
from tests.outreach.calling import task_of
from xiaoan.dropout import queries, services
from xiaoan.dropout.models import Entry, KeyGroup, Score
from xiaoan.dropout.queries import reports
from xiaoan.dropout.rules import features, model
from xiaoan.duties.models import Duty
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]


def opened(acting: Acting, universe: Universe) -> Entry:
    given = services.NewEntry(uuid7(), universe.person(CLASS_11, 2), "三天没来,电话不通")
    return Entry.objects.get(pk=services.open_entry(acting("teacher"), given))


def step(entry: Entry, kind: str, **given: object) -> services.NewStep:
    values: dict[str, object] = {"id": uuid7(), "entry_id": entry.pk, "kind": kind}
    return services.NewStep(**{**values, **given})  # type: ignore[arg-type]  # by name


def test_suspected_called_back_and_closed_by_another(acting: Acting, universe: Universe) -> None:
    entry = opened(acting, universe)
    teacher = acting("teacher")
    assert entry.responsible_id == universe.users["teacher"].pk
    assert task_of(entry.person_id).stage == "call"
    with pytest.raises(Conflict, match="已经在台账上"):
        opened(acting, universe)
    with pytest.raises(Invalid, match="凭什么销号"):
        services.act(teacher, step(entry, "ask_close", how="back"))
    ask = step(entry, "ask_close", how="back", note="11月23日到校上课")
    assert services.act(teacher, ask) == "closing"
    assert services.act(teacher, ask) == "closing"
    with pytest.raises(Invalid, match="由另一个人核对"):
        services.act(teacher, step(entry, "close"))
    principal = acting("principal")
    assert queries.to_close(principal) == 1
    assert services.act(principal, step(entry, "close", note="到班看过")) == "closed"
    assert task_of(entry.person_id).stage == "closed"
    assert [one.kind for one in queries.detail(principal, entry.pk).told] == [
        "open", "ask_close", "close",
    ]  # fmt: skip


def test_a_transfer_needs_the_receipt_and_a_refusal_opens_again(
    acting: Acting, universe: Universe
) -> None:
    entry, teacher = opened(acting, universe), acting("teacher")
    with pytest.raises(Invalid, match="没有回执不算转走"):
        services.act(
            teacher, step(entry, "ask_close", how="transferred", receiver="外县小学", note="转走")
        )
    sent = step(
        entry, "ask_close", how="transferred", receiver="外县小学", receipt="A1", note="转走"
    )
    assert services.act(teacher, sent) == "closing"
    principal = acting("principal")
    assert services.act(principal, step(entry, "refuse", note="对方说没有收到")) == "open"
    assert services.act(principal, step(entry, "confirm", note="旷课十天,家访两次")) == "open"
    assert [one.ledger for one in queries.entries(principal, "dropped")[0]] == ["dropped"]


def test_who_sees_names(acting: Acting, universe: Universe) -> None:
    entry = opened(acting, universe)
    for name in ("officer", "liaison", "principal", "grade_head"):
        assert queries.detail(acting(name), entry.pk).row.name == "测试生0002"
    for name in ("leader", "other_principal", "other_liaison", "teacher_12", "guardian"):
        with pytest.raises(NotFound):
            queries.detail(acting(name), entry.pk)
    with pytest.raises(Forbidden):
        services.act(acting("officer"), step(entry, "note", note="看过"))


def test_the_same_counts_give_the_same_score_and_only_some_are_listed(
    acting: Acting, universe: Universe
) -> None:
    shipped = model.model()
    quiet = features.Seen(*(np.zeros(1) for _name in features.NAMES))
    assert float(shipped.probability(features.matrix(quiet))[0]) < shipped.watch
    enter(BUILDER)
    assert services.reckon(BUILDER) == 0
    teacher = acting("teacher")
    for _n in range(2):
        given = services.NewGroup(
            uuid7(), universe.person(CLASS_11, 3), "orphan", "民政名单 2026-09", "law"
        )
        services.add_group(teacher, given)
    kept = KeyGroup.objects.first()
    assert kept is not None
    assert b"orphan" not in bytes(kept.group_cipher)
    assert [one.group for one in queries.groups(teacher, universe.person(CLASS_11, 3))] == [
        "orphan", "orphan",
    ]  # fmt: skip
    with pytest.raises(NotFound):
        services.add_group(acting("teacher_71"), given)


def test_whoever_is_far_above_the_threshold_is_put_on_the_ledger_once(
    universe: Universe, acting: Acting
) -> None:
    enter(BUILDER)
    Score.objects.create(
        school_id=PRIMARY, unit_no=CLASS_11, person_id=universe.person(CLASS_11, 4), day=DAY, p=0.7,
        seen={"unexplained": 9.0, "run": 9.0}, parts={"unexplained": 4.8},
    )  # fmt: skip
    assert services.open_by_score(BUILDER) == 1
    assert services.open_by_score(BUILDER) == 0
    entry = Entry.objects.get()
    assert (entry.by_score, entry.p, entry.responsible_id) == (
        True, 0.7, universe.users["teacher"].pk,
    )  # fmt: skip
    assert [(one.name, one.entry_id) for one in queries.scores(acting("teacher"))] == [
        ("测试生0004", entry.pk)
    ]
    assert queries.scores(acting("officer")) == []


def test_zero_is_a_report_and_the_county_reviews(
    acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    entry = opened(acting, universe)
    enter(BUILDER)
    assert services.owe(BUILDER) == 0
    morning.move_to(clock.at(dt.date(2026, 12, 25), dt.time(7)))
    enter(BUILDER)
    # Two schools of compulsory schooling and the county's quarter.
    assert services.owe(BUILDER) == 3
    assert services.owe(BUILDER) == 0
    month = dt.date(2026, 12, 1)
    other = acting("other_principal")
    services.sign_report(other, uuid7(), reports.schools()[1], month, "")
    assert [
        (one.suspected, one.dropped) for one in reports.signed(other, reports.schools()[1])
    ] == [(0, 0)]
    principal = acting("principal")
    services.sign_report(principal, uuid7(), PRIMARY, month, "一人在联系")
    with pytest.raises(Conflict):
        services.sign_report(principal, uuid7(), PRIMARY, month, "")
    with pytest.raises(Forbidden):
        services.sign_report(acting("teacher"), uuid7(), CLASS_11, month, "")
    officer = acting("officer")
    found = reports.quarter(officer, dt.date(2026, 10, 1)).total
    assert (found.reports, found.wanted, found.suspected) == (2, 6, 1)
    services.sign_review(officer, uuid7(), dt.date(2026, 10, 1), "抽查两校")
    enter(BUILDER)
    states = Duty.objects.filter(kind__startswith="dropout.").values_list("state", flat=True)
    assert list(states) == ["done", "done", "done"]
    assert entry.state == "open"


def test_the_pages(signed_in: SignedIn, acting: Acting, universe: Universe) -> None:
    enter(BUILDER)
    Score.objects.create(
        school_id=PRIMARY, unit_no=CLASS_11, person_id=universe.person(CLASS_11, 4), day=DAY, p=0.2,
        seen={"unexplained": 3.0, "reached": 1.0}, parts={"unexplained": 1.6},
    )  # fmt: skip
    leave()
    teacher = signed_in("teacher")
    scores = teacher.get("/dropout/scores/").content.decode()
    assert ("可能 20%" in scores, "没有说明或非因病缺课(天): 3" in scores) == (True, True)
    person = universe.person(CLASS_11, 4)
    form = {"submission_id": str(uuid7()), "note": ""}
    bare = teacher.post(f"/dropout/open/{person}/?act=open", form)
    assert (bare.status_code, "请写明为什么疑似辍学" in bare.content.decode()) == (422, True)
    sent = teacher.post(f"/dropout/open/{person}/?act=open", {**form, "note": "几天没来"})
    address = sent.headers["Location"]
    page = teacher.get(address).content.decode()
    assert ("列入台账" in page, "负责人 班主任壬" in page) == (True, True)
    ask = {"submission_id": str(uuid7()), "kind": "ask_close", "how": "back", "note": "来了"}
    assert teacher.post(address, ask).status_code == 302
    # Whoever asked is not offered to close; that takes it from nobody else.
    assert "等另一个人核对" in teacher.get(address).content.decode()
    principal = signed_in("principal")
    assert "核对无误,销号" in principal.get(address).content.decode()
    assert "销号待您核对" in principal.get("/duties/today/").content.decode()
    close = {"submission_id": str(uuid7()), "kind": "close"}
    assert principal.post(address, close).status_code == 302
    assert "已销号" in principal.get("/dropout/?closed=1").content.decode()
    assert (
        signed_in("officer")
        .get("/dropout/sheet/")
        .headers["Content-Type"]
        .startswith("application/vnd.openxmlformats")
    )
    report = principal.get(f"/dropout/report/{PRIMARY}/").content.decode()
    assert "适龄在校(6–15 岁)" in report
    leader = signed_in("leader")
    assert leader.get("/dropout/").headers["Location"] == "/dropout/review/"
    assert "城关镇" in leader.get("/dropout/review/").content.decode()
    assert signed_in("guardian").get("/dropout/scores/").status_code == 404
    assert signed_in("officer").get("/dropout/scores/").status_code == 404


def test_a_family_s_task_leads_only_those_to_the_ledger_who_may_read_it(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    entry = opened(acting, universe)
    task, line = f"/outreach/{task_of(entry.person_id).pk}/", f"/dropout/{entry.pk}/"
    leave()
    found = {}
    for role in ("officer", "liaison", "principal", "doctor", "grade_head", "teacher", "deputy"):
        page = signed_in(role).get(task)
        leads = line in page.content.decode()
        assert page.status_code != 200 or leads == (signed_in(role).get(line).status_code == 200)
        found[role] = (page.status_code, leads)
    assert found["teacher"] == (200, True)
    assert {leads for status, leads in found.values() if status == 200} == {True, False}
