"""What a temperature means, and what to ask for next."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

# School plans of 2020, several copies (confidence H); they write both "above" and "reaches" 37.3,
# so the line itself is fever.
FEVER_AXILLARY_CELSIUS = Decimal("37.3")
# One school's plan (confidence L). An infrared reading is +-0.3 degrees and a screening only
# (metrology institute, 2020-03-07, H): it asks for an axillary reading and never makes a fever.
SCREEN_FOREHEAD_CELSIUS = Decimal("36.8")
# No document seen: the fever line itself, which errs to the safe side as ears read above armpits
# (L).
SCREEN_EAR_CELSIUS = Decimal("37.3")
# Complaints of 33 and 34 degrees in winter: below this it is the thermometer, not the child (H).
MEASURE_AGAIN_BELOW_CELSIUS = Decimal("35.0")
# Beyond the scale of clinical thermometers (L): a slip of the finger, refused. Between the lower of the two
# and the line above it a thermometer was cold (33 and 34 degrees are what people wrote down): asked about.
IMPLAUSIBLE_ABOVE_CELSIUS = Decimal("43.0")
IMPLAUSIBLE_BELOW_CELSIUS = Decimal("30.0")
_WRITTEN = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,2})?)\s*(?:\u00b0C|\u5ea6)?")


class Method(StrEnum):
    """How it was measured."""

    FOREHEAD = "forehead"
    AXILLARY = "axillary"
    EAR = "ear"


class Judgement(StrEnum):
    """What the reading says, and so what the page does."""

    NONE = "none"  # nothing measured
    NORMAL = "normal"
    FEVER = "fever"
    RETEST = "retest"  # ask for an axillary reading
    MEASURE_AGAIN = "measure_again"  # too low to be true
    IMPLAUSIBLE = "implausible"  # too high to be true: refused


@dataclass(frozen=True, slots=True)
class Line:
    """A threshold with its standing (words as in the rule file: confirmed, verify)."""

    celsius: Decimal
    status: str
    source: str


LINES: dict[Method, Line] = {
    Method.AXILLARY: Line(FEVER_AXILLARY_CELSIUS, "confirmed", "school plans 2020 [S24][S27][S43]"),
    Method.FOREHEAD: Line(SCREEN_FOREHEAD_CELSIUS, "verify", "one school plan 2020 [S24]"),
    Method.EAR: Line(SCREEN_EAR_CELSIUS, "verify", "own proposal"),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """`fever` is the stored answer; `judgement` the next step; `line` the threshold that decided.

    `line` is None where no threshold decided (nothing measured, too low, too high).
    """

    judgement: Judgement
    fever: bool = False
    line: Line | None = None


@dataclass(frozen=True, slots=True)
class _Reading:
    celsius: Decimal
    method: Method

    @property
    def is_usable(self) -> bool:
        return self.celsius >= MEASURE_AGAIN_BELOW_CELSIUS

    @property
    def reaches(self) -> bool:
        return self.celsius >= LINES[self.method].celsius


def judge_temperature(
    value: Decimal | None,
    method: str,
    retest: Decimal | None = None,
    retest_method: str = "",
) -> Verdict:
    """Judge one reading or two. The last usable axillary reading decides; nothing else makes a
    fever.

    A method left empty is read as forehead, the least trusted. A screening value at its line asks
    for an axillary retest, also after a normal axillary one (the child may have got worse); a
    second screening value does not clear the first. A low last reading asks to measure again and
    does not undo an axillary fever. ValueError for an unknown method.
    """
    readings = [
        _Reading(celsius, Method(how or Method.FOREHEAD))
        for celsius, how in ((value, method), (retest, retest_method))
        if celsius is not None
    ]
    if not readings:
        return Verdict(Judgement.NONE)
    if not all(is_plausible(reading.celsius) for reading in readings):
        return Verdict(Judgement.IMPLAUSIBLE)
    verdict = _verdict([reading for reading in readings if reading.is_usable])
    if not readings[-1].is_usable:
        return Verdict(Judgement.MEASURE_AGAIN, verdict.fever)
    return verdict


def is_plausible(celsius: Decimal) -> bool:
    """Whether it can have been measured on a person at all, by a thermometer cold or warm."""
    return celsius.is_finite() and IMPLAUSIBLE_BELOW_CELSIUS <= celsius <= IMPLAUSIBLE_ABOVE_CELSIUS


class NotCelsius(ValueError):
    """A text that is no reading. `code`: "shape", not a plain number; "range", not of a person."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_celsius(text: str) -> Decimal:
    """A reading as people type it, to a tenth: in full width, with a comma or a unit. No sign, no exponent,
    no digits but ours. NotCelsius for anything else.
    """
    plain = unicodedata.normalize("NFKC", text).strip().replace(",", ".").replace("\u3002", ".")
    written = _WRITTEN.fullmatch(plain)
    if written is None:
        raise NotCelsius("shape")
    found = Decimal(written[1])
    if not is_plausible(found):
        raise NotCelsius("range")
    return found.quantize(Decimal("0.1"))


def _verdict(readings: list[_Reading]) -> Verdict:
    """Of readings that are neither too low nor too high, in the order they were taken."""
    judged = Verdict(Judgement.NONE)
    for reading in readings:
        line = LINES[reading.method]
        if reading.method is Method.AXILLARY:
            found = Judgement.FEVER if reading.reaches else Judgement.NORMAL
            judged = Verdict(found, reading.reaches, line)
        elif reading.reaches and not judged.fever:
            judged = Verdict(Judgement.RETEST, line=line)
        elif judged.judgement is Judgement.NONE:
            judged = Verdict(Judgement.NORMAL, line=line)
    return judged
