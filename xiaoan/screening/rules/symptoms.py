"""The standard symptom list as a bit mask, and the groups within which symptoms are "similar"."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import STRICT, IntFlag, StrEnum

# WS/T 772-2020, in force 2020-07-28: list seen in several copies (confidence H).
WST_772 = "WS/T 772-2020"
# The class form of the 2006 norm (Wei Ban Ji Kong Fa [2006] 65) and GB 28932-2012 as issued by
# Hunan: seen in one provincial copy, and jaundice is also in the norm's own list of similar
# symptoms (H).
FORM_2006 = "WBJKF-2006-65"


class Symptom(IntFlag, boundary=STRICT):
    """What a teacher may tick. The bits are stored: append, never renumber. Others are refused."""

    FEVER = 1 << 0
    COUGH = 1 << 1
    HEADACHE = 1 << 2
    SORE_THROAT = 1 << 3
    PAROTID = 1 << 4
    ABDOMINAL_PAIN = 1 << 5
    DIARRHOEA = 1 << 6
    VOMITING = 1 << 7
    RASH = 1 << 8
    DIZZINESS = 1 << 9
    FATIGUE = 1 << 10
    RED_EYES = 1 << 11
    JAUNDICE = 1 << 12
    OTHER = 1 << 13


NO_SYMPTOM = Symptom(0)


@dataclass(frozen=True, slots=True)
class SymptomRow:
    """One symptom of the list: its bit, its stable code, and the documents that list it."""

    flag: Symptom
    code: str
    sources: tuple[str, ...]


_BOTH = (WST_772, FORM_2006)

SYMPTOMS: tuple[SymptomRow, ...] = (
    SymptomRow(Symptom.FEVER, "fever", _BOTH),
    SymptomRow(Symptom.COUGH, "cough", _BOTH),
    SymptomRow(Symptom.HEADACHE, "headache", (WST_772,)),
    SymptomRow(Symptom.SORE_THROAT, "sore_throat", (WST_772,)),
    SymptomRow(Symptom.PAROTID, "parotid", _BOTH),
    SymptomRow(Symptom.ABDOMINAL_PAIN, "abdominal_pain", (WST_772,)),
    SymptomRow(Symptom.DIARRHOEA, "diarrhoea", _BOTH),
    SymptomRow(Symptom.VOMITING, "vomiting", _BOTH),
    SymptomRow(Symptom.RASH, "rash", _BOTH),
    SymptomRow(Symptom.DIZZINESS, "dizziness", (WST_772,)),
    SymptomRow(Symptom.FATIGUE, "fatigue", (WST_772,)),
    SymptomRow(Symptom.RED_EYES, "red_eyes", _BOTH),
    SymptomRow(Symptom.JAUNDICE, "jaundice", (FORM_2006,)),
    SymptomRow(Symptom.OTHER, "other", _BOTH),
)

_FLAGS = {row.code: row.flag for row in SYMPTOMS}


def symptoms_of(codes: Iterable[str]) -> Symptom:
    """The mask of these codes; ValueError for a code not in the list, with its beginning."""
    mask = Symptom(0)
    for code in codes:
        if code not in _FLAGS:
            raise ValueError(code[:20])  # what a stranger sent is never echoed whole
        mask |= _FLAGS[code]
    return mask


def codes_of(symptoms: int) -> tuple[str, ...]:
    """The codes of a stored mask, in the order of the list; ValueError for bits nobody defined."""
    mask = Symptom(symptoms)
    return tuple(row.code for row in SYMPTOMS if row.flag in mask)


class Syndrome(StrEnum):
    """Groups of similar symptoms. The norm names examples (fever, rash, diarrhoea, vomiting,
    jaundice) and no grouping: these groups are our reading (confidence L), kept few so that a
    class whose teachers tick differently is still one group.
    """

    RESP = "RESP"
    GI = "GI"
    RASH = "RASH"
    PAROTID = "PAROTID"
    EYE = "EYE"
    JAUNDICE = "JAUNDICE"
    FEVER = "FEVER"
    COUGH = "COUGH"
    OTHER = "OTHER"
    UNSPECIFIED = "UNSPECIFIED"


AIRWAY = Symptom.COUGH | Symptom.SORE_THROAT
_GUT = Symptom.VOMITING | Symptom.DIARRHOEA | Symptom.ABDOMINAL_PAIN

# Groups that explain a fever by themselves.
_SPECIFIC: tuple[tuple[Symptom, Syndrome], ...] = (
    (_GUT, Syndrome.GI),
    (Symptom.RASH, Syndrome.RASH),
    (Symptom.PAROTID, Syndrome.PAROTID),
    (Symptom.RED_EYES, Syndrome.EYE),
    (Symptom.JAUNDICE, Syndrome.JAUNDICE),
)


def syndromes(symptoms: int, fever: bool) -> frozenset[Syndrome]:
    """The groups of one ill child. `fever`: measured; a tick for fever (measured at home) counts
    too.

    FEVER holds every fever without a more specific group, so RESP is inside it: in a flu class the
    cough is ticked for some and not for others, and three fevers must not fall apart into two and
    one. COUGH (without fever) and OTHER are never similar in N-01; UNSPECIFIED means nothing is
    known yet.
    """
    ticked = Symptom(symptoms)
    feverish = fever or Symptom.FEVER in ticked
    found = {group for part, group in _SPECIFIC if ticked & part}
    if feverish and not found:
        found.add(Syndrome.FEVER)
    if ticked & AIRWAY:
        found.add(Syndrome.RESP if feverish else Syndrome.COUGH)
    if not found:
        found.add(Syndrome.OTHER if ticked else Syndrome.UNSPECIFIED)
    return frozenset(found)
