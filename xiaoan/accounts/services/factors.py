"""Second factors: authenticator codes (TOTP) and recovery codes. Passkeys have a file of their own."""

import hmac
import secrets
import time
from uuid import UUID

import pyotp
from django.utils.translation import gettext as _

from xiaoan.accounts import queries, rules
from xiaoan.accounts.events import FactorAdded, FactorRemoved, RecoveryCodesMade
from xiaoan.accounts.models import Factor, RecoveryCode, User
from xiaoan.accounts.services import throttling
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.ids import uuid7

# Without letters that look like others; read aloud and copied by hand.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUP, _GROUPS = 5, 2


def begin_totp(actor: Actor) -> Factor:
    """The authenticator being set up; a reload shows the same secret."""
    user = _locked(actor)
    found = Factor.objects.filter(user=user, confirmed_at=None).first()
    if found:
        return found
    _refuse_more(user)
    pk = uuid7()
    secret = ciphers.seal(pyotp.random_base32(), place=queries.FACTOR_PLACE, row=pk)
    return Factor.objects.create(
        id=pk, user=user, school_id=user.school_id, unit_no=user.unit_no, kind="totp",
        secret_cipher=secret, created_at=clock.now(),
    )  # fmt: skip


def confirm_totp(actor: Actor, code: str, device: str) -> bool:
    """The authenticator shows the right code: from now on it is asked for."""
    user = _locked(actor)
    if not _may_try(user, device):
        raise throttling.paused()
    factor = Factor.objects.filter(user=user, confirmed_at=None).first()
    if factor is None or not _use(factor, code):
        return False
    _forget_tries(user, device)
    Factor.objects.filter(pk=factor.pk).update(confirmed_at=clock.now())
    added(actor, user, factor)
    return True


def give_code(actor: Actor, code: str, device: str) -> str:
    """Which factor a code proves: "totp", "recovery_code", or "" for none."""
    user = _locked(actor)
    if not _may_try(user, device):
        raise throttling.paused()
    how = _how(user, code)
    if how:
        _forget_tries(user, device)
    return how


def _how(user: User, code: str) -> str:
    for factor in Factor.objects.filter(user=user, kind="totp").exclude(confirmed_at=None):
        if _use(factor, code):
            return "totp"
    fresh = RecoveryCode.objects.filter(user=user, digest=_digest(user, code), used_at=None)
    return "recovery_code" if fresh.update(used_at=clock.now()) else ""


def _use(factor: Factor, code: str) -> bool:
    """The code of this step or a neighbour, once. Authenticators run on the world's clock, also where
    a demonstration has its own morning."""
    secret = ciphers.unseal(factor.secret_cipher or b"", place=queries.FACTOR_PLACE, row=factor.pk)
    totp = pyotp.TOTP(secret, interval=rules.TOTP_SECONDS)
    typed = "".join(code.split())
    step = int(time.time()) // rules.TOTP_SECONDS
    right = 0
    for near in range(step - rules.TOTP_DRIFT, step + rules.TOTP_DRIFT + 1):
        same = hmac.compare_digest(totp.generate_otp(near).encode(), typed.encode())
        right = near if same else right
    if not right:
        return False
    newer = Factor.objects.filter(pk=factor.pk, last_step__lt=right)
    return bool(newer.update(last_step=right, used_at=clock.now()))


def new_recovery_codes(actor: Actor) -> list[str]:
    """Ten new codes, shown this once; those before are worth nothing from now on."""
    user = _locked(actor)
    RecoveryCode.objects.filter(user=user).delete()
    codes = [
        "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
        for _ in range(rules.RECOVERY_CODES)
    ]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(
            id=uuid7(), user=user, school_id=user.school_id, unit_no=user.unit_no,
            digest=_digest(user, code),
        )
        for code in codes
    )  # fmt: skip
    fact = RecoveryCodesMade(
        school_id=user.school_id, unit_no=user.unit_no, user_id=user.pk, codes=len(codes)
    )
    journal.record(actor, fact)
    return codes


def remove_factor(actor: Actor, factor_id: UUID) -> None:
    """No longer asked for. The last one of somebody whose position needs one stays."""
    user = _locked(actor)
    rows = {row.pk: row for row in Factor.objects.filter(user=user).exclude(confirmed_at=None)}
    gone = rows.get(factor_id)
    if gone is None:
        raise Conflict(_("这一项已经移除,请刷新后再看。"))
    if len(rows) == 1 and rules.needs_second_factor(actor.roles):
        raise Invalid(_("您的岗位必须有第二道验证。请先增加另一种,再移除这一种。"))
    gone.delete()
    if len(rows) == 1:
        RecoveryCode.objects.filter(user=user).delete()
    fact = FactorRemoved(
        school_id=user.school_id, unit_no=user.unit_no, user_id=user.pk, factor_id=factor_id,
        factor=gone.kind,
    )  # fmt: skip
    journal.record(actor, fact)


def added(actor: Actor, user: User, factor: Factor) -> None:
    """The fact of a new factor."""
    fact = FactorAdded(
        school_id=user.school_id, unit_no=user.unit_no, user_id=user.pk, factor_id=factor.pk,
        factor=factor.kind,
    )  # fmt: skip
    journal.record(actor, fact)


def _refuse_more(user: User) -> None:
    if Factor.objects.filter(user=user).count() >= rules.MOST_FACTORS:
        raise Invalid(_("最多 6 种验证方式,请先移除不用的。"))


def _locked(actor: Actor) -> User:
    """The actor's own account, so that two requests at once take turns."""
    user = User.objects.select_for_update().filter(pk=queries.user_id(actor)).first()
    if user is None:
        raise Forbidden
    return user


def _digest(user: User, code: str) -> bytes:
    plain = "".join(sign for sign in code.upper() if sign in _LETTERS)
    return ciphers.blind_index(f"{user.pk}\0{plain}", kind="recovery code")


def _may_try(user: User, device: str) -> bool:
    return throttling.take(throttling.key("code", user.pk, device), rules.CODE_LIMIT)


def _forget_tries(user: User, device: str) -> None:
    throttling.forget(throttling.key("code", user.pk, device))
