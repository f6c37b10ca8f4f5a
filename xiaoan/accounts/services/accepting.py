"""Taking an invitation: a proof that the code is in the right hands, then the account."""

import hmac
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.accounts import queries, rules
from xiaoan.accounts.events import InvitationUsed
from xiaoan.accounts.models import Grant, Invitation, User, Ward
from xiaoan.accounts.services import passwords, sessions, throttling
from xiaoan.accounts.services.sessions import Entered
from xiaoan.directory.models import Guardian, Person
from xiaoan.directory.queries import GUARDIAN_PHONE
from xiaoan.directory.services.enrolments import PHONE_PLACE as PERSON_PHONE
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.scope import everywhere

_LAST = 4


@dataclass(frozen=True)
class Entry:
    """A guardian's place on the roster that the proof fits."""

    guardian_id: UUID
    name: str
    relation: str


@dataclass(frozen=True)
class Taking:
    """Who takes a code: `user_id` is made when the proof is given and kept on our side, so that a second
    press is the same press."""

    code: str
    user_id: UUID
    password: str
    guardian_id: UUID | None = None
    agent: str = ""


def prove_invitation(code: str, name: str, digits: str) -> list[Entry] | None:
    """The entries that fit the name of the child (of staff: one's own) and the last four digits of the
    phone on the roster; None for a wrong proof. Counted per code: whoever found a strip does not get far.
    """
    row = queries.invitation_of(code)
    if row is None:
        raise NotFound
    counted = throttling.key("invitation", row.pk, "")
    if not throttling.take(counted, rules.PROOF_LIMIT):
        raise throttling.paused()
    with everywhere("invitations"):
        person = Person.objects.get(pk=row.person_id)
        fits = _fits(row, person, digits.strip())
    same = hmac.compare_digest(person.name.encode(), "".join(name.split()).encode())
    if not same or fits is None:
        return None
    throttling.forget(counted)
    return fits


def _fits(row: Invitation, person: Person, digits: str) -> list[Entry] | None:
    if len(digits) != _LAST:
        return None
    if row.purpose == "staff":
        return [] if _staff_phone(person)[-_LAST:] == digits else None
    found = [
        Entry(one.pk, queries.masked_name(one.name), one.relation)
        for one in queries.guardians_of(person.pk)
        if _phone(one)[-_LAST:] == digits
    ]
    return found or None


def take_invitation(taking: Taking) -> Entered:
    """An account bound to the person on the roster, signed in. Of two at once one wins."""
    row = _hold(taking)
    with everywhere("invitations"):
        before = _taken_by(row, taking)
        user = before or _account(row, taking)
        if not before:
            _bind(row, user, taking)
    return sessions.begin(user, rules.PASSWORD, rules.device_words(taking.agent))


def add_child(actor: Actor, code: str, guardian_id: UUID) -> None:
    """One more child for a guardian who is signed in."""
    user_id = queries.user_id(actor)
    taking = Taking(code, user_id, "", guardian_id)
    row = _hold(taking)
    if row.purpose != "guardian":
        raise Invalid(_("这是教职工的邀请码,请先退出,再扫一次。"))
    with everywhere("invitations"):
        if not _taken_by(row, taking):
            _bind(row, User.objects.get(pk=user_id), taking)


def _hold(taking: Taking) -> Invitation:
    """The invitation under lock: open, or used by this very press a moment ago."""
    digest = queries.code_digest(rules.read_code(taking.code))
    with everywhere("invitations"):
        row = Invitation.objects.select_for_update().filter(digest=digest).first()
    if row is None:
        raise NotFound
    mine = row.used_with == taking.user_id
    if not mine and (row.used_at or row.revoked_at or row.expires_at <= clock.now()):
        raise _over(row)
    return row


def _over(row: Invitation) -> Conflict:
    if row.purpose == "staff":
        return Conflict(_("这个邀请码已经用过、作废或过期。请向校长或教育局再要一个。"))
    return Conflict(_("这个邀请码已经用过、作废或过期。请向班主任再要一个。"))


def _taken_by(row: Invitation, taking: Taking) -> User | None:
    """Of staff the account may have been there before, so it is the press that says who."""
    if row.used_by_id is None or row.used_with != taking.user_id:
        return None
    return User.objects.filter(pk=row.used_by_id).first()


def _account(row: Invitation, taking: Taking) -> User:
    """The account to be: for staff the one that the person has already, else a new one."""
    person = Person.objects.get(pk=row.person_id)
    if row.purpose == "staff":
        known = User.objects.filter(person_id=person.pk).first()
        phone, name, login = _staff_phone(person), person.name, f"{person.number}@{row.school_id}"
    else:
        guardian = _entry(row, taking.guardian_id)
        known, phone, name = None, _phone(guardian), guardian.name
        login = f"g{taking.user_id.hex[-10:]}"
    if known and not known.is_active:
        raise Conflict(_("您的账号已停用,不能用邀请码开通。请找校长或教育局。"))
    if known and known.has_usable_password():
        raise Conflict(_("您已经有账号,请直接登录;忘了密码的,请在登录页申请找回账号。"))
    user = known or User(
        id=taking.user_id, login=login, name=name, school_id=row.school_id, unit_no=row.school_id,
        person_id=person.pk if row.purpose == "staff" else None,
    )  # fmt: skip
    if phone and not user.phone_cipher:
        user.phone_cipher = ciphers.seal(phone, place=queries.PHONE_PLACE, row=user.pk)
        user.phone_index = ciphers.blind_index(phone, kind="phone")
    user.password = passwords.hashed(taking.password, [login, name, phone])
    user.save(force_insert=known is None)
    return user


def _bind(row: Invitation, user: User, taking: Taking) -> None:
    if row.purpose == "guardian":
        _answer_for(row, user, _entry(row, taking.guardian_id))
    taken = Invitation.objects.filter(pk=row.pk, used_at=None, revoked_at=None)
    if not taken.update(used_at=clock.now(), used_by_id=user.pk, used_with=taking.user_id):
        raise _over(row)
    fact = InvitationUsed(
        school_id=row.school_id, unit_no=row.unit_no, invitation_id=row.pk, user_id=user.pk,
        person_id=row.person_id, purpose=row.purpose,
    )  # fmt: skip
    journal.record(Actor(user_id=user.pk, name=user.name), fact)


def _answer_for(row: Invitation, user: User, guardian: Guardian) -> None:
    """The child, and the role of a guardian unless it runs already."""
    given = {"unit_no": row.unit_no, "guardian_id": guardian.pk}
    Ward.objects.update_or_create(
        school_id=row.school_id, user=user, person_id=row.person_id, defaults=given
    )
    running = Grant.objects.filter(user=user, role="guardian", until=None)
    if not running.exists():
        Grant.objects.create(
            user=user, role="guardian", school_id=0, unit_no=0, unit_end=0, since=clock.today()
        )


def _entry(row: Invitation, guardian_id: UUID | None) -> Guardian:
    found = {one.pk: one for one in queries.guardians_of(row.person_id)}
    if guardian_id not in found:
        raise Invalid(_("请选您是哪一位家长。"), {"guardian": "missing"})
    return found[guardian_id]


def _phone(guardian: Guardian) -> str:
    return ciphers.unseal(guardian.phone_cipher, place=GUARDIAN_PHONE, row=guardian.pk)


def _staff_phone(person: Person) -> str:
    """The phone on the roster; who has none there proves the staff number."""
    sealed = person.phone_cipher
    return ciphers.unseal(sealed, place=PERSON_PHONE, row=person.pk) if sealed else person.number
