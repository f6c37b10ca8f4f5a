"""What may follow what in a child's illness, from the first sign until back in class ([S43], [S23], H)."""

from dataclasses import dataclass

# Where a child stands, in the order of the way.
OPEN = (
    "detected", "retested", "watched", "observed", "reached", "in_care", "diagnosed", "at_home",
    "cleared",
)  # fmt: skip
CLOSED = ("returned", "well", "withdrawn", "moved", "left")
# Not at school for this illness.
ABSENT = ("in_care", "diagnosed", "at_home", "cleared")
_IN_SCHOOL = ("detected", "retested", "watched", "observed", "reached")
_AWAY = ("in_care", "diagnosed", "at_home")

# What is done, and from where to where. `absent` and `return` come from the roll-call; `moved` and
# `left` from the roll of the county; everything else from a person.
_TABLE: dict[str, dict[str, str]] = {
    # Somebody else found the same child; where it stands stays.
    "noticed": {at: at for at in _IN_SCHOOL},
    "retest_fever": {
        "detected": "retested", "watched": "retested", "retested": "retested",
        "observed": "observed", "reached": "reached",
    },
    "retest_normal": dict.fromkeys(("detected", "retested", "watched", "observed", "reached"), "watched"),
    # Vomiting needs no second reading: straight to the observation room.
    "observe": dict.fromkeys(("detected", "retested", "watched"), "observed"),
    # That somebody tried and reached nobody is an outcome too; the child does not wait for it.
    "unreachable": {"observed": "observed", "reached": "reached"},
    "reach": {"observed": "reached", "reached": "reached"},
    "send": {"observed": "in_care", "reached": "in_care"},
    "diagnose": {
        "in_care": "diagnosed", "diagnosed": "diagnosed", "at_home": "at_home",
        # Another diagnosis after the certificate: it has to be seen anew.
        "cleared": "at_home",
    },
    "home": {"reached": "at_home", "in_care": "at_home", "diagnosed": "at_home"},
    "trace": dict.fromkeys(_AWAY, "at_home"),
    "follow": {"in_care": "in_care", "diagnosed": "diagnosed", "at_home": "at_home"},
    "investigate": {"at_home": "at_home"},
    # The family gave the certificate to somebody at school; the doctor has not read it yet.
    "hand_in": {"diagnosed": "diagnosed", "at_home": "at_home"},
    "refuse": {"diagnosed": "diagnosed", "at_home": "at_home"},
    "clear": {"diagnosed": "cleared", "at_home": "cleared"},
    "clear_against": {"diagnosed": "cleared", "at_home": "cleared"},
    "well": {"watched": "well"},
    "absent": {**dict.fromkeys(_IN_SCHOOL, "at_home"), **{at: at for at in ABSENT}},
    "return": {**dict.fromkeys(ABSENT, "returned"), "watched": "well"},
    "withdraw": dict.fromkeys(OPEN, "withdrawn"),
    "moved": dict.fromkeys(OPEN, "moved"),
    "left": dict.fromkeys(OPEN, "left"),
}  # fmt: skip
ACTS = tuple(_TABLE)
# The way from the first sign until the child leaves school, in its order.
COURSE = (
    "retest_fever",
    "retest_normal",
    "observe",
    "unreachable",
    "reach",
    "send",
    "home",
    "well",
)
# Which duty an act fulfils.
DONE_BY = {
    "trace": "illness.trace", "follow": "illness.follow", "investigate": "illness.investigate",
    "well": "illness.watch", "return": "illness.return",
}  # fmt: skip
DUTIES = (
    "illness.care", "illness.watch", "illness.trace", "illness.follow", "illness.investigate",
    "illness.return",
)  # fmt: skip


@dataclass(frozen=True)
class Situation:
    """What decides who acts next. `held`: the certificate has to be seen before the child comes back."""

    stage: str
    traced: bool = False
    long: bool = False
    held: bool = False


def stage_after(stage: str, act: str) -> str | None:
    """Where an act leads from a stage; None if it may not be done there."""
    return _TABLE[act].get(stage)


def may_follow(now: Situation, act: str) -> bool:
    """Whether an act may be done: a child whose certificate nobody has seen does not simply return, and
    nobody hands one in that is not asked for."""
    if (act == "return" and now.held) or (act == "hand_in" and not now.held):
        return False
    return stage_after(now.stage, act) is not None


def acts_at(now: Situation) -> tuple[str, ...]:
    """Everything that may be done."""
    return tuple(act for act in ACTS if may_follow(now, act))


def ahead(stage: str) -> tuple[str, ...]:
    """What of the way may still be done: now, or after something else of it that may be done now."""
    reached, acts = {stage}, set[str]()
    while True:
        found = {act for act in COURSE if reached & set(_TABLE[act]) & set(_IN_SCHOOL)}
        if found == acts:
            return tuple(act for act in COURSE if act in acts)
        acts = found
        reached |= {_TABLE[act][at] for act in acts for at in reached if at in _TABLE[act]}


def next_duty(now: Situation) -> str | None:
    """The one thing that is due next; None when it is over."""
    if now.stage in CLOSED:
        return None
    if now.stage == "watched":
        return "illness.watch"
    if now.stage in _IN_SCHOOL:
        return "illness.care"
    if now.stage == "cleared":
        return "illness.return"
    if not now.traced:
        return "illness.trace"
    return "illness.investigate" if now.long and now.stage == "at_home" else "illness.follow"


def settles(now: Situation) -> bool:
    """Whether a roll-call that has the child in class ends the illness."""
    return may_follow(now, "return")
