"""`xiaoan doctor` finds what is wrong, and says nothing of what is not."""

import io

import psycopg
import pytest
from django.core.management import CommandError, call_command

from tests import environment


@pytest.fixture(autouse=True)
def morning() -> None:
    """In real time: the doctor compares this clock with the server's."""


def diagnose() -> tuple[dict[str, str], str]:
    """Each check with ok or FAIL, and the sentences."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError):
        call_command("doctor", stdout=out, stderr=err)
    lines = [line.split("  ", 1) for line in out.getvalue().splitlines()]
    return {name.strip(): word.strip() for word, name in lines}, err.getvalue()


def test_a_throw_away_cluster_without_worker_is_not_safe(own_database: str) -> None:
    """The tests' cluster runs without fsync and nobody works its queue: just these three are found."""
    (environment.HOME / "keys").chmod(0o600)
    found, said = diagnose()
    assert [name for name, word in found.items() if word == "FAIL"] == [
        "server settings are safe",
        "seals are made and carried out",
        "worker is running",
    ]
    assert len(found) == 12
    assert "fsync is off; set it to on." in said


def test_a_table_without_row_security_is_named(own_database: str) -> None:
    owner = psycopg.conninfo.make_conninfo(own_database, user="xiaoan_owner")
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("alter table screening_mark no force row level security")
    found, said = diagnose()
    assert found["row security is enabled and forced"] == "FAIL"
    assert "Table screening_mark is not under forced row security." in said


def test_keys_that_others_can_read_are_named(own_database: str) -> None:
    keys = environment.HOME / "keys"
    keys.chmod(0o644)
    try:
        found, _said = diagnose()
        assert found["keys are there and private"] == "FAIL"
    finally:
        keys.chmod(0o600)
