"""The duty to arrange for whoever has no carer: of the principal, open as long as there is somebody."""

from uuid import UUID

from django.db import connection

from xiaoan.accounts import queries as accounts
from xiaoan.careteams import queries, rules
from xiaoan.careteams.models import School
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import everywhere

_LOCK = "select pg_advisory_xact_lock(hashtext('careteams.school'), %s)"
_LOCK_ALL = """
select pg_advisory_xact_lock(hashtext('careteams.school'), no)
from (select no from directory_unit where kind = 'school' order by no offset 0) s
"""
# By when of the day those without a carer are arranged for.
_BY = "careteams.rearrange.by"
# Duties count people in a small integer.
_LARGEST = 32_767


def lock(school_no: int) -> None:
    """One arranges a school's teams at a time; before duties, rows and the journal."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [school_no])


def lock_all() -> None:
    """The same of every school, in the order of their numbers."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_ALL)


def lock_owed(school: School) -> list[duties.Held]:
    """The open duties of a school that has begun, locked."""
    return duties.hold_about(school.pk, queries.REARRANGE)


def owe(actor: Actor, school: School, held: list[duties.Held], people: int) -> None:
    """Open the duty if somebody is without, end it if nobody is; `held` was locked before."""
    if people:
        first, second = _named(school)
        if not held:
            _open(actor, school, people, first, second)
        elif first and any(one.assignee_id != first for one in held):
            duties.name_about(queries.REARRANGE, [school.pk], first)
        return
    if actor.is_system:
        duties.excuse_many(actor, [one.id for one in held], duties.Why("over"))
        return
    for one in held:
        on_behalf = one.assignee_id not in (None, actor.user_id)
        duties.discharge(actor, one, clock.now(), on_behalf=on_behalf)


def _named(school: School) -> tuple[UUID | None, UUID | None]:
    """The principal of today, whoever stands in first, and a deputy."""
    with everywhere("careteams") as system:
        found = accounts.holders(
            system, ["principal", "school_doctor"], [school.school_id], clock.today()
        )
    leads = [one.user_id for one in found if one.role == "principal"]
    others = [one.user_id for one in found if one.user_id not in leads[:1]]
    return next(iter(leads), None), next(iter(others), None)


def _open(
    actor: Actor, school: School, people: int, first: UUID | None, second: UUID | None
) -> None:
    with everywhere("careteams"):
        ladders = duty_queries.ladders()
    due_at = rules.due_at(clock.now(), ladders.time(_BY, school.unit_no))
    next_step_at = ladders.first_step_at(school.unit_no, due_at)
    duty = duties.NewDuty(
        school.school_id, school.unit_no, min(people, _LARGEST), due_at, first, second,
        next_step_at, None, school.pk,
    )  # fmt: skip
    school.turn += 1
    school.save(update_fields=["turn"])
    duties.open_duties(actor, queries.REARRANGE, clock.today(), str(school.turn), [duty])
