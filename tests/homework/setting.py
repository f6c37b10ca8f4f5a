"""What the tests of homework do again and again, by services."""

import datetime as dt
from uuid import UUID

from tests.builders import CLASS_11, DAY
from xiaoan.homework import services
from xiaoan.homework.models import Task
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7

DUE = clock.at(DAY, dt.time(20, 0))


def new(*classes: int, **given: object) -> services.NewTask:
    """Mathematics of 20 minutes, due this evening."""
    values: dict[str, object] = {
        "id": uuid7(), "unit_nos": classes or (CLASS_11,), "subject": "maths", "title": "口算 2 页",
        "text": "", "minutes": 20, "way": "online", "due_at": DUE,
    }  # fmt: skip
    return services.NewTask(**{**values, **given})  # type: ignore[arg-type]  # by name


def set_one(actor: Actor, **given: object) -> UUID:
    (found,) = services.set_homework(actor, new(**given))
    return found


def counts(task_id: UUID) -> tuple[int, ...]:
    """roll, handed, missing, excused, no_device, unknown, late, marked."""
    row = Task.objects.get(pk=task_id)
    return (
        row.roll, row.handed, row.missing, row.excused, row.no_device, row.unknown, row.late, row.marked,
    )  # fmt: skip
