"""From facts to a result: pure, the same for one school and for four hundred. Unknown is never a pass."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

PASS, FAIL, UNKNOWN, NONE = "pass", "fail", "unknown", "none"
STATES = (PASS, FAIL, UNKNOWN, NONE)


@dataclass(frozen=True)
class Fact:
    """What is on record of one school for one evaluator: `num` of `den`; of `unknown` more it is not known.
    `code`: something peculiar that decides by itself (SPECIAL). `day`: of when it is."""

    num: int = 0
    den: int = 0
    unknown: int = 0
    code: str = ""
    day: dt.date | None = None


@dataclass(frozen=True)
class Result:
    """How an item stands. `code`: the words for it (queries.words), `num` and `den` their figures."""

    state: str
    code: str
    num: int | None = None
    den: int | None = None
    day: dt.date | None = None

    def as_json(self) -> dict[str, str | int | None]:
        day = self.day.isoformat() if self.day else None
        return {
            "state": self.state, "code": self.code, "num": self.num, "den": self.den, "day": day,
        }  # fmt: skip


# Evaluator → what its items may set. `least_percent` of the share wanted (100); `max_age_days`:
# older facts count as
# unknown.
PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "response_level": ("at_most",),
    "roll_known": ("max_age_days", "least_percent"),
    "key_persons": ("least_percent",),
    "clearances": (),
    "plan_approved": (),
    "trained": ("courses", "least_percent"),
    "drill": ("max_age_days",),
    "supplies": ("least_percent",),
    "devices": ("least_percent",),
    "disinfection": ("max_age_days", "least_percent"),
    "observation_room": (),
    "care_coverage": ("least_percent",),
    "findings_closed": ("severity",),
    "no_event": (),
    "opening_date": (),
    "calendar": ("days",),
    "arrivals": (),
    "seats": ("least_percent",),
    "beds": ("least_percent",),
}
# Where nothing is to be counted (0 of 0): who has no key person has none to settle; who has no
# trained post on record
# knows nothing.
_ZERO_IS = {
    "key_persons": PASS, "findings_closed": PASS, "no_event": PASS, "arrivals": UNKNOWN, "seats": NONE,
    "beds": NONE,
}  # fmt: skip
# What decides by itself, whatever the figures.
SPECIAL = {
    "not_counted": UNKNOWN, "not_begun": UNKNOWN, "held": FAIL, "later": FAIL, "draft": FAIL,
    "changed": FAIL, "failed": FAIL, "unpublished": FAIL, "no_room": FAIL, "higher": FAIL,
}  # fmt: skip


def judge(by: str, fact: Fact | None, params: Mapping[str, int | str], on: dt.date) -> Result:
    """One computed item at one school on a day. None: nothing is on record, and that is no pass."""
    if fact is None:
        return Result(UNKNOWN, "nothing")
    if fact.code:
        return Result(SPECIAL[fact.code], fact.code, fact.num, fact.den, fact.day)
    age = int(params.get("max_age_days", 0))
    if age and (fact.day is None or fact.day < on - dt.timedelta(days=age)):
        return Result(UNKNOWN, "old", fact.num, fact.den, fact.day)
    if fact.den == 0:
        state = _ZERO_IS.get(by, UNKNOWN)
        return Result(state, "zero" if state != UNKNOWN else "nothing", 0, 0, fact.day)
    wanted = fact.den * int(params.get("least_percent", 100))
    state = FAIL
    if fact.num * 100 >= wanted:
        state = PASS
    elif (fact.num + fact.unknown) * 100 >= wanted:
        state = UNKNOWN
    return Result(state, "share", fact.num, fact.den, fact.day)


@dataclass(frozen=True)
class Said:
    """What somebody said of an inspected item: kind "self" (the school), "joint" or "recheck" (the
    inspection); result "ok", "bad" or "none" (there is nothing of the kind). Withdrawn ones are left out."""

    kind: str
    result: str
    at: dt.datetime = field(compare=False)


def inspected(said: Iterable[Said], *, may_lack: bool) -> Result:
    """An inspected item: the school has said yes with evidence, and so has the last who inspected it. Of
    either nothing, or withdrawn: unknown."""
    own: Said | None = None
    seen: Said | None = None
    for one in sorted(said, key=lambda one: one.at):
        if one.kind == "self":
            own = one
        else:
            seen = one
    if seen is not None and seen.result == "bad":
        return Result(FAIL, "joint_bad", day=seen.at.date())
    if seen is not None and seen.result == "none" and may_lack:
        return Result(NONE, "joint_none", day=seen.at.date())
    if own is None:
        return Result(UNKNOWN, "self_missing")
    if own.result != "ok":
        return Result(FAIL, "self_bad", day=own.at.date())
    if seen is None or seen.result != "ok":
        return Result(UNKNOWN, "joint_missing", day=own.at.date())
    return Result(PASS, "joint_ok", day=seen.at.date())
