"""Findings taken away as a sheet."""

from django.utils.translation import gettext as _

from xiaoan.inspections.events import FindingsExported
from xiaoan.inspections.queries import findings
from xiaoan.journal import services as journal
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid
from xiaoan.kernel.permission import Permission

# As many rows as a person goes through in a spreadsheet (our own choice).
MOST = 20_000


def export(actor: Actor, wanted: findings.Wanted) -> list[findings.Row]:
    """The whole list in sight; that it was taken away is a fact."""
    if not actor.may_anywhere(Permission.EXPORT):
        raise Forbidden
    total, rows = findings.page_of(actor, wanted, 0, MOST)
    if total > MOST:
        raise Invalid(_("超过 %(n)s 行,请先缩小范围。") % {"n": MOST}, {"rows": "many"})
    unit_no = min(lo for lo, _hi in actor.reach(Permission.EXPORT))
    journal.record(actor, FindingsExported(school_id=0, unit_no=unit_no, rows=len(rows)))
    return rows
