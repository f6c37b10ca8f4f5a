"""An opening date stands on the public page and has gone out within the minute: nothing waits for a clock.
What is sent is queued with the decision, in its transaction and without a delay, and the next round of the
worker sends it."""

import datetime as dt
import json

import time_machine
from django.db import connection, transaction
from django.test import Client
from procrastinate.contrib.django import app

from tests.builders import BUILDER
from tests.outbreaks.looks import Acting
from tests.reopening.states import MONDAY, decided, line, proposed
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.notices.models import Notice
from xiaoan.reopening import services
from xiaoan.reopening.queries import told


def jobs() -> list[tuple[str, dict[str, str], dt.datetime | None, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select task_name, args, scheduled_at, status from procrastinate_jobs "
            "where task_name = 'notices.send' order by id"
        )
        rows = cursor.fetchall()
    return [(name, json.loads(args), at, status) for name, args, at, status in rows]


def test_what_is_sent_is_queued_with_the_decision_and_waits_for_nothing(acting: Acting) -> None:
    decided(acting, line("primary", MONDAY))
    notice = Notice.objects.get()
    [(name, args, scheduled_at, status)] = jobs()
    assert (args, scheduled_at, status) == ({"notice_id": str(notice.pk)}, None, "todo")
    assert name in app.tasks
    # Every minute another round looks as well, should the job have been lost.
    assert "notices.settle" in {
        one.task.name for one in app.periodic_registry.periodic_tasks.values()
    }


def test_a_decision_that_is_undone_leaves_neither(acting: Acting) -> None:
    pk = proposed(acting, line("primary", MONDAY))
    leader, point = acting("leader"), transaction.savepoint()
    services.decide(leader, uuid7(), pk)
    assert len(jobs()) == 1
    transaction.savepoint_rollback(point)
    assert jobs() == []
    enter(BUILDER)
    assert not Notice.objects.exists()


def test_the_public_page_says_it_and_the_job_sends_it(
    acting: Acting, morning: time_machine.Traveller
) -> None:
    pk = decided(acting, line("primary", MONDAY))
    assert [one.took for one in told.of_proposal(acting("officer"), pk)] == [None]
    leave()
    page = Client().get("/public/").content.decode()
    assert f'<time datetime="{MONDAY.isoformat()}">' in page
    morning.shift(dt.timedelta(seconds=7))
    for name, args, _at, _status in jobs():
        app.tasks[name].func(**args)
    [one] = told.of_proposal(acting("officer"), pk)
    assert (one.took, one.told) == (7, 30)
