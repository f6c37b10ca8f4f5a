"""Campus: what other apps may read: who has a seat and a bed. Who ate at the same table `directory` knows
(placements), and `investigations` draws contacts from there."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from xiaoan.kernel.scope import everywhere

# Schools with a canteen or boarders alone: of the others nothing is on record.
_READY = """
select e.school_id, count(*), count(p.person_id), count(*) filter (where e.boarder),
  count(*) filter (where e.boarder and e.dormitory_no is not null),
  exists (select 1 from directory_unit u where u.school_id = e.school_id and u.kind = 'canteen'
    and u.opened <= %(day)s and (u.closed is null or u.closed > %(day)s))
from directory_enrolment e
left join directory_placement p on p.school_id = e.school_id and p.person_id = e.person_id
  and p.kind = 'canteen' and p.label <> '' and p.since <= %(day)s and (p.until is null or p.until > %(day)s)
where e.school_id = any(%(schools)s) and e.since <= %(day)s and (e.until is null or e.until > %(day)s)
group by 1
"""


@dataclass(frozen=True)
class CampusReadiness:
    """Who of a school has a seat at a table and a bed. `diners`: everybody on the roll of a school with a
    canteen, else 0."""

    diners: int
    seated: int
    boarders: int
    bedded: int


def readiness(school_nos: Sequence[int], on: dt.date) -> dict[int, CampusReadiness]:
    """School → how it stands on a day; one with neither canteen nor boarders is not in it. One statement,
    beyond the running scope: counts alone."""
    found = {}
    with everywhere("campus"), connection.cursor() as cursor:
        cursor.execute(_READY, {"schools": list(school_nos), "day": on})
        for school, pupils, seated, boarders, bedded, has_canteen in cursor.fetchall():
            if has_canteen or boarders:
                diners = pupils if has_canteen else 0
                found[school] = CampusReadiness(diners, min(seated, diners), boarders, bedded)
    return found
