"""The permutation scan: the reference cylinders, the distribution of the replicas, a planted cluster."""

import csv
import gzip
from functools import cache

import numpy as np
import pytest
from scipy.stats import ks_2samp

from tests.epidemiology.references import DATA, Wide, same, table, wide
from xiaoan.epidemiology import Cylinders, space_time_scan


@cache
def schools() -> tuple[Wide, np.ndarray]:
    with gzip.open(DATA / "input" / "schools.csv.gz", "rt") as file:
        at = np.array([[float(row["x_km"]), float(row["y_km"])] for row in csv.DictReader(file)])
    return wide("daily_school_300x730"), at


@cache
def scanned() -> Cylinders:
    data, at = schools()
    return space_time_scan(data.counts[:, -28:], at, replicas=199, seed=3)


def test_the_best_cylinders_as_the_reference() -> None:
    found, wanted = scanned(), table("scan_top200").where("method", "STP")
    same(found.ratio, wanted.number("llr"))
    names = np.array(schools()[0].names)
    ours = zip(names[found.centre], found.places, found.days, found.cases, strict=True)
    theirs = zip(
        wanted.text("centre"), wanted.index("n_schools", 0), wanted.index("days", 0),
        wanted.number("cases"), strict=True,
    )  # fmt: skip
    # Equal ratios may come in another order.
    assert {tuple(map(str, one)) for one in ours} == {tuple(map(str, one)) for one in theirs}
    same(np.sort(found.expected), np.sort(wanted.number("expected")))
    same(np.sort(found.radius.round(3)), np.sort(wanted.number("radius_km")))
    assert set(found.p) == {1 / 200}


def test_replicas_are_distributed_as_the_reference() -> None:
    data, at = schools()
    # Of each replica's own maximum: the ratios that chance alone reaches.
    from xiaoan.epidemiology import scan  # noqa: PLC0415  # its inside, here only

    counts = data.counts[:, -28:]
    space = scan._Space.around(at, 60, 12.0)
    share = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    expected = space.sums(scan._recent(share, 7))
    replicas = scan._Replicas(counts, space, expected, 7, 11)
    found = replicas.highest(300)
    assert ks_2samp(found, table("scan_mc_max").number("stp_max_llr")).pvalue > 0.001
    # The shortcut finds the same maximum as looking at every cylinder.
    again = scan._Replicas(counts, space, expected, 7, 5)
    state = again.random.bit_generator.state
    cases = space.sums(again._drawn().astype(float))
    again.random.bit_generator.state = state
    ratio = scan._ratio(cases, expected, float(counts.sum()))
    assert again._some(1)[0] == pytest.approx(np.where(space.inside[:, :, None], ratio, 0).max())


def planted() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(4)
    at = np.array([[x, y] for x in range(6) for y in range(6)], dtype=float)
    counts = rng.poisson(1.0, size=(36, 28)).astype(float)
    counts[[0, 1, 6], -3:] += 4
    return counts, at


def test_a_planted_cluster_is_found() -> None:
    counts, at = planted()
    found = space_time_scan(counts, at, max_places=10, replicas=99, seed=1)
    assert set(found.members(0).tolist()) == {0, 1, 6}
    assert (found.days[0], found.p[0], found.recurrence[0]) == (3, 0.01, 100.0)
    assert found.apart()[0] == 0
    members = [set(found.members(one).tolist()) for one in found.apart()]
    assert sum(map(len, members)) == len(set().union(*members))


def test_the_same_seed_gives_the_same_answer() -> None:
    counts, at = planted()
    first, second = (space_time_scan(counts, at, replicas=49, seed=9) for _ in range(2))
    np.testing.assert_array_equal(first.p, second.p)


def test_nobody_ill_is_no_cluster() -> None:
    found = space_time_scan(np.zeros((3, 28)), np.zeros((3, 2)))
    assert (found.centre.size, found.apart()) == (0, [])


def test_without_replicas_there_is_no_p() -> None:
    counts, at = planted()
    assert np.isnan(space_time_scan(counts, at, replicas=0).p).all()


@pytest.mark.parametrize(
    ("counts", "positions", "message"),
    [
        (
            [[1.0] * 7 + [np.nan]],
            [[0, 0]],
            "counts[0, 7] is missing; leave the place out of the scan",
        ),
        ([[1.5] * 8], [[0, 0]], "counts must be whole numbers of cases"),
        ([[1] * 7], [[0, 0]], "too short: 7 days; more than max_days = 7 are needed"),
        ([[1] * 8], [[0, 0, 0]], "positions has shape (1, 3); it must be (1, 2)"),
        ([[1] * 8], [[0, np.nan]], "positions must be known for every place"),
    ],
)
def test_refused(counts: list[list[float]], positions: list[list[float]], message: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011  # the whole message is compared
        space_time_scan(counts, positions)
    assert str(refused.value) == message
