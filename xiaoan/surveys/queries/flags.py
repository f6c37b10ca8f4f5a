"""Of whom nobody has said yet where and how they are, in a round that runs: for whoever looks after them."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _l

from xiaoan.careteams.queries import flags
from xiaoan.directory.models import Person
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible

_UNKNOWN = """
select distinct p.id from directory_person p
join surveys_tally t on t.school_id = p.school_id and t.unit_no = p.unit_no
join surveys_round r on r.id = t.round_id and r.state = 'open'
where p.id = any(%s) and not exists (
  select 1 from surveys_answer a where a.school_id = p.school_id and a.round_id = r.id
    and a.person_id = p.id and a.state = 'current'
)
"""


def _unknown(actor: Actor, person_ids: Collection[UUID]) -> Mapping[UUID, Any]:
    people = visible(Person.objects.filter(pk__in=list(person_ids)), actor, Permission.SEE_SURVEYS)
    seen = list(people.values_list("id", flat=True))
    if not seen:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_UNKNOWN, [seen])
        return {who: _l("摸排未答") for (who,) in cursor.fetchall()}


UNKNOWN = flags.Flag("survey_unknown", "unknown", _unknown)
