"""What the duties about events are called, and where these are done."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory.queries.people import Whom
from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds, verbs
from xiaoan.investigations.models import Event
from xiaoan.investigations.queries import JUDGE, number_of
from xiaoan.investigations.queries.contact_sheets import FOLLOW
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import inside


def _address(due: duties.Due) -> str:
    return reverse("investigations:event", args=[due.about_id])


def _which(actor: Actor, row_ids: Sequence[UUID]) -> dict[UUID, Whom]:
    rows = Event.objects.filter(inside(actor.intervals), pk__in=set(row_ids))
    return {
        pk: Whom(number_of(year, n)) for pk, year, n in rows.values_list("id", "year", "number")
    }


KIND = kinds.Kind(
    JUDGE, _l("核实疫情"), _address, lasts=True, about=_which, said=verbs.JUDGE,
    fixed=_l("由事件页指派的人核实;没有指派时归校医,没有校医归校长。"),
)  # fmt: skip


def _sheet(due: duties.Due) -> str:
    return reverse(
        "investigations:contact_sheet", args=[due.unit_no, due.day.isoformat(), due.slot]
    )


CONTACTS = kinds.Kind(
    FOLLOW, _l("接触者随访"), _sheet, said=verbs.FOLLOW,
    fixed=_l("跟着接触者名单:班里的归班主任,同宿舍的归宿管员。"),
)  # fmt: skip
