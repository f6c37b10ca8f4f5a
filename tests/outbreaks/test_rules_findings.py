"""The statutory class rule on small tables of cases: every reading of docs/rules.md."""

import datetime as dt

import pytest

from xiaoan.outbreaks import rules
from xiaoan.outbreaks.rules import Counted, Finding, RunningSignal, Sighting

MONDAY = dt.date(2026, 11, 23)
ONE_DAY, THREE_DAYS = rules.rule_book().rule("N-01a"), rules.rule_book().rule("N-01b")
GI = frozenset({"GI"})
CLASS, OTHER_CLASS, ROOM, OTHER_ROOM = 1281, 1282, 256, 257
NORTH = dt.timezone(dt.timedelta(hours=8))


def day(offset: int) -> dt.date:
    """Days from a Monday: 0 Monday, -3 Friday, -1 Sunday."""
    return MONDAY + dt.timedelta(days=offset)


def seen(
    person: str,
    on: int = 0,
    onset: int | None = None,
    *,
    unit: int = CLASS,
    room: int | None = None,
    groups: frozenset[str] = GI,
) -> Sighting:
    return Sighting(person, unit, room, day(on), None if onset is None else day(onset), groups)


def children(names: str, on: int = 0, unit: int = CLASS) -> list[Sighting]:
    """One sighting each, onset on the day."""
    return [seen(name, on, on, unit=unit) for name in names]


def people(finding: Finding) -> str:
    return "".join(str(each.person) for each in finding.people)


def found(sightings: list[Sighting], on: int = 0) -> list[tuple[str, str, int, str, str]]:
    """(rule, level, unit, syndrome, people) of both rules."""
    return [
        (each.rule_id, each.level, each.unit_no, each.syndrome, people(each))
        for each in rules.evaluate_days([ONE_DAY, THREE_DAYS], sightings, [day(on)])
    ]


A, B = ("N-01a", "class", CLASS, "GI"), ("N-01b", "class", CLASS, "GI")


@pytest.mark.parametrize(
    ("sightings", "expected"),
    [
        pytest.param(children("ab"), [], id="two"),
        pytest.param(children("abc"), [(*A, "abc")], id="three"),
        pytest.param(children("ab", -1) + children("cd"), [], id="four in two days"),
        pytest.param(
            children("ab", -2) + children("c", -1) + children("de"), [(*B, "abcde")], id="five"
        ),
        pytest.param(
            children("ab", -3) + children("c", -1) + children("de"), [], id="fourth day back"
        ),
        pytest.param(
            children("ab", -1) + children("cde"), [(*A, "cde"), (*B, "abcde")], id="both rules"
        ),
        pytest.param(children("abc", -1), [], id="yesterday is not one day"),
        pytest.param(children("abc", 1), [], id="nor is tomorrow"),
        pytest.param(children("abb"), [], id="same child in two roll-calls of a day"),
        pytest.param(
            children("ab", -1) + children("ab") + children("c"), [], id="same child on two days"
        ),
        pytest.param(
            [*children("ab"), seen("c", 0, 0, groups=frozenset({"RASH"}))], [], id="not similar"
        ),
        pytest.param(
            [seen(name, groups=frozenset({"COUGH"})) for name in "abcdef"], [], id="coughs are off"
        ),
        pytest.param(
            [seen(name, groups=frozenset({"OTHER"})) for name in "abcdef"],
            [],
            id="other is nothing",
        ),
        pytest.param(
            [seen(name, groups=frozenset({"UNSPECIFIED"})) for name in "abcdef"], [], id="not asked"
        ),
        pytest.param([*children("ab"), seen("c", 0, 0, unit=OTHER_CLASS)], [], id="two classes"),
    ],
)
def test_boundaries(
    sightings: list[Sighting], expected: list[tuple[str, str, int, str, str]]
) -> None:
    assert found(sightings) == expected


def test_a_flu_class_ticked_differently_is_one_group() -> None:
    fever, flu = frozenset({"FEVER"}), frozenset({"FEVER", "RESP"})
    class_rows = [seen("a", 0, 0, groups=fever), *[seen(n, 0, 0, groups=flu) for n in "bc"]]

    assert found(class_rows) == [("N-01a", "class", CLASS, "FEVER", "abc")]


def test_window_and_citation_are_carried() -> None:
    (finding,) = rules.evaluate(THREE_DAYS, children("ab", -2) + children("cde"), day(0))

    assert finding == Finding(
        rule_id="N-01b",
        rule_version="2026.11",
        basis="卫办疾控发〔2006〕65号",
        status="confirmed",
        severity="report",
        level="class",
        unit_no=CLASS,
        syndrome="GI",
        day=day(0),
        window_from=day(-2),
        window_to=day(0),
        people=(
            Counted("a", day(-2), True),
            Counted("b", day(-2), True),
            Counted("c", day(0), True),
            Counted("d", day(0), True),
            Counted("e", day(0), True),
        ),
        days_reported=0,
        days_due=0,
        deadline_hours=24,
        deadline_text="",
        to=("county_cdc", "edu_bureau"),
        continues_within_days=10,
    )
    assert finding.cases == 5


# --- onset ---------------------------------------------------------------------------------------


def test_onset_counts_and_not_the_day_of_the_roll_call() -> None:
    absent_since_sunday = [seen(name, 0, -1) for name in "abc"]

    assert found(absent_since_sunday) == []
    assert found(absent_since_sunday, -1) == [(*A, "abc")]


def test_the_weekend_is_inside_the_window() -> None:
    friday, sunday = children("ab", -3), [seen(name, 0, -1) for name in "cde"]

    assert found(friday + sunday, -1) == [(*A, "cde"), (*B, "abcde")]
    assert found(friday + sunday, 0) == []  # on Monday the window is Saturday to Monday


def test_without_an_onset_the_first_sighting_counts_and_is_flagged() -> None:
    rows = [*children("ab", -1), seen("c", -1), seen("c", 0)]
    (finding,) = rules.evaluate(ONE_DAY, rows, day(-1))

    assert finding.people == (
        Counted("a", day(-1), True),
        Counted("b", day(-1), True),
        Counted("c", day(-1), False),
    )


@pytest.mark.parametrize(
    ("reported_on", "onset"),
    [
        pytest.param([], -4, id="silence does not end an illness"),
        pytest.param([-2], 0, id="a report without the child does"),
        pytest.param([-4, 0], -4, id="reports of the days it was seen do not"),
    ],
)
def test_the_present_episode(reported_on: list[int], onset: int) -> None:
    reported = frozenset((CLASS, day(each)) for each in reported_on)
    (case,) = rules.cases_of([seen("a", -4), seen("a", 0)], reported)[-1:]

    assert (case.onset, case.onset_known) == (day(onset), False)


def test_another_class_reporting_does_not_end_an_illness() -> None:
    reported = frozenset({(OTHER_CLASS, day(-2))})
    (case,) = rules.cases_of([seen("a", -4), seen("a", 0)], reported)
    assert case.onset == day(-4)


def test_the_latest_statement_of_the_onset_holds() -> None:
    (case,) = rules.cases_of([seen("a", -2, -2), seen("a", -1, -4), seen("a", 0)], frozenset())
    assert (case.onset, case.onset_known) == (day(-4), True)


@pytest.mark.parametrize(
    "sightings",
    [
        pytest.param([seen("a", -1, 3)], id="after it was seen"),
        pytest.param([seen("a", -1), seen("a", 0, 0)], id="after it was first seen"),
    ],
)
def test_an_onset_that_cannot_be_is_read_as_unknown(sightings: list[Sighting]) -> None:
    (case,) = rules.cases_of(sightings, frozenset())
    assert (case.onset, case.onset_known) == (day(-1), False)


def test_entering_today_every_day_makes_no_new_case() -> None:
    rows = [
        seen(name, on, on) for on, names in ((-2, "a"), (-1, "ab"), (0, "abc")) for name in names
    ]
    assert found(rows) == []


def test_asked_later_is_the_same_illness() -> None:
    unasked = seen("a", -1, groups=frozenset({"UNSPECIFIED"}))
    (case,) = rules.cases_of([unasked, seen("a", 0)], frozenset())
    assert (case.syndrome, case.onset) == ("GI", day(-1))


def test_an_old_cough_does_not_carry_todays_vomiting_away() -> None:
    rows = [seen("a", -9, -9, groups=frozenset({"COUGH"})), seen("a", 0)]
    onsets = {case.syndrome: case.onset for case in rules.cases_of(rows, frozenset())}
    assert onsets == {"COUGH": day(-9), "GI": day(0)}


def test_of_two_illnesses_with_one_onset_the_stated_one_is_shown() -> None:
    two_illnesses = [seen("c", 0), seen("c", 3, 0)]
    well_between = frozenset({(CLASS, day(1))})
    (finding,) = rules.evaluate(
        ONE_DAY, children("ab") + two_illnesses, day(0), reported=well_between
    )
    assert [each.onset_known for each in finding.people] == [True, True, True]


def test_only_the_days_asked_for() -> None:
    findings = rules.evaluate_days([ONE_DAY], children("abc", 1), [day(0), day(2), day(0)])
    assert findings == []
    assert rules.evaluate_days([ONE_DAY], children("abc", 1), []) == []


def test_correcting_an_onset_moves_the_case() -> None:
    before = children("abc")
    after = [*children("ab"), seen("c", 0, -1)]

    assert (found(before), found(after)) == ([(*A, "abc")], [])


# --- class and dormitory -------------------------------------------------------------------------


def test_class_and_dormitory_are_both_counted_and_one_event() -> None:
    rows = [
        seen("a", 0, 0, room=ROOM),
        seen("b", 0, 0, room=ROOM),
        seen("c", 0, 0),
        seen("d", 0, 0, unit=OTHER_CLASS, room=ROOM),
        *[seen(name, 0, 0, unit=1400) for name in "xyz"],
    ]
    findings = rules.evaluate(ONE_DAY, rows, day(0))

    assert [(each.level, each.unit_no, people(each)) for each in findings] == [
        ("class", CLASS, "abc"),
        ("class", 1400, "xyz"),
        ("dormitory", ROOM, "abd"),
    ]
    assert rules.same_event(findings) == ((findings[0], findings[2]), (findings[1],))


def test_events_join_through_a_third_finding() -> None:
    rows = [
        *[seen(name, 0, 0, unit=1300, room=ROOM) for name in "abc"],
        *[seen(name, 0, 0, unit=1400, room=OTHER_ROOM) for name in "xyz"],
        seen("m", 0, 0, unit=1300, room=OTHER_ROOM),
    ]
    findings = rules.evaluate(ONE_DAY, rows, day(0))

    assert rules.same_event(findings) == (tuple(findings),)
    assert rules.same_event([]) == ()


def test_after_a_transfer_each_class_counts_the_child_once() -> None:
    moved = [seen("c", -1, -1), seen("c", 0, unit=OTHER_CLASS)]
    rows = children("ab", -1) + children("de", -1, OTHER_CLASS) + moved
    (old, new) = rules.evaluate(ONE_DAY, rows, day(-1))

    assert (old.unit_no, people(old)) == (CLASS, "abc")
    assert (new.unit_no, people(new)) == (OTHER_CLASS, "cde")


def test_a_child_that_moves_room_counts_once_in_each() -> None:
    rows = [
        seen("a", -1, -1, room=ROOM),
        seen("a", 0, room=OTHER_ROOM),
        *[seen(name, -1, -1, unit=1400, room=ROOM) for name in "bc"],
        *[seen(name, 0, 0, unit=1401, room=OTHER_ROOM) for name in "defg"],
    ]
    dormitories = [
        (each.rule_id, each.unit_no, people(each))
        for each in rules.evaluate_days([ONE_DAY, THREE_DAYS], rows, [day(-1), day(0)])
        if each.level == "dormitory"
    ]
    assert dormitories == [
        ("N-01a", ROOM, "abc"),
        ("N-01a", OTHER_ROOM, "defg"),
        ("N-01b", OTHER_ROOM, "adefg"),
    ]


# --- silence -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "reported", "expected"),
    [
        pytest.param([-2, -1, 0], [-2, -1, 0], (3, 3, False), id="a zero is a report"),
        pytest.param([-2, -1, 0], [0], (1, 3, True), id="silence is not"),
        pytest.param([0], [0], (1, 1, False), id="nothing is due on Saturday and Sunday"),
        pytest.param([0], [-1, 0], (1, 1, False), id="reported though not due"),
        pytest.param([], [], (0, 0, False), id="unknown"),
        pytest.param([-9, 0, 9], [-9, 9], (0, 1, True), id="days outside the window"),
    ],
)
def test_days_reported_of_days_due(
    due: list[int], reported: list[int], expected: tuple[int, int, bool]
) -> None:
    (finding,) = rules.evaluate(
        THREE_DAYS,
        children("abcde"),
        day(0),
        due=frozenset((CLASS, day(each)) for each in due),
        reported=frozenset((CLASS, day(each)) for each in reported),
    )
    assert (finding.days_reported, finding.days_due, finding.is_lower_bound) == expected


def test_a_dormitory_speaks_through_the_classes_of_its_people() -> None:
    rows = [
        seen(name, 0, 0, unit=unit, room=ROOM) for name, unit in zip("abc", (5, 5, 6), strict=True)
    ]
    due = frozenset({(5, day(0)), (6, day(0)), (7, day(0))})

    def coverage(reported: set[tuple[int, dt.date]], extra: set[tuple[int, dt.date]]) -> object:
        (finding,) = rules.evaluate(ONE_DAY, rows, day(0), due=due | extra, reported=reported)
        return finding.days_reported, finding.days_due

    assert coverage({(5, day(0)), (6, day(0))}, set()) == (1, 1)
    assert coverage({(5, day(0)), (7, day(0))}, set()) == (0, 1)
    assert coverage({(ROOM, day(0))}, {(ROOM, day(0))}) == (1, 1)


# --- running signals and clocks ------------------------------------------------------------------


def signal(on: int = 0, **other: object) -> RunningSignal:
    fields = {"rule_id": "N-01a", "unit_no": CLASS, "syndrome": "GI", "people": frozenset("abc")}
    return RunningSignal(**(fields | {"day": day(on)} | other))  # type: ignore[arg-type]  # a builder


@pytest.mark.parametrize(
    ("running", "expected"),
    [
        (signal(0), True),
        (signal(-8), True),  # one day of window and seven of continuation
        (signal(-9), False),
        (signal(8), True),  # a late correction completed an earlier day
        (signal(9), False),
        (signal(0, unit_no=OTHER_CLASS), False),
        (signal(0, syndrome="RASH"), False),
        (signal(0, rule_id="N-01b"), False),
    ],
)
def test_growth_is_not_a_new_signal(running: RunningSignal, expected: bool) -> None:
    (finding,) = rules.evaluate(ONE_DAY, children("abc"), day(0))
    assert rules.is_continuation(finding, running) is expected


def test_only_people_not_counted_before_are_news() -> None:
    (finding,) = rules.evaluate(ONE_DAY, children("abcd"), day(0))
    news = [
        rules.people_added(finding, []),
        rules.people_added(finding, [signal(-1)]),
        rules.people_added(finding, [signal(-1), signal(0, people=frozenset("d"))]),
        rules.people_added(finding, [signal(-20, people=frozenset("abcd"))]),
    ]
    names = ["".join(str(each.person) for each in people) for people in news]
    assert names == ["abcd", "d", "", "abcd"]


def test_the_clock_runs_through_the_night() -> None:
    raised = dt.datetime(2026, 11, 27, 16, 30, tzinfo=NORTH)
    saturday = raised + dt.timedelta(days=1)
    assert [rules.due_clock(raised, hours) for hours in (24, 0, None)] == [saturday, raised, None]


def test_a_clock_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="raised_at needs a time zone"):
        rules.due_clock(dt.datetime(2026, 11, 27), 24)  # noqa: DTZ001  # that is the point


def test_rules_on_diagnoses_are_not_evaluated_from_roll_calls() -> None:
    evaluated = [rule.id for rule in rules.rule_book().rules if rules.is_evaluated(rule)]
    assert evaluated == ["N-01a", "N-01b"]
    with pytest.raises(ValueError, match="rule D-VAR-E cannot be evaluated from roll-calls"):
        rules.evaluate(rules.rule_book().rule("D-VAR-E"), [], day(0))
