"""Who learns online is not in school: roll-calls of the day and the care of rooms rest with a period, and
begin again with the day on which a class, a school or all of them are back."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.hygiene import services as hygiene
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import Forbidden
from xiaoan.lessons.models import Back, Period
from xiaoan.screening import services as screening

BATCH = 40
# Of classes of some schools on a day: whether a binding period covers them, and whether one that is not of a
# suspension does (roll-calls of those rest by the suspension itself).
_AWAY = """
select u.school_id, u.no, bool_or(p.source <> 'suspension')
from directory_unit u join lessons_period p on p.unit_no <= u.no and p.unit_end > u.no and p.binds
  and p.since <= %(day)s and p.until >= %(day)s and not exists (
    select 1 from lessons_back b where b.period_id = p.id and b.since <= %(day)s
      and b.unit_no <= u.no and b.unit_end > u.no)
where u.kind = 'class' and u.school_id = any(%(schools)s)
group by 1, 2
"""


def schools_of(period_id: UUID) -> list[int]:
    """The schools a period is about, in the running scope."""
    row = Period.objects.filter(pk=period_id, binds=True).first()
    if row is None:
        return []
    inside = [one.no for one in directory.places_inside((row.unit_no, row.unit_end), "school")]
    return inside or [numbering.school_of(row.unit_no)]


def follow(actor: Actor, period_id: UUID, schools: list[int]) -> int:
    """Of the system: have rooms and the roll-calls of today follow a period at some schools. Gives how many
    roll-calls became due or not due."""
    if not actor.is_system:
        raise Forbidden
    row = Period.objects.get(pk=period_id)
    backs = Back.objects.filter(period_id=row.pk).order_by("since", "unit_no")
    left = hygiene.Left(
        row.pk, (row.unit_no, row.unit_end), row.since, row.until,
        tuple(hygiene.Back((one.unit_no, one.unit_end), one.since) for one in backs),
    )  # fmt: skip
    hygiene.set_away(actor, left, [(no, no + numbering.SCHOOL) for no in schools])
    return _roll_calls(actor, schools, clock.today(), left.inside)


def rest(actor: Actor, schools: Iterable[int], day: dt.date) -> int:
    """Roll-calls of a day that were just opened are not due of classes that learn online; gives how many."""
    if not actor.is_system:
        raise Forbidden
    found, _all = _away(list(schools), day)
    return sum(screening.suspend(actor, no, found[no], day, _("居家网课")) for no in sorted(found))


def _roll_calls(actor: Actor, schools: list[int], day: dt.date, inside: Interval) -> int:
    away, covered = _away(schools, day)
    changed = 0
    for no in schools:
        changed += screening.suspend(actor, no, away[no], day, _("居家网课")) if away[no] else 0
        lo, hi = max(inside[0], no), min(inside[1], no + numbering.SCHOOL)
        here = {one.no for one in directory.places_inside((lo, hi), "class", day=day)}
        back = here - covered[no]
        changed += screening.resume(actor, no, back, day, _("居家网课")) if back else 0
    return changed


def _away(schools: list[int], day: dt.date) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """School → classes whose roll-calls rest by a period; and all that are covered by any."""
    found: dict[int, set[int]] = defaultdict(set)
    covered: dict[int, set[int]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(_AWAY, {"schools": schools, "day": day})
        for school, no, own in cursor.fetchall():
            covered[school].add(no)
            if own:
                found[school].add(no)
    return found, covered
