"""Sending: everybody is found, written down once and handed to delivery, in one transaction of the worker."""

import datetime as dt
from uuid import UUID

from django.db import transaction

from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.patience import be_patient
from xiaoan.notices import rules
from xiaoan.notices.events import NoticeSent
from xiaoan.notices.models import Notice
from xiaoan.notices.queries import channels, resolving, templates
from xiaoan.notices.services import acting, chasing, reaching
from xiaoan.notices.services.deciding import go

# A teacher with a child at school is one person: the post, with the child beside it.
_WRITE = """,
told as (
  insert into notices_recipient (id, school_id, unit_no, notice_id, key, kind, user_id, guardian_id, pupils,
    sent_at, acked_how)
  select gen_random_uuid(), case when unit_no %% 524288 < 4096 then 0 else unit_no - unit_no %% 4096 end,
    unit_no, %(notice)s, key, kind, user_id, guardian_id, pupils, %(at)s, ''
  from (
    select coalesce(s.user_id, p.key) as key,
      case when s.user_id is null then 'family' else 'staff' end as kind,
      coalesce(s.unit_no, p.unit_no) as unit_no, coalesce(s.user_id, p.user_id) as user_id, p.guardian_id,
      coalesce(p.pupils, '{}') as pupils
    from parents p full join staff s on s.user_id = p.user_id) x
  returning kind, unit_no, user_id
), meant as (
  insert into notices_family (id, school_id, unit_no, notice_id, person_id, has_account, has_phone,
    unreached, confirmed_how, outcome, tries)
  select gen_random_uuid(), school_id, unit_no, %(notice)s, person_id, has_account, has_phone,
    not has_account and not (has_phone and %(by_phone)s), '', '', 0
  from families returning unit_no, has_account, has_phone
), figures as (
  insert into notices_reach (notice_id, school_id, unit_no, families, with_account, phone_only, staff,
    read, confirmed, by_call, staff_read, staff_confirmed)
  select %(notice)s, case when unit_no %% 524288 < 4096 then 0 else unit_no - unit_no %% 4096 end,
    unit_no, sum(family), sum(account), sum(phone), sum(staff), 0, 0, 0, 0, 0
  from (
    select unit_no, 1 as family, has_account::int as account, (has_phone and not has_account)::int as phone,
      0 as staff from meant
    union all select unit_no, 0, 0, 0, 1 from told where kind = 'staff') x
  group by unit_no returning families, with_account, phone_only, staff, school_id
)
select (select count(*) from told), (select count(*) from told where kind = 'family'),
  (select count(*) from told where kind = 'family' and user_id is not null),
  coalesce(sum(families), 0), coalesce(sum(with_account), 0), coalesce(sum(phone_only), 0),
  coalesce(sum(staff), 0), count(distinct school_id) filter (where school_id > 0)
from figures
"""


def send(actor: Actor, notice_id: UUID) -> resolving.Counted | None:
    """Address everybody whom a released notice means now. None: somebody was faster, or nobody is meant any
    more (it is a draft again). Twice does nothing twice."""
    if not actor.is_system:
        raise Forbidden
    with transaction.atomic():
        be_patient()  # a whole county is written down in one statement
        row = acting.hold(notice_id)
        if row.state != "sending":
            return None
        now = clock.now()
        counted = _write(row, now)
        if not counted.people and not counted.families:
            row.decision = "empty"
            acting.draft_again(row)
            row.save()
            return None
        row.ack_by = templates.due_at(row, now)
        row.values = templates.values_of(row, now, row.ack_by)
        row.state, row.sent_at, row.counts = "sent", now, counted.as_json()
        row.save()
        reaching.queue(actor, row)
        chasing.open_unreached(actor, row)
        journal.record(
            actor,
            NoticeSent(
                school_id=row.school_id, unit_no=row.unit_no, notice_id=row.pk, notice_kind=row.kind,
                people=counted.people, families=counted.families, staff=counted.staff,
                unreachable=counted.unreachable,
            ),
        )  # fmt: skip
    return counted


def _write(row: Notice, at: dt.datetime) -> resolving.Counted:
    audience = rules.audience_of(row.audience)
    # What is announced by itself knows its audience; others also tell whoever was told wrongly.
    sql, given = resolving.statement(audience, None if row.origin else row.corrects_id)
    values = {**given, "notice": row.pk, "at": at, "by_phone": channels.reach_phones(row.channels)}
    return resolving.Counted(*map(int, resolving.fetched(audience, sql + _WRITE, values)))


def send_due(actor: Actor) -> list[UUID]:
    """Release what was scheduled and whose time has come; gives which."""
    if not actor.is_system:
        raise Forbidden
    with transaction.atomic():
        rows = Notice.objects.select_for_update(skip_locked=True).filter(
            state="scheduled", send_at__lte=clock.now()
        )
        found = list(rows.order_by("send_at", "id"))
        for row in found:
            go(actor, row)
    return [row.pk for row in found]
