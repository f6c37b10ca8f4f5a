"""Rounds: planned unseen, begun, walked item by item, closed with a name."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.builders import CLASS_11, CLASS_71, COUNTY, DAY, JUNIOR, PRIMARY, Universe
from tests.inspections.rounds import SHOT, bad, begun, closed, facts, owed, user
from tests.outbreaks.looks import Acting
from xiaoan.inspections import queries, services
from xiaoan.inspections.models import Finding, Mark, Round
from xiaoan.inspections.queries import checklists, rounds
from xiaoan.inspections.rules import Item
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.photos.models import Photo


def a_plan(universe: Universe, who: str = "officer", **other: Any) -> services.NewPlan:
    made = services.NewPlan(
        uuid7(), (PRIMARY, JUNIOR), ("gate", "water"), DAY, user(universe, who), unannounced=True
    )
    return replace(made, **other)


def test_an_unannounced_round_is_not_visible_to_the_school_before_it_is_begun(
    acting: Acting, universe: Universe
) -> None:
    officer = acting("officer")
    assert services.plan(officer, a_plan(universe)) == 2
    planned = Round.objects.get(target_no=PRIMARY)
    assert (planned.unit_no, planned.school_id, planned.office_no) == (COUNTY, 0, COUNTY)
    for name in ("principal", "logistics"):
        someone = acting(name)
        assert rounds.page_of(someone, "", None, 0, 50) == (0, [])
        assert list(Round.objects.all()) == []
        with pytest.raises(NotFound):
            rounds.detail(someone, planned.pk)
    assert owed(planned.pk) == [("office_round", "open", user(universe, "officer"), False)]
    officer = acting("officer")
    services.begin(officer, services.Begin(planned.pk))
    principal = acting("principal")
    assert rounds.page_of(principal, "", None, 0, 50)[0] == 1
    assert [sheet.code for sheet, _ in rounds.detail(principal, planned.pk).sheets] == [
        "gate", "water",
    ]  # fmt: skip


def test_an_announced_round_is_seen_at_once(acting: Acting, universe: Universe) -> None:
    services.plan(acting("officer"), a_plan(universe, unannounced=False))
    assert rounds.page_of(acting("principal"), "planned", None, 0, 50)[0] == 1
    assert facts() == ["planned", "planned"]


def test_a_plan_is_made_once(acting: Acting, universe: Universe) -> None:
    officer, plan = acting("officer"), a_plan(universe)
    assert [services.plan(officer, plan), services.plan(officer, plan)] == [2, 2]
    with pytest.raises(Conflict):
        services.plan(officer, replace(plan, lists=("bus",)))
    assert (Round.objects.count(), facts()) == (2, ["planned"])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"units": ()}, "units"),
        ({"units": (COUNTY,)}, "units"),
        ({"lists": ()}, "lists"),
        ({"lists": ("nothing",)}, "lists"),
        ({"day": None}, "day"),
        ({"day": DAY - dt.timedelta(days=1)}, "day"),
        ({"inspector_id": None}, "inspector"),
        ({"inspector_id": "teacher"}, "inspector"),
    ],
)
def test_a_plan_with_a_fault_says_where(
    acting: Acting, universe: Universe, changes: dict[str, Any], field: str
) -> None:
    if changes.get("inspector_id"):
        changes = {"inspector_id": user(universe, changes["inspector_id"])}
    with pytest.raises(Invalid) as refused:
        services.plan(acting("officer"), a_plan(universe, **changes))
    assert list(refused.value.fields) == [field]


def test_who_may_plan_where(acting: Acting, universe: Universe) -> None:
    with pytest.raises(NotFound):
        services.plan(acting("principal"), a_plan(universe, "principal"))
    with pytest.raises(NotFound):
        services.plan(acting("liaison"), a_plan(universe, "liaison"))
    with pytest.raises(Forbidden):
        services.plan(acting("grade_head"), a_plan(universe, units=(CLASS_11,)))
    with pytest.raises(Invalid):
        services.plan(acting("principal"), a_plan(universe, "principal", units=(PRIMARY,)))
    own = a_plan(universe, "logistics", units=(PRIMARY,), unannounced=False)
    assert services.plan(acting("principal"), own) == 1
    assert owed(Round.objects.get().pk) == [("round", "open", user(universe, "logistics"), False)]


def test_a_plan_is_dropped_with_a_reason(acting: Acting, universe: Universe) -> None:
    officer, form = acting("officer"), uuid7()
    services.plan(officer, a_plan(universe))
    row = Round.objects.get(target_no=JUNIOR)
    with pytest.raises(Invalid):
        services.drop(officer, row.pk, form, " ")
    services.drop(officer, row.pk, form, "道路不通")
    services.drop(officer, row.pk, form, "道路不通")
    row.refresh_from_db()
    assert (row.state, row.words) == ("dropped", "道路不通")
    assert [state for _kind, state, _who, _late in owed(row.pk)] == ["excused"]
    with pytest.raises(NotFound):
        services.drop(acting("principal"), row.pk, uuid7(), "不要查")


def test_a_round_keeps_the_version_it_was_begun_with(acting: Acting) -> None:
    officer = acting("officer")
    row = begun(officer)
    before = queries.sheet_of(row, "water")
    edition = services.NewEdition(
        uuid7(), "water", before.version, "饮用水(县)", ("logistics",),
        (Item("tank", "水箱加盖上锁,贴封条", "看", "major"),), "增加封条",
    )  # fmt: skip
    assert services.put_edition(officer, edition) == "water"
    row.refresh_from_db()
    assert queries.sheet_of(row, "water") == before
    assert checklists.in_use()["water"].name == "饮用水(县)"
    assert queries.sheet_of(begun(acting("principal")), "water").version == "1"


def test_items_are_marked_and_put_right_until_the_round_is_closed(acting: Acting) -> None:
    principal = acting("principal")
    row = begun(principal)
    wrong = bad(row, photos=(SHOT,))
    first = services.mark(principal, wrong)
    assert services.mark(principal, wrong).pk == first.pk
    assert (Photo.objects.count(), Mark.objects.count(), first.severity) == (1, 1, "grave")
    with pytest.raises(Conflict):
        services.mark(principal, replace(wrong, note="别的"))
    right = services.mark(principal, replace(wrong, id=uuid7(), result="ok", note="", photos=()))
    assert (right.pk, right.result, right.severity) == (first.pk, "ok", "")
    assert closed(principal, row) == 0
    with pytest.raises(Conflict):
        services.mark(principal, replace(wrong, id=uuid7()))
    assert Finding.objects.count() == 0
    assert facts() == [
        "round_stepped", "marked", "marked", "marked", "round_stepped",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"result": "perhaps"}, "result"),
        ({"note": " "}, "note"),
        ({"note": "长" * 501}, "note"),
        ({"note": "a\0b"}, "note"),
        ({"severity": "huge"}, "severity"),
        ({"place_no": CLASS_71}, "place_no"),
        ({"photos": (SHOT,) * 4}, "photo"),
        ({"photos": (services.Shot(b"x"),)}, "photo"),
    ],
)
def test_a_mark_with_a_fault_says_where(
    acting: Acting, changes: dict[str, Any], field: str
) -> None:
    principal = acting("principal")
    with pytest.raises(Invalid) as refused:
        services.mark(principal, bad(begun(principal), **changes))
    assert list(refused.value.fields) == [field]


def test_who_may_walk_a_round(acting: Acting) -> None:
    row = begun(acting("principal"))
    with pytest.raises(Forbidden):
        services.mark(acting("officer"), bad(row))
    with pytest.raises(NotFound):
        services.mark(acting("other_principal"), bad(row))
    with pytest.raises(NotFound):
        services.mark(acting("teacher"), bad(row))
    principal = acting("principal")
    with pytest.raises(NotFound):
        services.mark(principal, bad(row, "no-such-item"))
    with pytest.raises(NotFound):
        begun(acting("other_liaison"))
    with pytest.raises(Forbidden):
        begun(acting("grade_head"), unit_no=CLASS_11)


def test_a_round_is_closed_whole_and_signed_once(acting: Acting) -> None:
    principal = acting("principal")
    row = begun(principal, "water", "gate")
    services.mark(principal, bad(row))
    with pytest.raises(Invalid) as refused:
        services.close(principal, services.Close(uuid7(), row.pk, principal.name))
    assert str(refused.value).startswith("还有 9 项没有查:饮用水: ")
    assert str(refused.value).count(": ") == 5
    for code in ("water", "gate"):
        services.mark_rest(principal, uuid7(), row.pk, code)
    with pytest.raises(Invalid) as refused:
        services.close(principal, services.Close(uuid7(), row.pk, "别人"))
    assert refused.value.fields == {"signed": "other"}
    end = services.Close(uuid7(), row.pk, principal.name, "总体较好")
    assert [services.close(principal, end), services.close(principal, end)] == [1, 1]
    row.refresh_from_db()
    assert (row.state, row.ok, row.bad, row.none, row.notice_no) == ("closed", 9, 1, 0, 1)
    assert (row.signed, rounds.notice_of(row)) == (principal.name, "整改〔2026〕1号")
    assert Mark.objects.filter(by_rest=True).count() == 9


def test_notices_are_numbered_by_the_office_without_a_gap(acting: Acting) -> None:
    numbers = []
    for who, wrong in (
        ("principal", True),
        ("principal", False),
        ("principal", True),
        ("officer", True),
    ):
        actor = acting(who)
        row = begun(actor)
        if wrong:
            services.mark(actor, bad(row))
        closed(actor, row)
        row.refresh_from_db()
        numbers.append(row.notice_no)
    assert numbers == [1, None, 2, 1]


def test_a_danger_does_not_wait_for_the_end(acting: Acting) -> None:
    principal = acting("principal")
    row = begun(principal)
    services.mark(principal, bad(row, danger=True, severity="minor"))
    assert Finding.objects.get().severity == "grave"
    with pytest.raises(Conflict):
        services.mark(principal, replace(bad(row), result="ok"))
    with pytest.raises(Conflict):
        services.drop(principal, row.pk, uuid7(), "不查了")
    assert (closed(principal, row), Finding.objects.count()) == (1, 1)


def test_a_planned_round_is_done_when_it_is_closed(
    acting: Acting, universe: Universe, at: Callable[[str], None]
) -> None:
    officer = acting("officer")
    services.plan(officer, a_plan(universe, units=(PRIMARY,), lists=("water",)))
    row = Round.objects.get()
    services.begin(officer, services.Begin(row.pk))
    assert services.begin(officer, services.Begin(row.pk)) == row.pk
    row.refresh_from_db()
    closed(officer, row)
    assert owed(row.pk) == [("office_round", "done", user(universe, "officer"), False)]
