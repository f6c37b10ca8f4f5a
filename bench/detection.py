"""Detection: every method on the classes of a county, beside what R needed for the same series.

R's seconds are CPU seconds of one thread, recorded with the reference answers (a machine of this kind);
ours are CPU seconds of one thread too, in a process of its own, so that neighbours on the machine do not
count. R is asked per series, and so its seconds are scaled to as many series as ours. Run alone:
`python -m bench.detection`.
"""

import csv
import gzip
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xiaoan import epidemiology as epi

DATA = Path(__file__).parents[1] / "tests" / "data" / "detection"
SYNDROMES = 6
CLASSES, SCHOOLS = 4500, 412
Counts = NDArray[np.float64]
# Our name: R's block and method in the recorded timings.
R = {
    "ears-c1": ("daily_class", "earsC C1 (last day)"),
    "ears-c2": ("daily_class", "earsC C2 (last day)"),
    "ears-c3": ("daily_class", "earsC C3 (last 2 days; range of 1 is an error in R)"),
    "bayes": ("daily_class", "bayes b=0 w=6 alpha=.05 (last day)"),
    "cusum": ("daily_class", "cusum standard k=1.04 h=2.26 (last day)"),
    "cusum-rossi-90": ("daily_class", "cusum rossi k=1.04 h=2.26 (last 90 days)"),
    "nb-cusum-90": ("daily_class", "glrnb theta=log(2) [NB LR-CUSUM] (last 90 days; incl. glm.nb fit)"),
    "glr-90": ("daily_class", "glrnb GLR (last 90 days; incl. glm.nb fit)"),
    "farrington-weekdays": (
        "daily_class", "farringtonFlexible freq=7 b=12 w=0 noPeriods=7 nbPlugin (last day)",
    ),
    "farrington-noufaily-52": ("weekly", "farringtonFlexible ff_noufaily (52 weeks)"),
    "farrington-1996-52": ("weekly", "farrington 1996 (algo.farrington) b=5 w=3 alpha=.01 (52 weeks)"),
    "rt-365": ("rt", "estimate_R parametric_si mean 2.6 sd 1.5; 7-day windows; 365 days"),
    "wallinga-teunis-365": ("rt", "wallinga_teunis n_sim=0 (10 series; 365 days)"),
}  # fmt: skip
WEEKDAYS = epi.FarringtonOptions(
    b=12, w=0, freq=7, no_periods=7, past_weeks_not_included=7, threshold_method="nbPlugin",
    p_threshold_trend=1, alpha=0.01, limit54=(0, 4),
)  # fmt: skip
NOUFAILY = epi.FarringtonOptions(
    no_periods=10, past_weeks_not_included=26, p_threshold_trend=1, threshold_method="nbPlugin",
    alpha=0.01, limit54=(0, 4),
)  # fmt: skip


def measure() -> dict[str, Any]:
    """In a process whose linear algebra keeps to one thread."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.detection", "--json"],
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _here() -> dict[str, Any]:
    """Per method: series, CPU seconds, R's for as many, how many times as fast; then the nightly run."""
    theirs = _recorded()
    rows = []
    for name, series, run in _methods():
        seconds = _cpu(run)
        per_series = theirs.get(R.get(name, ("", "")))
        row: dict[str, Any] = {"method": name, "series": series, "cpu_s": round(seconds, 4)}
        if per_series is not None:
            row |= {
                "r_cpu_s": round(per_series * series, 1),
                "ratio": round(per_series * series / seconds, 1),
            }
        rows.append(row)
    return {"methods": rows, "nightly": nightly()}


def nightly() -> dict[str, float]:
    """What a night asks: classes, schools and townships by syndrome, and the scan; seconds by the clock."""
    classes, schools, places = _county()
    town = np.arange(SCHOOLS) % 26
    began = time.perf_counter()
    parts: dict[str, float] = {}

    def lap(name: str) -> None:
        parts[name] = round(time.perf_counter() - began - sum(parts.values()), 2)

    school_of = np.sort(np.arange(CLASSES) % SCHOOLS)
    weekday = np.arange(classes.shape[2]) % 5
    found = [
        epi.hierarchical(one, group=school_of, region=town[school_of], season=weekday, last=20)
        for one in classes
    ]
    lap("hierarchical, 20 days")
    for one, said in zip(classes, found, strict=True):
        dispersion = said.more["dispersion"]
        epi.nb_cusum(one[:, said.days], said.expected, dispersion, theta=float(np.log(4)))
        epi.benjamini_hochberg(said.more["p"][:, -1])
    lap("likelihood ratios, false discoveries")
    towns = np.stack([schools[:, town == one].sum(axis=1) for one in range(26)], axis=1)
    for level in (schools, towns):
        flat = level.reshape(-1, level.shape[2])
        epi.ears_c2(flat, baseline=20, min_sd=0.5, last=1)
        epi.farrington_flexible(flat, last=1, options=WEEKDAYS)
    lap("schools and townships")
    for number, one in enumerate(schools):
        epi.space_time_scan(one[:, -28:], places, seed=number)
    lap("scan, 999 replicas")
    return parts | {"all": round(time.perf_counter() - began, 2)}


def report(found: dict[str, Any]) -> None:
    print("detection, CPU seconds beside R's for as many series")
    for row in found["methods"]:
        beside = f"R {row['r_cpu_s']:9} s, ratio {row['ratio']}" if "ratio" in row else ""
        print(f"  {row['method']:24} {row['series']:6} series {row['cpu_s']:9} s  {beside}")
    said = ", ".join(f"{name} {seconds} s" for name, seconds in found["nightly"].items())
    print(
        f"  nightly run of {CLASSES} classes and {SCHOOLS} schools by {SYNDROMES} syndromes: {said}"
    )


def _methods() -> list[tuple[str, int, Callable[[], object]]]:
    daily = np.tile(_counts("daily_class_4500x730"), (SYNDROMES, 1))
    few, weekly = daily[:CLASSES], _counts("weekly_300x366")
    incidence, serial = _counts("incidence_300x365"), epi.serial_interval(2.6, 1.5, 365)
    many = daily.shape[0]

    def ratios(method: Callable[..., object], counts: Counts, **options: float) -> None:
        season = epi.seasonal_mean(counts, last=90, freq=7, harmonics=3)
        method(counts[:, -90:], season.mean, season.dispersion, **options)

    return [
        ("ears-c1", many, lambda: epi.ears_c1(daily, last=1)),
        ("ears-c2", many, lambda: epi.ears_c2(daily, last=1)),
        ("ears-c3", many, lambda: epi.ears_c3(daily, last=1)),
        ("bayes", many, lambda: epi.bayes(daily, last=1)),
        ("cusum", many, lambda: epi.cusum(daily, last=1)),
        ("cusum-rossi-90", many, lambda: epi.cusum(daily, last=90, trans="rossi")),
        ("nb-cusum-90", many, lambda: ratios(epi.nb_cusum, daily, theta=float(np.log(2)))),
        ("glr-90", CLASSES, lambda: ratios(epi.glr, few)),
        (
            "farrington-weekdays",
            many,
            lambda: epi.farrington_flexible(daily, last=1, options=WEEKDAYS),
        ),
        (
            "farrington-noufaily-52",
            300,
            lambda: epi.farrington_flexible(weekly, last=52, options=NOUFAILY),
        ),
        ("farrington-1996-52", 300, lambda: epi.farrington(weekly, last=52)),
        ("hierarchical", many, lambda: [epi.hierarchical(few, last=1) for _ in range(SYNDROMES)]),
        ("rt-365", 300, lambda: epi.reproduction_number(incidence, serial)),
        ("wallinga-teunis-365", 300, lambda: epi.cohort_number(incidence, serial)),
    ]


def _county() -> tuple[Counts, Counts, Counts]:
    """A year of school days: classes and schools by syndrome, and where the schools are."""
    rng = np.random.default_rng(7)
    rates = (
        rng.gamma(2.0, 1.0, CLASSES)[None, :, None]
        * np.geomspace(0.15, 0.01, SYNDROMES)[:, None, None]
    )
    classes = rng.poisson(rates, size=(SYNDROMES, CLASSES, 120)).astype(np.float64)
    school_of = np.sort(np.arange(CLASSES) % SCHOOLS)
    schools = np.add.reduceat(classes, np.flatnonzero(np.diff(school_of, prepend=-1)), axis=1)
    return classes, schools, rng.uniform(0, 50, size=(SCHOOLS, 2))


def _counts(name: str) -> Counts:
    with gzip.open(DATA / "input" / f"{name}.csv.gz", "rt", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return np.ascontiguousarray(np.array([row[1:] for row in rows], dtype=np.float64).T)


def _recorded() -> dict[tuple[str, str], float]:
    """R's CPU seconds a series."""
    found = {}
    for name in ("surveillance", "epiestim"):
        with (DATA / f"timings_{name}.csv").open(newline="") as file:
            for row in csv.DictReader(file):
                found[row["block"], row["method"]] = float(row["cpu_s"]) / float(row["series"])
    return found


def _cpu(run: Callable[[], object]) -> float:
    began = time.process_time()
    run()
    return time.process_time() - began


if __name__ == "__main__":
    if "--json" in sys.argv:
        print(json.dumps(_here()))
    else:
        report(measure())
