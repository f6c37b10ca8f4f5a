"""Without its secrets a production start ends with one sentence that says what to set."""

import os
import subprocess
import sys

import pytest

from tests.architecture.tree import ROOT

SECRET = "x" * 50
GIVEN = {"XIAOAN_MODE": "production", "XIAOAN_SECRET_KEY": SECRET, "XIAOAN_KEY_FILE": "keys"}


def start(settings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Load the settings in a process that knows nothing but `settings`."""
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("XIAOAN_", "DATABASE_URL"))}
    return subprocess.run(
        [sys.executable, "-c", "import xiaoan.settings"],
        cwd=ROOT,
        env={**plain, **settings},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        (
            "XIAOAN_SECRET_KEY",
            "XIAOAN_SECRET_KEY is not set. Set it to 50 or more random characters.",
        ),
        (
            "XIAOAN_KEY_FILE",
            (
                "XIAOAN_KEY_FILE is not set. Name a file outside the database and its backups; "
                "`xiaoan keys new FILE` makes one."
            ),
        ),
    ],
)
def test_a_missing_secret_stops_production(missing: str, sentence: str) -> None:
    done = start({name: value for name, value in GIVEN.items() if name != missing})
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith(sentence)


def test_production_is_the_default() -> None:
    assert "XIAOAN_SECRET_KEY is not set." in start({}).stderr


def test_an_unknown_mode_is_refused() -> None:
    assert 'must be "demo" or "production"' in start({"XIAOAN_MODE": "test"}).stderr


def test_with_its_secrets_it_starts() -> None:
    done = start(GIVEN)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_demonstration_needs_none() -> None:
    done = start({"XIAOAN_MODE": "demo"})
    assert (done.returncode, done.stderr) == (0, "")
