"""Whose own phone number is shown, to whom: only of those who have agreed to it, as long as they have."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from xiaoan.accounts.models import NumberShown, User
from xiaoan.accounts.queries import PHONE_PLACE
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere

FAMILIES, COLLEAGUES = "families", "colleagues"
# Who may be asked to agree: whoever looks after people; whoever leads or stands watch.
NEEDS = {FAMILIES: Permission.CARE_FOR_OWN, COLLEAGUES: Permission.STAND_DUTY}


def audiences(actor: Actor) -> tuple[str, ...]:
    """To whom the actor could agree to be shown."""
    return tuple(one for one, needs in NEEDS.items() if actor.may_anywhere(needs))


def agreed(actor: Actor) -> dict[str, dt.datetime]:
    """To whom the actor's own number is shown, since when."""
    if actor.user_id is None:
        return {}
    rows = NumberShown.objects.filter(user_id=actor.user_id, until_at=None)
    return dict(rows.values_list("audience", "since_at"))


def shown_to(audience: str, user_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The numbers of those who have agreed. The caller has made sure that who asks is one of those it was
    agreed for, and keeps the look."""
    with everywhere("accounts"):
        rows = NumberShown.objects.filter(
            user_id__in=set(user_ids), audience=audience, until_at=None
        )
        people = User.objects.filter(
            pk__in=rows.values("user_id"), is_active=True, phone_cipher__isnull=False
        )
        return {
            pk: ciphers.unseal(sealed, place=PHONE_PLACE, row=pk)
            for pk, sealed in people.values_list("id", "phone_cipher")
            if sealed is not None
        }
