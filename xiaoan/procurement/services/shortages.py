"""What is asked for or ordered answers what runs out at its store (`demand`); taken back, it answers it no
more. Called before anything of the act is recorded: `demand` says in which order all lock."""

from typing import Any

from django.db.models import QuerySet

from xiaoan.demand import services as demand
from xiaoan.kernel.actor import Actor
from xiaoan.procurement.services.acting import OfStore


def answer(actor: Actor, row: OfStore, lines: "QuerySet[Any]", what: str) -> None:
    """`what`: asked or ordered."""
    items = list(lines.values_list("item", flat=True))
    demand.answered(actor, row.unit_no, items, what, row.pk)


def take_back(actor: Actor, row: OfStore) -> None:
    """Withdrawn, refused or cancelled: somebody has to look again."""
    demand.unanswered(actor, row.unit_no, row.pk)
