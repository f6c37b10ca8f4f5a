"""Slots, households and passes, without a database."""

import datetime as dt
from collections import Counter
from uuid import UUID

from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from bench import arrivals as bench
from xiaoan.arrivals.rules import desk, families, passes, setting, solving

DAY, NEXT = dt.date(2026, 11, 30), dt.date(2026, 12, 1)


def school(**changed: object) -> setting.Setting:
    values: dict[str, object] = {
        "gates": (setting.Gate("东门", 1), setting.Gate("南门", 1)), "seconds_each": 120,
        "first": dt.time(7), "last": dt.time(8), "minutes": 20, "days": ((64, DAY), (128, DAY)),
    }  # fmt: skip
    return setting.Setting(**{**values, **changed})  # type: ignore[arg-type]  # by name


def pupils(*sizes: int, boarder: bool = False) -> list[families.Pupil]:
    """Classes of these sizes; even ones in grade 64, odd ones in grade 128."""
    return [
        families.Pupil(
            UUID(int=n * 100 + seat), 65 + n + (n % 2) * 63, 64 * (1 + n % 2), seat, boarder
        )
        for n, size in enumerate(sizes)
        for seat in range(1, size + 1)
    ]


def solved(
    one: setting.Setting, people: list[families.Pupil], *pairs: tuple[UUID, UUID]
) -> solving.Solved:
    kin = families.households(people, pairs)
    return solving.solve(one, families.groups(people, kin, one.day_of), 5)


def test_a_slot_receives_desks_times_minutes_by_the_time_of_one() -> None:
    assert setting.capacity(3, 20, 20) == 180
    assert setting.capacity(1, 20, 90) == 13
    assert [(one[0].hour, one[0].minute) for one in setting.times(school())] == [
        (7, 0),
        (7, 20),
        (7, 40),
    ]


def test_a_setting_is_read_as_it_was_kept() -> None:
    one = school(
        buses=(setting.Bus(70, dt.time(7, 30), 50, 1),), boarders_until=dt.time(7, 20), bring="水杯"
    )
    assert setting.read(setting.kept(one)) == one


def test_households_join_over_several_guardians() -> None:
    people = pupils(4)
    a, b, c, d = (one.id for one in people)
    assert families.households(people, [(a, b), (b, c)]) == {a: 1, b: 1, c: 1}
    assert families.households(people, [(a, UUID(int=9)), (c, d)]) == {c: 1, d: 1}


@settings(max_examples=15)
@drawn(
    st.lists(st.integers(1, 12), min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(0, 59), st.integers(0, 59)), max_size=8),
)
def test_everybody_is_inside_capacity_and_households_are_together(
    sizes: list[int], pairs: list[tuple[int, int]]
) -> None:
    people, one = pupils(*sizes), school()
    ids = [each.id for each in people]
    found = solved(one, people, *((ids[a % len(ids)], ids[b % len(ids)]) for a, b in pairs))
    used = Counter(found.placed.values())
    assert all(used[no] <= cell.capacity for no, cell in enumerate(found.cells))
    assert set(found.placed) | set(found.unplaced) == set(ids)
    assert set(found.placed) & set(found.unplaced) == set()
    # There is room for sixty; only a household that fits nowhere whole is left.
    kin = families.households(people, [(ids[a % len(ids)], ids[b % len(ids)]) for a, b in pairs])
    for number in set(kin.values()):
        members = [who for who in ids if kin.get(who) == number]
        assert len({found.placed.get(who) for who in members}) == 1


def test_what_does_not_fit_is_left_with_the_reason_and_it_is_as_few_as_can_be() -> None:
    found = solved(school(), pupils(40, 30))
    assert (len(found.placed), set(found.unplaced.values())) == (60, {"full"})
    assert len(found.unplaced) == 10


def test_spread_even_under_the_capacity() -> None:
    found = solved(school(), pupils(15, 15))
    used = Counter(found.placed.values())
    assert sorted(used.values()) == [5] * 6
    assert found.fullest == 0.5


def test_without_a_day_without_a_bus_and_without_a_seat() -> None:
    people = [
        families.Pupil(UUID(int=n), 65, grade, n, False, line)
        for n, grade, line in ((1, 64, 70), (2, 64, 70), (3, 64, 70), (4, 64, 71), (5, 192, 0))
    ]  # fmt: skip
    one = school(buses=(setting.Bus(70, dt.time(7, 30), 2, 1),))
    found = solved(one, people)
    assert found.unplaced == {UUID(int=3): "bus_full", UUID(int=4): "no_bus", UUID(int=5): "no_day"}
    assert {(found.cells[no].begins, found.cells[no].gate) for no in found.placed.values()} == {
        (dt.time(7, 20), 1)
    }


def test_boarders_come_before_the_hour_and_all_others_after_it() -> None:
    people = [
        *pupils(5),
        *(families.Pupil(UUID(int=900 + n), 65, 64, 20 + n, True) for n in range(5)),
    ]
    found = solved(school(boarders_until=dt.time(7, 20)), people)
    early = {who for who, no in found.placed.items() if found.cells[no].begins == dt.time(7)}
    assert early == {UUID(int=900 + n) for n in range(5)}
    late = solved(school(boarders_until=dt.time(7, 10)), people)
    assert set(late.unplaced.values()) == {"no_window"}


def test_who_stays_is_not_moved() -> None:
    people, one = pupils(8, 8), school()
    first = solved(one, people)
    groups = families.groups(
        [*people, families.Pupil(UUID(int=990), 65, 64, 30, False)], {}, one.day_of
    )
    again = solving.solve(one, groups, 5, first.placed)
    assert {who: no for who, no in again.placed.items() if who.int != 990} == first.placed
    assert UUID(int=990) in again.placed


def test_three_thousand_at_three_gates_nearly_full() -> None:
    given, groups, kin = bench.world(3000)
    tight = setting.Setting(
        given.gates, 34, given.first, given.last, given.minutes, given.days, given.buses
    )
    found = solving.solve(tight, groups, 20)
    used = Counter(found.placed.values())
    assert all(used[no] <= cell.capacity for no, cell in enumerate(found.cells))
    assert found.seconds < bench.LIMIT_SECONDS
    assert found.fullest > 0.9
    for group in groups:
        assert len({found.placed.get(one.id) for one in group.members}) == 1
    assert kin


def test_a_pass_names_nobody_and_opens_only_with_its_signature() -> None:
    who, ends = UUID(int=1 << 100), dt.datetime(2026, 12, 8, tzinfo=dt.UTC)
    signed = passes.body(who, ends)
    text = passes.token(signed, b"0123456789abcdef")
    assert len(text) == 52
    assert (text.isascii(), text.isalnum(), text) == (True, True, text.upper())
    parts = passes.split(f" {text.lower()} ")
    assert parts is not None
    assert passes.opened(*parts, b"0123456789abcdef") == passes.Pass(who, ends)
    assert passes.opened(*parts, b"x123456789abcdef") is None
    for other in ("", "XA", "XA!!", text[:-2], "YB" + text[2:], "A" * 500, "王小明"):
        assert passes.split(other) is None


def test_when_a_child_came_by_its_slot() -> None:
    due = desk.Due(DAY, dt.time(8), dt.time(8, 20))

    def at(hour: int, minute: int, day: dt.date = DAY) -> str:
        return desk.timing(due, dt.datetime.combine(day, dt.time(hour, minute)))

    assert [at(7, 49), at(7, 50), at(8, 30), at(8, 31), at(8, 0, NEXT)] == [
        "early", "on_time", "on_time", "late", "wrong_day",
    ]  # fmt: skip
    assert desk.timing(None, dt.datetime.combine(DAY, dt.time(8))) == "unplanned"
