"""A large roster leaves with two people: one asks and says why, another approves or refuses.

Approving shows nothing of the roster. Who asked then has it written when they are there to fetch it; the
minutes run from then. An approval that is not used lapses, and it falls when whoever gave it may not any
more at the moment the roster is to be written.
"""

from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.accounts.queries.recoveries import LONGEST_REASON
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, visible
from xiaoan.registry import rules
from xiaoan.registry.events import (
    RosterExportAnnulled,
    RosterExportBegun,
    RosterExportDecided,
)
from xiaoan.registry.models import RosterExport

# Pressing once more finds one of these.
_OVER = frozenset({"asked", "making", "ready", "annulled"})


def is_large(actor: Actor, people: int, *, full: bool) -> bool:
    """Whether a second person decides, seen with what the actor took lately without one."""
    since = clock.now() - rules.LIMITS.within
    mine = RosterExport.objects.filter(
        by_id=accounts.user_id(actor), large=False, asked_at__gt=since
    ).exclude(state="failed")
    taken = mine.aggregate(all=Sum("rows_total"), full=Sum("rows_total", filter=Q(numbers="full")))
    return rules.needs_approval(
        people, full=full, lately=taken["all"] or 0, lately_full=taken["full"] or 0
    )


def approve(actor: Actor, export_id: UUID) -> None:
    """Somebody else lets it go; once more by the same person does nothing."""
    _decide(actor, export_id, approved=True)


def refuse(actor: Actor, export_id: UUID, answer: str) -> None:
    """Not let go, and why; who asked reads it."""
    answer = answer.strip()
    if not answer or len(answer) > LONGEST_REASON:
        _decidable(actor, export_id)
        raise Invalid(
            _("请写明不批准的原因(不超过 %(n)s 个字),申请人会看到。") % {"n": LONGEST_REASON},
            {"answer": "missing" if not answer else "long"},
        )
    _decide(actor, export_id, approved=False, answer=answer)


def _decide(actor: Actor, export_id: UUID, *, approved: bool, answer: str = "") -> None:
    row = _decidable(actor, export_id)
    state, now = "approved" if approved else "refused", clock.now()
    won = RosterExport.objects.filter(
        pk=row.pk, state="waiting", asked_at__gt=now - rules.LIMITS.waits
    ).update(state=state, decided_by_id=actor.user_id, decided_at=now, answer=answer)
    if not won:
        row.refresh_from_db()
        if (row.state, row.decided_by_id) == (state, actor.user_id):
            return
        raise Conflict(_("这份申请已经有人办过或已过期。请返回刷新,看最新的情况。"))
    journal.record(
        actor,
        RosterExportDecided(
            school_id=row.school_id, unit_no=row.unit_no, export_id=row.pk, by_id=row.by_id,
            approved=approved, rows=row.rows_total,
        ),
    )  # fmt: skip


def _decidable(actor: Actor, export_id: UUID) -> RosterExport:
    rows = visible(RosterExport.objects.all(), actor, Permission.APPROVE_EXPORT)
    row = rows.filter(pk=export_id, large=True).first()
    if row is None:
        raise NotFound
    if row.by_id == actor.user_id:
        raise Forbidden(_("自己申请的导出要由另一人批准。"))
    return row


def begin(actor: Actor, export_id: UUID, session_id: UUID | None = None) -> None:
    """Who asked has the approved roster written, to fetch it in this session; pressed twice it is written
    once. If the approval has fallen, that is what the export says from now on.
    """
    rows = visible(RosterExport.objects.all(), actor, Permission.EXPORT_ROSTER)
    row = rows.filter(pk=export_id, by_id=accounts.user_id(actor)).first()
    if row is None:
        raise NotFound
    running = RosterExport.objects.filter(
        pk=row.pk, state="approved", decided_at__gt=clock.now() - rules.LIMITS.waits
    )
    if not still_approved(row):
        won = annul(actor, row, running)
    elif won := bool(running.update(state="asked", session_id=session_id)):
        fact = RosterExportBegun(school_id=row.school_id, unit_no=row.unit_no, export_id=row.pk)
        journal.record(actor, fact)
    if not won:
        row.refresh_from_db()
        if row.state in _OVER:
            return
        raise Conflict(_("这份导出没有批准,或者批准已过期。请重新申请。"))


def still_approved(row: RosterExport) -> bool:
    """Whether nobody had to let it go, or who did may do so at this moment, too."""
    if not row.large or row.decided_by_id is None:
        return not row.large
    with everywhere("exports"):
        approver = accounts.actors_of([row.decided_by_id]).get(row.decided_by_id)
    return approver is not None and approver.may(Permission.APPROVE_EXPORT, row.unit_no)


def annul(actor: Actor, row: RosterExport, running: QuerySet[RosterExport]) -> bool:
    """The approval falls, if the export is still `running`; gives whether it was."""
    if row.decided_by_id is None or not running.update(state="annulled"):
        return False
    journal.record(
        actor,
        RosterExportAnnulled(
            school_id=row.school_id, unit_no=row.unit_no, export_id=row.pk,
            approved_by_id=row.decided_by_id,
        ),
    )  # fmt: skip
    return True


def lapse() -> int:
    """What nobody answered, or nobody used, in time; gives how many. The running scope is the county."""
    over = clock.now() - rules.LIMITS.waits
    rows = RosterExport.objects.filter(
        Q(state="waiting", asked_at__lte=over) | Q(state="approved", decided_at__lte=over)
    )
    return rows.update(state="gone")
