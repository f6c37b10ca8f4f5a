"""The model: a discrete-time hazard, fitted by penalised logistic regression (IRLS) on invented histories.

P(leaving begins in the next 20 school days, or has begun in the last 10) = 1 / (1 + exp(-(b0 + Σ b·x))).
Discrete-time hazard as a logit: Singer & Willett, Journal of Educational Statistics 18 (1993) 155-195. The
coefficients are data (data/model-cn.toml), made by `python -m bench.dropout fit`; no real child's history
was seen.
"""

import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np

from xiaoan.dropout.rules.features import NAMES, Floats

AHEAD, BEHIND = 20, 10


@dataclass(frozen=True)
class Model:
    """`weights` in the order of NAMES; `watch`, `high`, `opens`: probabilities from which a pupil is listed,
    is to be looked at at once, and from which an entry of the ledger opens by itself."""

    version: str
    intercept: float
    weights: tuple[float, ...]
    watch: float
    high: float
    opens: float

    def probability(self, x: Floats) -> Floats:
        """x: pupils × NAMES → probability of each."""
        line = self.intercept + x @ np.asarray(self.weights)
        found: Floats = 1 / (1 + np.exp(-line))
        return found

    def parts(self, x: Floats) -> dict[str, float]:
        """What each feature of one pupil adds to the log-odds; those that add nothing are left out."""
        found = {name: float(w * v) for name, w, v in zip(NAMES, self.weights, x, strict=True)}
        return {name: round(part, 2) for name, part in found.items() if abs(part) >= 0.05}


def read_model(text: str) -> Model:
    found: dict[str, Any] = tomllib.loads(text)
    weights = tuple(float(found["weights"][name]) for name in NAMES)
    return Model(
        found["version"], float(found["intercept"]), weights, float(found["watch"]),
        float(found["high"]), float(found["opens"]),
    )  # fmt: skip


def fit(x: Floats, y: Floats, ridge: float = 1.0, steps: int = 50) -> tuple[float, Floats]:
    """Intercept and weights by iteratively reweighted least squares; `ridge` pulls weights (not the
    intercept)
    towards 0. ValueError if it does not settle."""
    design = np.column_stack([np.ones(len(x)), x])
    penalty = ridge * np.eye(design.shape[1])
    penalty[0, 0] = 0
    beta = np.zeros(design.shape[1])
    beta[0] = np.log((y.mean() + 1e-6) / (1 - y.mean() + 1e-6))
    for _step in range(steps):
        p = 1 / (1 + np.exp(-np.clip(design @ beta, -30, 30)))
        gradient = design.T @ (y - p) - penalty @ beta
        change = np.linalg.solve((design * (p * (1 - p))[:, None]).T @ design + penalty, gradient)
        # Where leavers are rare the full step overshoots.
        largest = float(np.abs(change).max())
        beta = beta + change * min(1.0, 2.0 / max(largest, 1e-12))
        if largest < 1e-6:
            return float(beta[0]), beta[1:]
    raise ValueError("did not settle")


def model() -> Model:
    """The model that ships."""
    text = resources.files("xiaoan.dropout").joinpath("data/model-cn.toml").read_text("utf-8")
    return read_model(text)
