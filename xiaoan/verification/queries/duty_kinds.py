"""What verification calls its duties, and where these are done."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory.queries.people import Whom, names_of_rows
from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds, verbs
from xiaoan.kernel.actor import Actor
from xiaoan.verification.models import Disagreement, SpotCheck


def _clear(due: duties.Due) -> str:
    return reverse("verification:disagreement", args=[due.about_id])


def _spot_check(due: duties.Due) -> str:
    return reverse("verification:spot_check", args=[due.about_id])


def _disputed(actor: Actor, row_ids: Sequence[UUID]) -> dict[UUID, Whom]:
    return names_of_rows(actor, Disagreement.objects.all(), row_ids)


def _drawn(actor: Actor, row_ids: Sequence[UUID]) -> dict[UUID, Whom]:
    return names_of_rows(actor, SpotCheck.objects.all(), row_ids)


_ASKS = {
    kinds.PAPER: _l("要凭材料核实,写明材料和编号"),
    kinds.SECOND: _l("要由没有填这份申报的另一人核实"),
}
KINDS = (
    kinds.Kind(
        "verification.clear", _l("核清不一致"), _clear, lasts=True, about=_disputed, said=verbs.CLEAR,
        posts=("class_teacher", "school_doctor", "principal"), at=("class",), asks=_ASKS,
    ),
    kinds.Kind(
        "verification.spot_check", _l("抽查核实"), _spot_check, lasts=True, about=_drawn,
        said=verbs.CHECK, posts=("principal", "school_doctor", "township_liaison"), at=("class",),
        asks=_ASKS,
    ),
)  # fmt: skip
