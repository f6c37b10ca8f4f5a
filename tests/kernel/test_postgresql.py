"""A kept connection is looked at before each request, without asking the server."""

import psycopg
import pytest
from django.db import close_old_connections, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import environment


def backend() -> int:
    """The server process behind the running connection."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        return int(cursor.fetchone()[0])


def end(pid: int) -> None:
    """As when the server is stopped, and wait until it is."""
    with psycopg.connect(environment.PLACE.superuser, dbname="postgres", autocommit=True) as su:
        su.execute("select pg_terminate_backend(%s, 5000)", [pid])


@pytest.mark.usefixtures("own_database")
def test_a_connection_that_stands_is_kept_and_nothing_is_asked() -> None:
    before = backend()
    with CaptureQueriesContext(connection) as asked:
        assert connection.is_usable()
    assert [query["sql"] for query in asked] == []
    assert backend() == before


@pytest.mark.usefixtures("own_database")
def test_a_connection_that_the_server_ended_is_replaced() -> None:
    before = backend()
    assert connection.is_usable()
    end(before)
    assert not connection.is_usable()
    close_old_connections()
    assert backend() != before


@pytest.mark.usefixtures("own_database")
def test_a_closed_connection_and_none_are_not_usable() -> None:
    backend()
    connection.connection.close()
    assert not connection.is_usable()
    connection.close()
    assert not connection.is_usable()


@pytest.mark.usefixtures("own_database")
def test_a_page_is_answered_after_the_server_was_away() -> None:
    """A request finds a dead connection and opens another before it begins."""
    browser = Client()
    browser.get("/sign-in/")
    end(backend())
    close_old_connections()  # as the start of a request does; the test client leaves it out
    assert browser.get("/sign-in/").status_code == 200
