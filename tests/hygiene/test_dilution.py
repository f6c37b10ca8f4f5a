"""Making up a solution: by table, and whatever the figures are."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from xiaoan.hygiene.rules import measures
from xiaoan.hygiene.rules.dilution import Bottle, Wish, answer, exact_stock, least_ml, mix
from xiaoan.hygiene.rules.pack import PLACE_KINDS
from xiaoan.hygiene.rules.strengths import Label, read_label

FIVE = Bottle("chlorine", 50_000)


@pytest.mark.parametrize(
    ("strength", "target", "ml", "stock", "parts"),
    [
        # Reference §5.1: 5 % → 500 mg/L = 10 mL in a litre, 1:99; 250 = 5; 1000 = 20; 5000 = 100.
        (50_000, 500, 1000, 10, 99),
        (50_000, 250, 1000, 5, 199),
        (50_000, 1000, 1000, 20, 49),
        (50_000, 5000, 1000, 100, 9),
        (50_000, 500, 5000, 50, 99),
        (50_000, 500, 10_000, 100, 99),
        (50_000, 500, 20_000, 200, 99),
        (20_000, 500, 1000, 25, 39),
        (20_000, 10_000, 1000, 500, 1),
        (20_000, 20_000, 1000, 1000, 0),
        (40_000, 250, 10_000, 65, 159),  # 62.5: the next mark
        (60_000, 250, 10_000, 42, 239),  # 41.67
        (55_000, 500, 15_000, 140, 109),  # 136.36
    ],
)
def test_recipes(strength: int, target: int, ml: int, stock: int, parts: int) -> None:
    found = mix(Bottle("chlorine", strength), target, ml)
    assert found is not None
    assert (found.stock, found.water) == (stock, ml - stock)
    assert found.parts == parts


@pytest.mark.parametrize(
    ("each", "target", "ml", "pieces", "strength"),
    [
        (500, 500, 10_000, 10, 500),
        (500, 250, 5000, 3, 300),  # 2.5: a whole one more, never too weak
        (500, 1000, 1000, 2, 1000),
        (250, 500, 5000, 10, 500),
        (500, 500, 500, 1, 1000),
    ],
)
def test_tablets_stay_whole(each: int, target: int, ml: int, pieces: int, strength: int) -> None:
    found = mix(Bottle("chlorine", each, per_tablet=True), target, ml)
    assert found is not None
    assert (found.stock, found.water) == (pieces, ml)
    assert found.strength == strength


def test_peroxide_counts_in_per_cent() -> None:
    found = mix(Bottle("peroxide", 6), 3, 1000)
    assert found is not None
    assert (found.stock, found.water) == (500, 500)
    assert found.strength == 3


STRENGTHS = st.integers(10_000, 120_000)
TARGETS = st.integers(50, 20_000)
VOLUMES = st.integers(100, 200_000)


@given(STRENGTHS, TARGETS, VOLUMES)
def test_mass_of_agent_is_conserved(strength: int, target: int, ml: int) -> None:
    """What is in the bucket is what was poured in, and the exact recipe gives the target."""
    bottle = Bottle("chlorine", strength)
    found = mix(bottle, target, ml)
    assume(found is not None)
    assert found is not None
    assert found.exact * strength == target * ml
    assert found.strength * found.ml == found.stock * strength
    assert found.stock + found.water == ml


@given(STRENGTHS, TARGETS, VOLUMES)
def test_never_too_weak_and_stronger_by_less_than_a_mark(
    strength: int, target: int, ml: int
) -> None:
    found = mix(Bottle("chlorine", strength), target, ml)
    assume(found is not None)
    assert found is not None
    assert 0 <= found.stock - found.exact < measures.step_at(found.stock)
    assert found.strength >= target
    assert found.error == (found.stock - found.exact) / found.exact


@given(STRENGTHS, TARGETS, st.integers(0, 100_000))
def test_from_the_least_amount_on_rounding_stays_small(
    strength: int, target: int, more: int
) -> None:
    bottle = Bottle("chlorine", strength)
    found = mix(bottle, target, least_ml(bottle, target) + more)
    assume(found is not None)
    assert found is not None
    assert found.error <= measures.TOLERANCE


@given(st.integers(50, 1000), st.integers(50, 20_000), VOLUMES)
def test_tablets_conserve_mass_and_never_too_weak(each: int, target: int, ml: int) -> None:
    found = mix(Bottle("chlorine", each, per_tablet=True), target, ml)
    assert found is not None
    assert found.strength * ml == found.stock * each * 1000
    assert 0 <= found.stock - found.exact < 1
    assert found.strength >= target


@given(STRENGTHS, TARGETS, VOLUMES, st.integers(0, 5000))
def test_monotone(strength: int, target: int, ml: int, more: int) -> None:
    """More solution, or a stronger one, never takes less; a stronger bottle never takes more."""
    bottle, stronger = Bottle("chlorine", strength), Bottle("chlorine", strength + more)
    here = exact_stock(bottle, target, ml)
    assert exact_stock(bottle, target, ml + more) >= here
    assert exact_stock(bottle, target + more, ml) >= here
    assert exact_stock(stronger, target, ml) <= here
    read = [found.stock if (found := mix(bottle, target, size)) else 0 for size in (ml, ml + more)]
    assert read == sorted(read)


@given(st.fractions(min_value=1, max_value=100_000))
def test_marks_are_read_upwards(exact: Fraction) -> None:
    found = measures.measured(exact)
    assert found >= exact
    assert found % measures.step_at(found) == 0
    assert measures.measured(Fraction(found)) == found


def codes(bottle: Bottle, wish: Wish) -> list[str]:
    return [one.code for one in answer(bottle, wish).warnings]


TEN = 10_000


@pytest.mark.parametrize(
    ("bottle", "wish", "expected"),
    [
        (FIVE, Wish(500, TEN, "toilet", "surface"), ["present", "never"]),
        (FIVE, Wish(500, TEN), ["never"]),
        (FIVE, Wish(0, TEN), ["nothing", "never"]),
        (FIVE, Wish(500, 0), ["nothing", "never"]),
        (FIVE, Wish(60_000, TEN), ["weaker", "strong", "never"]),
        (FIVE, Wish(250, 100), ["unmeasurable", "never"]),
        (FIVE, Wish(250, 300_000), ["too_much", "never"]),
        (FIVE, Wish(250, 1050), ["rounded", "never"]),
        (FIVE, Wish(1500, TEN, "toilet", "surface"), ["above", "present", "strong", "never"]),
        (FIVE, Wish(250, TEN, "toilet", "surface"), ["below", "present", "never"]),
        (FIVE, Wish(500, TEN, beside=frozenset({"acid"})), ["acid", "never"]),
        (FIVE, Wish(500, TEN, beside=frozenset({"alcohol", "ammonia", "soap"})),
         ["alcohol", "ammonia", "never"]),
        (FIVE, Wish(500, TEN, hot=True, stored=True), ["hot", "stored", "never"]),
        (FIVE, Wish(500, TEN, "yard", "sweep"), ["outdoors", "never"]),
        (Bottle("alcohol", 75), Wish(75, 500), ["no_water"]),
        (Bottle("alcohol", 75), Wish(75, 500, "classroom", "surface", "spray"),
         ["no_water", "sprayed", "agent", "present"]),
        (Bottle("alcohol", 75), Wish(75, 500, beside=frozenset({"chlorine"})),
         ["no_water", "chlorine"]),
        (Bottle("chlorine", 500), Wish(250, TEN), ["strange", "never"]),
        (Bottle("chlorine", 50_000, is_licensed=False), Wish(500, TEN), ["unlicensed", "never"]),
        (Bottle("chlorine", 500, per_tablet=True), Wish(500, 500), ["rounded", "never"]),
        (Bottle("quat", 50_000), Wish(1000, TEN, beside=frozenset({"soap"})), ["soap"]),
    ],
)  # fmt: skip
def test_what_a_request_meets(bottle: Bottle, wish: Wish, expected: list[str]) -> None:
    assert codes(bottle, wish) == expected


def test_what_stops_gives_no_recipe() -> None:
    stopped = answer(FIVE, Wish(60_000, TEN))
    assert (stopped.mix, stopped.litre, stopped.buckets, stopped.is_stopped) == (
        None,
        None,
        (),
        True,
    )
    assert answer(FIVE, Wish(500, TEN, hot=True)).is_stopped
    assert not answer(FIVE, Wish(500, TEN)).is_stopped


def test_every_line_of_the_pack_can_be_made_from_the_usual_bottle() -> None:
    wrong = {
        (kind.code, task.code): found
        for kind in PLACE_KINDS.values()
        for task in kind.tasks
        if task.agent == "chlorine" and task.usual
        if (found := [
            one.code
            for one in answer(FIVE, Wish(task.usual, TEN, kind.code, task.code, task.method)).warnings
            if one.grade != "note"
        ])
    }  # fmt: skip
    assert wrong == {}


@pytest.mark.parametrize(
    ("text", "unit", "per_tablet", "least", "most"),
    [
        ("5%", "mg/L", False, 50_000, 50_000),
        ("5 %", "mg/L", False, 50_000, 50_000),
        ("5.5%(w/v)", "mg/L", False, 55_000, 55_000),
        ("50g/L", "mg/L", False, 50_000, 50_000),
        ("50 克/升", "mg/L", False, 50_000, 50_000),
        ("50000 mg/L", "mg/L", False, 50_000, 50_000),
        ("5\uff05\uff08w/v\uff09", "mg/L", False, 50_000, 50_000),
        ("50,000mg/L", "mg/L", False, 50_000, 50_000),
        ("4.0%~6.0%", "mg/L", False, 40_000, 60_000),
        ("5.1-6.9%", "mg/L", False, 51_000, 69_000),
        ("45g/L~55g/L", "mg/L", False, 45_000, 55_000),
        ("500mg", "mg/L", True, 500, 500),
        ("0.5 g/片", "mg/L", True, 500, 500),
        ("450mg~550mg/片", "mg/L", True, 450, 550),
        ("75%", "%", False, 75, 75),
        ("3%", "%", False, 3, 3),
    ],
)
def test_labels(text: str, unit: str, per_tablet: bool, least: int, most: int) -> None:
    assert read_label(text, unit, per_tablet=per_tablet) == Label(least, most)


@pytest.mark.parametrize(
    ("text", "per_tablet", "why"),
    [
        ("", False, "shape"), ("五%", False, "shape"), ("5", False, "shape"), ("-5%", False, "shape"),
        ("5%5%", False, "shape"), ("0%", False, "zero"), ("6%-5%", False, "order"),
        ("101000g/L", False, "most"), ("500mg", False, "unit"), ("5%", True, "unit"),
        ("5%~60g/L", False, "unit"), ("0.00005%", False, "shape"), ("²%", False, "shape"),
        ("0.0001g/片", True, "fraction"),
    ],
)  # fmt: skip
def test_labels_that_say_nothing(text: str, per_tablet: bool, why: str) -> None:
    with pytest.raises(ValueError, match=f"^{why}$"):
        read_label(text, "mg/L", per_tablet=per_tablet)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("鲁卫消证字(2019)第0123号", True), ("(鲁)卫消证字(2020)第0045号", True),
        ("粤卫消证字[2021]-02-第0012号", True), ("", False), ("12345", False),
        ("卫妆准字2012第1号", False),
    ],
)  # fmt: skip
def test_numbers_of_permits(text: str, is_one: bool) -> None:
    assert measures.is_licence(text) == is_one
