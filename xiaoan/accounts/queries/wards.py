"""Which guardians answer for which children at this moment."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.accounts.queries import BOUND
from xiaoan.kernel import clock

_IN_FORCE = """
select w.user_id, w.person_id from accounts_ward w join accounts_user u on u.id = w.user_id and u.is_active
where w.person_id = any(%(people)s) and bound and exists (
  select 1 from accounts_grant a where a.user_id = w.user_id and a.role = 'guardian'
    and a.since <= %(today)s and (a.until is null or a.until > %(today)s))
""".replace("bound", BOUND)


def in_force(person_ids: Iterable[UUID]) -> set[tuple[UUID, UUID]]:
    """(user, child) of every account that may see the child today; of the running scope, in one query."""
    people = list(set(person_ids))
    if not people:
        return set()
    given: dict[str, Any] = {"people": people, "today": clock.today()}
    with connection.cursor() as cursor:
        cursor.execute(_IN_FORCE, given)
        return set(cursor.fetchall())
