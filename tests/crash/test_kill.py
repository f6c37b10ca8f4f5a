"""kill -9 of web processes and of the database under load: nothing acknowledged is lost, nothing is twice."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from scripts import verify_journal
from tests.crash.clients import Crowd
from xiaoan import embedded

ROOT = Path(__file__).resolve().parents[2]
KILLS = 30
EVERY_THIRD = 3  # kills the database, the others a web process
WORDS = [sys.executable, "-m", "xiaoan.cli"]
pytestmark = pytest.mark.crash


@pytest.fixture(autouse=True)
def morning() -> None:
    """Real time: this installation has a clock of its own."""


@dataclass
class Installation:
    """A home of its own, a durable cluster in it, `xiaoan serve` over both."""

    home: Path
    port: int
    teachers: list[dict[str, Any]]
    superuser: str
    serve: "subprocess.Popen[bytes]"

    @property
    def postmaster(self) -> int:
        return int((self.home / "pg" / "postmaster.pid").read_text().split()[0])

    def web(self) -> list[int]:
        """The web processes: the children of the process that we started."""
        found = Path(f"/proc/{self.serve.pid}/task/{self.serve.pid}/children").read_text()
        return [int(number) for number in found.split()]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.superuser, dbname="xiaoan", autocommit=True) as connection:
            return connection.execute(sql).fetchall()

    def is_up(self) -> bool:
        try:
            self.rows("select 1")
            with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return True
        except (OSError, psycopg.Error):
            return False


def environment_of(home: Path) -> dict[str, str]:
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith("XIAOAN_") and k != "DATABASE_URL"
    }
    return {**kept, "XIAOAN_MODE": "demo", "XIAOAN_HOME": str(home), "PYTHONPATH": str(ROOT)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait(what: Callable[[], bool], seconds: float, words: str) -> None:
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            raise AssertionError(f"{words}: not within {seconds} s")
        time.sleep(0.05)


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    home = Path(tempfile.mkdtemp(prefix="xiaoan-crash-"))
    environment = environment_of(home)
    made = subprocess.run(
        [sys.executable, "-m", "tests.crash.county"],
        env=environment, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    port = free_port()
    with (home / "serve.log").open("wb") as log:
        serve = subprocess.Popen(
            [*WORDS, "serve", "--port", str(port), "--no-worker"],
            env=environment, cwd=ROOT, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        town = Installation(home, port, serve=serve, **json.loads(made.stdout))
        wait(lambda: serve.poll() is not None or town.is_up(), 60, "the installation answers")
        yield town
    finally:
        serve.terminate()
        serve.wait(30)
        embedded.stop(home / "pg")
        shutil.rmtree(home, ignore_errors=True)


def kill(number: int) -> None:
    try:
        os.kill(number, signal.SIGKILL)
    except ProcessLookupError:
        return


def strike(town: Installation, crowd: Crowd) -> Counter[str]:
    """One kill after another, each once the phones were acknowledged something since the last."""
    struck: Counter[str] = Counter()
    for number in range(KILLS):
        before = crowd.count
        wait(lambda before=before: crowd.count > before or crowd.faults != [], 30, "progress")  # type: ignore[misc]  # a default binds the value
        if number % EVERY_THIRD == 0:
            kill(town.postmaster)
            struck["database"] += 1
        else:
            wait(lambda: len(town.web()) == 2, 30, "two web processes")
            kill(town.web()[number % 2])
            struck["web"] += 1
    return struck


def test_thirty_kills_lose_nothing_and_double_nothing(installation: Installation) -> None:
    crowd = Crowd(installation.port, installation.teachers, {})
    crowd.start()
    struck = strike(installation, crowd)
    start = crowd.count
    wait(lambda: crowd.count >= start + 6 or crowd.faults != [], 30, "work goes on after the last")
    crowd.stop()
    wait(installation.is_up, 30, "the installation answers")
    assert (crowd.faults, struck) == ([], {"database": 10, "web": 20})
    check_rows(installation, crowd)
    check_record(installation)


def check_rows(town: Installation, crowd: Crowd) -> None:
    rows = town.rows("select id::text, unit_no, version, state from screening_roll_call")
    stored = [number for number, *_ in rows]
    acknowledged = crowd.acknowledged
    assert sorted(acknowledged - set(stored)) == []
    assert len(stored) == len(set(stored))
    # What is stored and was not acknowledged: at most the one that each phone still had in hand.
    unanswered = set(stored) - acknowledged
    assert len(unanswered) <= len(crowd.phones)
    for phone in crowd.phones:
        mine = sorted((v, state) for _id, unit, v, state in rows if unit == phone.unit_no)
        states = ["superseded"] * (len(mine) - 1) + ["current"]
        assert mine == list(zip(range(1, len(mine) + 1), states, strict=True))
        assert 0 <= len(mine) - len(phone.acknowledged) <= 1
    assert sum(phone.tries for phone in crowd.phones) > len(acknowledged)


def check_record(town: Installation) -> None:
    """Rows = facts = marks, and the chain is whole for the product and for the script beside it."""
    facts = town.rows(
        "select body::json ->> 'roll_call_id' from journal_entry "
        "where kind = 'screening.roll_call_submitted' order by 1"
    )
    assert facts == town.rows("select id::text from screening_roll_call order by 1")
    marks = town.rows("select roll_call_id::text from screening_mark order by 1")
    assert marks == facts
    environment = environment_of(town.home)
    verified = subprocess.run(
        [*WORDS, "journal", "verify"], env=environment, cwd=ROOT, capture_output=True, check=False
    )
    assert verified.returncode == 0, verified.stderr
    dump = subprocess.run(
        [*WORDS, "journal", "dump"], env=environment, cwd=ROOT, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    heads, broken = verify_journal.verify(dump.stdout.splitlines())
    assert broken == []
    counted = town.rows("select school_id, count(*) from journal_entry group by 1 order by 1")
    assert [(school, heads[school][0]) for school in sorted(heads)] == counted


def test_the_control_loses(installation: Installation) -> None:
    """The same phones and the same kill on a server that answers before the disk has it: reports are gone."""
    known = dict(
        installation.rows("select unit_no, max(version) from screening_roll_call group by 1")
    )
    set_up = (
        "alter system set synchronous_commit = off",
        "alter system set wal_writer_delay = '10s'",
        "select pg_reload_conf()",
    )
    with psycopg.connect(installation.superuser, autocommit=True) as superuser:
        for sql in set_up:
            superuser.execute(sql)
    time.sleep(0.5)
    crowd = Crowd(installation.port, installation.teachers, known)
    start = crowd.count
    crowd.start()
    wait(lambda: crowd.count >= start + 30 or crowd.faults != [], 30, "thirty reports")
    kill(installation.postmaster)
    crowd.stop()
    wait(installation.is_up, 30, "the installation answers")
    stored = {number for (number,) in installation.rows("select id::text from screening_roll_call")}
    lost = crowd.acknowledged - stored
    assert crowd.faults == []
    assert len(lost) > 0
