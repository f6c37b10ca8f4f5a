"""The detectors by name, with options given as text: what `xiaoan detect` offers.

Names of options are those of the functions, and of R's packages: case, underscores and dashes do not
matter, so `min_sd`, `minSd`, and for R's own `minSigma`, `noPeriods`, `limit54` all work.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from xiaoan.epidemiology.arrays import Detected
from xiaoan.epidemiology.runs import (
    run_bayes,
    run_c1,
    run_c2,
    run_c3,
    run_cusum,
    run_farrington,
    run_flexible,
    run_glr,
    run_hierarchical,
    run_nb_cusum,
    run_scan,
)
from xiaoan.epidemiology.tables import Wide

Run = Callable[[Wide, Mapping[str, Any], int | None], Detected]


class UnknownOption(ValueError):
    """An option that the method does not have, or that cannot be read: wrong usage."""


@dataclass(frozen=True, slots=True)
class Method:
    """`options`: defaults by name; None = worked out from the data. `about`: one line."""

    run: Run
    about: str
    options: Mapping[str, Any]


_EARS = {"baseline": 7, "alpha": 0.001, "min_sd": 0.0, "least": None}
_WATCHED = {"monitor": None, "freq": None, "harmonics": None, "trend": False, "threshold": 5.0}
_FARRINGTON = {
    "b": 5, "w": 3, "freq": None, "alpha": 0.05, "trend": True, "reweight": True,
    "powertrans": "2/3", "limit54": (5.0, 4.0),
}  # fmt: skip
METHODS: Mapping[str, Method] = {
    "ears-c1": Method(run_c1, "EARS C1: the days before", _EARS),
    "ears-c2": Method(run_c2, "EARS C2: the days before, less a guard", {**_EARS, "guard": 2}),
    "ears-c3": Method(
        run_c3, "EARS C3 by the CDC: excesses of three days",
        {"baseline": 7, "guard": 2, "threshold": 1.96, "min_sd": 0.0, "least": None},
    ),
    "bayes": Method(
        run_bayes, "Bayes: predictive distribution of a baseline",
        {"b": 0, "w": 6, "freq": 52, "act_year": True, "alpha": 0.05, "least": None},
    ),
    "cusum": Method(
        run_cusum, "CUSUM over the monitored dates, mean of all before",
        {"k": 1.04, "h": 2.26, "trans": "standard", "mean": None, "dispersion": 0.1, "monitor": None},
    ),
    "nb-cusum": Method(
        run_nb_cusum, "likelihood-ratio CUSUM, negative binomial with a season",
        {**_WATCHED, "theta": "log2"},
    ),
    "glr": Method(run_glr, "generalised likelihood ratio, rise unknown", _WATCHED),
    "farrington": Method(run_farrington, "Farrington 1996: the same season of years before", _FARRINGTON),
    "farrington-flexible": Method(
        run_flexible, "Farrington flexible (Noufaily 2013)",
        {
            **_FARRINGTON, "weights_threshold": 2.58, "p_threshold_trend": 0.05, "no_periods": 1,
            "past_weeks_not_included": None, "threshold_method": "delta",
        },
    ),
    "hierarchical": Method(
        run_hierarchical, "sparse counts: roll x weekday x level x school x class",
        {
            "baseline": 40, "guard": 3, "recent": 5, "together": 3, "alpha": 0.001,
            "weekdays": True, "units": "",
        },
    ),
    "scan": Method(
        run_scan, "space-time permutation scan of the dates up to each",
        {
            "places": "", "days": 28, "max_days": 7, "max_radius": 12.0, "max_places": 60,
            "replicas": 999, "seed": 0, "recurrence": 365.0,
        },
    ),
}  # fmt: skip
_ALSO = {
    "minsigma": "min_sd", "acty": "act_year", "carl": "threshold", "s": "harmonics",
    "limit": "limit54", "transform": "trans", "m": "mean", "pastnotincluded": "past_weeks_not_included",
    "periods": "no_periods", "method": "threshold_method",
}  # fmt: skip
_YES_NO = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def detect(data: Wide, name: str, given: Mapping[str, str], last: int | None = None) -> Detected:
    """Run a method by name. Raises UnknownOption for options, ValueError for what the data cannot bear."""
    method = METHODS[name]
    return method.run(data, chosen(method, given), last)


def chosen(method: Method, given: Mapping[str, str]) -> dict[str, Any]:
    """Defaults, with what was given read as each default's kind."""
    known = {_plain(name): name for name in method.options}
    values = dict(method.options)
    for name, text in given.items():
        plain = _plain(name)
        found = known.get(plain) or _ALSO.get(plain, "")
        if found not in values:
            raise UnknownOption(f"no option {name}; there are {', '.join(sorted(method.options))}")
        values[found] = _read(found, text, method.options[found])
    return values


def _plain(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "").replace(".", "")


def _read(name: str, text: str, default: Any) -> Any:
    try:
        if isinstance(default, bool):
            return _YES_NO[text.lower()]
        if isinstance(default, str):
            return text
        if isinstance(default, tuple):
            first, second = text.replace("(", "").replace(")", "").split(",")
            return float(first), float(second)
        value = float(text)
        return int(value) if value.is_integer() and not isinstance(default, float) else value
    except (KeyError, ValueError, OverflowError) as error:
        kind = "true or false" if isinstance(default, bool) else "two numbers, such as 5,4"
        kind = kind if isinstance(default, bool | tuple) else "a number"
        raise UnknownOption(f"option {name}={text} cannot be read; give {kind}") from error
