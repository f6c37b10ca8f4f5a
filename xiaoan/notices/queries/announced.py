"""The notices that were made by themselves of opening dates, for whoever decided them."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language

from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.notices import rules
from xiaoan.notices.models import Notice
from xiaoan.notices.queries import inbox, reach
from xiaoan.notices.queries.words import STATE_NAMES, STATE_SHAPES
from xiaoan.reopening.queries.told import Told

# As `services.announce` writes it.
ORIGIN = "reopening"


def of_openings(actor: Actor, opening_ids: Sequence[UUID]) -> list[Told]:
    """Each notice with its figures as far as the actor sees them."""
    rows = Notice.objects.filter(origin=ORIGIN, origin_id__in=list(opening_ids))
    found = [(one, one.origin_id) for one in rows.order_by("made_at", "id")]
    return [_told(actor, one, opening_id) for one, opening_id in found if opening_id]


def _told(actor: Actor, row: Notice, opening_id: UUID) -> Told:
    text, _code = inbox.text_of(row, get_language() or "zh-hans")
    # Before it is sent nothing stands for its variables yet: whoever gives it out is known all the same.
    values = dict.fromkeys(rules.variables_in(text.title), "…")
    values |= {rules.OF_NOTICE["unit"]: directory.place(row.unit_no).name} | row.values
    found = reach.total(actor, row.pk) if row.sent_at else None
    may = actor.may(Permission.WRITE_NOTICES, row.unit_no)
    url = reverse("notices:notice", args=[row.pk]) if may else ""
    return Told(
        opening_id, rules.filled(text.title, values), STATE_SHAPES[row.state],
        str(STATE_NAMES[row.state]), row.sent_at,
        found.families if found else None,
        found.families - found.unreachable if found else None,
        found.confirmed if found else None, url, f"{url}?file=xlsx" if url and row.sent_at else "",
    )  # fmt: skip
