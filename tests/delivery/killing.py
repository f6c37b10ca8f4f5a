"""Workers killed at random points, and the books of the other side held against ours."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from urllib.parse import parse_qs

import psycopg

from tests.delivery.servers import Asked


@dataclass
class Books:
    """What a provider took: by key, and by number. It knows a key again where it takes one."""

    delay: float = 0.002
    calls: int = 0
    by_key: Counter[str] = field(default_factory=Counter)
    by_number: Counter[str] = field(default_factory=Counter)
    lock: Lock = field(default_factory=Lock)

    def campus(self, asked: Asked) -> tuple[int, Any]:
        """Takes keys: the same key again is the same message."""
        rows = asked.json["messages"]
        with self.lock:
            self.calls += 1
            for row in rows:
                if not self.by_key[row["key"]]:
                    self.by_number[row["to"]] += 1
                self.by_key[row["key"]] += 1
        time.sleep(self.delay)
        return 200, {"results": [{"key": row["key"], "code": "ok"} for row in rows]}

    def sms(self, asked: Asked) -> tuple[int, Any]:
        """Takes no key: each call is a message."""
        number = parse_qs(asked.body.decode())["PhoneNumbers"][0]
        with self.lock:
            self.calls += 1
            self.by_number[number] += 1
        time.sleep(self.delay)
        return 200, {"Code": "OK", "BizId": f"B{number}"}


@dataclass
class Forge:
    """The process that workers are forked from."""

    process: "subprocess.Popen[str]"

    def live(self, seconds: float) -> None:
        """One worker's life, ended by kill -9."""
        pid = int(self._ask("go"))
        time.sleep(seconds)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        assert self._read() == "over"

    def finish(self) -> None:
        self._ask("finish")
        assert self._read() == "over"

    def _ask(self, word: str) -> str:
        assert self.process.stdin
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()
        return self._read()

    def _read(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()


@contextmanager
def forge(url: str) -> Iterator[Forge]:
    """Workers on the database at `url`, allowed to speak to this machine."""
    env = {
        **os.environ, "DATABASE_URL": url, "XIAOAN_DELIVERY_NETWORKS": "127.0.0.0/8",
        "DJANGO_SETTINGS_MODULE": "xiaoan.settings",
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.delivery.forge"], env=env, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield Forge(process)
    finally:
        process.kill()
        process.communicate()


def kill_many(made: Forge, kills: int, longest: float, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # where to kill, no secret
    for _kill in range(kills):
        made.live(chance.uniform(0.0, longest))


def rows(superuser: str, name: str, channel: str) -> list[tuple[str, str, bool]]:
    """(key, state, doubt) of every sending of a channel."""
    with psycopg.connect(superuser, dbname=name, autocommit=True) as connection:
        return connection.execute(
            "select replace(id::text, '-', ''), state, doubt from delivery_sending where channel = %s",
            [channel],
        ).fetchall()


def judged(
    campus: Books,
    keyed: list[tuple[str, str, bool]],
    sms: Books,
    unkeyed: list[tuple[str, str, bool]],
) -> dict[str, Any]:
    """What the two books and ours say, for the tests and the bench."""
    states = Counter(state for _key, state, _doubt in unkeyed)
    return {
        "keyed": Counter(state for _key, state, _doubt in keyed),
        "keyed_missing": sum(1 for key, _state, _doubt in keyed if not campus.by_key[key]),
        "keyed_twice": sum(1 for n in campus.by_number.values() if n > 1),
        "keyed_again": sum(n - 1 for n in campus.by_key.values()),
        "unkeyed": states,
        "unkeyed_twice": sum(1 for n in sms.by_number.values() if n > 1),
        # Whom the provider has without our knowing must be among the unknown.
        "unkeyed_hidden": max(len(sms.by_number) - states["accepted"] - states["unknown"], 0),
        "unkeyed_untrue": max(states["accepted"] - len(sms.by_number), 0),
        "unlisted": sum(1 for _key, state, doubt in unkeyed if state == "unknown" and not doubt),
    }
