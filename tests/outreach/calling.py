"""What the tests of outreach do again and again, by services."""

import datetime as dt
from uuid import UUID

from tests.builders import CLASS_11, Universe
from xiaoan.directory.rules import school_of
from xiaoan.kernel import clock
from xiaoan.kernel.ids import uuid7
from xiaoan.outreach import services
from xiaoan.outreach.models import Task
from xiaoan.outreach.queries import reasons

LESSON, RISK = "tests.lesson", "tests.risk"
reasons.connect(LESSON, "没看课", lambda _pk: "")
reasons.connect(RISK, "疑似辍学", lambda _pk: "", lasts=True)


def want(
    universe: Universe, seat: int, about: UUID, reason: str = LESSON, unit_no: int = CLASS_11
) -> services.Want:
    now = clock.now()
    return services.Want(
        universe.person(unit_no, seat), school_of(unit_no), unit_no, reason, about, now,
        now + dt.timedelta(hours=2),
    )  # fmt: skip


def task_of(person_id: UUID) -> Task:
    """The newest task, as far as the running scope reaches."""
    return Task.objects.filter(person_id=person_id).latest("opened_at", "id")


def a_call(task: Task, outcome: str = "not_reached", **given: object) -> services.NewCall:
    values: dict[str, object] = {"id": uuid7(), "task_id": task.pk, "outcome": outcome}
    return services.NewCall(**{**values, **given})  # type: ignore[arg-type]  # by name
