"""What surveys call their duties, and where these are done."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory.queries.people import Whom, names_of_rows
from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds, verbs
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import inside
from xiaoan.surveys.models import Round, Tally, Unsettled


def _title(due: duties.Due) -> str:
    return str(_l("摸排表"))


def _address(due: duties.Due) -> str:
    return reverse("surveys:sheet", args=[due.about_id])


def _round(actor: Actor, row_ids: Sequence[UUID]) -> dict[UUID, Whom]:
    """Which round a sheet is of: several may be open for one class."""
    rows = Tally.objects.filter(inside(actor.intervals), pk__in=set(row_ids))
    rounds = dict(rows.values_list("id", "round_id"))
    titles = dict(Round.objects.filter(pk__in=set(rounds.values())).values_list("id", "title"))
    return {pk: Whom(titles[one]) for pk, one in rounds.items() if one in titles}


def _unsettled(due: duties.Due) -> str:
    return reverse("surveys:unsettled", args=[due.about_id])


def _whom(actor: Actor, row_ids: Sequence[UUID]) -> dict[UUID, Whom]:
    return names_of_rows(actor, Unsettled.objects.all(), row_ids)


SHEET = kinds.Kind(
    "surveys.sheet", _l("摸排表"), _address, _title, lasts=True, about=_round, said=verbs.FILL,
    posts=("class_teacher", "grade_head", "school_doctor", "principal"), at=("class",),
)  # fmt: skip
KINDS = (
    SHEET,
    kinds.Kind(
        "surveys.settle", _l("核定不同的申报"), _unsettled, lasts=True, about=_whom, said=verbs.SETTLE,
        posts=("school_doctor", "principal"),
    ),
    kinds.Kind(
        "surveys.again", _l("重新申报"), _unsettled, lasts=True, about=_whom, said=verbs.FILL,
        posts=("class_teacher", "principal", "school_doctor"), at=("class",),
    ),
)  # fmt: skip
