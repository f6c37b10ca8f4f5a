"""Ids, the clock, numbers, errors and events."""

import datetime as dt
import time
from dataclasses import dataclass
from typing import ClassVar
from uuid import RFC_4122, UUID

import pytest
import time_machine

from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from xiaoan.kernel.events import Event
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole


def test_uuid7_has_its_version_variant_and_time() -> None:
    for _ in range(1000):
        made = uuid7()
        assert (made.version, made.variant) == (7, RFC_4122)
        assert made.int >> 80 == time.time_ns() // 1_000_000


def test_uuid7_sorts_by_time_and_does_not_repeat(morning: time_machine.Traveller) -> None:
    made = []
    for _ in range(200):
        made.append(uuid7())
        morning.shift(dt.timedelta(milliseconds=1))
    assert made == sorted(made)
    assert len({uuid7() for _ in range(10_000)}) == 10_000


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-11-22T15:59:59+00:00", dt.date(2026, 11, 22)),
        ("2026-11-22T16:00:00+00:00", dt.date(2026, 11, 23)),
        ("2026-12-31T16:00:00+00:00", dt.date(2027, 1, 1)),
        ("2028-02-28T16:00:00+00:00", dt.date(2028, 2, 29)),
    ],
)
def test_the_day_begins_at_midnight_in_shanghai(
    morning: time_machine.Traveller, instant: str, day: dt.date
) -> None:
    morning.move_to(dt.datetime.fromisoformat(instant))
    assert clock.today() == day
    assert clock.now().utcoffset() == dt.timedelta(hours=8)


def test_a_shifted_clock_runs_ahead() -> None:
    real = clock.now()
    clock.shift(dt.timedelta(hours=3))
    try:
        assert clock.now() - real == dt.timedelta(hours=3)
    finally:
        clock.shift(dt.timedelta(0))
    assert clock.now() == real


def test_wall_clock_on_a_day() -> None:
    found = clock.at(dt.date(2026, 11, 23), dt.time(8, 20))
    assert found.astimezone(dt.UTC) == dt.datetime(2026, 11, 23, 0, 20, tzinfo=dt.UTC)


def test_each_refusal_has_its_status() -> None:
    kinds = (Refusal, NotFound, Forbidden, Conflict, Invalid)
    assert [kind.status for kind in kinds] == [400, 404, 403, 409, 422]
    assert (Invalid("x").fields, Invalid("x", {"a": "b"}).fields) == ({}, {"a": "b"})


@dataclass(frozen=True, kw_only=True)
class Sampled(Event):
    kind: ClassVar[str] = "tests.sampled"
    who: UUID
    day: dt.date
    at: dt.datetime
    counts: dict[str, int]
    ids: tuple[UUID, ...]
    note: str | None = None


def test_a_payload_is_plain_json_without_chain_and_unit() -> None:
    fact = Sampled(
        school_id=1, unit_no=2, who=UUID(int=7), day=dt.date(2026, 11, 23),
        at=dt.datetime(2026, 11, 23, tzinfo=dt.UTC), counts={"a": 1}, ids=(UUID(int=8),),
    )  # fmt: skip
    assert fact.payload() == {
        "who": str(UUID(int=7)), "day": "2026-11-23", "at": "2026-11-23T00:00:00+00:00",
        "counts": {"a": 1}, "ids": [str(UUID(int=8))], "note": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("17306881", 17306881),
        ("999999999", 999_999_999),
        ("1000000000", -1),
        ("", -1),
        (" 1", -1),
        ("+1", -1),
        ("-1", -1),
        ("1.0", -1),
        ("²", -1),
        ("١", -1),
        ("1_0", -1),
        (7, -1),
        (None, -1),
    ],
)
def test_a_whole_number_is_read_or_is_none(text: object, number: int) -> None:
    assert whole(text, -1) == number
