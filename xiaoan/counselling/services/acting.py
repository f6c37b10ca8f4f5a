"""What all writing of counselling shares: words, sealed bodies, duties, figures.

Lock order: the referral, case or emergency; duties; figures; the journal.
"""

import datetime as dt
from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.counselling import rules
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.duties.queries.chain import in_office
from xiaoan.kernel import acts, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import taken
from xiaoan.kernel.said import is_other
from xiaoan.kernel.scope import everywhere

SYSTEM = "counselling"


user = acts.user
# What was written, without blanks around; of a text of its own length `longest` says so.
words = partial(acts.words, longest=rules.LONGEST)


def require(actor: Actor, permission: Permission, unit_no: int) -> None:
    """Not visible: as if not there; visible, not permitted: refused."""
    if not actor.may(permission, unit_no):
        raise Forbidden if actor.sees(unit_no) else NotFound


def is_same(known: Any, by_id: UUID | None, about: Mapping[str, Any], said: bytes) -> bool:
    """Whether a row with the id of this form is there, by the same person with the same words; anything else
    under the id is refused."""
    if known is None:
        return False
    if known.by_id != by_id or is_other(known.said, said):
        raise taken()
    if any(getattr(known, name) != value for name, value in about.items()):
        raise taken()
    return True


def class_of(person_id: UUID) -> int:
    """The class of a pupil today, whoever asks; NotFound for who is in none."""
    with everywhere(SYSTEM) as system:
        found = directory.classes_of_people(system, [person_id], clock.today())
    if person_id not in found:
        raise NotFound
    return found[person_id]


def owe(
    kind: str, unit_no: int, about_id: UUID, due_at: dt.datetime, slot: str, who: UUID | None,
    deputy: UUID | None = None,
) -> None:  # fmt: skip
    """Somebody owes something by an instant; of it the list says no more than its kind."""
    ladders = duty_queries.ladders()
    with everywhere(SYSTEM) as system:
        duties.open_duties(
            system, kind, clock.today(), slot,
            [
                duties.NewDuty(
                    school_id=numbering.school_of(unit_no), unit_no=unit_no, people=1, due_at=due_at,
                    assignee_id=who, deputy_id=deputy if deputy != who else None,
                    next_step_at=ladders.first_step_at(unit_no, due_at, kind), about_id=about_id,
                )
            ],
        )  # fmt: skip


def done(actor: Actor, kind: str, about_id: UUID) -> None:
    """What was owed of it is done."""
    with everywhere(SYSTEM):
        for held in duties.hold_about(about_id, kind):
            on_behalf = held.assignee_id not in (None, actor.user_id)
            duties.discharge(actor, held, clock.now(), on_behalf=on_behalf)


def let_go(actor: Actor, kind: str, about_id: UUID) -> None:
    """Nothing is owed of it any more."""
    with everywhere(SYSTEM):
        held = [one.id for one in duties.hold_about(about_id, kind)]
        duties.excuse_many(actor, held, duties.Why("ended"))


def holders(unit_no: int, *roles: str) -> list[UUID]:
    """Who holds one of the roles at a unit or above it today, the first first."""
    wanted = (unit_no, roles)
    return [who for who, _role in in_office([wanted], clock.today())[wanted]]


_COUNT = """
insert into counselling_tally (id, school_id, unit_no, month, what, count)
values (%s, %s, %s, %s, %s, %s)
on conflict (month, unit_no, what) do update set count = counselling_tally.count + excluded.count
"""


def count(school_no: int, what: str, by: int = 1) -> None:
    """One more in the figures of a school's month: a number without anybody."""
    month = clock.today().replace(day=1)
    with everywhere(SYSTEM), connection.cursor() as cursor:
        cursor.execute(_COUNT, [uuid7(), school_no, school_no, month, what, by])
