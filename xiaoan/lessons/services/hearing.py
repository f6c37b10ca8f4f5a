"""What apps above have heard of pupils in lessons, in seconds: kept like an export, but never over a person's
word."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.lessons.models import Lesson
from xiaoan.lessons.rules import Stay
from xiaoan.lessons.services import importing

# What goes before whatever was heard: a teacher's roll-call, an export that a person has looked at.
_SAID = ("roll_call", "export")


@dataclass(frozen=True)
class Heard:
    """How many lessons are known anew, and those of which a person has said who watched: left as they are."""

    changed: int
    said: frozenset[UUID]


@transaction.atomic
def take_seconds(actor: Actor, people: Mapping[UUID, Mapping[UUID, int]]) -> Heard:
    """Lesson → pupil → seconds in it (whoever is not named: none). For the system alone. The same again
    changes nothing; whoever is missing while a lesson runs is called. Lessons that are gone are left out."""
    if not actor.is_system:
        raise Forbidden
    rows = Lesson.objects.select_for_update().filter(pk__in=list(people), cancelled_at=None)
    held = list(rows.order_by("id"))
    said = frozenset(one.pk for one in held if one.source in _SAID)
    mine = [one for one in held if one.pk not in said]
    stays = {one.pk: {who: Stay(n) for who, n in people[one.pk].items()} for one in mine}
    changed = importing.store_stays(actor, mine, stays, "api") if mine else 0
    return Heard(changed, said)
