"""The rounds that ask a member of staff about themselves: by their own account, nobody else's."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from xiaoan.accounts import queries as accounts
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.scope import everywhere
from xiaoan.surveys import rules
from xiaoan.surveys.models import Round
from xiaoan.surveys.queries.answers import form_of


@dataclass(frozen=True)
class OfSelf:
    """An open round that asks whoever is signed in about themselves."""

    round_id: UUID
    title: str
    due_at: dt.datetime
    answered_at: dt.datetime | None


_OF_SELF = """
select r.id, r.title, r.due_at, a.answered_at from directory_person p
join surveys_tally t on t.school_id = p.school_id and t.unit_no = p.unit_no
join surveys_round r on r.id = t.round_id and r.state = 'open'
left join surveys_answer a on a.school_id = p.school_id and a.round_id = r.id
  and a.person_id = p.id and a.side = 'family'
  and a.state in ('current', 'agreeing', 'contradicting')
where p.id = %s and p.kind = 'staff' and p.unit_no = p.school_id order by r.due_at, r.id
"""


def of_self(actor: Actor) -> list[OfSelf]:
    """The open rounds that ask the actor, the most urgent first."""
    person_id = accounts.own_person(actor)
    if person_id is None:
        return []
    with everywhere("surveys"), connection.cursor() as cursor:
        cursor.execute(_OF_SELF, [person_id])
        return [OfSelf(*row) for row in cursor.fetchall()]


def waiting_self(actor: Actor) -> int:
    """How many answers about themselves the actor still owes. Most days nobody asks: one look."""
    if not Round.objects.filter(state="open", who__in=("staff", "both")).exists():
        return 0
    return sum(one.answered_at is None for one in of_self(actor))


def own_form(actor: Actor, round_id: UUID) -> tuple[Round, rules.Said | None, str]:
    """The form of the actor in a round that asks them: the round, what they have said, their name."""
    person_id = accounts.own_person(actor)
    if person_id is None or round_id not in {one.round_id for one in of_self(actor)}:
        raise NotFound
    with everywhere("surveys"):
        return form_of(round_id, person_id)
