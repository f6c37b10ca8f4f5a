"""`xiaoan county open`: from an empty database to the first officer's work."""

import io
from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from tests import environment
from tests.builders import COUNTY, Universe
from xiaoan.accounts import services as accounts
from xiaoan.accounts.models import Grant
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.directory.models import CalendarDay, Unit
from xiaoan.kernel.actor import system
from xiaoan.kernel.scope import acting_as
from xiaoan.screening import queries as screening

SYSTEM = system("test")


@pytest.fixture
def empty_database(universe: Universe, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """A database with the tables and nothing in them."""
    name = f"empty_{uuid4().hex[:12]}"
    main = connections["default"].settings_dict["NAME"]
    with psycopg.connect(environment.PLACE.superuser, dbname="postgres", autocommit=True) as su:
        su.execute(f"create database {name} owner xiaoan_owner")
        with django_db_blocker.unblock():  # type: ignore[attr-defined]  # pytest-django's blocker
            for alias in ("default", "owner"):
                connections[alias].close()
                connections[alias].settings_dict["NAME"] = name
            try:
                call_command("migrate", database="owner", verbosity=0)
                yield
            finally:
                for alias in ("default", "owner"):
                    connections[alias].close()
                    connections[alias].settings_dict["NAME"] = main
        su.execute(f"drop database {name} with (force)")


def open_county(*words: str) -> list[str]:
    out = io.StringIO()
    call_command("county", "open", *words, stdout=out)
    return out.getvalue().splitlines()


def test_from_nothing_to_an_officer_who_signs_in(empty_database: None) -> None:
    words = (
        "青禾县",
        "--township",
        "城关镇",
        "--township",
        "河口镇",
        "--officer",
        "王一",
        "--officer",
        "李二",
    )
    said = open_county(*words)
    assert said[:3] == ["opened 青禾县", "opened 城关镇", "opened 河口镇"]
    assert [line.split(":")[0] for line in said[3:]] == ["王一", "李二"]
    assert open_county(*words) == []
    assert open_county("青禾县", "--township", "石桥镇") == ["opened 石桥镇"]
    with acting_as(SYSTEM):
        rows = Unit.objects.order_by("no").values_list("name", "no")
        step = numbering.TOWNSHIP
        assert list(rows) == [
            ("青禾县", COUNTY), ("城关镇", COUNTY + step), ("河口镇", COUNTY + 2 * step),
            ("石桥镇", COUNTY + 3 * step),
        ]  # fmt: skip
        assert {stage for _no, stage in screening.slot_times()} == set(directory.STAGE_NAMES)
        assert CalendarDay.objects.filter(unit_no=COUNTY, note="国庆节").exists()
        assert Grant.objects.filter(role="bureau_officer").count() == 2
    login, password = said[3].split("account ")[1].split(", password ")
    with acting_as(SYSTEM):
        entered = accounts.sign_in(
            accounts.Attempt(login, password.removesuffix(" (shown once)"), "", "", "")
        )
        assert entered is not None
    connection.close()


def test_one_county_an_installation_and_names_that_are_names(db: None, universe: Universe) -> None:
    with pytest.raises(CommandError, match="it holds one county"):
        open_county("别的县")
    for name in ("", " ", "x" * 41, "县\u202e"):
        with pytest.raises(CommandError, match="is no name"):
            open_county(name)
