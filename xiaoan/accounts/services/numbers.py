"""Agreeing that one's own phone number is shown, and withdrawing it."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.accounts.events import NumberAgreed
from xiaoan.accounts.models import NumberShown, User
from xiaoan.accounts.queries import numbers
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.races import new_id, taken


@transaction.atomic
def show_number(actor: Actor, form_id: UUID, audience: str) -> None:
    """From now on; the same form once more, or who has agreed already, changes nothing. NotFound for whoever
    looks after nobody, or never leads or stands watch; Invalid without a number on record."""
    me = _me(actor, audience)
    known = NumberShown.objects.filter(pk=form_id).first()
    if known is not None:
        if (known.user_id, known.audience) != (me.pk, audience):
            raise taken()
        return
    if NumberShown.objects.filter(user_id=me.pk, audience=audience, until_at=None).exists():
        return
    if me.phone_cipher is None:
        raise Invalid(_("您的账号里没有手机号,请先请管理您岗位的人补上。"), {"number": "missing"})
    with new_id():
        NumberShown.objects.create(
            id=form_id, user_id=me.pk, school_id=me.school_id, unit_no=me.unit_no,
            audience=audience, since_at=clock.now(),
        )  # fmt: skip
    _record(actor, me, audience, agreed=True)


@transaction.atomic
def hide_number(actor: Actor, audience: str) -> None:
    """From now on it is shown to nobody of these any more; whoever has not agreed changes nothing."""
    me = _me(actor, audience)
    rows = NumberShown.objects.filter(user_id=me.pk, audience=audience, until_at=None)
    if rows.update(until_at=clock.now()):
        _record(actor, me, audience, agreed=False)


def _me(actor: Actor, audience: str) -> User:
    """The actor's account, locked: two presses do not agree twice."""
    needs = numbers.NEEDS.get(audience)
    if actor.user_id is None or needs is None:
        raise NotFound
    # Who has left the post may still take back what they agreed to.
    if not (actor.may_anywhere(needs) or audience in numbers.agreed(actor)):
        raise NotFound
    return User.objects.select_for_update().get(pk=actor.user_id)


def _record(actor: Actor, me: User, audience: str, *, agreed: bool) -> None:
    journal.record(
        actor,
        NumberAgreed(
            school_id=me.school_id, unit_no=me.unit_no, user_id=me.pk, audience=audience,
            agreed=agreed,
        ),
    )  # fmt: skip
