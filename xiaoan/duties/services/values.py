"""Numbers that a unit sets instead of the catalogue's: with a reason, at a level, from a day on."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.duties import queries, rules
from xiaoan.duties.events import ValuesSet
from xiaoan.duties.models import Override
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission

LONGEST_REASON = 200
# Our own choice: what is set ahead for longer than this is forgotten before it holds.
FARTHEST = dt.timedelta(days=366)


@dataclass(frozen=True)
class SetValues:
    """So many numbers by their paths, at a level, from a day on, and why."""

    values: Mapping[str, int]
    reason: str
    level: str = rules.NORMAL
    since: dt.date | None = None


def set_ladder(actor: Actor, unit_no: int, wanted: SetValues) -> bool:
    """The minutes of each role at a unit (the county, or one school that needs its own), by role."""
    values = {f"ladder.{role}": minutes for role, minutes in wanted.values.items()}
    ladder = [
        rules.Rung(rules.LEVEL_OF[role], role, wanted.values[role])
        for role in rules.LADDER_ROLES
        if role in wanted.values
    ]
    require_setting(actor, unit_no)
    fault = rules.faults(ladder)
    if fault or not ladder:
        raise Invalid(
            _("分钟数应在 0 到 1440 之间,并且逐级不减少。"), {"minutes": fault or "empty"}
        )
    given = SetValues(values, wanted.reason, wanted.level, wanted.since)
    return set_values(actor, unit_no, given)


def require_setting(actor: Actor, unit_no: int) -> None:
    """Not visible: not there; visible without the right to set numbers: refused."""
    if not actor.may(Permission.SET_ESCALATION, unit_no):
        raise Forbidden if actor.sees(unit_no) else NotFound


def set_values(actor: Actor, unit_no: int, wanted: SetValues) -> bool:
    """Numbers hold from the first duty that falls due on that day; False if they are so already."""
    require_setting(actor, unit_no)
    directory.place(unit_no)
    since = wanted.since or clock.today()
    _refuse(wanted, since)
    return store_values(actor, unit_no, wanted)


def store_values(actor: Actor, unit_no: int, wanted: SetValues) -> bool:
    """Keep numbers that somebody was entitled to set; False if they are so already."""
    since = wanted.since or clock.today()
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('duties.values'), %s)", [unit_no])
    ladders = queries.ladders()
    now = clock.now()
    changed = {
        path: value
        for path, value in wanted.values.items()
        if ladders.said(path, unit_no, wanted.level, since) != value
    }
    Override.objects.bulk_create(
        Override(
            id=uuid7(), unit_no=unit_no, level=wanted.level, path=path, value=value, since=since,
            reason=wanted.reason.strip(), by_id=actor.user_id, at=now,
        )
        for path, value in changed.items()
    )  # fmt: skip
    if changed:
        journal.record(
            actor,
            ValuesSet(
                school_id=0, unit_no=unit_no, level=wanted.level, since=since, values=changed
            ),
        )
    return bool(changed)


def _refuse(wanted: SetValues, since: dt.date) -> None:
    if wanted.level not in rules.LEVELS or not wanted.values.keys() <= rules.VALUES.keys():
        raise Invalid(_("没有这个级别或这一项。"), {"level": "unknown"})
    refuse_values(wanted.values)
    refuse_reason(wanted.reason, since)


def refuse_values(values: Mapping[str, int]) -> None:
    """Invalid, at the field of its path, for a number outside its range."""
    for path, value in values.items():
        try:
            rules.VALUES[path].number(_said(path, value))
        except ValueError:
            value_ = rules.VALUES[path]
            said = _("法定时限只能改短。") if value_.law else ""
            raise Invalid(
                said
                + _("这个数不在允许的范围内(%(least)s 到 %(most)s)。")
                % {"least": value_.least, "most": value_.most},
                {"value": "range", f"v-{path}": "range"},
            ) from None


def refuse_reason(text: str, since: dt.date) -> None:
    """Invalid without a reason, or for a day that is past or too far ahead."""
    reason = text.strip()
    if not reason or len(reason) > LONGEST_REASON or "\0" in reason:
        raise Invalid(_("请写明理由,不超过 200 个字。"), {"reason": "missing"})
    if not clock.today() <= since <= clock.today() + FARTHEST:
        raise Invalid(_("起始日期应从今天起,不超过一年。"), {"since": "range"})


def _said(path: str, value: int) -> str:
    is_time = rules.VALUES[path].unit == "time"
    return f"{value // 60:02}:{value % 60:02}" if is_time else str(value)
