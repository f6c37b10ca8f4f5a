"""Required, held and gap; versions of the standard by two people."""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from tests.builders import (
    BUILDER,
    CLASS_11,
    COUNTY,
    DAY,
    JUNIOR,
    KINDERGARTEN,
    PRIMARY,
    TOWN,
    Universe,
    enrol,
)
from tests.supplies.stores import MASK, SOON, stocked
from xiaoan.directory.events import RollLoaded
from xiaoan.directory.services import opening
from xiaoan.directory.services.opening import Opening
from xiaoan.journal import services as journal
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.supplies import rules, services, tasks
from xiaoan.supplies.models import Size
from xiaoan.supplies.queries import gaps, holding, standards
from xiaoan.supplies.rules import Need

Acting = Callable[[str], Actor]
SINCE = DAY + dt.timedelta(days=7)


def test_sizes_follow_the_roll(acting: Acting, universe: Universe) -> None:
    enter(BUILDER)
    services.recount(BUILDER)
    sizes = dict(Size.objects.values_list("unit_no", "pupils"))
    assert sizes == {PRIMARY: 30, KINDERGARTEN: 10, JUNIOR: 20}
    assert Size.objects.get(pk=JUNIOR).boarders == 16
    assert list(Size.objects.values_list("gates", "m2").distinct()) == [(None, None)]
    enrol(CLASS_11, 11, "0099")
    assert Size.objects.get(pk=PRIMARY).pupils == 31


def test_observation_rooms_are_those_on_record(acting: Acting) -> None:
    enter(BUILDER)
    services.recount(BUILDER)
    assert Size.objects.get(pk=PRIMARY).rooms is None
    two = Opening(PRIMARY, "observation", ("校门观察室", "一楼观察室"), DAY)
    opening.open_units(BUILDER, uuid7(), two)
    assert Size.objects.get(pk=PRIMARY).rooms == 2
    need = gaps.schools(acting("logistics"), PRIMARY, "normal")[0].gaps["mask_n95"].need
    assert need == Need(10)


def test_a_roll_that_is_read_in_is_counted_by_a_job(acting: Acting, universe: Universe) -> None:
    enter(BUILDER)
    services.recount(BUILDER)
    Size.objects.update(pupils=1)
    facts = [
        RollLoaded(school_id=no, unit_no=no, units=1, pupils=30, staff=0, guardians=0)
        for no in (PRIMARY, JUNIOR)
    ]
    journal.record_many(BUILDER, facts)
    assert Size.objects.get(pk=PRIMARY).pupils == 1
    leave()
    with connection.cursor() as cursor:
        cursor.execute(
            "select args from procrastinate_jobs where task_name = 'supplies.count_schools'"
        )
        [(args,)] = cursor.fetchall()
    assert json.loads(args) == {"school_nos": [PRIMARY, JUNIOR]}
    for _ in range(2):
        tasks.count_schools(**json.loads(args))
    enter(BUILDER)
    assert dict(Size.objects.values_list("unit_no", "pupils")) == {
        PRIMARY: 30, KINDERGARTEN: 1, JUNIOR: 20,
    }  # fmt: skip


def test_a_gap_is_what_the_standard_asks_less_what_is_usable(acting: Acting) -> None:
    enter(BUILDER)
    services.recount(BUILDER)
    keeper = acting("logistics")
    stocked(keeper, quantity="2")
    stocked(keeper, quantity="3", batch="B", expires=SOON)
    [school] = gaps.schools(keeper, PRIMARY, "normal")
    mask = school.gaps[MASK]
    # Thirty pupils, nobody on the staff's roster, one a day for two weeks.
    assert (mask.need, mask.usable, mask.expiring, mask.short) == (Need(420), 250, 150, 170)
    assert {item: one.state for item, one in school.gaps.items() if item in (
        MASK, "forehead_gun", "disinfectant_84", "mop", "face_shield")} == {
        MASK: "short", "forehead_gun": "short", "disinfectant_84": "unknown", "mop": "none",
        "face_shield": "none",
    }  # fmt: skip
    # Nobody has said how many observation rooms there are: neither two nor one.
    assert gaps.schools(keeper, PRIMARY, "I")[0].gaps["suit"].need == Need(3, ("room",))
    with pytest.raises(NotFound):
        gaps.schools(keeper, TOWN, "normal")
    found = gaps.schools(acting("officer"), COUNTY, "normal")
    total = {one.item: one for one in gaps.by_item(found)}
    assert [one.no for one in found] == [PRIMARY, KINDERGARTEN, JUNIOR]
    assert (total[MASK].schools, total[MASK].short_schools) == (3, 2)
    assert (total[MASK].required, total[MASK].usable, total[MASK].short) == (700, 250, 450)
    assert total["mop"] == gaps.ItemTotal("mop", 0, 0, 0, 0, 0, 0)


def test_what_is_held_is_read_without_walking_through_a_table_for_each_balance(
    acting: Acting,
) -> None:
    """The planner takes what the scope lets through for one row; a join would be a loop within a loop."""
    enter(BUILDER)
    given: dict[str, Any] = {"lo": COUNTY, "hi": 2 * COUNTY, "day": DAY, "soon": DAY}
    with connection.cursor() as cursor:
        cursor.execute(f"explain (verbose) {holding._STOCK.format(where=holding._INSIDE)}", given)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert plan.count("Nested Loop") == 0
    # A sub-select that is not hashed is read for each row.
    assert plan.count("= (SubPlan") == 0
    assert plan.count("hashed SubPlan 1") > 0


def test_a_school_that_was_not_counted_is_unknown_not_short(acting: Acting) -> None:
    enter(BUILDER)
    Size.objects.all().delete()
    [school] = gaps.schools(acting("principal"), PRIMARY, "normal")
    assert (school.size, school.with_standard, school.count("short")) == (None, 0, 0)


def draft(**changes: object) -> services.NewDraft:
    return replace(services.NewDraft(uuid7(), "2026 冬季标准", SINCE), **changes)  # type: ignore[arg-type]  # names checked by the dataclass


def test_a_version_is_drafted_compared_and_published_by_two(acting: Acting) -> None:
    enter(BUILDER)
    services.recount(BUILDER)
    officer = acting("officer")
    given = draft()
    assert [services.draft(officer, given) for _ in range(2)] == [given.id] * 2
    with pytest.raises(Conflict):
        services.draft(officer, draft())
    mop = rules.Rule("mop", "class", "1", source="自定:每班一把")
    put = services.Edit(uuid7(), given.id, 0, mop)
    assert [services.edit(officer, put) for _ in range(2)] == [1, 1]
    with pytest.raises(Conflict):
        services.edit(officer, services.Edit(uuid7(), given.id, 0, replace(mop, amount="2")))
    with pytest.raises(Invalid) as refused:
        services.edit(officer, services.Edit(uuid7(), given.id, 1, replace(mop, amount="-1")))
    assert refused.value.fields == {"amount": "invalid"}
    found = standards.version(given.id)
    assert [(one.rule.item, one.added) for one in standards.differences(standards.in_force(), found)] == [
        ("mop", True)
    ]  # fmt: skip
    then = gaps.by_item(gaps.schools(officer, COUNTY, "normal", found.rules))
    assert {one.item: one.short_schools for one in then}["mop"] == 3
    services.ask(officer, given.id, 1)
    with pytest.raises(Conflict):
        services.publish(officer, given.id)
    services.publish(acting("leader"), given.id)
    assert standards.in_force() == standards.SHIPPED
    assert standards.in_force(SINCE).id == given.id
    assert standards.in_force(SINCE).is_ours
    with pytest.raises(Conflict):
        services.edit(acting("officer"), services.Edit(uuid7(), given.id, 1, None, 0))


def test_bad_drafts_say_what_is_wrong(acting: Acting) -> None:
    officer = acting("officer")
    for changes, field in (
        ({"since": DAY}, "since"), ({"since": DAY + dt.timedelta(days=999)}, "since"),
        ({"title": " "}, "title"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            services.draft(officer, draft(**changes))
        assert list(refused.value.fields) == [field]
    for login, refusal in (("liaison", NotFound), ("principal", NotFound)):
        with pytest.raises(refusal):
            services.draft(acting(login), draft())
    assert Forbidden.status == 403
