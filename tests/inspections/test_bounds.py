"""What inspections refuse: whose round it is, who may end a finding, forms that come twice or changed."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from tests.builders import COUNTY, DAY, JUNIOR, PRIMARY, TOWN, Universe
from tests.inspections.rounds import a_check, an_answer, bad, begun, closed, found, owed, user
from tests.outbreaks.looks import Acting
from xiaoan.duties.models import Duty
from xiaoan.inspections import queries, services
from xiaoan.inspections.models import Finding, Mark, Round
from xiaoan.inspections.queries import findings, rounds
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission


def planned(acting: Acting, universe: Universe, inspector: str = "officer") -> Round:
    """An announced round of the bureau at the primary school."""
    plan = services.NewPlan(uuid7(), (PRIMARY,), ("water",), DAY, user(universe, inspector))
    services.plan(acting("officer"), plan)
    return Round.objects.get(target_no=PRIMARY)


@pytest.mark.parametrize("who", ["principal", "logistics", "liaison"])
def test_a_round_of_the_bureau_is_not_walked_by_those_it_inspects(
    acting: Acting, universe: Universe, who: str
) -> None:
    row = planned(acting, universe)
    with pytest.raises(Forbidden):
        services.begin(acting(who), services.Begin(row.pk))
    with pytest.raises(Forbidden):
        services.close(acting(who), services.Close(uuid7(), row.pk, acting(who).name))
    row.refresh_from_db()
    assert (row.state, row.inspector_id) == ("planned", user(universe, "officer"))


def test_whoever_begins_for_a_colleague_answers_for_the_round(
    acting: Acting, universe: Universe
) -> None:
    plan = services.NewPlan(uuid7(), (PRIMARY,), ("water",), DAY, user(universe, "principal"))
    services.plan(acting("principal"), plan)
    row = Round.objects.get()
    services.begin(acting("logistics"), services.Begin(row.pk))
    assert owed(row.pk) == [("round", "open", user(universe, "logistics"), False)]
    acting("logistics")
    row.refresh_from_db()
    assert row.inspector_id == user(universe, "logistics")


def test_the_same_form_begins_no_other_round(acting: Acting) -> None:
    officer, form = acting("officer"), services.Begin(uuid7(), PRIMARY, ("water",))
    assert services.begin(officer, form) == services.begin(officer, form)
    for other in (replace(form, unit_no=JUNIOR), replace(form, lists=("gate",))):
        with pytest.raises(Conflict):
            services.begin(officer, other)
    assert Round.objects.count() == 1


def back_and_renamed(acting: Acting, universe: Universe) -> Finding:
    """Mended by the logistics head, given back, named anew and mended by the school doctor."""
    row = found(acting, "officer", severity="major")
    services.answer(acting("logistics"), an_answer(row))
    services.give_back(acting("officer"), a_check(row, text="锁坏了", days=1))
    naming = services.Naming(uuid7(), row.pk, user(universe, "doctor"), "换人")
    services.name_owner(acting("principal"), naming)
    services.answer(acting("doctor"), an_answer(row))
    return row


def test_who_mended_it_before_or_was_named_before_does_not_close_it(
    acting: Acting, universe: Universe
) -> None:
    row = back_and_renamed(acting, universe)
    logistics = acting("logistics")
    row.refresh_from_db()
    assert [act for act in findings.acts(logistics, row) if act in ("close", "return")] == []
    with pytest.raises(Conflict):
        services.close_finding(logistics, a_check(row))
    services.close_finding(acting("officer"), a_check(row))
    row.refresh_from_db()
    assert row.state == "closed"


def test_the_database_refuses_them_too(acting: Acting, universe: Universe) -> None:
    row = back_and_renamed(acting, universe)
    officer = acting("officer")
    row.refresh_from_db()
    row.state, row.ended_at = "closed", row.mended_at
    for who in ("logistics", "doctor"):
        row.ended_by_id = user(universe, who)
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()
    row.ended_by_id = officer.user_id
    row.save()


def test_who_was_only_named_before_does_not_close_it(acting: Acting, universe: Universe) -> None:
    row = found(acting, "officer", severity="major")
    naming = services.Naming(uuid7(), row.pk, user(universe, "doctor"), "换人")
    services.name_owner(acting("principal"), naming)
    services.answer(acting("doctor"), an_answer(row))
    with pytest.raises(Conflict):
        services.close_finding(acting("logistics"), a_check(row))


def test_a_form_that_comes_late_changes_nothing(acting: Acting) -> None:
    officer = acting("officer")
    row = begun(officer)
    first = replace(bad(row), result="ok", note="")
    services.mark(officer, first)
    services.mark(officer, bad(row))
    assert services.mark(officer, first).result == "bad"
    assert Mark.objects.get(round_id=row.pk, item="tank").result == "bad"


def test_a_form_marks_one_item_of_one_round(acting: Acting) -> None:
    officer = acting("officer")
    row, other = begun(officer), begun(officer, unit_no=JUNIOR)
    first = bad(row)
    services.mark(officer, first)
    items = [item.code for item in queries.sheet_of(row, "water").items]
    changed = (
        replace(first, item=next(code for code in items if code != "tank")),
        replace(first, round_id=other.pk),
        replace(first, note="别的"),
    )
    for said in changed:
        with pytest.raises(Conflict):
            services.mark(officer, said)
    with pytest.raises(Conflict):
        services.mark_rest(officer, first.id, row.pk, "water")
    assert [one.item for one in Mark.objects.all()] == ["tank"]


def test_the_rest_is_marked_once_by_a_form(acting: Acting) -> None:
    officer, form = acting("officer"), uuid7()
    row = begun(officer, "water", "gate")
    count = len(queries.sheet_of(row, "water").items)
    for _again in range(2):
        assert services.mark_rest(officer, form, row.pk, "water") == count
    with pytest.raises(Conflict):
        services.mark_rest(officer, form, row.pk, "gate")
    assert Mark.objects.count() == count


def test_an_id_of_another_school_is_a_sentence(acting: Acting) -> None:
    row = found(acting, "officer", severity="major")
    officer = acting("officer")
    there = begun(officer, unit_no=JUNIOR)
    services.mark(officer, bad(there, severity="major"))
    closed(officer, there)
    other = Finding.objects.get(round_id=there.pk)
    one = an_answer(row)
    services.answer(acting("logistics"), one)
    with pytest.raises(Conflict):
        services.answer(acting("other_principal"), replace(one, finding_id=other.pk))


@pytest.mark.parametrize("days", [-3, -(10**9), 10**9, 4])
def test_a_new_deadline_has_bounds(acting: Acting, days: int) -> None:
    row = found(acting, "officer", severity="major")
    services.answer(acting("logistics"), an_answer(row))
    with pytest.raises(Invalid) as refused:
        services.give_back(acting("officer"), a_check(row, text="锁坏了", days=days))
    assert refused.value.fields == {"days": "range"}


def test_who_may_not_inspect_any_more_does_not_go_on(acting: Acting) -> None:
    officer = acting("officer")
    row = begun(officer)
    scopes = tuple(
        replace(one, permissions=one.permissions - {Permission.INSPECT}) for one in officer.scopes
    )
    moved = replace(officer, scopes=scopes)
    with pytest.raises(Forbidden):
        services.mark(moved, bad(row))
    with pytest.raises(Forbidden):
        services.close(moved, services.Close(uuid7(), row.pk, officer.name))


def test_only_who_found_it_takes_it_back(acting: Acting) -> None:
    row = found(acting, "officer", severity="major")
    principal = acting("principal")
    assert "void" not in findings.acts(principal, row)
    for who in ("principal", "liaison"):
        with pytest.raises(Forbidden):
            services.void(acting(who), services.Act(uuid7(), row.pk, "误"))
    services.void(acting("officer"), services.Act(uuid7(), row.pk, "看错了水箱"))
    row.refresh_from_db()
    assert row.state == "void"


def test_a_checklist_with_an_unknown_post_is_a_sentence(signed_in: Callable[[str], Client]) -> None:
    sent = {
        "submission_id": str(uuid7()), "name": "实验室", "posts": ["logistics", "nobody"],
        "text-0": "药品柜上锁", "severity-0": "major", "reason": "新增",
    }  # fmt: skip
    page = signed_in("officer").post("/inspections/checklists/new/", sent)
    assert (page.status_code, "请选由哪些岗位整改" in page.content.decode()) == (422, True)


def test_the_bureau_sends_a_townships_liaison(acting: Acting, universe: Universe) -> None:
    """What is owed, and the round before it is begun, bear the township's number: the liaison reads both; the
    notice is numbered by the bureau."""
    officer = acting("officer")
    named = dict(rounds.inspectors(officer))
    liaison_id = user(universe, "liaison")
    assert liaison_id in named
    plan = services.NewPlan(uuid7(), (PRIMARY,), ("water",), DAY, liaison_id, unannounced=True)
    services.plan(officer, plan)
    row = Round.objects.get(target_no=PRIMARY)
    assert (row.unit_no, row.school_id, row.office_no) == (TOWN, 0, COUNTY)
    duty = Duty.objects.get(about_id=row.pk)
    assert (duty.unit_no, duty.school_id, duty.kind) == (TOWN, 0, "inspections.office_round")
    acting("principal")
    assert list(Round.objects.all()) == []
    liaison = acting("liaison")
    assert [one.id for one in rounds.mine(liaison)] == [row.pk]
    services.begin(liaison, services.Begin(row.pk))
    row.refresh_from_db()
    services.mark(liaison, bad(row))
    assert closed(liaison, row) == 1
    assert owed(row.pk) == [("office_round", "done", liaison_id, False)]
    acting("officer")
    row.refresh_from_db()
    assert (row.state, row.notice_no, row.unit_no) == ("closed", 1, PRIMARY)


def test_whoever_may_not_inspect_any_more_drops_no_round(
    acting: Acting, universe: Universe
) -> None:
    row = planned(acting, universe)
    officer = acting("officer")
    lost = replace(
        officer,
        scopes=tuple(
            replace(one, permissions=one.permissions - {Permission.INSPECT})
            for one in officer.scopes
        ),
    )
    with pytest.raises(Forbidden):
        services.drop(lost, row.pk, uuid7(), "不查了")
    row.refresh_from_db()
    assert row.state == "planned"
    services.drop(officer, row.pk, uuid7(), "不查了")
    row.refresh_from_db()
    assert row.state == "dropped"
