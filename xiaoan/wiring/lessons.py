"""Lessons: online while lessons rest; who does not watch is called; what is owed and what waits."""

from xiaoan.directory.services import holding
from xiaoan.duties import events as duties
from xiaoan.duties.queries import kinds as duty_kinds
from xiaoan.duties.queries import starts as duty_starts
from xiaoan.journal.services import hear
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.lessons import events as lessons
from xiaoan.lessons import tasks as lessons_tasks
from xiaoan.lessons.queries import duty_kinds as lessons_duties
from xiaoan.lessons.queries import waiting as lessons_waiting
from xiaoan.measures import events as measures
from xiaoan.outreach.queries import reasons
from xiaoan.web import waiting


def connect() -> None:
    hear(measures.SuspensionChanged, lessons_tasks.on_suspension)
    hear(lessons.PeriodSet, lessons_tasks.on_period)
    hear(lessons.CameBack, lessons_tasks.on_period)
    hear(duties.DutiesOpened, lessons_tasks.on_duties_opened, lessons_tasks.on_many_opened)
    reasons.connect(*lessons_waiting.NOT_WATCHING, opens=_teaches)
    for table in ("excuse", "without", "loan", "word"):
        holding.have_follow(f"lessons_{table}")
    for kind in lessons_duties.KINDS:
        duty_kinds.connect(kind)
    duty_starts.connect(lessons_duties.HOME)
    for waits in lessons_waiting.KINDS:
        waiting.connect(waits)


def _teaches(actor: Actor, unit_no: int) -> bool:
    return any(actor.may(one, unit_no) for one in (Permission.TEACH, Permission.KEEP_LESSONS))
