"""The test database, the small county in it, and its cast.

The county is built once, by services, and committed; every test runs in a transaction that is
rolled back. A test that needs real commits takes `own_database` (a clone).
"""

import datetime as dt
import fcntl
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import hypothesis
import psycopg
import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client

from tests import builders, environment
from tests.builders import MORNING, Universe
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import enter, leave
from xiaoan.management.commands.serve import collect_static
from xiaoan.seals.queries import keys as seal_keys

TEMPLATE = "xiaoan_template"

# No test asserts a time; a busy machine is no fault. What lands is decided by the same examples on every
# machine; `make explore` looks for new ones.
hypothesis.settings.register_profile("xiaoan", deadline=None, derandomize=True)
hypothesis.settings.register_profile("explore", deadline=None, print_blob=True)
hypothesis.settings.load_profile("xiaoan")

settings.PASSWORD_HASHERS = ["tests.hashing.Cheap"]


@pytest.fixture(scope="session")
def universe(django_db_setup: None) -> Universe:
    """What was built; names and numbers only."""
    return builders.UNIVERSE[0]


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> None:
    """Migrate as owner, build the county as the application role, keep a template for clones."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]  # pytest-django's blocker
        key_file = environment.HOME / "keys"
        key_file.write_text(ciphers.new_keys())
        (environment.HOME / "counselling-keys").write_text(ciphers.new_line())
        (environment.HOME / "counselling-keys").chmod(0o600)
        (environment.HOME / "seal-key").write_text(seal_keys.new_line())
        (environment.HOME / "seal-key").chmod(0o600)
        call_command("migrate", database="owner", verbosity=0)
        _collect_static()
        connections["owner"].close()
        with time_machine.travel(MORNING, tick=False):
            builders.UNIVERSE.append(builders.build_universe())
        connection.close()
        with psycopg.connect(environment.PLACE.superuser, dbname="postgres", autocommit=True) as su:
            su.execute(f"create database {TEMPLATE} template xiaoan owner xiaoan_owner")


def _collect_static() -> None:
    """One worker collects what is newer than the files that are there; the others wait for it."""
    root = Path(settings.STATIC_ROOT)
    root.mkdir(exist_ok=True)
    with (root / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        collect_static()


@pytest.fixture(autouse=True)
def morning() -> Iterator[time_machine.Traveller]:
    """Monday 2026-11-23, 07:30 in the county, standing still until a test moves it."""
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def acting(db: None, universe: Universe) -> Iterator[Callable[[str], Actor]]:
    """`acting("teacher")`: enter the scope of one of the cast in this test's transaction."""

    def act(name: str) -> Actor:
        actor = universe.cast[name]
        enter(actor)
        return actor

    yield act
    if not connection.needs_rollback:
        leave()


@pytest.fixture
def signed_in(db: None, universe: Universe) -> Callable[[str], Client]:
    """`signed_in("teacher")`: a client with a session of one of the cast."""

    def client(name: str) -> Client:
        browser = Client()
        enter(universe.cast[name])
        key = builders.session_of(universe.users[name])
        leave()
        browser.cookies[settings.SESSION_COOKIE_NAME] = key
        return browser

    return client


@pytest.fixture
def own_database(universe: Universe, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """A clone of the county in a database of its own, with real commits; gives the application's URL."""
    name = f"clone_{uuid4().hex[:12]}"
    main = connections["default"].settings_dict["NAME"]
    with psycopg.connect(environment.PLACE.superuser, dbname="postgres", autocommit=True) as su:
        su.execute(
            f"create database {name} template {TEMPLATE} owner xiaoan_owner strategy file_copy"
        )
        with django_db_blocker.unblock():  # type: ignore[attr-defined]  # pytest-django's blocker
            connections["default"].close()
            connections["default"].settings_dict["NAME"] = name
            try:
                yield psycopg.conninfo.make_conninfo(environment.PLACE.app, dbname=name)
            finally:
                connections["default"].close()
                connections["default"].settings_dict["NAME"] = main
        su.execute(f"drop database {name} with (force)")


@pytest.fixture
def at(morning: time_machine.Traveller) -> Callable[[str], None]:
    """`at("08:05")`: move the county's clock on the test day."""

    def move(time: str) -> None:
        hour, minute = map(int, time.split(":"))
        morning.move_to(MORNING.replace(hour=hour, minute=minute))

    return move


@pytest.fixture
def data() -> Path:
    """Files of tests."""
    return Path(__file__).parent / "data"


@pytest.fixture
def day() -> dt.date:
    return MORNING.date()
