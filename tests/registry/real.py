"""For tests with real commits (`own_database`): a signed-in browser, and a database that gives way."""

import time
from collections.abc import Callable
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, connections
from django.test import Client

from tests import builders, environment
from xiaoan.accounts.models import User
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import acting_as


def session_of(actor: Actor) -> str:
    """The key of a new session."""
    with acting_as(actor):
        return builders.session_of(User.objects.get(pk=str(actor.user_id)))


def browser(actor: Actor) -> Client:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(actor)
    return client


def apart(act: Callable[[], Any]) -> Any:
    """In a thread: with a connection of its own, which is closed after it."""
    try:
        return act()
    finally:
        connections.close_all()


_WAITING = """
select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
"""


def until_wait(number: int = 1) -> None:
    """Until so many connections wait for a lock."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with connection.cursor() as cursor:
            # What was seen of the others is kept for the transaction, else.
            cursor.execute("select pg_stat_clear_snapshot()")
            cursor.execute(_WAITING)
            if cursor.fetchone()[0] >= number:
                return
        time.sleep(0.05)
    raise AssertionError("nobody waits")


def give_way(table: str, state: str, *, times: int) -> None:
    """So many inserts into a table end as a deadlock does: with this SQLSTATE."""
    name = connection.settings_dict["NAME"]
    with psycopg.connect(environment.PLACE.superuser, dbname=name, autocommit=True) as su:
        # A sequence is not rolled back with the transaction that failed.
        su.execute("create sequence tries; grant usage on sequence tries to public")
        su.execute(
            f"""create function give_way() returns trigger language plpgsql as $$
            begin if nextval('tries') <= {times} then
              raise exception 'another was first' using errcode = '{state}';
            end if; return new; end $$"""
        )
        su.execute(
            f"create trigger give_way before insert on {table} "
            "for each statement execute function give_way()"
        )
