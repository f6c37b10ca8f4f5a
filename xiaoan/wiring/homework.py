"""作业: set, due, handed in, late, marked, returned; what lies unmarked."""

from xiaoan.duties.queries import kinds as duty_kinds
from xiaoan.duties.queries import starts as duty_starts
from xiaoan.homework.queries import duty_kinds as homework_duties
from xiaoan.homework.queries import waiting as homework_waiting
from xiaoan.web import waiting


def connect() -> None:
    duty_kinds.connect(homework_duties.KIND)
    for start in (homework_duties.HOMEWORK, homework_duties.MINE):
        duty_starts.connect(start)
    for waits in homework_waiting.KINDS:
        waiting.connect(waits)
