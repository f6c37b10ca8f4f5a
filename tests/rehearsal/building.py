"""A built demonstration in a database of its own."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import time_machine
from django.conf import settings
from django.db import connections

from tests import environment
from xiaoan.rehearsal.demo import Built, build
from xiaoan.rehearsal.demo.plan import DAY


@contextmanager
def county(people: int, name: str, folder: Path, blocker: pytest.FixtureRequest) -> Iterator[Built]:
    """So many people with the seed of `make demo`, built by one process; the connections are to it inside."""
    main = connections["default"].settings_dict["NAME"]
    clock_file, settings.XIAOAN_CLOCK_FILE = settings.XIAOAN_CLOCK_FILE, folder / "clock"
    with psycopg.connect(environment.PLACE.superuser, dbname="postgres", autocommit=True) as su:
        su.execute(f"create database {name} template template0 owner xiaoan_owner")
        with blocker.unblock():  # type: ignore[attr-defined]  # pytest-django's blocker
            _use(name)
            try:
                with time_machine.travel(dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)):
                    yield build(people, 2026, DAY, lambda line: None, workers=1)
            finally:
                _use(main)
                settings.XIAOAN_CLOCK_FILE = clock_file
                (Path(settings.XIAOAN_HOME) / "demo").unlink(missing_ok=True)
        su.execute(f"drop database {name} with (force)")


def _use(name: str) -> None:
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
