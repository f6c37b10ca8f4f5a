"""That a signed report went out to an office outside, and that it arrived."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.dailyreports import queries, rules
from xiaoan.dailyreports.models import Receipt, Report, Sending
from xiaoan.dailyreports.services.acting import hold, short, tell, user
from xiaoan.kernel import acts, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.races import new_id
from xiaoan.kernel.said import fingerprint

# What was sent or received may be put down so much later (ours).
_LATEST = dt.timedelta(days=7)


@dataclass(frozen=True)
class NewSending:
    """`at` None: now."""

    id: UUID
    report_id: UUID
    no: int
    to_office: str
    to_name: str
    means: str
    at: dt.datetime | None = None


@dataclass(frozen=True)
class NewReceipt:
    id: UUID
    sending_id: UUID
    name: str
    number: str = ""
    at: dt.datetime | None = None


def send(actor: Actor, given: NewSending) -> None:
    """Put down that a version went out. Whoever writes or signs the unit's reports."""
    row = _writable(actor, given.report_id)
    said = fingerprint("send", given.no, given.to_office, given.to_name, given.means, given.at)
    known = Sending.objects.filter(pk=given.id).first()
    elsewhere = known is not None and known.report_id != row.pk
    if acts.is_same(actor, known, said, elsewhere=elsewhere):
        return
    if not 1 <= given.no <= row.versions:
        raise Conflict(_("这一版还没有签发,不能登记发出。请刷新后看最新情况。"))
    if given.means not in rules.MEANS:
        raise Invalid(_("请选择用什么方式发的。"), {"means": "unknown"})
    office = short("to_office", given.to_office, required=_("请写明发给了哪个单位。"))
    name = short("to_name", given.to_name)
    now = clock.now()
    at = given.at or now
    _refuse_time(at, now, row.signed_at, _("发出时间不能早于签发,也不能晚于现在。"))
    with new_id():
        Sending.objects.create(
            id=given.id, school_id=row.school_id, unit_no=row.unit_no, report_id=row.pk, no=given.no,
            to_office=office, to_name=name, means=given.means, at=at, recorded_at=now,
            by_id=user(actor), said=said,
        )  # fmt: skip
    tell(actor, row, "sent", given.no)


def receive(actor: Actor, report_id: UUID, given: NewReceipt) -> None:
    """Put down who took what went out; one receipt for each sending."""
    row = _writable(actor, report_id)
    sending = Sending.objects.filter(pk=given.sending_id, report_id=row.pk).first()
    if sending is None:
        raise NotFound
    said = fingerprint("receive", str(given.sending_id), given.name, given.number, given.at)
    known = Receipt.objects.filter(pk=given.id).first()
    elsewhere = known is not None and known.sending_id != sending.pk
    if acts.is_same(actor, known, said, elsewhere=elsewhere):
        return
    if Receipt.objects.filter(sending_id=sending.pk).exists():
        raise Conflict(_("这次发出已经登记过回执。"))
    name = short("name", given.name, required=_("请写明对方谁收到了。"))
    number = short("number", given.number)
    now = clock.now()
    at = given.at or now
    _refuse_time(at, now, sending.at, _("收到的时间不能早于发出,也不能晚于现在。"))
    with new_id():
        Receipt.objects.create(
            id=given.id, school_id=row.school_id, unit_no=row.unit_no, sending_id=sending.pk,
            name=name, number=number, at=at, recorded_at=now, by_id=user(actor), said=said,
        )  # fmt: skip
    tell(actor, row, "received", sending.no)


def _writable(actor: Actor, report_id: UUID) -> Report:
    row = hold(actor, report_id)
    if not queries.may_write(actor, row):
        raise Forbidden
    return row


def _refuse_time(at: dt.datetime, now: dt.datetime, since: dt.datetime | None, words: str) -> None:
    # A minute is written down without its seconds.
    first = (since or now).replace(second=0, microsecond=0)
    if not max(first, now - _LATEST) <= at <= now:
        raise Invalid(words, {"at": "out_of_range"})
