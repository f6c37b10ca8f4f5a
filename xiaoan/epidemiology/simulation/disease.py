"""What a disease is to the simulation: spans, shares, chances; each sampled anew for every replicate."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from xiaoan.epidemiology.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Span:
    """Whole days, at least `least`: log-normal with this median and dispersion (1 = always the median)."""

    median: float
    dispersion: float = 1.0
    least: int = 1

    def draw(self, count: int, rng: np.random.Generator) -> IntArray:
        if self.dispersion <= 1:
            return np.full(count, max(self.least, round(self.median)))
        days = self.median * np.exp(np.log(self.dispersion) * rng.standard_normal(count))
        whole: IntArray = np.rint(days).astype(np.int64)
        return np.maximum(self.least, whole)


@dataclass(frozen=True, slots=True)
class Disease:
    """One disease. Chances are per pair and day, by the name of the layer; whatever makes them smaller or
    larger (`silent`, `spread`, `susceptible`, masks) multiplies the hazard -ln(1 - chance).

    `latent`: days from infection until infectious. `infectious`: days infectious. `onset`: days from
    infection to the first sign, of those who fall ill. `ill`: share of the infected with symptoms;
    `felt`: share of the ill whom a check can see (fever, or what is looked for). `silent`: how
    infectious those without symptoms are, against 1. `spread`: dispersion k of how infectious single
    people are (gamma; None: all alike). `susceptible`: of pupils and of others, against 1.
    `immune`: share of pupils who cannot be infected; `protects`: share of the vaccinated who cannot.
    """

    name: str
    contact: Mapping[str, float]
    latent: Span
    infectious: Span
    onset: Span
    ill: float = 1.0
    felt: float = 1.0
    silent: float = 1.0
    spread: float | None = None
    susceptible: tuple[float, float] = field(default=(1.0, 1.0))
    immune: float = 0.0
    protects: float = 0.0

    def __post_init__(self) -> None:
        for name, chance in self.contact.items():
            _within(f"contact {name}", chance)
        for name in ("ill", "felt", "silent", "immune", "protects"):
            _within(name, getattr(self, name))
        for chance in self.susceptible:
            _within("susceptible", chance)


@dataclass(frozen=True, slots=True, eq=False)
class Courses:
    """The courses of newly infected people, each array of shape (I,), days counted from day 0 of the run.

    Infectious on days `begins` to `ends` - 1. `onset`: day of the first sign; `ill`, `felt` as above.
    """

    begins: IntArray
    ends: IntArray
    onset: IntArray
    ill: BoolArray
    felt: BoolArray
    power: FloatArray


def courses(disease: Disease, day: int, count: int, rng: np.random.Generator) -> Courses:
    """What becomes of `count` people infected on `day`."""
    begins = day + disease.latent.draw(count, rng)
    ill = rng.random(count) < disease.ill
    power = np.where(ill, 1.0, disease.silent)
    if disease.spread is not None:
        power = power * rng.gamma(disease.spread, 1 / disease.spread, count)
    return Courses(
        begins, begins + disease.infectious.draw(count, rng), day + disease.onset.draw(count, rng),
        ill, ill & (rng.random(count) < disease.felt), power,
    )  # fmt: skip


def _within(name: str, share: float) -> None:
    if not 0 <= share <= 1:
        message = f"{name} is {share}; it must lie between 0 and 1"
        raise ValueError(message)
