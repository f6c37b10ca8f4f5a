"""Marks of many days as one numpy table: who was not simply present, in which roll-call, why."""

import numpy as np
import numpy.typing as npt

from xiaoan.screening.rules import Symptom, symptoms_of

SLOTS = ("morning", "noon", "evening")
KINDS = (
    "absent_sick", "absent_personal", "absent_unknown", "absent_isolation", "late", "sent_home",
    "present",
)  # fmt: skip
ABSENT_SICK, ABSENT_PERSONAL, ABSENT_UNKNOWN, ABSENT_ISOLATION, LATE, SENT_HOME, PRESENT = range(7)
METHODS = (("", ""), ("axillary", ""), ("forehead", "axillary"))
NO_ONSET = -1

# One row a mark. `onset`: days from onset to the mark's day, -1 unknown; `heat`: tenths of a degree, 0
# not measured; `method`: place in METHODS.
TABLE = np.dtype(
    [
        ("day", np.int16), ("slot", np.int8), ("cls", np.int32), ("pupil", np.int32),
        ("kind", np.int8), ("symptoms", np.int32), ("onset", np.int16), ("heat", np.int16),
        ("method", np.int8),
    ]
)  # fmt: skip
Table = npt.NDArray[np.void]
Counts = dict[str, npt.NDArray[np.int64]]

_AIRWAY = int(Symptom.COUGH | Symptom.SORE_THROAT)
_GUT = int(Symptom.VOMITING | Symptom.DIARRHOEA | Symptom.ABDOMINAL_PAIN)


def mask(*codes: str) -> int:
    """The bits of these symptoms."""
    return int(symptoms_of(codes))


def table(pupil: npt.NDArray[np.int64], **columns: npt.ArrayLike) -> Table:
    """A table of marks of these pupils; each other column is a value for all or one for each row."""
    made = np.zeros(len(pupil), TABLE)
    made["pupil"] = pupil
    made["onset"] = NO_ONSET
    for name, values in columns.items():
        made[name] = values
    return made


def once(tables: list[Table], pupils: int) -> Table:
    """One table in the order of day, slot and pupil; of two marks of a pupil the earlier table's stays."""
    rows = np.concatenate(tables)
    key = (rows["day"].astype(np.int64) * 3 + rows["slot"]) * pupils + rows["pupil"]
    _keys, first = np.unique(key, return_index=True)
    kept: Table = rows[first]
    return kept


def counts(rows: Table, enrolled: npt.NDArray[np.int64]) -> Counts:
    """The figures of one day and slot by class, under the names of screening's facts."""
    size = len(enrolled)

    def number(wanted: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
        return np.bincount(rows["cls"][wanted], minlength=size)

    kind, symptoms = rows["kind"], rows["symptoms"]
    by_kind = [number(kind == code) for code in range(len(KINDS))]
    fever = (symptoms & 1) > 0
    ill = (kind == ABSENT_SICK) | (kind == SENT_HOME) | (symptoms > 0)
    absent = by_kind[0] + by_kind[1] + by_kind[2] + by_kind[3]
    return {
        "enrolled": enrolled,
        "expected": enrolled - by_kind[ABSENT_ISOLATION],
        "present": enrolled - absent,
        "absent_sick": by_kind[ABSENT_SICK],
        "absent_personal": by_kind[ABSENT_PERSONAL],
        "absent_unknown": by_kind[ABSENT_UNKNOWN],
        "absent_isolation": by_kind[ABSENT_ISOLATION],
        "late_arrivals": by_kind[LATE],
        "sent_home": by_kind[SENT_HOME],
        "fever": number(fever),
        "symptomatic": number(symptoms > 0),
        "resp": number(ill & fever & ((symptoms & _AIRWAY) > 0)),
        "gi": number(ill & ((symptoms & _GUT) > 0)),
        "rash": number(ill & ((symptoms & int(Symptom.RASH)) > 0)),
    }
