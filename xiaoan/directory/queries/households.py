"""Children of one school who share somebody that answers for them."""

import datetime as dt
from collections import defaultdict
from uuid import UUID

from django.db import connection

from xiaoan.kernel.actor import Actor

# The guardian is known again by the keyed index of the phone; no number is opened.
_SHARED = """
select g.phone_index, e.person_id from directory_enrolment e
join directory_guardian g on g.school_id = e.school_id and g.person_id = e.person_id and g.until is null
where e.school_id = %(school)s and e.since <= %(day)s and (e.until is null or e.until > %(day)s)
order by e.unit_no, e.seat, g.id
"""


def households(actor: Actor, school_no: int, day: dt.date) -> list[tuple[UUID, ...]]:
    """Pupils of a school on a day by each guardian of several, in the order of class and seat; nobody where
    the actor does not see the school. A child may stand in several."""
    if not actor.sees(school_no):
        return []
    found: dict[bytes, dict[UUID, None]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_SHARED, {"school": school_no, "day": day})
        for index, person in cursor.fetchall():
            found[bytes(index)][person] = None
    return [tuple(people) for people in found.values() if len(people) > 1]
