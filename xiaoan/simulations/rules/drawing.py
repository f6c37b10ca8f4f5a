"""From ranges to replicates: numbers are drawn, and contact chances made of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from xiaoan.epidemiology.arrays import IntArray
from xiaoan.epidemiology.simulation import Disease, Policy, Span
from xiaoan.simulations.rules.crowd import Crowd
from xiaoan.simulations.rules.settings import PLACES, Illness, Ranged

# Drawn numbers are used twice, so that chance and numbers can be told apart.
TWINS = 2
ALL_PLACES = ("class", "dormitory", "school", "household", "county")
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


def draws(numbers: Mapping[str, Ranged], seed: int, pairs: int) -> list[dict[str, float]]:
    """The numbers of each pair of replicates, stratified: each part of a range comes up once."""
    rng = np.random.default_rng([seed, _STREAM])
    found: list[dict[str, float]] = [{} for _ in range(pairs)]
    for name, one in numbers.items():
        shares = (rng.permutation(pairs) + rng.random(pairs)) / pairs
        for at, share in enumerate(shares):
            found[at][name] = one.at(float(share))
    return found


def disease(
    illness: Illness, drawn: Mapping[str, float], met: Mapping[str, float],
    places: Mapping[str, Any] = PLACES,
) -> Disease:  # fmt: skip
    """One disease with numbers of its own. `met`: see crowd.others; `places`: share of each place."""
    contact = (
        {name: drawn[f"contact.{name}"] for name in ALL_PLACES}
        if illness.contact
        else _contact(drawn, met, places)
    )
    return Disease(
        illness.code, contact, Span(drawn["latent"]), Span(drawn["infectious"], 1.3),
        Span(drawn["onset"], drawn["dispersion"]), ill=drawn["ill"], felt=drawn["felt"],
        silent=drawn["silent"], spread=illness.spread,
        susceptible=(drawn["susceptible"], 1.0), immune=drawn["immune"], protects=drawn["protects"],
    )  # fmt: skip


def _contact(
    drawn: Mapping[str, float], met: Mapping[str, float], places: Mapping[str, Any]
) -> dict[str, float]:
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
    shares = {name: float(places[name]) for name in ("class", "dormitory", "school", "county")}
    if not met.get("dormitory"):
        shares["class"] += shares.pop("dormitory")
    takes = drawn["susceptible"]
    for name, share in shares.items():
        exposure = met[name] * days * power * (1.0 if name == "county" else takes)
        if name in ("class", "school"):
            exposure *= _SCHOOL_SHARE
        found[name] = min(1.0, left * share / exposure) if exposure else 0.0
    return found


def policy(
    illness: Illness, does: Mapping[str, Any], chosen: Chosen, crowd: Crowd, drawn: Mapping[str, float]
) -> Policy:  # fmt: skip
    """What a way of opening `does`, with the numbers drawn for its measures. `does` has the columns of the
    data's [scenario], and what a scenario file may say besides (docs/simulation.md)."""
    retested = "false_alarms" if does.get("retest", True) else "false_alarms_single"
    tests = int(does.get("tests", 0))
    return Policy(
        opens=int(does.get("opens", chosen.opens)), waits=crowd.grades * 7 * int(does.get("waits", 0)),
        halves=bool(does.get("halves")), masks=_masks(does.get("masks"), drawn),
        checks=int(does.get("checks", 0)), sensitivity=drawn["sensitivity"],
        false_alarms=drawn[retested], stays_home=float(does.get("stays_home", drawn["stays_home"])),
        isolation=int(does.get("isolation", illness.isolation)),
        closed=int(does.get("closed", illness.closed)), close_at=_close_at(does, chosen, crowd),
        window=int(does.get("window", 7)),
        grades=crowd.of_grade if "close_grade" in does else None,
        close_grade=does.get("close_grade"), close_school=does.get("close_school"),
        imports=float(does.get("imports", chosen.imports)) / crowd.population.people * 1000,
        vaccinated=float(does.get("vaccinated", chosen.coverage if does.get("vaccine") else 0.0)),
        boarding_weeks=int(does.get("boarding_weeks", 1)), tests=tests,
        tested=float(does.get("tested", 1.0)), found=drawn["test_found"], test_false=drawn["test_false"],
    )  # fmt: skip


def _masks(given: bool | float | None, drawn: Mapping[str, float]) -> float:
    """What contacts at school are multiplied by: 1 without masks, a number as said, else as drawn."""
    if given is True:
        return drawn["masks"]
    return float(given) if given else 1.0


def _close_at(does: Mapping[str, Any], chosen: Chosen, crowd: Crowd) -> int | IntArray | None:
    """So many known ill close a class: a number, or a share of each class, rounded up."""
    share = does.get("close_share")
    if share is not None:
        pupils = crowd.population.class_[crowd.population.enrolled]
        sizes = np.bincount(pupils, minlength=crowd.population.classes)
        # Less a hair, so that a tenth of 40 is 4 and not 5.
        least: IntArray = np.maximum(1, np.ceil(sizes * share - 1e-9).astype(np.int64))
        return least
    if does.get("close_at") is not None:
        return int(does["close_at"])
    return chosen.close_at if does.get("closing") else None
