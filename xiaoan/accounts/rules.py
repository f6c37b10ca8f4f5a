"""The policy table: role → what it may do, and how much of phones and ID numbers it is shown.

Roles are data; nothing else decides by role. The unit a role is held at decides where.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from xiaoan.kernel.actor import Scope
from xiaoan.kernel.permission import Permission as P  # noqa: N817  # a table wants short cells

# Whoever works here may be on the duty roster, and may read who is in command.
_STAFF = frozenset({P.MY_DUTIES, P.SEE_COMMAND, P.STAND_DUTY, P.USE_DEVICES})
_CLASS = _STAFF | {P.SEE_CHECKS, P.TAKE_ROLL_CALL, P.CARE_FOR_OWN}
_SCHOOL = _STAFF | {
    P.SEE_CHECKS, P.SEE_DUTIES, P.URGE, P.SEE_SIGNALS, P.SEARCH_PEOPLE, P.SEE_EVENTS, P.SEE_MEASURES,
    P.SEE_CARE, P.CARE_FOR_OWN,
}  # fmt: skip
# Who looks after the people of a unit by name: each child's illness and risk, and what was answered.
_CARING = frozenset({P.SEE_ILLNESS, P.SEE_KEY_PERSONS, P.SEE_SURVEYS, P.SEE_VERIFICATION})
_HEALTH = _CARING | {
    P.TRACE, P.CARE, P.CLEAR, P.KEEP_KEY_PERSONS, P.RELEASE, P.ANSWER_FOR_OTHERS, P.CHECK_ANSWERS,
    P.OBSERVE, P.TAKE_ROUNDS, P.KEEP_DEVICES,
}  # fmt: skip
_LEAD = _SCHOOL | _HEALTH | {
    P.SEE_BOARD, P.ENTER_FOR_OTHERS, P.EXCUSE, P.RESOLVE, P.ACKNOWLEDGE, P.EXPORT,
    P.INVESTIGATE, P.ASSIGN_EVENT, P.DECIDE_EVENT, P.FOLLOW_CONTACTS, P.ORDER_MEASURES, P.CARRY_OUT,
    P.SEE_REPORTS, P.SEND_REPORTS, P.ANSWER_WARNINGS, P.SEE_DIRECTIVES, P.ANSWER_DIRECTIVES,
    P.SEE_SUPPLIES, P.KEEP_SUPPLIES,
}  # fmt: skip
_ABOVE = _SCHOOL | {P.SEE_BOARD, P.EXPORT, P.SEE_REPORTS, P.SEE_DIRECTIVES, P.SEE_SUPPLIES}


@dataclass(frozen=True)
class Place:
    """A role at the unit [lo, hi)."""

    role: str
    lo: int
    hi: int


@dataclass(frozen=True)
class Role:
    """A position in which a person acts. `phones`: whose numbers it is shown in full.

    `id_numbers`: whether a roster it takes away may hold them in full, of one school at a time; the
    rest of the world, and a sheet of several schools, has the middle of each hidden.
    `second_factor`: nothing opens before a second factor has been given.
    """

    code: str
    held_at: str
    permissions: frozenset[P]
    phones: str = "none"  # "families": staff and guardians; "staff": staff only; "none"
    id_numbers: str = "masked"  # or "full"
    second_factor: bool = False


ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        Role(
            "county_leader",
            "county",
            _ABOVE
            | {P.CONFIRM_POSITIONS, P.APPROVE_EXPORT, P.SEE_SURVEYS}
            | {P.SWITCH_LEVEL, P.CONFIRM_LEVEL, P.DECIDE_DUTIES, P.CALL_DUTY}
            | {
                P.SEE_RECORD,
                P.KEEP_FILES,
                P.SET_STANDARD,
                P.APPROVE_REQUISITION,
                P.DECIDE_ALLOCATION,
            },
            "staff",
            second_factor=True,
        ),
        Role(
            "bureau_officer",
            "county",
            _ABOVE
            | {P.CONFIRM_LEVEL, P.DECIDE_DUTIES}
            | {P.ACKNOWLEDGE, P.SET_ESCALATION, P.SET_CALENDAR, P.VERIFY, P.IMPORT_ROSTER}
            | {P.EXPORT_ROSTER, P.APPROVE_EXPORT, P.KEEP_UNITS, P.KEEP_SCHOOLS, P.INVITE_STAFF}
            | {P.SEE_POSITIONS, P.KEEP_POSITIONS, P.CONFIRM_POSITIONS, P.SEE_ACCESS}
            | {P.RECOVER_ACCOUNTS, P.KEEP_KEY_PERSONS, P.RELEASE, P.OPEN_SURVEY, P.CHECK_ANSWERS}
            | {P.MATCH_LISTS, P.KEEP_DEVICES, P.KEEP_CARE, P.SET_CARE, P.ISSUE_DIRECTIVES}
            | {
                P.KEEP_COMMAND,
                P.CALL_DUTY,
                P.KEEP_SUPPLIES,
                P.SET_STANDARD,
                P.BUY,
                P.DECIDE_ALLOCATION,
            }
            | {P.INVESTIGATE, P.ASSIGN_EVENT, P.DECIDE_EVENT, P.ORDER_MEASURES, P.DECIDE_SUSPENSION}
            | {P.SEND_REPORTS, P.RECEIVE_REPORTS, P.ENTER_WARNINGS, P.ANSWER_WARNINGS}
            | {P.SEE_RECORD, P.KEEP_FILES}
            | _CARING,
            "staff",
            "full",
            second_factor=True,
        ),
        Role(
            "township_liaison",
            "township",
            _ABOVE
            | _CARING
            | {P.SEE_POSITIONS, P.CHECK_ANSWERS, P.DECIDE_DUTIES, P.KEEP_COMMAND, P.CALL_DUTY}
            | {P.ISSUE_DIRECTIVES, P.ANSWER_DIRECTIVES, P.SEE_RECORD, P.KEEP_SUPPLIES}
            | {P.APPROVE_REQUISITION, P.BUY, P.DECIDE_ALLOCATION},
            "staff",
        ),
        Role(
            "principal",
            "school",
            _LEAD
            | {P.DECIDE_DUTIES, P.IMPORT_ROSTER, P.EXPORT_ROSTER, P.APPROVE_EXPORT}
            | {P.SET_CALENDAR, P.KEEP_ROLL, P.KEEP_UNITS}
            | {P.SEE_POSITIONS, P.KEEP_POSITIONS, P.SEE_ACCESS}
            | {P.INVITE_GUARDIANS, P.INVITE_STAFF, P.RECOVER_ACCOUNTS, P.OPEN_SURVEY, P.KEEP_CARE}
            | {P.KEEP_COMMAND, P.CALL_DUTY}
            | {P.SEE_RECORD, P.REPLY, P.APPROVE_REQUISITION},
            "families",
            "full",
            second_factor=True,
        ),
        Role("school_doctor", "school", _LEAD, "families"),
        Role(
            "grade_head",
            "grade",
            _SCHOOL | _CARING | {P.OBSERVE, P.TRACE, P.ANSWER_FOR_OTHERS, P.FOLLOW_CONTACTS},
            "families",
        ),
        Role(
            "class_teacher",
            "class",
            _CLASS
            | _CARING
            | {P.SEARCH_PEOPLE, P.SEE_ACCESS, P.INVITE_GUARDIANS, P.RECOVER_ACCOUNTS}
            | {P.OBSERVE, P.TRACE, P.KEEP_KEY_PERSONS, P.ANSWER_SURVEY, P.CHECK_ANSWERS}
            | {P.FOLLOW_CONTACTS, P.CARRY_OUT, P.SEE_CARE},
            "families",
        ),
        Role("subject_teacher", "class", _CLASS | {P.OBSERVE}, "staff"),
        # Of a school also the keeper of its stores (保管员).
        Role(
            "logistics",
            "school",
            _STAFF | {P.CARRY_OUT, P.SEE_SUPPLIES, P.KEEP_SUPPLIES, P.KEEP_DEVICES},
        ),
        Role("canteen", "school", _STAFF | {P.CARRY_OUT}),
        Role(
            "dormitory_keeper",
            "school",
            _STAFF
            | {P.SEE_CHECKS, P.TAKE_EVENING, P.OBSERVE, P.TAKE_ROUNDS}
            | {P.FOLLOW_CONTACTS, P.CARRY_OUT, P.CARE_FOR_OWN},
            "families",
        ),
        Role("guardian", "child", frozenset({P.SEE_CHILD, P.ANSWER_FOR_CHILD})),
    )
}


def needs_second_factor(roles: Iterable[str]) -> bool:
    """One of these roles opens nothing without a second factor (ASVS 5.0 6.3.3)."""
    return any(ROLES[role].second_factor for role in roles if role in ROLES)


# Who gives and takes away which roles, always inside the unit they hold their own role at. A guardian is
# no position: that follows the child.
_OF_A_SCHOOL = frozenset(
    {
        "school_doctor", "grade_head", "class_teacher", "subject_teacher", "logistics", "canteen",
        "dormitory_keeper",
    }
)  # fmt: skip
# Whoever holds one of these reaches the whole county: one officer asks, another person confirms.
BY_TWO = frozenset({"county_leader", "bureau_officer"})
APPOINTS: dict[str, frozenset[str]] = {
    "principal": _OF_A_SCHOOL,
    "bureau_officer": _OF_A_SCHOOL | {"principal", "township_liaison"} | BY_TWO,
}
# One at a time: a second holder would leave open who answers. Whoever stands in is a deputy.
SOLE = frozenset({"principal", "grade_head", "class_teacher"})
# What every unit of a kind ought to have; a school with boarders also a keeper of its dormitories.
WANTED = (
    ("class", "class_teacher"),
    ("grade", "grade_head"),
    ("school", "principal"),
    ("school", "school_doctor"),
    ("school", "dormitory_keeper"),
    ("township", "township_liaison"),
)
LONGEST_REASON = 200
# Our own choices: nobody stands in for longer than half a year, or is appointed further ahead than a year.
LONGEST_DEPUTY = dt.timedelta(days=183)
FARTHEST = dt.timedelta(days=366)


def may_give(scopes: Iterable[Scope], role: str, lo: int, hi: int) -> bool:
    """Whether somebody with these scopes gives and ends `role` at the unit [lo, hi)."""
    return any(
        P.KEEP_POSITIONS in scope.permissions
        and scope.lo <= lo
        and hi <= scope.hi
        and role in APPOINTS.get(scope.role, frozenset())
        for scope in scopes
    )


# A guardian none of whose children is in a class today: left, graduated, or not theirs to see any more.
FORMER_GUARDIAN = "former_guardian"
# Who lets whom back into a lost account: whoever knows them by sight and by the phone on record. The
# school that last had the child knows a former guardian; the bureau, if that school is no more.
RECOVERS: dict[str, frozenset[str]] = {
    "class_teacher": frozenset({"guardian"}),
    "principal": _OF_A_SCHOOL | {"guardian", FORMER_GUARDIAN},
    "bureau_officer": _OF_A_SCHOOL | {"principal", "township_liaison", FORMER_GUARDIAN} | BY_TWO,
}


def may_recover(scopes: Iterable[Scope], places: Iterable[Place], *, guards: bool) -> bool:
    """Whether somebody with these scopes lets the holder of an account back in. `places`: what the
    account is held for: positions, those to come too, or (`guards`) only the classes of children.

    All positions must lie in reach: else a principal would come into the account of a teacher who is
    an officer as well. Of the classes one is enough.
    """
    found = [
        any(
            P.RECOVER_ACCOUNTS in scope.permissions
            and scope.lo <= place.lo
            and place.hi <= scope.hi
            and place.role in RECOVERS.get(scope.role, frozenset())
            for scope in scopes
        )
        for place in places
    ]
    return any(found) if guards else bool(found) and all(found)


@dataclass(frozen=True)
class Days:
    """From a day until, not including, another; no end: until somebody ends it."""

    since: dt.date
    until: dt.date | None = None


def days_fault(days: Days, today: dt.date) -> str:
    """Why a position cannot run so: `past`, `too_far`, `no_day`; '' if it can.

    Nothing is given for days that are over: nobody acted in it then.
    """
    if days.since < today:
        return "past"
    if days.since > today + FARTHEST:
        return "too_far"
    return "no_day" if days.until is not None and days.until <= days.since else ""


@dataclass(frozen=True)
class Limit:
    """So many tries within any stretch of this length; counted per account and device, never by
    address: a school shares one."""

    tries: int
    within: dt.timedelta


# NIST SP 800-63B-4 §3.2.2 allows 100 failures in a row, GB/T 22239-2019 §8.1.4.1 asks for a limit; ten
# in any hour is room for a person's mistakes and none for a guesser.
SIGN_IN_LIMIT = Limit(10, dt.timedelta(hours=1))
# Six digits of which three are right at a time (drift of one step each way): ten in an hour find one
# in 33,000 hours on average, and only after the password.
CODE_LIMIT = Limit(10, dt.timedelta(hours=1))


# How far a session has come. "half": the password was right and a second factor is due.
HALF, PASSWORD, SECOND, DEMO = "half", "password", "second", "demo"


def is_whole(proof: str, roles: Iterable[str]) -> bool:
    """The session opens pages: nothing is due any more. Roles are those of this moment, so who is made
    principal while signed in is asked for a second factor at the next request."""
    return proof in (SECOND, DEMO) or (proof == PASSWORD and not needs_second_factor(roles))


@dataclass(frozen=True)
class SessionLimit:
    """How long a session lasts unused, and at all."""

    idle: dt.timedelta
    absolute: dt.timedelta


# Staff sit at shared computers with other people's children on the screen: half an hour unused, and a
# working day at all (ASVS 5.0 7.3.1, 7.3.2; NIST SP 800-63B-4 §2.2.3: 12 hours at level 2).
STAFF_SESSION = SessionLimit(dt.timedelta(minutes=30), dt.timedelta(hours=12))
# A guardian reads about the own child only, on the own phone, in the rush of a morning: a month unused,
# and a term at all (NIST SP 800-63B-4 §2.1.3 recommends 30 days at level 1).
GUARDIAN_SESSION = SessionLimit(dt.timedelta(days=30), dt.timedelta(days=180))
# After this long the password is asked again before something that keeps the account is changed.
PROOF_LASTS = dt.timedelta(minutes=10)
# A look at a page moves the time of last use on, at most so often.
SEEN_EVERY = dt.timedelta(minutes=1)


def session_limit(roles: Iterable[str]) -> SessionLimit:
    """Guardians and nothing else have the long one."""
    return GUARDIAN_SESSION if set(roles) == {"guardian"} else STAFF_SESSION


def runs(started: dt.datetime, seen: dt.datetime, now: dt.datetime, limit: SessionLimit) -> bool:
    """The session has neither been left alone too long nor lasted too long."""
    return now - seen < limit.idle and now - started < limit.absolute


# NIST SP 800-63B-4 §3.1.1.2: length and a list of known passwords, no rules of composition.
PASSWORD_LENGTH = (10, 128)
_DISTINCT = 5


def password_fault(password: str, own: Iterable[str]) -> str:
    """Why a password will not do: "short", "long", "plain" (few different characters), "own" (holds the
    person's login, name, phone or number), or "". Known passwords are the service's matter."""
    least, most = PASSWORD_LENGTH
    if len(password) < least:
        return "short"
    if len(password) > most:
        return "long"
    if len(set(password.lower())) < _DISTINCT:
        return "plain"
    low = password.lower()
    return "own" if any(len(word) > 1 and word.lower() in low for word in own) else ""


# TOTP as all authenticators do it (RFC 6238): six digits, 30 seconds; one step of drift each way.
TOTP_SECONDS, TOTP_DRIFT = 30, 1
MOST_FACTORS = 6
RECOVERY_CODES = 10

_BROWSERS = (
    ("MicroMessenger", "WeChat"), ("Edg", "Edge"), ("HuaweiBrowser", "Huawei"),
    ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("OpenHarmony", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
    ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def device_words(agent: str) -> str:
    """Browser and system, so that people know their own devices; no version, no serial number."""
    browser = next((words for sign, words in _BROWSERS if sign in agent), "")
    system = next((words for sign, words in _SYSTEMS if sign in agent), "")
    return " · ".join(words for words in (browser, system) if words)


# Codes that are typed from paper: Crockford's base 32 (no I, L, O, U), eleven signs by chance (55 bits)
# and one that checks them. In GF(2^5) every sign has a weight of its own, so that one wrong sign and any
# two that changed places are always noticed.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_SIGNS, _CODE_GROUP = 11, 4
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_POLYNOMIAL = 0b100101


def new_code(chance: bytes) -> str:
    """A code of at least 55 random bits."""
    number = int.from_bytes(chance) % (32**CODE_SIGNS)
    signs = [number >> (5 * place) & 31 for place in reversed(range(CODE_SIGNS))]
    return "".join(ALPHABET[sign] for sign in [*signs, _check(signs)])


def read_code(typed: str) -> str:
    """A typed code in its one form, or "" if it cannot be one. Case, spaces, dashes and O for 0 pass."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum()).translate(_READ_AS)
    if len(signs) != CODE_SIGNS + 1 or not set(signs) <= set(ALPHABET):
        return ""
    *body, check = (ALPHABET.index(sign) for sign in signs)
    return signs if _check(body) == check else ""


def shown_code(code: str) -> str:
    """In groups of four, as people read it out."""
    return "-".join(code[i : i + _CODE_GROUP] for i in range(0, len(code), _CODE_GROUP))


def _check(signs: Iterable[int]) -> int:
    total = 0
    for sign in signs:
        total = _doubled(total) ^ sign
    return _doubled(total)


def _doubled(value: int) -> int:
    value <<= 1
    return value ^ _POLYNOMIAL if value & 32 else value


# Staff are handed theirs in person; a sheet of a class goes home in satchels and comes back after weeks.
INVITATION_LASTS = {"staff": dt.timedelta(days=7), "guardian": dt.timedelta(days=30)}
# Somebody who found a strip tries names and digits: ten in any hour, on one code.
PROOF_LIMIT = Limit(10, dt.timedelta(hours=1))
# A request is answered within a day or made again; so is the code that is handed over.
RECOVERY_LASTS = dt.timedelta(hours=24)
# So long the people who decided see what they decided; the journal keeps it for ever.
RECOVERY_SHOWN = dt.timedelta(days=30)
