"""From ranges to replicates: numbers are drawn, and contact chances made of them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from xiaoan.epidemiology.simulation import Disease, Policy, Span
from xiaoan.simulations.rules.crowd import Crowd
from xiaoan.simulations.rules.settings import ILLNESSES, PLACES, WAYS, numbers

# Drawn numbers are used twice, so that chance and numbers can be told apart.
TWINS = 2
_SCHOOL_SHARE = 5 / 7
_STREAM = 7


@dataclass(frozen=True)
class Chosen:
    """What may be chosen beside a way of opening: ill of a class in a week that close it, share of pupils
    vaccinated (0 to 1), infections from outside in a week (of all people), day of opening (0: a Monday)."""

    close_at: int = 5
    coverage: float = 0.7
    imports: float = 5.0
    opens: int = 0


def draws(disease: str, seed: int, pairs: int) -> list[dict[str, float]]:
    """The numbers of each pair of replicates, stratified: each part of a range comes up once."""
    rng = np.random.default_rng([seed, _STREAM])
    found: list[dict[str, float]] = [{} for _ in range(pairs)]
    for name, one in numbers(disease).items():
        shares = (rng.permutation(pairs) + rng.random(pairs)) / pairs
        for at, share in enumerate(shares):
            found[at][name] = one.at(float(share))
    return found


def disease(code: str, drawn: Mapping[str, float], met: Mapping[str, float]) -> Disease:
    """One disease with numbers of its own. `met`: see crowd.others."""
    span = Span(drawn["infectious"], 1.3)
    return Disease(
        code, _contact(drawn, met), Span(drawn["latent"]), span,
        Span(drawn["onset"], drawn["dispersion"]), ill=drawn["ill"], felt=drawn["felt"],
        silent=drawn["silent"], spread=ILLNESSES[code].spread,
        susceptible=(drawn["susceptible"], 1.0), immune=drawn["immune"], protects=drawn["protects"],
    )  # fmt: skip


def _contact(drawn: Mapping[str, float], met: Mapping[str, float]) -> dict[str, float]:
    """Chances by pair and day.

    Household: 1-(1-SAR)^(1/days). What is left of R after the household is shared out over the places; a
    chance is that share divided by whom one meets there, on how many days, and how infectious one is on
    average.
    """
    days, power = drawn["infectious"], drawn["ill"] + (1 - drawn["ill"]) * drawn["silent"]
    chance = 1 - (1 - drawn["household"]) ** (1 / days)
    at_home = drawn["household"] * met.get("household", 0.0) * power
    left = max(drawn["reproduction"] - at_home, 0.2 * drawn["reproduction"])
    found = {"household": chance}
    shares = {name: float(PLACES[name]) for name in ("class", "dormitory", "school", "county")}
    if not met.get("dormitory"):
        shares["class"] += shares.pop("dormitory")
    takes = drawn["susceptible"]
    for name, share in shares.items():
        exposure = met[name] * days * power * (1.0 if name == "county" else takes)
        if name in ("class", "school"):
            exposure *= _SCHOOL_SHARE
        found[name] = min(1.0, left * share / exposure) if exposure else 0.0
    return found


def policy(code: str, way: str, chosen: Chosen, crowd: Crowd, drawn: Mapping[str, float]) -> Policy:
    """A way of opening with the numbers drawn for its measures."""
    does, illness = WAYS[way].does, ILLNESSES[code]
    waits = crowd.grades * 7 * int(does.get("waits", 0))
    return Policy(
        opens=chosen.opens, waits=waits, halves=bool(does.get("halves")),
        masks=drawn["masks"] if does.get("masks") else 1.0, checks=int(does.get("checks", 0)),
        sensitivity=drawn["sensitivity"], false_alarms=drawn["false_alarms"],
        stays_home=drawn["stays_home"], isolation=illness.isolation, closed=illness.closed,
        close_at=chosen.close_at if does.get("closing") else None,
        imports=chosen.imports / crowd.population.people * 1000,
        vaccinated=chosen.coverage if does.get("vaccine") else 0.0,
        boarding_weeks=int(does.get("boarding_weeks", 1)),
    )  # fmt: skip
