"""What the duties of arrivals are called, and where they are done."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.arrivals.models import Check
from xiaoan.directory.queries.people import Whom, person_names
from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds, verbs
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import inside


def _turned(due: duties.Due) -> str:
    return reverse("arrivals:turned", args=[due.about_id])


def _class(due: duties.Due) -> str:
    return reverse("arrivals:class", args=[due.unit_no])


def _whom(actor: Actor, row_ids: Sequence[UUID]) -> dict[UUID, Whom]:
    rows = Check.objects.filter(inside(actor.intervals), pk__in=set(row_ids))
    found = {pk: (who, unit) for pk, who, unit in rows.values_list("id", "person_id", "unit_no")}
    names = person_names(actor, [who for who, _unit in found.values()])
    return {pk: Whom(names.get(who, ""), who, unit) for pk, (who, unit) in found.items()}


KINDS = (
    kinds.Kind(
        "arrivals.turned_away", _l("到校被劝返或有疑问,跟进"), _turned, lasts=True, about=_whom,
        said=verbs.FOLLOW, at=("class",), fixed=_l("由班主任跟进,年级组长和校长接着办。"),
    ),
    kinds.Kind(
        "arrivals.hand_over", _l("到校清点"), _class, said=verbs.DO, at=("class",),
        fixed=_l("由班主任清点。"),
    ),
)  # fmt: skip
