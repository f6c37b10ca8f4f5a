"""Who may come to school on a day, decided from grounds: pure, no table, no clock."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from xiaoan.clearances.rules.packs import DEFAULT, PACKS, Pack, pack_of

__all__ = [
    "CLEARED", "CODES", "DEFAULT", "DIAGNOSIS", "FIELDS", "KINDS", "LONGEST", "MOST_DAYS", "NEEDS",
    "NOT_CLEARED", "OUTCOMES", "OVERRIDE", "PACKS", "REACHED", "STATES", "UNANSWERED", "UNKNOWN", "Ground",
    "Pack", "Standing", "is_followed_elsewhere", "is_own", "keeps", "kinds_for", "need_of", "pack_of",
    "paper_faults", "standing",
]  # fmt: skip

CLEARED, NOT_CLEARED, UNKNOWN = "cleared", "not_cleared", "unknown"
STATES = (CLEARED, NOT_CLEARED, UNKNOWN)
# Why somebody may not come, the gravest first: ill and not back (§3.4), isolated, followed for a reason that
# keeps away by the pack (§3.3), watched as a contact, said to have symptoms.
CODES = ("ill", "isolated", "followed", "contact", "symptoms")
# Nobody has said; a person let them in.
UNANSWERED, OVERRIDE = "unanswered", "override"
# 等痊愈 · 交复课证明 · 等校医查验 · 交解除隔离证明 · 等到期 · 回答摸排 · 交诊断证明存档 (双证明) ·
# 没有诊断证明不能到校 (双证明).
NEEDS = ("recover", "certificate", "check", "release", "wait", "answer", "diagnosis", "second")
# 诊断证明: kept beside the 复课证明 where the pack asks for two ([S07][S09], H); lets nobody in by itself.
DIAGNOSIS = "diagnosis"
# 复课证明, 医学观察期满证明, 健康状况说明 (看过的人写明), 其他 ([S07][S09][S44], M).
KINDS = ("return", "observation", "statement", "other", DIAGNOSIS)
# What is asked of each kind of paper; what else may stand on it comes after, folded.
FIELDS: dict[str, tuple[str, ...]] = {
    "return": ("issuer", "doctor", "issued_on", "back_on"),
    "observation": ("issuer", "doctor", "issued_on", "isolated_from", "isolated_to", "back_on"),
    "statement": ("note", "back_on"),
    "other": ("issuer", "doctor", "issued_on", "back_on", "note"),
    DIAGNOSIS: ("diagnosis", "diagnosed_on", "issuer", "doctor", "issued_on"),
}
# What came of a contact with the family of a pupil who is kept: well at home, ill at home, with a doctor,
# nobody reached. Only who was reached has been followed.
OUTCOMES = ("well", "ill", "care", "unreached")
REACHED = ("well", "ill", "care")
LONGEST = 300
# An override is for so many days at most (own choice, L).
MOST_DAYS = 14


@dataclass(frozen=True)
class Ground:
    """One thing that keeps a person away. `until`: the first day on which it does not, None while nobody can
    say; `paper`: it does not end by the day alone; `handed`: the paper is at school, not read;
    `lacks_diagnosis`: the pack asks for two papers (双证明) and the diagnosis is not on file; `second`: and
    that keeps away, whatever else is over (the county has set it so)."""

    code: str
    since: dt.date
    until: dt.date | None = None
    paper: bool = False
    handed: bool = False
    lacks_diagnosis: bool = False
    second: bool = False


@dataclass(frozen=True)
class Standing:
    """`reasons`, `needs`: codes in the order of CODES; `until`: the first day on which the last of them may
    be over, None: nobody can say (or nothing keeps the person)."""

    state: str
    reasons: tuple[str, ...] = ()
    until: dt.date | None = None
    needs: tuple[str, ...] = ()


def keeps(ground: Ground, on: dt.date) -> bool:
    """Whether a ground keeps a person away on a day: by its day, or until its paper has been seen."""
    return ground.second or _keeps_by_itself(ground, on)


def _keeps_by_itself(ground: Ground, on: dt.date) -> bool:
    return ground.paper or ground.until is None or on < ground.until


def is_own(ground: Ground) -> bool:
    """Whether a paper checked here takes the ground away. A diagnosis, an isolation and a line of key persons
    end where they are kept, by the rules there."""
    return ground.code in ("contact", "symptoms") or (
        ground.code == "ill" and need_of(ground) == "recover"
    )


def is_followed_elsewhere(ground: Ground) -> bool:
    """Whether somebody owes a look at the pupil every day for this very ground already: an illness, a line of
    key persons and a contact have duties of their own. What a survey said has none."""
    return ground.code in ("ill", "followed", "contact") or (
        ground.code == "isolated" and ground.paper
    )


def kinds_for(ground: Ground) -> tuple[str, ...]:
    """The papers that may be checked here for a ground, the likeliest first."""
    if not is_own(ground):
        return (DIAGNOSIS,) if ground.lacks_diagnosis else ()
    if ground.code == "contact":
        return ("observation", "return", "statement", "other")
    return ("statement", "return", "observation", "other")


def need_of(ground: Ground) -> str:
    """What is needed for a ground to be over."""
    if ground.handed:
        return "check"
    if ground.code in ("isolated", "followed", "contact") and ground.paper:
        return "release"
    if ground.paper:
        return "certificate"
    return "wait" if ground.until else "recover"


def standing(
    grounds: Iterable[Ground], on: dt.date, *, answered: bool = True, let_in: bool = False
) -> Standing:
    """Where all of it leaves a person on a day. Unknown only where nothing else keeps them: whoever is kept
    is not unknown. `let_in`: by name, with a reason and a second person; then the grounds stay visible."""
    kept = sorted((one for one in grounds if keeps(one, on)), key=lambda one: CODES.index(one.code))
    reasons = tuple(dict.fromkeys(one.code for one in kept))
    needs = tuple(dict.fromkeys(need_of(one) for one in kept if _keeps_by_itself(one, on)))
    if any(one.second for one in kept):
        needs += ("second",)
    elif any(one.lacks_diagnosis for one in kept):
        needs += ("diagnosis",)
    if let_in:
        return Standing(CLEARED, (OVERRIDE, *reasons), None, needs)
    if kept:
        days = [None if one.second else one.until for one in kept]
        until = None if None in days else max(day for day in days if day is not None)
        return Standing(NOT_CLEARED, reasons, until, needs)
    if not answered:
        return Standing(UNKNOWN, (UNANSWERED,), None, ("answer",))
    return Standing(CLEARED)


def paper_faults(
    issued: dt.date, isolated: tuple[dt.date | None, dt.date | None], back: dt.date, today: dt.date
) -> dict[str, str]:
    """What is wrong with the days of a paper, by field: none may lie ahead but the day back, and nobody comes
    back before the isolation that the paper itself names is over (§3.4)."""
    found = {}
    first, last = isolated
    if issued > today:
        found["issued_on"] = "future"
    elif issued < today - dt.timedelta(days=180):
        found["issued_on"] = "old"
    if first and last and last < first:
        found["isolated_to"] = "order"
    if not today <= back <= today + dt.timedelta(days=90):
        found["back_on"] = "out_of_range"
    elif last and back <= last:
        found["back_on"] = "inside"
    return found
