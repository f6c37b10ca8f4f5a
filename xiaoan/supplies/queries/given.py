"""What a class still has of what its school's store gave it."""

import datetime as dt

from django.db import connection

_GIVEN = """
select coalesce(-sum(quantity), 0)::bigint from supplies_entry
where unit_no = %s and item = %s and kind in ('issue', 'return') and to_no = %s and at >= %s
"""


def given_to(store_no: int, item: str, to_no: int, since: dt.datetime) -> int:
    """Base units issued to a class since an instant, less what came back of it."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVEN, [store_no, item, to_no, since])
        return max(int(cursor.fetchone()[0]), 0)
