"""Who may come to school on a day."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from xiaoan.kernel.actor import Actor


@dataclass(frozen=True)
class Standing:
    """Whether somebody may come: `state` is cleared, not_cleared or unknown."""

    state: str
    reasons: tuple[str, ...] = ()
    until: dt.date | None = None
    needs: tuple[str, ...] = ()


def of_people(actor: Actor, person_ids: Iterable[UUID], on: dt.date) -> dict[UUID, Standing]:
    """Nothing is known of anybody yet."""
    return {}
