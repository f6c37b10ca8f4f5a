"""The database engine of the settings (`ENGINE`)."""

import psycopg
from django.db.backends.postgresql import base
from psycopg.pq import ConnStatus


class DatabaseWrapper(base.DatabaseWrapper):
    """Finds out whether a kept connection still stands without asking the server.

    Django sends `SELECT 1` ahead of every request, which is a fourteenth of a roll-call. A server that
    went away closed the socket, and its goodbye waits there to be read: that is looked at instead. What
    no socket shows (a cable cut in between) `SELECT 1` would wait for just as long.
    """

    def is_usable(self) -> bool:
        """Whether the connection, between two transactions, was neither closed nor ended by the server."""
        if self.connection is None:
            return False
        server = self.connection.pgconn
        try:
            # A goodbye with its reason is read first, that nothing follows only by the second look.
            server.consume_input()
            server.consume_input()
        except psycopg.OperationalError:
            return False
        return bool(server.status == ConnStatus.OK)
