"""Doubts of past days, places drawn, a second person's look and what comes of it, a word to it."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
import time_machine

from tests.builders import BUILDER, COUNTY, DAY, MORNING, PRIMARY, Universe
from tests.hygiene.days import (
    CORRIDOR,
    ROOM,
    TOILET,
    due,
    figures,
    laid_out,
    places,
    plan,
    recount,
    round_faults,
    told,
    usual,
)
from xiaoan.duties.models import Deputising, Duty
from xiaoan.hygiene import services, tasks
from xiaoan.hygiene.models import Check, Doubt, Draw, Place, Record, SchoolDay, Statement
from xiaoan.hygiene.queries import logs, truth
from xiaoan.hygiene.services.doubting import Found
from xiaoan.journal.models import Entry
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, everywhere

Acting = Callable[[str], Actor]
At = Callable[[str], None]
Later = Callable[..., None]
TOMORROW = DAY + dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def day_laid_out(db: None, at: At) -> None:
    plan(places())
    laid_out()
    at("16:00")


def pressed(
    acting: Acting, name: str = TOILET, task: str = "surface", who: str = "logistics"
) -> Record:
    """Done as planned, by one tap."""
    actor = acting(who)
    kept = services.record(actor, usual(due(name, task)))
    with everywhere("tests"):
        return Record.objects.get(pk=kept.record_ids[0])


def looked(record: Record, result: str = "untrue", **changes: Any) -> services.Looked:
    plain: dict[str, Any] = {
        "id": uuid7(), "place_id": record.place_id, "record_id": record.pk, "result": result,
        "how": "site", "note": "地面是干的,没有气味。",
    }  # fmt: skip
    return services.Looked(**{**plain, **changes})


def fact_of(kind: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Entry.objects.get(kind=kind).body)
    return found


def row_of_day(day: dt.date = DAY) -> dict[str, int]:
    with everywhere("tests"):
        row = SchoolDay.objects.get(unit_no=PRIMARY, day=day)
        return {name: getattr(row, name) for name in ("doubtful", "drawn", "checked", "untrue")}


def state_of(name: str = TOILET, task: str = "surface") -> str:
    one = due(name, task)
    return one.state


@pytest.fixture
def tomorrow(morning: time_machine.Traveller) -> Later:
    """`tomorrow("10:00")`: move the clock there, a day later (or more)."""

    def move(time: str, days: int = 1) -> None:
        hour, minute = map(int, time.split(":"))
        day = MORNING + dt.timedelta(days=days)
        morning.move_to(day.replace(hour=hour, minute=minute))

    return move


def night(tomorrow: Later) -> int:
    tomorrow("02:40")
    enter(BUILDER)
    services.close_days(BUILDER)
    with everywhere("tests"):
        wanted = services.days_to_look_at()
    assert wanted == [(PRIMARY, DAY)]
    found = services.look_at(BUILDER, PRIMARY, DAY)
    return len(services.draw_for(BUILDER, PRIMARY, DAY, found, seed="s"))


def test_what_was_pressed_before_its_time_is_worth_a_look(
    acting: Acting, at: At, tomorrow: Later
) -> None:
    at("14:00")
    record = pressed(acting)
    at("16:10")
    honest = pressed(acting, CORRIDOR, "rails")
    assert night(tomorrow) == 1
    with everywhere("tests"):
        rows = list(Doubt.objects.values_list("record_id", "what", "weight", "facts"))
    assert rows == [(record.pk, "early", 998, {"minutes": 90})]
    assert row_of_day() == {"doubtful": 1, "drawn": 1, "checked": 0, "untrue": 0}
    assert truth.reasons_of([honest.pk]) == {}
    fact = fact_of("hygiene.records_doubted")
    assert (fact["records"], fact["doubtful"]) == (2, 1)


def test_a_second_night_changes_nothing(acting: Acting, at: At, tomorrow: Later) -> None:
    at("14:00")
    pressed(acting)
    assert night(tomorrow) == 1
    before = row_of_day()
    found = services.look_at(BUILDER, PRIMARY, DAY)
    assert services.draw_for(BUILDER, PRIMARY, DAY, found) == []
    assert row_of_day() == before
    assert (Doubt.objects.count(), Draw.objects.count()) == (1, 1)
    assert Entry.objects.filter(kind="hygiene.records_doubted").count() == 1


def test_the_task_of_the_night(acting: Acting, at: At, tomorrow: Later) -> None:
    at("14:00")
    pressed(acting)
    tomorrow("02:40")
    assert tasks.look_at_records.func(0) == 1


def test_a_late_entry_is_looked_at_by_rule(acting: Acting, at: At, tomorrow: Later) -> None:
    tomorrow("09:00")
    record = pressed(acting)
    tomorrow("02:40", 2)
    services.look_at(BUILDER, PRIMARY, DAY)
    assert [one.what for one in truth.reasons_of([record.pk])[record.pk]] == ["after_day"]


def test_who_had_somebody_stand_in_is_away(acting: Acting, universe: Universe) -> None:
    pressed(acting)
    with everywhere("tests"):
        Deputising.objects.create(
            school_id=PRIMARY, unit_no=PRIMARY, from_id=universe.users["logistics"].pk,
            to_id=universe.users["doctor"].pk, since=DAY, until=TOMORROW, state="agreed",
            asked_at=clock.now(), answered_at=clock.now(),
        )  # fmt: skip
        read = logs.logs_of(PRIMARY, DAY)
    assert [one.away for one in read.day] == [True]


def test_every_open_place_may_be_drawn_and_the_doer_is_not_asked(
    acting: Acting, at: At, tomorrow: Later, universe: Universe
) -> None:
    record = pressed(acting, who="doctor")
    tomorrow("02:40")
    enter(BUILDER)
    with everywhere("tests"):
        place_ids = set(Place.objects.values_list("id", flat=True))
    drawn: set[UUID] = set()
    for n in range(40):
        rows = services.draw_for(
            BUILDER, PRIMARY, DAY, Found({record.pk: record}, {record.pk: 0.0}), seed=str(n)
        )
        drawn |= {one.place_id for one in rows}
        if rows[0].record_id:
            duty = Duty.objects.get(about_id=rows[0].pk)
            assert duty.assignee_id == universe.users["principal"].pk
            assert duty.deputy_id == universe.users["liaison"].pk
        Duty.objects.filter(kind="hygiene.check").delete()
        Draw.objects.all().delete()
    assert drawn == place_ids


def test_the_seed_is_kept_and_gives_the_same_again(acting: Acting, at: At, tomorrow: Later) -> None:
    pressed(acting)
    night(tomorrow)
    fact = fact_of("hygiene.places_drawn")
    assert (fact["seed"], fact["candidates"], fact["places"]) == ("s", 3, 1)
    duty = Duty.objects.get(kind="hygiene.check")
    assert (duty.day, duty.state) == (TOMORROW, "open")


def test_untrue_counts_as_missed_and_both_stay(acting: Acting, at: At, tomorrow: Later) -> None:
    record = pressed(acting)
    assert state_of() == "done"
    night(tomorrow)
    tomorrow("10:00")
    doctor = acting("doctor")
    made = services.check(doctor, looked(record))
    enter(BUILDER)
    assert state_of() == "missed"
    assert row_of_day()["untrue"] == 1
    assert figures() == recount()
    assert [one.result for one in truth.checks_of(doctor, record.root_id)] == ["untrue"]
    assert Record.objects.filter(pk=record.pk).exists()
    fact = fact_of("hygiene.place_checked")
    assert (fact["check_id"], fact["result"], fact["held"]) == (str(made.pk), "untrue", "untrue")


def test_the_same_day_it_is_due_again(acting: Acting, at: At) -> None:
    record = pressed(acting)
    at("16:30")
    services.check(acting("principal"), looked(record))
    enter(BUILDER)
    assert state_of() == "due"
    assert round_faults() == []
    at("17:00")
    pressed(acting)
    assert state_of() == "done"
    assert figures() == recount()


def test_another_may_hold_it_true_again(acting: Acting, at: At) -> None:
    record = pressed(acting)
    at("16:30")
    services.check(acting("principal"), looked(record))
    at("16:31")
    services.check(acting("doctor"), looked(record, "true", note=""))
    enter(BUILDER)
    assert state_of() == "done"
    assert row_of_day()["untrue"] == 0
    at("16:32")
    services.check(acting("liaison"), looked(record, "unclear", note="已经放学,看不出来。"))
    enter(BUILDER)
    assert state_of() == "done"
    assert figures() == recount()


def test_a_correction_does_not_get_away_from_it(acting: Acting, at: At) -> None:
    record = pressed(acting)
    at("16:30")
    services.check(acting("principal"), looked(record))
    at("16:40")
    mended = services.Mended(uuid7(), record.pk, "时间记错了", told(strength=500))
    services.mend(acting("logistics"), mended)
    enter(BUILDER)
    assert state_of() == "due"


def test_true_takes_the_doubt_off_the_count(acting: Acting, at: At, tomorrow: Later) -> None:
    at("14:00")
    record = pressed(acting)
    night(tomorrow)
    tomorrow("10:00")
    assert row_of_day()["doubtful"] == 1
    services.check(acting("doctor"), looked(record, "true", note="", how="strip", measured=480))
    enter(BUILDER)
    assert row_of_day()["doubtful"] == 0
    assert [one.what for one in truth.reasons_of([record.pk])[record.pk]] == ["early"]


def test_a_drawn_place_is_done_by_the_look(acting: Acting, at: At, tomorrow: Later) -> None:
    at("14:00")
    pressed(acting)
    night(tomorrow)
    tomorrow("10:00")
    doctor = acting("doctor")
    draw = Draw.objects.get()
    sent = services.Looked(
        uuid7(), draw.place_id, "true", "site", record_id=draw.record_id, draw_id=draw.pk
    )
    assert services.check(doctor, sent) == services.check(doctor, sent)
    enter(BUILDER)
    assert (Duty.objects.get(about_id=draw.pk).state, Check.objects.count()) == ("done", 1)
    assert row_of_day()["checked"] == 1
    with pytest.raises(Conflict):
        services.check(
            acting("doctor"), services.Looked(**{**sent.__dict__, "result": "untrue", "note": "x"})
        )


def test_nobody_looks_after_themselves(acting: Acting) -> None:
    record = pressed(acting, who="doctor")
    with pytest.raises(Forbidden):
        services.check(acting("doctor"), looked(record))
    assert Check.objects.count() == 0


@pytest.mark.parametrize("who", ["logistics", "teacher", "canteen"])
def test_who_only_cleans_does_not_check(acting: Acting, who: str) -> None:
    record = pressed(acting, ROOM, "air", "teacher") if who == "teacher" else pressed(acting)
    with pytest.raises(Forbidden):
        services.check(acting(who), looked(record))


@pytest.mark.parametrize("who", ["other_principal", "other_liaison", "guardian", "keeper"])
def test_of_another_school_there_is_nothing(acting: Acting, who: str) -> None:
    record = pressed(acting)
    with pytest.raises(NotFound):
        services.check(acting(who), looked(record))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"result": "maybe"}, "result"), ({"how": "guess"}, "how"), ({"note": " "}, "note"),
        ({"how": "strip"}, "measured"), ({"measured": 60_000}, "measured"),
        ({"note": "长" * 201}, "note"), ({"note": "a\0"}, "note"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_at_its_field(
    acting: Acting, changes: dict[str, Any], field: str
) -> None:
    record = pressed(acting)
    with pytest.raises(Invalid) as refused:
        services.check(acting("doctor"), looked(record, **changes))
    assert list(refused.value.fields) == [field]


def test_whoever_told_it_says_something_once(acting: Acting, at: At) -> None:
    record = pressed(acting)
    at("16:30")
    made = services.check(acting("principal"), looked(record))
    keeper = acting("logistics")
    assert [one.check_id for one in truth.to_state(keeper)] == [made.pk]
    pk = uuid7()
    services.state(keeper, pk, made.pk, "下课后有人用过水,地面已干。")
    services.state(keeper, pk, made.pk, "下课后有人用过水,地面已干。")
    assert truth.to_state(keeper) == []
    [seen] = truth.checks_of(acting("principal"), record.root_id)
    assert seen.statement == "下课后有人用过水,地面已干。"
    assert bytes(Statement.objects.get().words).find("地面".encode()) == -1
    with pytest.raises(Conflict):
        services.state(acting("logistics"), uuid7(), made.pk, "另一句")
    with pytest.raises(Forbidden):
        services.state(acting("doctor"), uuid7(), made.pk, "不是我的")
    with pytest.raises(NotFound):
        services.state(acting("other_principal"), uuid7(), made.pk, "不是我的")


def test_the_list_of_what_is_worth_a_look(acting: Acting, at: At, tomorrow: Later) -> None:
    at("14:00")
    record = pressed(acting)
    night(tomorrow)
    total, [one] = truth.worth(acting("principal"), (PRIMARY, PRIMARY + 4096), [DAY])
    assert (total, one.record_id, one.place, one.held) == (1, record.pk, TOILET, "")
    assert truth.worth(acting("logistics"), (PRIMARY, PRIMARY + 4096), [DAY]) == (0, [])
    assert truth.worth(acting("other_principal"), (PRIMARY, PRIMARY + 4096), [DAY]) == (0, [])
    assert truth.worth(acting("officer"), (COUNTY, COUNTY + 2**24), [DAY])[0] == 1


def test_only_the_system_looks_and_draws(acting: Acting) -> None:
    leader = acting("leader")
    with pytest.raises(Forbidden):
        services.look_at(leader, PRIMARY, DAY)
    with pytest.raises(Forbidden):
        services.draw_for(leader, PRIMARY, DAY, Found({}, {}))
