"""What the duty of clearances is called, and where it is done."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory.queries import moves as roll
from xiaoan.directory.queries.people import Whom, person_names
from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds, verbs
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor


def _address(due: duties.Due) -> str:
    return reverse("clearances:person", args=[due.about_id])


def _whom(actor: Actor, person_ids: Sequence[UUID]) -> dict[UUID, Whom]:
    where = roll.where_on_roll(person_ids, clock.today())
    names = person_names(actor, list(where))
    return {who: Whom(names.get(who, ""), who, unit) for who, (_school, unit) in where.items()}


FOLLOW = kinds.Kind(
    "clearances.follow", _l("联系暂缓返校的学生"), _address, about=_whom, said=verbs.FOLLOW,
    posts=("class_teacher", "grade_head", "school_doctor", "principal"), at=("class",),
)  # fmt: skip
