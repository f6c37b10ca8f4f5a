"""How one signs in: tries, sessions, passwords, second factors, codes of invitations and recovery."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from xiaoan.accounts.rules.roles import needs_second_factor


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
