"""What a worker that was killed left in the middle is done by the next, of whichever app."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

from tests import environment
from tests.builders import BUILDER, CLASS_11, DAY, GRADE_1, PRIMARY, Universe, sent, sick
from tests.hygiene.days import places
from tests.outbreaks.looks import known
from xiaoan.directory.services import opening
from xiaoan.directory.services.opening import Opening
from xiaoan.hygiene.models import Place
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.kernel.stalled import MOST_BEGUN
from xiaoan.rehearsal.replay.run import Jobs
from xiaoan.screening import services as screening

LEFT = ("hygiene.follow_tree", "outbreaks.look")


def begin(universe: Universe) -> None:
    """One job of hygiene and one of outbreaks wait: a new class, and three who vomited."""
    with acting_as(BUILDER):
        places()
    with acting_as(BUILDER):
        opening.open_units(BUILDER, uuid7(), Opening(GRADE_1, "class", ("一年级3班",), DAY))
    marks = [sick(universe.enrolment(CLASS_11, seat), "vomiting") for seat in (1, 2, 3)]
    with acting_as(BUILDER):
        screening.submit_roll_call(BUILDER, sent(CLASS_11, *marks))


def jobs(*columns: str, where: str = "true") -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {', '.join(columns)} from procrastinate_jobs where {where} order by task_name"
        )
        return list(cursor.fetchall())


def killed(own_database: str, home: Path) -> None:
    """A worker takes both, can go no further for what others hold, and is killed."""
    (home / "keys").write_text((environment.HOME / "keys").read_text())
    (home / "keys").chmod(0o600)
    held = psycopg.conninfo.make_conninfo(own_database, user="xiaoan_owner")
    env = {**os.environ, "DATABASE_URL": own_database, "XIAOAN_HOME": str(home)}
    with psycopg.connect(held) as other:
        other.execute("lock table hygiene_place, screening_roll_call in access exclusive mode")
        with (home / "log").open("wb") as log:
            worker = subprocess.Popen(
                [sys.executable, "-m", "xiaoan.cli", "worker"], env=env, stdout=log, stderr=log
            )
        end = time.monotonic() + 120
        taken = f"status = 'doing' and task_name in {LEFT}"
        while len(jobs("id", where=taken)) < len(LEFT):
            assert time.monotonic() < end, (home / "log").read_text()
            time.sleep(0.1)
        worker.kill()
        worker.wait()
    with connection.cursor() as cursor:
        # Its last sign of life is 31 seconds old; what the timetable had begun besides is not of this test.
        cursor.execute("update procrastinate_workers set last_heartbeat = now() - interval '31 s'")
        cursor.execute("delete from procrastinate_jobs where task_name <> all(%s)", [list(LEFT)])
        cursor.execute("delete from procrastinate_jobs where status <> 'doing'")


def put_back() -> None:
    app.tasks["timetable.resume"].defer(timestamp=0)


def places_of_class() -> int:
    with acting_as(BUILDER):
        return Place.objects.filter(unit_no=GRADE_1 + 3, kind="classroom").count()


def test_jobs_of_two_apps_are_done_by_the_next_worker(
    universe: Universe, own_database: str, tmp_path: Path
) -> None:
    begin(universe)
    killed(own_database, tmp_path)
    assert jobs("task_name", "status::text") == [(name, "doing") for name in LEFT]
    with Jobs() as worker:
        put_back()
        worker.run()
    assert jobs("task_name") == []
    assert places_of_class() == 1
    with acting_as(BUILDER):
        assert known() == [("N-01a", "class", CLASS_11, "GI", 3, "open")]
    with Jobs() as worker:
        put_back()
        worker.run()
    assert places_of_class() == 1


@pytest.fixture
def left(universe: Universe, own_database: str) -> None:
    """A look whose worker is no more."""
    marks = [sick(universe.enrolment(CLASS_11, seat), "vomiting") for seat in (1, 2, 3)]
    with acting_as(BUILDER):
        screening.submit_roll_call(BUILDER, sent(CLASS_11, *marks))
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs where task_name <> 'outbreaks.look'")
        cursor.execute("update procrastinate_jobs set status = 'doing', queueing_lock = 'one'")


def test_what_waits_already_under_its_lock_is_not_put_back_beside(left: None) -> None:
    app.configure_task("outbreaks.look", queueing_lock="one").defer(
        school_id=PRIMARY, unit_no=CLASS_11, day=DAY.isoformat()
    )
    with Jobs() as worker:
        put_back()
        worker.run()
    assert jobs("task_name") == []
    with acting_as(BUILDER):
        assert known() == [("N-01a", "class", CLASS_11, "GI", 3, "open")]


def test_what_kills_its_worker_again_and_again_is_left_as_failed(left: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set attempts = %s", [MOST_BEGUN])
    put_back()
    with Jobs() as worker, pytest.raises(ConnectorException, match="1 jobs did not end well"):
        worker.run()
    assert jobs("status::text") == [("failed",)]
    with acting_as(BUILDER):
        assert known() == []
