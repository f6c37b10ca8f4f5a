"""批示 becomes a directive (督办) in one act: registered with the words of the remark, linked both ways."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from xiaoan.dailyreports.events import DailyReportOrdered
from xiaoan.dailyreports.models import Order, Remark
from xiaoan.dailyreports.services.acting import hold, user
from xiaoan.directives import services as directives
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, NotFound


def order(actor: Actor, report_id: UUID, remark_id: UUID, new: directives.NewDirective) -> UUID:
    """Register the directive and put down whence it came; gives its id. The same form again is the same act.

    NotFound: no such remark on this report. Invalid, Forbidden: as `directives.services.register`. Conflict:
    somebody else has made a directive of this remark.
    """
    row = hold(actor, report_id)
    if not Remark.objects.filter(pk=remark_id, report_id=row.pk).exists():
        raise NotFound
    known = Order.objects.filter(remark_id=remark_id).first()
    if known is not None and known.directive_id != new.id:
        raise Conflict(_("这条批示已经转为督办。请刷新后查看。"))
    made = directives.register(actor, new)
    if known is not None:
        return made
    try:
        with transaction.atomic():
            Order.objects.create(
                school_id=row.school_id, unit_no=row.unit_no, report_id=row.pk, remark_id=remark_id,
                directive_id=made, at=clock.now(), by_id=user(actor),
            )  # fmt: skip
    except IntegrityError:  # this directive came of another remark
        raise Conflict(_("这张表单已经用过。请刷新页面再试。")) from None
    journal.record(
        actor,
        DailyReportOrdered(
            school_id=row.school_id, unit_no=row.unit_no, report_id=row.pk, remark_id=remark_id,
            directive_id=made,
        ),
    )  # fmt: skip
    return made
