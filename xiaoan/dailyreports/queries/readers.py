"""To whom a report was sent, over what, and who opened it; which remarks became directives."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.dailyreports.models import Order, Reader, Report
from xiaoan.dailyreports.queries import SOURCE
from xiaoan.delivery import queries as delivery
from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, visible


@dataclass(frozen=True)
class ReaderRow:
    """Somebody to whom a version was sent. `over`: (channel, state) of each message begun, in words; none:
    only on the page."""

    no: int
    name: str
    post: str
    sent_at: dt.datetime
    over: tuple[tuple[str, str], ...]
    opened_at: dt.datetime | None


def readers(row: Report) -> list[ReaderRow]:
    """The newest version first. Of whoever sees the report: who above has it is no secret to the unit."""
    with everywhere("dailyreports") as system:
        rows = list(Reader.objects.filter(report_id=row.pk).order_by("-no", "role", "id"))
        names = accounts.names(system, {one.user_id for one in rows})
        over: dict[tuple[UUID, UUID], list[tuple[str, str]]] = {}
        for version in {one.version_id for one in rows}:
            people = [one.user_id for one in rows if one.version_id == version]
            for sent in delivery.of_people(system, SOURCE, version, people):
                said = (
                    str(delivery.CHANNEL_NAMES[sent.channel]), str(delivery.STATE_NAMES[sent.state]),
                )  # fmt: skip
                over.setdefault((version, sent.person_id), []).append(said)
    return [
        ReaderRow(
            one.no, names.get(one.user_id, ""), str(accounts.ROLE_NAMES.get(one.role, one.role)),
            one.sent_at, tuple(over.get((one.version_id, one.user_id), ())), one.opened_at,
        )
        for one in rows
    ]  # fmt: skip


def orders(row: Report) -> dict[UUID, UUID]:
    """Remark → the directive it became."""
    return dict(Order.objects.filter(report_id=row.pk).values_list("remark_id", "directive_id"))


def origin(actor: Actor, directive_id: UUID) -> tuple[UUID, str] | None:
    """The report whose remark became this directive, and what it is called; None: none, or out of sight."""
    found = Order.objects.filter(directive_id=directive_id).values_list("report_id", flat=True)
    row = visible(Report.objects.filter(pk__in=found), actor, Permission.SEE_DAILY).first()
    if row is None:
        return None
    unit = directory.place(row.unit_no).name
    return row.pk, _("%(unit)s %(day)s 日报的批示") % {"unit": unit, "day": row.day.isoformat()}
