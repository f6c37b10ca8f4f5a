"""Emptying the demonstration's database: everything in it is invented, and made anew."""

from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connections

from xiaoan.kernel.errors import Refusal

# The rights of the application role come with the first migration (kernel 0001).
_EMPTY = "set lock_timeout = '5s'; drop schema public cascade; create schema public"


class CannotBuild(Refusal):
    """The demonstration cannot be built here; the sentence says why."""


def empty_database() -> None:
    """Drop every table as the owner and migrate from nothing. Refused outside the demonstration."""
    if not settings.DEMO:
        raise CannotBuild(
            "The demonstration replaces the whole database; it is built only with XIAOAN_MODE=demo."
        )
    if "owner" not in settings.DATABASES:
        raise CannotBuild("Set XIAOAN_OWNER_DATABASE_URL: the tables are made by their owner.")
    try:
        with connections["owner"].cursor() as cursor:
            cursor.execute(_EMPTY)
    except OperationalError as error:
        raise CannotBuild(
            f"The database is in use ({error}). Stop `xiaoan serve`, then build again."
        ) from error
    call_command("migrate", database="owner", verbosity=0)
    connections["owner"].close()


def analyze() -> None:
    """Fresh statistics, as the owner: the first page is as fast as the hundredth."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("analyze")
    connections["owner"].close()
