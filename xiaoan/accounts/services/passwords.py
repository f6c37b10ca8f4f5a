"""Passwords: long enough, not a known one, not made of one's own names."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xiaoan.accounts import queries, rules
from xiaoan.accounts.events import PasswordChanged
from xiaoan.accounts.models import Session, User
from xiaoan.accounts.services import throttling
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid

# 20,000 passwords found in leaks, of Django; and what is typed here most, which that list lacks.
_KNOWN = CommonPasswordValidator()
_KNOWN_HERE = frozenset(
    {
        "woaini1314", "woaini1314520", "woaini5201314", "5201314520", "1314520520", "qq123456789",
        "a123456789", "aa123456789", "abc123456789", "asd123456789", "qwe123456789", "zxc123456789",
        "woaiwojia123", "woaimama520", "1qaz2wsx3edc", "1q2w3e4r5t6y", "wang123456", "zhang123456",
        "liming123456", "xuexiao123456", "jiaoshi123456", "banzhuren123", "laoshi123456",
        "mima123456", "password123456", "admin123456", "xiaoan123456", "xiaoan2026", "147258369qq",
        "123456789abc", "123456789qq", "1234567890qwe",
    }
)  # fmt: skip


def hashed(password: str, own: Iterable[str]) -> str:
    """The hash to keep; refuses a password that will not do, with a sentence that says why."""
    fault = rules.password_fault(password, own)
    if not fault and (password.lower() in _KNOWN_HERE or _is_known(password)):
        fault = "known"
    if fault:
        raise Invalid(_words(fault), {"password": fault})
    return str(make_password(password))


def change_password(actor: Actor, session_id: UUID, old: str, new: str, device: str) -> bool:
    """A new password; False if the old one is wrong. Ends every other session."""
    user = User.objects.select_for_update().get(pk=queries.user_id(actor))
    counted = throttling.key("prove", user.pk, device)
    if not throttling.take(counted, rules.SIGN_IN_LIMIT):
        raise throttling.paused()
    if not check_password(old, user.password):
        return False
    throttling.forget(counted)
    user.password = hashed(new, own_words(user))
    user.save(update_fields=["password"])
    others = Session.objects.filter(user=user, ended_at=None).exclude(pk=session_id)
    others.update(ended_at=clock.now())
    Session.objects.filter(pk=session_id, user=user).update(proved_at=clock.now())
    fact = PasswordChanged(school_id=user.school_id, unit_no=user.unit_no, user_id=user.pk)
    journal.record(actor, fact)
    return True


def own_words(user: User) -> list[str]:
    """What of a person may not stand in the password."""
    words = [user.login, user.name]
    if user.phone_cipher is not None:
        sealed = user.phone_cipher
        words.append(ciphers.unseal(sealed, place=queries.PHONE_PLACE, row=user.pk))
    return words


def _is_known(password: str) -> bool:
    try:
        _KNOWN.validate(password)
    except ValidationError:
        return True
    return False


def _words(fault: str) -> str:
    return {
        "short": _("密码至少 10 个字符。可以用几个词连起来,不必掺数字和符号。"),
        "long": _("密码最多 128 个字符。"),
        "plain": _("密码太简单:不同的字符太少。"),
        "own": _("密码里不能有您的账号、姓名或手机号。"),
        "known": _("这个密码太常见,很容易被猜中。请换一个。"),
    }[fault]
