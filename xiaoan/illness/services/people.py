"""Who answers for a child that is ill: the class teacher, the school's doctor."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.directory.rules import school_of
from xiaoan.kernel.actor import Actor

Pair = tuple[UUID | None, UUID | None]


@dataclass(frozen=True)
class Named:
    """The named person and the deputy, by class and by school."""

    teachers: dict[int, list[UUID]]
    doctors: dict[int, list[UUID]]
    principals: dict[int, list[UUID]]

    def teacher(self, class_no: int) -> Pair:
        """Whoever stands in for the class teacher comes first; the doctor, who may trace too, is the deputy,
        and named where a class has no teacher."""
        school = school_of(class_no)
        teachers, principals = self.teachers.get(class_no, []), self.principals.get(school, [])
        return _two([*teachers, *self.doctors.get(school, []), *principals])

    def doctor(self, class_no: int) -> Pair:
        """The school's doctor, else the principal."""
        school = school_of(class_no)
        return _two([*self.doctors.get(school, []), *self.principals.get(school, [])])


def _two(found: list[UUID]) -> Pair:
    first = found[0] if found else None
    return first, next((who for who in found if who != first), None)


def named(actor: Actor, class_nos: Iterable[int], day: dt.date) -> Named:
    """Who holds these positions on a day."""
    classes = set(class_nos)
    wanted = classes | {school_of(no) for no in classes}
    by_role: dict[str, dict[int, list[UUID]]] = defaultdict(lambda: defaultdict(list))
    roles = ("class_teacher", "school_doctor", "principal")
    for holder in accounts.holders(actor, roles, wanted, day):
        by_role[holder.role][holder.unit_no].append(holder.user_id)
    return Named(*(dict(by_role[role]) for role in roles))
