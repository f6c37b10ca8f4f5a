"""Reading and confirming, by whoever was addressed, under their own rights of this moment.

Locks: the reader's own row, the families, what is owed, the figures, the chain of facts.
"""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, NotFound
from xiaoan.kernel.scope import everywhere
from xiaoan.notices import rules
from xiaoan.notices.events import NoticeAcknowledged
from xiaoan.notices.models import Family, Notice, Recipient
from xiaoan.notices.queries import inbox
from xiaoan.notices.services import chasing, reaching

_COUNT = """
update notices_reach r set {column} = {column} + x.n
from unnest(%s::int[], %s::int[]) x (unit_no, n)
where r.notice_id = %s and r.unit_no = x.unit_no
"""
_COLUMNS = ("read", "confirmed", "by_call", "staff_read", "staff_confirmed")


def add_up(notice_id: UUID, column: str, units: Iterable[int]) -> None:
    """So many more of a notice in each unit, in the order of the units: nobody waits crosswise."""
    counted = sorted(Counter(units).items())
    if not counted or column not in _COLUMNS:
        return
    sql = _COUNT.format(column=column)
    with everywhere("notices"), connection.cursor() as cursor:
        cursor.execute(sql, [[no for no, _n in counted], [n for _no, n in counted], notice_id])


def _own(actor: Actor, notice_id: UUID) -> Recipient:
    """The reader's own row, locked. NotFound: not addressed, or no more of a child of theirs."""
    found = (
        Recipient.objects.select_for_update().filter(inbox.mine(actor), notice_id=notice_id).first()
    )
    if found is None:
        raise NotFound
    return found


@transaction.atomic
def mark_read(actor: Actor, notice_id: UUID) -> bool:
    """It was opened; False if it had been before. The time stands on the row, it is no fact."""
    if not Recipient.objects.filter(inbox.mine(actor), notice_id=notice_id, read_at=None).exists():
        return False
    row = _own(actor, notice_id)
    if row.read_at is not None:
        return False
    _read(actor, row)
    return True


def _read(actor: Actor, row: Recipient) -> None:
    now = clock.now()
    Recipient.objects.filter(pk=row.pk).update(read_at=now)
    units = _families(actor, row, "read_at", read_at=now)
    add_up(row.notice_id, "read", units)
    if row.kind == "staff":
        add_up(row.notice_id, "staff_read", [row.unit_no])


def _families(actor: Actor, row: Recipient, empty: str, **values: object) -> list[int]:
    """Write to the families of the reader's own children where nothing stands yet; gives their classes."""
    rows = Family.objects.select_for_update().filter(
        notice_id=row.notice_id, person_id__in=set(row.pupils) & set(actor.people),
        **{f"{empty}__isnull": True},
    )  # fmt: skip
    found = list(rows.order_by("unit_no", "id"))
    Family.objects.filter(pk__in=[one.pk for one in found]).update(**values)
    return [one.unit_no for one in found]


@transaction.atomic
def acknowledge(actor: Actor, notice_id: UUID) -> int:
    """Confirm a notice, once; gives for how many families (0 of staff, or if it was done before)."""
    row = _own(actor, notice_id)
    notice = Notice.objects.get(pk=notice_id)
    if notice.state == "recalled":
        raise Conflict(_("这条通知已经撤回,不用确认了。"))
    if not notice.needs_ack:
        raise Conflict(_("这条通知不用确认。"))
    if row.acked_at is not None:
        return 0
    now = clock.now()
    if row.read_at is None:
        _read(actor, row)
    Recipient.objects.filter(pk=row.pk).update(acked_at=now, acked_how=rules.BY_INBOX)
    units = _families(
        actor, row, "confirmed_at", confirmed_at=now, confirmed_how=rules.BY_INBOX,
        confirmed_by_id=actor.user_id,
    )  # fmt: skip
    add_up(notice_id, "confirmed", units)
    if row.kind == "staff":
        add_up(notice_id, "staff_confirmed", [row.unit_no])
    reaching.settle(actor, notice, [row.user_id, row.guardian_id])
    chasing.settle(notice_id, {*units, *([row.unit_no] if row.kind == "staff" else [])})
    journal.record(
        actor,
        NoticeAcknowledged(
            school_id=row.school_id, unit_no=row.unit_no, notice_id=notice_id, families=len(units)
        ),
    )
    return len(units)
