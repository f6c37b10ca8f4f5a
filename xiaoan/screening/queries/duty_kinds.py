"""What the daily checks call their duties, and where these are done."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory.queries.people import Whom, names_of_rows
from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds, verbs
from xiaoan.kernel.actor import Actor
from xiaoan.screening.models import Missing, Retest


def _title(due: duties.Due) -> str:
    return str(duties.SLOT_NAMES.get(due.slot, due.slot))


def _address(due: duties.Due) -> str:
    return reverse("screening:rollcall", args=[due.unit_no, due.day.isoformat(), due.slot])


def _round_title(due: duties.Due) -> str:
    return gettext("查寝(整栋)")


def _round(due: duties.Due) -> str:
    return reverse("screening:rounds_at", args=[due.school_id, due.day.isoformat()])


def _retest(due: duties.Due) -> str:
    return reverse("screening:watch")


def _missing(due: duties.Due) -> str:
    return reverse("screening:missing", args=[due.about_id])


def _whom_to_find(actor: Actor, row_ids: Sequence[UUID]) -> dict[UUID, Whom]:
    return names_of_rows(actor, Missing.objects.all(), row_ids)


def _whom_to_measure(actor: Actor, row_ids: Sequence[UUID]) -> dict[UUID, Whom]:
    return names_of_rows(actor, Retest.objects.all(), row_ids)


ROLL_CALL = kinds.Kind(
    "screening.rollcall", _l("晨午检"), _address, _title, keeps=_address, said=verbs.REPORT,
    posts=("class_teacher", "subject_teacher", "school_doctor", "principal"), at=("class",),
)  # fmt: skip
ROUND = kinds.Kind(
    "screening.round", _l("查寝"), _round, _round_title, said=verbs.ROUND,
    posts=("dormitory_keeper", "school_doctor", "principal"),
)  # fmt: skip
MISSING = kinds.Kind(
    "screening.missing_boarder", _l("找未归住校生"), _missing, lasts=True, about=_whom_to_find,
    posts=("class_teacher", "dormitory_keeper", "school_doctor", "principal"), at=("class",),
    said=verbs.FIND, asks={kinds.NOTE: _l("要写和谁在一起、怎么找到的")},
)  # fmt: skip
RETEST = kinds.Kind(
    "screening.retest", _l("腋温复测"), _retest, about=_whom_to_measure,
    posts=("school_doctor", "class_teacher", "principal"), at=("class",), said=verbs.MEASURE,
)  # fmt: skip
