"""Taking a list away as a sheet, a circular as a document: the fact is kept."""

from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.directives.events import CircularTaken, TargetsExported
from xiaoan.directives.queries import circulars, targets
from xiaoan.journal import services as journal
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid
from xiaoan.kernel.permission import Permission

# As many rows as a person goes through in a spreadsheet (our own choice).
MOST = 20_000


def export(actor: Actor, wanted: targets.Wanted) -> list[targets.Row]:
    """The rows of a list as they are shown, all pages of them."""
    if not actor.may_anywhere(Permission.EXPORT):
        raise Forbidden
    total, rows = targets.page_of(actor, wanted, 0, MOST)
    if total > MOST:
        raise Invalid(_("超过 %(n)s 行,请先缩小范围。") % {"n": MOST}, {"rows": "many"})
    unit_no = min(lo for lo, _hi in actor.reach(Permission.EXPORT))
    journal.record(actor, TargetsExported(school_id=0, unit_no=unit_no, rows=len(rows)))
    return rows


def take_circular(actor: Actor, circular_id: UUID) -> circulars.Detail:
    """A circular in the actor's sight, to be written as a document."""
    found = circulars.circular(actor, circular_id)
    unit_no = found.circular.unit_no
    journal.record(actor, CircularTaken(school_id=0, unit_no=unit_no, circular_id=circular_id))
    return found
