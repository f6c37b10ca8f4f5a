"""What the tests of lessons do again and again, by services."""

import datetime as dt
from pathlib import Path
from uuid import UUID

from tests.builders import CLASS_11, DAY
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.lessons import services
from xiaoan.lessons.models import Lesson

WORKER = system("lessons")


def period(actor: Actor, unit_no: int = CLASS_11, days: int = 14) -> UUID:
    until = DAY + dt.timedelta(days=days)
    return services.set_period(actor, services.NewPeriod(uuid7(), unit_no, DAY, until, "雨雪停课"))


def entry(
    subject: str = "chinese", starts: str = "08:00", ends: str = "08:40", unit_no: int = CLASS_11,
    **more: object,
) -> services.NewEntry:  # fmt: skip
    given: dict[str, object] = {
        "unit_no": unit_no, "subject": subject, "weekday": 1, "day": None,
        "starts": dt.time.fromisoformat(starts), "ends": dt.time.fromisoformat(ends),
        "platform": "dingtalk", "link": "https://n.dingtalk.com/live/1",
    }  # fmt: skip
    return services.NewEntry(**{**given, **more})  # type: ignore[arg-type]  # by name


def lesson(actor: Actor, **more: object) -> Lesson:
    """A lesson of the test day in class 1."""
    period(actor)
    services.enter(actor, uuid7(), CLASS_11, [entry(**more)])  # type: ignore[arg-type]  # by name
    return Lesson.objects.get(unit_no=CLASS_11, day=DAY)


def sheet(
    folder: Path, rows: list[list[str]], encoding: str = "utf-8", name: str = "x.csv"
) -> Path:
    path = folder / name
    path.write_bytes("\n".join(",".join(row) for row in rows).encode(encoding))
    return path


def as_worker(actor: Actor, what: object) -> object:
    enter(WORKER)
    found = what(WORKER)  # type: ignore[operator]  # a service
    enter(actor)
    return found
