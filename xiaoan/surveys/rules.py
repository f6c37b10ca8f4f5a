"""Pure decisions of survey rounds: what an answer must hold, who contradicts whom, when a series goes on."""

import datetime as dt
import json
import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files

WHO = ("pupils", "staff", "both")
ROUND_STATES = ("draft", "open", "closed")
ANSWER_STATES = ("current", "agreeing", "contradicting", "superseded", "discarded")
# Who says it: two sides that do not depend on each other. What a transfer carries along is nobody's word
# at the new school, and gives way to any.
SIDES = {
    "self": "family",
    "guardian": "family",
    "teacher": "school",
    "office": "school",
    "import": "school",
    "carried": "carried",
}
HOME, AWAY = "home", "away"
WHEREABOUTS = (HOME, AWAY)
WELL, SYMPTOMS, ISOLATED = "well", "symptoms", "isolated"
CONDITIONS = (WELL, SYMPTOMS, ISOLATED)
LONGEST_TITLE, LONGEST_PLACE, LONGEST_REMARK, LONGEST_REASON = 60, 60, 200, 200
# Our own choices: a round stays open a week past its deadline, so that what comes late still comes.
STAYS_OPEN = dt.timedelta(days=7)
# A code on paper: so many proofs may be tried within so long.
PROOFS, PROOFS_WITHIN = 10, dt.timedelta(hours=1)
# With so many wrong ones in all a code opens nothing any more; the school prints another.
ALL_PROOFS = 30
# A proof that was given opens the form for so long.
PROVEN_FOR = dt.timedelta(minutes=15)
LONGEST_DEADLINE = dt.timedelta(days=30)
LONGEST_EVERY = 30
# A list that leaves the house: a large school's, not a county's.
LONGEST_LIST = 5000
# A sheet of answers that comes in at once, and how long what was wrong with it is kept.
LONGEST_SHEET, KEPT = 3000, dt.timedelta(days=3)
# What is not settled about a person: two sides that disagree are to be settled, an answer that was found
# not to be so is to be given again.
SETTLE, AGAIN = "settle", "again"
UNSETTLED = (SETTLE, AGAIN)
# `over`: the round ended first. `moved`: the pupil is not at the school any more.
UNSETTLED_STATES = ("open", "done", "over", "moved")
# How long answers are kept after their round has ended (data/retention-cn.toml, with its source).
_RETENTION = tomllib.loads(
    (files("xiaoan.surveys") / "data" / "retention-cn.toml").read_text(encoding="utf-8")
)
ANSWERS_KEPT = dt.timedelta(days=_RETENTION["answers"]["days"])
# Nobody was away since before this.
LONGEST_AWAY = dt.timedelta(days=3 * 366)


@dataclass(frozen=True)
class Said:
    """What an answer says: where, how, of which key groups."""

    whereabouts: str = HOME
    condition: str = WELL
    categories: tuple[str, ...] = ()
    place: str = ""
    since: dt.date | None = None
    remark: str = ""


ALL_WELL = Said()


# Key groups that are an illness of one's own; "household" is somebody else's (own choice, L).
ILL_GROUPS = ("fever", "respiratory", "gastro", "rash", "notifiable")


def doubt(said: Said) -> tuple[str, ...]:
    """The illnesses of somebody who is said to be well: one of the two was pressed by mistake."""
    if said.condition != WELL:
        return ()
    return tuple(code for code in ILL_GROUPS if code in said.categories)


def faults(said: Said, codes: Collection[str], today: dt.date) -> dict[str, str]:
    """What is wrong with an answer about the key groups `codes`, field → code; nothing for one that can
    be stored.
    """
    found: dict[str, str] = {}
    if said.whereabouts not in WHEREABOUTS:
        found["whereabouts"] = "missing"
    if said.condition not in CONDITIONS:
        found["condition"] = "missing"
    if set(said.categories) - set(codes):
        found["categories"] = "unknown"
    if said.whereabouts == AWAY and not said.place.strip():
        found["place"] = "missing"
    found |= _texts(said)
    if said.since is not None and not today - LONGEST_AWAY <= said.since <= today:
        found["since"] = "not_past"
    return found


def _texts(said: Said) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, text, longest in (
        ("place", said.place, LONGEST_PLACE),
        ("remark", said.remark, LONGEST_REMARK),
    ):
        if len(text) > longest:
            found[name] = "too_long"
        elif "\0" in text:
            found[name] = "sign"
    return found


def cleaned(said: Said, codes: Sequence[str]) -> Said:
    """One form for one answer: groups in the order of the pack; who is at home is away nowhere."""
    away = said.whereabouts == AWAY
    return Said(
        said.whereabouts,
        said.condition,
        tuple(code for code in codes if code in said.categories),
        " ".join(said.place.split()) if away else "",
        said.since if away else None,
        said.remark.strip(),
    )


def digest(said: Said) -> bytes:
    """Equal for equal answers: a press repeated is the same press."""
    since = said.since.isoformat() if said.since else ""
    parts = [
        said.whereabouts,
        said.condition,
        list(said.categories),
        said.place,
        since,
        said.remark,
    ]
    return sha256(json.dumps(parts, ensure_ascii=False).encode()).digest()


def contradict(one: Said, other: Said) -> bool:
    """Whether two sides cannot both be right: another place kind, condition or key group. How a place is
    spelt, since when and a remark are no contradiction.
    """
    return (one.whereabouts, one.condition, set(one.categories)) != (
        other.whereabouts,
        other.condition,
        set(other.categories),
    )


def kept_since(today: dt.date) -> dt.date:
    """Of rounds that ended before this day the answers are cleared."""
    return today - ANSWERS_KEPT + dt.timedelta(days=1)


@dataclass(frozen=True)
class Share:
    """Counts of one unit in one round; each is a sum of its classes."""

    on_roll: int = 0
    known: int = 0
    unknown: int = 0
    contradicted: int = 0

    @property
    def adds_up(self) -> bool:
        return self.on_roll == self.known + self.unknown + self.contradicted

    @property
    def percent(self) -> int:
        """Known of all, rounded down: 100 is said of everybody only, and of nobody nothing."""
        return self.known * 100 // self.on_roll if self.on_roll else 0


@dataclass(frozen=True)
class Wanted:
    """A round as somebody wants it."""

    title: str
    who: str
    stages: tuple[str, ...]
    due_at: dt.datetime
    every_days: int | None


def round_faults(wanted: Wanted, known_stages: Collection[str], now: dt.datetime) -> dict[str, str]:
    """What is wrong with a round that is about to be made, field → code."""
    found: dict[str, str] = {}
    if not wanted.title.strip() or len(wanted.title) > LONGEST_TITLE or "\0" in wanted.title:
        found["title"] = "missing"
    if wanted.who not in WHO:
        found["who"] = "missing"
    if set(wanted.stages) - set(known_stages):
        found["stages"] = "unknown"
    if not now < wanted.due_at <= now + LONGEST_DEADLINE:
        found["due_at"] = "not_ahead"
    if wanted.every_days is not None and not 1 <= wanted.every_days <= LONGEST_EVERY:
        found["every_days"] = "out_of_range"
    return found


def next_times(
    opened_on: dt.date, due_at: dt.datetime, every_days: int, opens: dt.date
) -> tuple[dt.datetime, dt.date]:
    """Deadline of the round that opens on a day, and the day of the one after: the rhythm is kept."""
    later = due_at + (opens - opened_on)
    return later, opens + dt.timedelta(days=every_days)
