"""The kinds of duties as data: whole, true to what is built, and never laxer at a higher level."""

import datetime as dt
import re
from itertools import pairwise

import pytest
from django.urls import get_resolver
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import CLASS_11, COUNTY, JUNIOR, TOWN
from xiaoan.accounts.rules import ROLES
from xiaoan.duties import rules
from xiaoan.duties.queries import kinds
from xiaoan.duties.queries.force import Ladders, Override
from xiaoan.duties.queries.words import VALUE_NAMES, shown
from xiaoan.duties.rules.catalogue import LEVELS, read_catalogue
from xiaoan.journal.services import listeners
from xiaoan.kernel.events import Event
from xiaoan.kernel.permission import Permission

NOON = dt.datetime(2026, 11, 23, 4, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 23)
KINDS = rules.CATALOGUE.kinds


def test_every_kind_that_is_connected_is_in_the_file_and_no_other() -> None:
    assert set(KINDS) == {kind.code for kind in kinds.kinds()}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_kind_names_what_there_is(kind: rules.KindRule) -> None:
    assert listeners()  # the map is read
    assert get_resolver().url_patterns  # and every page, and with both every event
    known = {event.kind for event in Event.__subclasses__()}
    assert set(kind.evidence) <= known
    assert {*kind.answers, *kind.deputies} <= ROLES.keys()
    assert set(kind.needs) <= {str(one) for one in Permission}
    assert any(ROLES[role].permissions & {*kind.needs} for role in kind.answers)
    assert (kind.due == "row") == bool(kind.due_rule)
    assert kind.source
    assert kind.confidence in ("H", "M", "L", "MEM")
    assert kind.weight in (1, 2, 3)


def test_every_number_has_a_name_and_is_said() -> None:
    assert VALUE_NAMES.keys() == rules.VALUES.keys()
    assert {shown(value, value.at("normal")) for value in rules.VALUES.values()} == {
        "80%",
        "照平常",
        "1440 分钟",
        "15 分钟",
        "1 天",
        "30 分钟",
        "18:00",
        "照类别",
        "5 分钟",
        "10 分钟",
        "20 分钟",
        "25 分钟",
        "1 处",
        "3 次",
        "3 天",
        "7 天",
        "14 天",
        "30 天",
        "2 天",
        "16:30",
        "17:00",
        "120 分钟",
        "240 分钟",
        "10:00",
        "11:00",
        "12:00",
    }


@pytest.mark.parametrize("value", rules.VALUES.values(), ids=rules.VALUES)
def test_a_higher_level_is_never_laxer(value: rules.Value) -> None:
    for lower, higher in pairwise(value.steps):
        assert rules.strictest(value.unit, (lower, higher)) == higher


MINIMAL = """
version = "1"
as_of = 2026-11-27
[ladder]
grade_head = { normal = 5 }
principal = { normal = %s }
township_liaison = { normal = 20 }
township_leader = { normal = 20 }
bureau_officer = { normal = 30, II = %s }
source = "own choice"
confidence = "L"
[chains]
usual = ["grade_head", "principal"]
[kind.a]
answers = []
deputies = []
due = "row"
evidence = []
chain = "%s"
weight = 1
excusable = false
needs = []
source = "x"
confidence = "H"
"""


def test_a_file_that_cannot_stand_is_refused() -> None:
    assert read_catalogue(MINIMAL % (10, 20, "usual")).chain_of("a") == ("grade_head", "principal")
    for bad in ((4, 20, "usual"), (10, 40, "usual"), (10, 20, "other"), ('"x"', 20, "usual")):
        with pytest.raises(ValueError, match=r"chain|falls|laxer|x"):
            read_catalogue(MINIMAL % bad)


@pytest.mark.parametrize(
    ("unit", "said", "number"),
    [("time", "07:05", 425), ("minutes", "1440", 1440), ("days", 3, 3), ("switch", "1", 1)],
)
def test_numbers_are_read(unit: str, said: object, number: int) -> None:
    assert rules.number_of(unit, said) == number


@pytest.mark.parametrize(
    ("unit", "said"),
    [("time", "25:00"), ("minutes", "1441"), ("days", "32"), ("switch", "2"), ("days", "-1"), ("days", "³")],
)  # fmt: skip
def test_what_is_no_number_is_refused(unit: str, said: str) -> None:
    with pytest.raises(ValueError, match="hour|minute|" + re.escape(said)):
        rules.number_of(unit, said)


def over(unit_no: int, level: str, path: str, value: int, since: dt.date = DAY) -> Ladders:
    return Ladders({(unit_no, level, path): (Override(since, NOON, value),)})


def minutes(ladders: Ladders, unit_no: int, level: str, kind: str = "") -> list[int]:
    return [rung.minutes for rung in ladders.ladder_at(unit_no, level, DAY, kind)]


def test_the_nearest_unit_decides_and_the_ladder_rises() -> None:
    ladders = over(TOWN, "normal", "ladder.grade_head", 12)
    assert minutes(ladders, CLASS_11, "normal") == [12, 12, 20, 30]
    assert minutes(ladders, JUNIOR, "normal") == [5, 10, 20, 30]
    assert minutes(ladders, CLASS_11, "II") == [3, 5, 10, 15]
    assert minutes(Ladders(), CLASS_11, "I", "statutory.report") == [4, 8, 12]


def test_what_is_set_for_a_later_day_waits() -> None:
    ladders = over(COUNTY, "normal", "ladder.grade_head", 1, DAY + dt.timedelta(days=1))
    assert minutes(ladders, CLASS_11, "normal") == [5, 10, 20, 30]
    tomorrow = NOON + dt.timedelta(days=1)
    assert [rung.minutes for rung in ladders.of(CLASS_11, tomorrow)] == [1, 10, 20, 30]


def test_a_county_that_hurries_on_ordinary_days_hurries_in_a_response() -> None:
    ladders = over(COUNTY, "normal", "keypersons.follow.every", 1)
    assert {ladders.at_level("keypersons.follow.every", CLASS_11, one, DAY) for one in LEVELS} == {
        1
    }


def test_the_graver_of_county_and_township_holds() -> None:
    hour = dt.timedelta(hours=1)
    ladders = Ladders(
        switches={
            COUNTY: ((NOON, "II"), (NOON + 3 * hour, "normal")),
            TOWN: ((NOON + hour, "IV"), (NOON + 2 * hour, "I"), (NOON + 4 * hour, "normal")),
        }
    )
    found = [ladders.level_of(CLASS_11, NOON + n * hour) for n in (-1, 0, 1, 2, 3, 4)]
    assert found == ["normal", "II", "II", "I", "I", "normal"]
    assert [ladders.level_of(JUNIOR, NOON + n * hour) for n in (2, 3)] == ["II", "normal"]
    assert ladders.own_level(TOWN, NOON) == "normal"


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(LEVELS), st.sampled_from(rules.LADDER_ROLES)),
        st.integers(0, 1440),
    )
)
def test_whatever_is_set_ladders_rise_and_no_level_is_slower(
    said: dict[tuple[str, str], int],
) -> None:
    ladders = Ladders(
        {
            (COUNTY, level, f"ladder.{role}"): (Override(DAY, NOON, value),)
            for (level, role), value in said.items()
        }
    )
    found = [minutes(ladders, CLASS_11, level) for level in LEVELS]
    assert all(one == sorted(one) for one in found)
    for lower, higher in pairwise(found):
        assert all(b <= a for a, b in zip(lower, higher, strict=True))
