"""What a running job defers belongs to the job's own transaction."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from asgiref.sync import sync_to_async
from django.db import connections, transaction
from procrastinate.contrib.django import app

from xiaoan.kernel import queues

NAMES = ("tests.first", "tests.next")


@pytest.fixture
def seen(own_database: str) -> Iterator[list[str]]:
    """Two tasks: the first defers the next in a transaction, looks at the queue from outside, and commits or
    breaks off; the next says that it ran."""
    told: list[str] = []

    @app.task(name=NAMES[1])
    def follow() -> None:
        told.append("next")

    @app.task(name=NAMES[0])
    def first(breaks: bool) -> None:
        with transaction.atomic():
            follow.defer()
            with psycopg.connect(own_database) as outside:
                (waiting,) = outside.execute(
                    "select count(*) from procrastinate_jobs where task_name = %s", [NAMES[1]]
                ).fetchone() or (None,)
            told.append(f"before it commits {waiting}")
            if breaks:
                raise RuntimeError("broken off")
        told.append("committed")

    yield told
    for name in NAMES:
        app.tasks.pop(name)


async def work() -> None:
    """The worker, until nothing waits; one thread, so that its connection can be closed."""
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
    with app.replace_connector(queues.worker_connector()) as worker:
        async with worker.open_async():
            await worker.run_worker_async(
                wait=False, install_signal_handlers=False, listen_notify=False, queues=["tests"]
            )
    await sync_to_async(connections.close_all, thread_sensitive=False)()


@pytest.mark.parametrize(
    ("breaks", "told"),
    [(False, ["before it commits 0", "committed", "next"]), (True, ["before it commits 0"])],
)
def test_it_is_there_when_the_job_commits_and_only_then(
    seen: list[str], own_database: str, breaks: bool, told: list[str]
) -> None:
    for name in NAMES:
        app.tasks[name].queue = "tests"
    app.tasks[NAMES[0]].defer(breaks=breaks)
    asyncio.run(work())
    assert seen == told
