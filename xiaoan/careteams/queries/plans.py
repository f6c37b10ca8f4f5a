"""How PostgreSQL is to join people with their links."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.utils import CursorWrapper

_SET = "select set_config('enable_nestloop', %s, true)"


@contextmanager
def hashed() -> Iterator[CursorWrapper]:
    """A cursor whose statements join by hashing. Thousands of links come into a school at once, and
    until statistics know of them the planner takes the table for empty: it would walk through all links for
    each person."""
    with connection.cursor() as cursor:
        cursor.execute(_SET, ["off"])
        yield cursor
        cursor.execute(_SET, ["on"])
