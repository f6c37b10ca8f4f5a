"""For tests with real commits (`own_database`): a signed-in browser, and a database that gives way."""

import psycopg
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client

from tests import environment
from xiaoan.accounts import queries as accounts
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import acting_as


def session_of(actor: Actor) -> str:
    """The key of a new session."""
    with acting_as(actor):
        session = SessionStore()
        session[SESSION_KEY] = str(actor.user_id)
        session[HASH_SESSION_KEY] = accounts.session_hash(actor)
        session.create()
        return str(session.session_key)


def browser(actor: Actor) -> Client:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(actor)
    return client


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
