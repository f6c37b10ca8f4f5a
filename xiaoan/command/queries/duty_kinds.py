"""What the duties of the roster are called, and where they are done."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.command.models import Seat
from xiaoan.command.queries.shifts import kind_names
from xiaoan.command.queries.units import CHECK_IN, FILL, names
from xiaoan.directory.queries.people import Whom
from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds, verbs
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import everywhere


def _own(_due: duties.Due) -> str:
    return reverse("command:mine")


def _roster(due: duties.Due) -> str:
    return reverse("command:roster", args=[due.unit_no])


def _which(_actor: Actor, row_ids: Sequence[UUID]) -> dict[UUID, Whom]:
    """Which shift, and whose: whoever is told that nobody came has to know."""
    with everywhere("command"):
        rows = list(Seat.objects.filter(pk__in=set(row_ids)))
    shifts, called = kind_names(one.kind_id for one in rows), names(one.user_id for one in rows)
    return {
        one.pk: Whom(f"{shifts.get(one.kind_id, '')} {called.get(one.user_id, '')}") for one in rows
    }


KINDS = (
    kinds.Kind(
        CHECK_IN,
        _l("到岗签到"),
        _own,
        about=_which,
        said=verbs.CHECK_IN,
        fixed=_l("谁排在班上谁签到,在值班表里改。"),
    ),
    kinds.Kind(
        FILL,
        _l("补齐值班表"),
        _roster,
        title=lambda due: str(_l("补齐值班表")),
        lasts=True,
        fixed=_l("值班表归哪里管,就由哪里补齐。"),
    ),
)
