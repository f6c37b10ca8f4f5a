"""Sending what was signed to whoever reads it above: on the list of the report at once, and over the channels
that are on as a title and a link. Locks: the report, its readers, the batch, the chain of facts."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.dailyreports import queries, rules
from xiaoan.dailyreports.events import DailyReportTold
from xiaoan.dailyreports.models import Reader, Report, Version
from xiaoan.dailyreports.queries import drafting
from xiaoan.dailyreports.services.acting import hold
from xiaoan.delivery import services as delivery
from xiaoan.delivery.queries.personal import live_personal
from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import everywhere

_LANGUAGES = ("zh-hans", "zh-hant", "en")
# No text message is paid for: the list of the day shows the same.
_PAID = "sms_"


def tell(actor: Actor, report_id: UUID, no: int) -> int:
    """As the system, after a version was signed: everybody of the posts that hear of it, once; gives how many
    are new. Twice tells nobody twice."""
    if not actor.is_system:
        raise Forbidden
    row = hold(actor, report_id)
    version = Version.objects.get(report_id=row.pk, no=no)
    told = rules.pattern().told[row.level]
    if no == 1 and version.zero and not told.zero:
        return 0
    return _tell(actor, row, version)


def tell_again(actor: Actor, report_id: UUID) -> int:
    """补发: the newest version to whoever holds these posts now and has not had it; of whoever writes the
    unit's reports. Gives to how many. Conflict: nothing is signed yet."""
    row = hold(actor, report_id)
    if not queries.may_write(actor, row):
        raise Forbidden
    if not row.versions:
        raise Conflict(_("这份日报还没有签发,签发后才能发送。"))
    version = Version.objects.get(report_id=row.pk, no=row.versions)
    with everywhere("dailyreports") as system:
        return _tell(system, row, version)


def _tell(system: Actor, row: Report, version: Version) -> int:
    told = rules.pattern().told[row.level]
    unit = drafting.superior(row) if told.above else row.unit_no
    found = accounts.holders(system, told.roles, [unit], clock.today())
    people = {one.user_id: one.role for one in found if one.user_id != version.by_id}
    now = clock.now()
    fresh = _new(row, version, people, now)
    if not fresh:
        return 0
    _message(system, row, version, fresh, now)
    journal.record(
        system,
        DailyReportTold(
            school_id=row.school_id, unit_no=row.unit_no, report_id=row.pk, no=version.no,
            people=len(fresh),
        ),
    )  # fmt: skip
    return len(fresh)


_NEW = """
insert into dailyreports_reader (id, school_id, unit_no, report_id, version_id, no, user_id, role, sent_at)
select id, %s, %s, %s, %s, %s, user_id, role, %s from unnest(%s::uuid[], %s::uuid[], %s::text[])
  as given (id, user_id, role)
on conflict (report_id, no, user_id) do nothing returning user_id
"""


def _new(row: Report, version: Version, people: dict[UUID, str], now: dt.datetime) -> list[UUID]:
    """Those who were not told of this version before."""
    order = sorted(people, key=str)
    given: list[Any] = [
        row.school_id, row.unit_no, row.pk, version.pk, version.no, now, [uuid7() for _ in order], order,
        [people[one] for one in order],
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_NEW, given)
        return [pk for (pk,) in cursor.fetchall()]


def _message(
    system: Actor, row: Report, version: Version, people: Sequence[UUID], now: dt.datetime
) -> None:
    channels = tuple(code for code in live_personal() if not code.startswith(_PAID))
    if not channels:
        return
    texts = {code: _text(row, version.no, code) for code in _LANGUAGES}
    subject, text = texts["zh-hans"]
    pattern = rules.pattern()
    batch = delivery.Batch(
        source=queries.SOURCE, source_id=version.pk, subject=subject, text=text, channels=channels,
        patience=pattern.patience, not_before=None, expires=now + dt.timedelta(days=pattern.days),
        urgent=False, texts={code: said for code, said in texts.items() if code != "zh-hans"},
    )  # fmt: skip
    link = reverse("dailyreports:report", args=[row.pk])
    messages = [
        delivery.Message(f"daily {version.pk} {one}", one, row.school_id, row.unit_no, link, {})
        for one in people
    ]
    delivery.queue(system, uuid7(), batch, messages)


def _text(row: Report, no: int, language: str) -> tuple[str, str]:
    with translation.override(language):
        given = {"unit": directory.place(row.unit_no).name, "day": row.day.isoformat()}
        if no > 1:
            return (
                _("日报有更正"), _("%(unit)s %(day)s 的日报有更正,请打开查看。") % given,
            )  # fmt: skip
        return _("日报已签发"), _("%(unit)s %(day)s 的日报已签发,请打开查看。") % given


def opened(actor: Actor, report_id: UUID) -> bool:
    """Somebody to whom versions were sent has the report before them; False: it was not sent to them, or they
    had. The time stands on the row, it is no fact."""
    if actor.user_id is None:
        return False
    rows = Reader.objects.filter(report_id=report_id, user_id=actor.user_id, opened_at=None)
    found = list(rows.values_list("version_id", flat=True))
    if not found:
        return False
    rows.update(opened_at=clock.now())
    for version_id in found:
        delivery.settle(actor, queries.SOURCE, version_id, [actor.user_id])
    return True
