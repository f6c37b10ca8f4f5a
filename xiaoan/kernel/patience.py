"""The server's limits are for pages; what works through a whole county is given more, for one transaction."""

from django.db import connection

_PATIENCE = """
set local statement_timeout = '5min'; set local idle_in_transaction_session_timeout = '5min'
"""


def be_patient() -> None:
    """Minutes instead of seconds per statement, until the running transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_PATIENCE)
