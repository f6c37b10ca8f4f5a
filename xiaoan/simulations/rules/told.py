"""What came out of a scenario, as JSON: keys are promised in docs/simulation.md."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from xiaoan.epidemiology.arrays import FloatArray
from xiaoan.epidemiology.simulation import Counts, difference
from xiaoan.simulations.rules import summary
from xiaoan.simulations.rules.crowd import Crowd
from xiaoan.simulations.rules.scenario import Scenario
from xiaoan.simulations.rules.settings import PLACES, USE, VERSION, Ranged, Way

FORMAT = 1
LEVELS = (2.5, 25.0, 50.0, 75.0, 97.5)
LIMITS = (
    "No effect of a measure is validated against field data: if these numbers are right, this would happen.",
    "Contact chances in class, dormitory and school are our own choice and the weakest numbers of all.",
    "Read intervals and paired differences, not single numbers: near R = 1 two runs of one way differ a lot.",
    "Households are pupils with one first guardian and their guardians, on record or as the file says.",
    "Staff live alone, and nobody else of a family is in it.",
    "Not in it: new strains, weather, buses, canteens, feast days, what a closed class does elsewhere.",
    "Whether people go on doing as asked is not known either.",
)
# What a difference is told of.
COMPARED = ("infections", "at_school", "outbreaks", "lost", "peak_week", "false_alarms")
_RENAMED = {"peak": "peak_week"}
_UNITS = {
    "infections": "people", "at_school": "people", "outbreaks": "schools", "lost": "pupil-days",
    "peak_week": "people in a week", "attended": "pupil-days", "tested": "people", "closures": "classes",
    "readings": "readings", "false_alarms": "people",
}  # fmt: skip


def told(
    scenario: Scenario, crowd: Crowd, names: Sequence[str], ways: Sequence[tuple[Way, list[Counts]]]
) -> dict[str, Any]:
    """Everything. `names`: of the schools of the crowd, in order."""
    study = scenario.study
    each = study.each
    base = _outcomes(scenario, ways[0][1])
    return {
        "format": FORMAT, "scenario": scenario.name, "data_version": VERSION, "days": study.days,
        "replicates": study.replicates, "seed": study.seed, "outbreak_at_least": scenario.outbreak,
        "limits": list(LIMITS),
        "population": {"kind": scenario.people.kind, **crowd.sizes, "mark": crowd.mark},
        "disease": {
            "code": study.illness.code, "isolation_days": study.illness.isolation,
            "closed_days": study.illness.closed, "closed_source": study.illness.closed_source,
            "overdispersion_k": study.illness.spread,
        },
        "parameters": {
            name: _parameter(name, one, scenario, [drawn[name] for drawn in each])
            for name, one in study.numbers.items()
        },
        "places": {
            "shares": {name: study.places[name] for name in ("class", "dormitory", "school", "county")},
            "source": PLACES["source"], "confidence": PLACES["confidence"],
            "used": not study.illness.contact,
        },
        "ways": [
            _way(scenario, crowd, names, way, runs, None if nth == 0 else base)
            for nth, (way, runs) in enumerate(ways)
        ],
    }  # fmt: skip


def _parameter(
    name: str, one: Ranged, scenario: Scenario, drawn: Sequence[float]
) -> dict[str, Any]:
    return {
        "low": one.low, "middle": one.middle, "high": one.high, "source": one.source,
        "confidence": one.confidence, "unconfirmed": not one.is_confirmed,
        "own_choice": one.source.startswith("own choice"), "overridden": name in scenario.overridden,
        "used": name not in scenario.study.unused,
        "drawn": {"mean": float(np.mean(drawn)), "least": min(drawn), "most": max(drawn)},
    }  # fmt: skip


def _outcomes(scenario: Scenario, runs: Sequence[Counts]) -> dict[str, FloatArray]:
    found = summary.outcomes(runs, scenario.study.days, scenario.outbreak)
    return {_RENAMED.get(name, name): values for name, values in found.items()}


def _way(
    scenario: Scenario, crowd: Crowd, names: Sequence[str], way: Way, runs: Sequence[Counts],
    base: Mapping[str, FloatArray] | None,
) -> dict[str, Any]:  # fmt: skip
    found = _outcomes(scenario, runs)
    lost = {name.removeprefix("lost_"): found.pop(f"lost_{name}") for name in summary.CAUSES}
    days = scenario.study.days
    weeks = np.array([summary.weekly(run, days) for run in runs])
    return {
        "code": way.code, "name": way.name, "does": dict(way.does),
        "outcomes": {
            name: {"unit": _UNITS[name], **_spread(values)} for name, values in found.items()
        },
        "any_outbreak": _share(found["outbreaks"] > 0),
        "schools": _schools(scenario, crowd, names, runs),
        "days_lost": {name: _spread(values) for name, values in lost.items()}
        | {"total": _spread(found["lost"])},
        "false_alarms": _spread(found["false_alarms"]),
        "supplies": _supplies(way, found),
        "infections_by_place": {
            name: float(np.mean([run.by_layer[name] for run in runs])) for name in runs[0].by_layer
        },
        "weeks": [{"week": at + 1, **_spread(weeks[:, at])} for at in range(weeks.shape[1])],
        "differences": _differences(base, found),
        "spread": _apportioned(scenario, found["infections"]),
    }  # fmt: skip


def _spread(values: FloatArray) -> dict[str, Any]:
    """Quantiles, mean, and the Monte Carlo error of the mean (sd / sqrt of the replicates)."""
    given = np.asarray(values, float)
    error = float(given.std(ddof=1) / given.size**0.5)
    five = np.quantile(given, [level / 100 for level in LEVELS])
    return {
        "quantiles": {f"{level:g}": round(float(one), 4) for level, one in zip(LEVELS, five, strict=True)},
        "mean": round(float(given.mean()), 4), "mc_error": round(error, 4),
    }  # fmt: skip


def _share(true: Any) -> dict[str, Any]:
    """Of replicates; its error tells nothing at 0 and 1: read numerator and denominator."""
    given = np.asarray(true, bool)
    share = float(given.mean())
    return {
        "probability": share, "numerator": int(given.sum()), "denominator": given.size,
        "mc_error": (share * (1 - share) / given.size) ** 0.5,
    }  # fmt: skip


def _schools(
    scenario: Scenario, crowd: Crowd, names: Sequence[str], runs: Sequence[Counts]
) -> list[dict[str, Any]]:
    infected = np.array([run.by_school for run in runs])
    caught = np.array([run.at_school for run in runs])
    people = crowd.population
    pupils = np.bincount(people.school[people.enrolled], minlength=people.schools)
    return [
        {
            "school": no, "name": name, "pupils": int(pupils[at]),
            "outbreak": _share(caught[:, at] >= scenario.outbreak), "infected": _spread(infected[:, at]),
        }
        for at, (no, name) in enumerate(zip(crowd.schools, names, strict=True))
    ]  # fmt: skip


def _supplies(way: Way, found: Mapping[str, FloatArray]) -> dict[str, Any]:
    """Of what the way uses. `quantity` a piece for each of `per` (see docs/simulation.md)."""
    does = way.does
    uses = {
        "attended": bool(does.get("masks")),
        "tested": bool(does.get("checks") or does.get("tests")),
    }
    return {
        item: {
            "per": one["per"], "quantity": one["quantity"],
            **_spread(found[one["per"]] * one["quantity"]),
        }
        for item, one in USE.items()
        if uses[one["per"]]
    }  # fmt: skip


def _differences(
    base: Mapping[str, FloatArray] | None, found: Mapping[str, FloatArray]
) -> dict[str, Any]:
    """This way less the first, replicate by replicate, numbers and luck from outside the same."""
    if base is None:
        return {}
    told: dict[str, Any] = {}
    for name in COMPARED:
        said = difference(base[name], found[name])
        told[name] = {
            **_spread(found[name] - base[name]), "fewer_in": _share(found[name] < base[name]),
            "sign_certain": abs(said.mean) > 2 * said.error,
        }  # fmt: skip
    return told


def _apportioned(scenario: Scenario, infections: FloatArray) -> dict[str, Any]:
    """Which part of the spread of infections is chance and which the numbers drawn; null: cannot be told from
    so few, or nothing was drawn."""
    study = scenario.study
    said = summary.apportioned(infections, study.of_twins)
    share = said["share"] if study.drawn else (0.0 if infections.std() > 0 else None)
    return {
        "parameters": share, "chance": None if share is None else 1 - share,
        "drivers": [{"parameter": name, "rank_correlation": rank} for name, rank in said["drivers"]],
    }  # fmt: skip
