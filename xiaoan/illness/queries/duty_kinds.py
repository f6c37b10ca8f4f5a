"""What the duties of illness are called, and where they are done."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory.queries.people import Whom, names_of_rows
from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds, starts, verbs
from xiaoan.illness.models import Absence, Illness
from xiaoan.illness.queries.absences import CAUSE
from xiaoan.illness.queries.words import CAUSE_NAME, DUTY_NAMES
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission


def _address(due: duties.Due) -> str:
    return reverse("illness:child", args=[due.about_id])


def _steps(due: duties.Due) -> str:
    return reverse("illness:steps", args=[due.about_id])


def _whom(actor: Actor, row_ids: Sequence[UUID]) -> dict[UUID, Whom]:
    return names_of_rows(actor, Illness.objects.all(), row_ids)


def _address_of_absence(due: duties.Due) -> str:
    return reverse("illness:absence", args=[due.about_id])


def _who_is_absent(actor: Actor, row_ids: Sequence[UUID]) -> dict[UUID, Whom]:
    return names_of_rows(actor, Absence.objects.all(), row_ids)


# Who may follow a child, and who may care for one at school.
_TRACERS = ("class_teacher", "grade_head", "school_doctor", "principal")
_CARERS = ("school_doctor", "principal")
_BY_CARERS = ("illness.care", "illness.investigate")
_SAID = {
    "illness.care": verbs.DO, "illness.watch": verbs.DO, "illness.investigate": verbs.JUDGE,
    "illness.return": verbs.CHECK,
}  # fmt: skip
_CAUSE = kinds.Kind(
    CAUSE, CAUSE_NAME, _address_of_absence, lasts=True, about=_who_is_absent, posts=_TRACERS,
    at=("class",), said=verbs.TRACE,
)  # fmt: skip
# In school the child cannot wait for a network.
_IN_SCHOOL = ("illness.care", "illness.watch")
KINDS = (
    *(
        kinds.Kind(
            code,
            words,
            _address,
            lasts=True,
            about=_whom,
            keeps=_steps if code in _IN_SCHOOL else None,
            posts=_CARERS if code in _BY_CARERS else _TRACERS,
            at=("class",),
            said=_SAID.get(code, verbs.TRACE),
        )
        for code, words in DUTY_NAMES.items()
    ),
    _CAUSE,
)
# So many empty sheets a phone asks for ahead.
_AHEAD = 3


def _sheets() -> list[str]:
    return [reverse("illness:course", args=[no]) for no in range(1, _AHEAD + 1)]


NOTICE = starts.Start(_l("记一名不适学生"), Permission.CARE, _sheets)
