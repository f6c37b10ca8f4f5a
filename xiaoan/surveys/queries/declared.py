"""What stands about people: where they are, how they are, of which key groups, as of when."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside, visible
from xiaoan.surveys import rules
from xiaoan.surveys.models import Answer

PLACE = "surveys_answer.place_cipher"
REMARK = "surveys_answer.remark_cipher"


@dataclass(frozen=True)
class Declared:
    """The answer that stands about a person; `contradicted` until somebody decides."""

    person_id: UUID
    round_id: UUID
    answer_id: UUID
    categories: tuple[str, ...]
    whereabouts: str
    condition: str
    place: str
    since: dt.date | None
    answered_at: dt.datetime
    source: str
    version: int
    late: bool
    contradicted: bool


def declared(
    actor: Actor, person_ids: Iterable[UUID], on: dt.date | None = None
) -> dict[UUID, Declared]:
    """The newest answer that stands about each person, given on a day or before; who is not there is
    unknown. Only where the actor sees people by name, and surveys or how they were checked.
    """
    reach = actor.reach(Permission.SEE_SURVEYS) + actor.reach(Permission.SEE_VERIFICATION)
    named = visible(Answer.objects.filter(inside(reach)), actor, Permission.SEE_KEY_PERSONS)
    rows = named.filter(person_id__in=set(person_ids), state="current").exclude(whereabouts="")
    if on:
        rows = rows.filter(answered_at__lt=clock.at(on + dt.timedelta(days=1), dt.time.min))
    # Within a round the newest is the one that stands; of several rounds the last one answered.
    return {row.person_id: _declared(row) for row in rows.order_by("answered_at", "id")}


def _declared(row: Answer) -> Declared:
    return Declared(
        row.person_id, row.round_id, row.pk, tuple(row.categories), row.whereabouts, row.condition,
        opened(row.place_cipher, PLACE, row.pk), row.since, row.answered_at, row.source,
        row.version, row.late, row.contra_id is not None,
    )  # fmt: skip


def said_by(row: Answer) -> rules.Said:
    """What a version says, unsealed."""
    return rules.Said(
        row.whereabouts, row.condition, tuple(row.categories),
        opened(row.place_cipher, PLACE, row.pk), row.since,
        opened(row.remark_cipher, REMARK, row.pk),
    )  # fmt: skip


def opened(sealed: bytes | memoryview | None, place: str, row: UUID) -> str:
    return ciphers.unseal(sealed, place=place, row=row) if sealed else ""
