"""ID numbers of people on record to whom the name given does not belong: counted per actor.

One is a slip of the pen; many are guessing who is enrolled where. Past the limit an actor waits, and
the bureau, which sees the whole county anyway, enters what is urgent.
"""

import datetime as dt

from django.utils.translation import gettext as _

from xiaoan.accounts.services import throttling
from xiaoan.directory.rules import school_of
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.registry.events import NumbersMissed

# Our own choice: a clerk mistypes a few numbers in a morning, not ten in an hour.
MOST = 10
LIMIT = throttling.Limit(MOST, dt.timedelta(hours=1))


def refuse_if_paused(actor: Actor) -> None:
    if paused(actor):
        raise Invalid(
            _("一小时内有多个证件号码与登记的人不符。请一小时后再试;急需办理的请联系教育局。"),
            {"id_number": "paused"},
        )


def paused(actor: Actor) -> bool:
    """Too many misses within the hour."""
    return bool(actor.user_id) and throttling.is_spent(_key(actor), LIMIT)


def count(actor: Actor, unit_no: int, times: int = 1) -> None:
    """So many more, with a fact: who looks through the journal sees who guesses."""
    if not actor.user_id or times < 1:
        return
    throttling.spend(_key(actor), LIMIT, times)
    journal.record(actor, NumbersMissed(school_id=school_of(unit_no), unit_no=unit_no, count=times))


def _key(actor: Actor) -> bytes:
    return ciphers.blind_index(str(actor.user_id), kind="missed-numbers")
