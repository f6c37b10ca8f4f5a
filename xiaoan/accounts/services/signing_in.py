"""Signing in: by login, phone or staff number, with limits per account and device."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password

from xiaoan.accounts import queries, rules
from xiaoan.accounts.models import User
from xiaoan.accounts.services import sessions, throttling
from xiaoan.accounts.services.sessions import Entered
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter

# A hash of nothing, so that an unknown account takes as long as a wrong password.
DECOY = make_password(None)
# A school's shared computer knows so many accounts; the oldest is forgotten first.
DEVICE_ACCOUNTS = 12


@dataclass(frozen=True)
class Attempt:
    """What was typed: login, phone or staff number; the school only where the number is not enough.
    `device`: what the browser kept (see `remember_device`); `agent`: its own words about itself."""

    typed: str
    password: str
    device: str = ""
    school: str = ""
    agent: str = ""


def sign_in(attempt: Attempt) -> Entered | None:
    """A session for a right pair, None for a wrong one.

    Tries are counted per account and known device; all devices that never signed this account in
    count together, because a guesser may call itself a new one each time. What was typed has its
    own count, and only that one is told of: an account that has several names answers to each as if
    it had only that one, so that trying does not tell which belong together.
    """
    user = queries.account_named(attempt.typed, attempt.school)
    place = _known(user, attempt.device)
    typed = throttling.key("sign-in", attempt.typed.lower(), place)
    account = throttling.key("sign-in account", user.pk if user else attempt.typed, place)
    if not throttling.take(typed, rules.SIGN_IN_LIMIT):
        raise throttling.paused()
    left = throttling.take(account, rules.SIGN_IN_LIMIT)
    right = check_password(attempt.password, user.password if user else DECOY)
    if user is None or not (left and right and user.is_active):
        return None
    throttling.forget(typed, account)
    return sessions.begin(user, rules.PASSWORD, rules.device_words(attempt.agent))


def sign_in_demo(user_id: UUID, agent: str = "") -> Entered | None:
    """One tap, without a password: the page offers it in the demonstration only."""
    enter(Actor(user_id=user_id, name=""))
    user = User.objects.filter(pk=user_id, is_active=True).first()
    return sessions.begin(user, rules.DEMO, rules.device_words(agent)) if user else None


def remember_device(user_id: UUID, device: str) -> str:
    """What the device keeps (and sends as `device`) once this account has signed in on it."""
    number, *marks = device.split(":") if device else [uuid7().hex]
    mine = _mark(user_id, number)
    kept = [mark for mark in marks if mark != mine]
    return ":".join([number, *kept[-DEVICE_ACCOUNTS + 1 :], mine])


def known_device(user_id: UUID, device: str) -> str:
    """The device's number if this account has signed in on it before, else ''."""
    number, *marks = device.split(":")
    return number if _mark(user_id, number) in marks else ""


def _known(user: User | None, device: str) -> str:
    """For an unknown account the same work, and never a known device."""
    return known_device(user.pk if user else uuid7(), device)


def _mark(user_id: UUID, number: str) -> str:
    return ciphers.blind_index(f"{user_id}\0{number}", kind="device").hex()
