"""A pupil who is at another school now is another person there: what is open goes on there."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from xiaoan.directory.models import Person
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import everywhere
from xiaoan.keypersons.events import KeyPersonMoved
from xiaoan.keypersons.models import KeyPerson, Travel
from xiaoan.keypersons.queries.sealed import (
    ORIGIN_PLACE,
    PLACE_PLACE,
    TRANSPORT_PLACE,
    opened,
)
from xiaoan.keypersons.services import due, isolating, releasing
from xiaoan.keypersons.services.carers import default_carers
from xiaoan.keypersons.services.isolating import Ending
from xiaoan.keypersons.services.opening import store
from xiaoan.keypersons.services.writing import What, keep, lock_person, seal

# Open rows of pupils who are on the roll of another school now, by an enrolment that has begun.
_MOVED = """
select o.id, e.person_id from {table} o
join directory_person p on p.id = o.person_id
join directory_enrolled e on e.identity_id = p.identity_id and e.person_id <> p.id
join directory_enrolment s on s.id = e.enrolment_id and s.since <= %(today)s
where o.state = %(state)s and p.kind = 'student' {some} order by o.id
"""


def carry_over(actor: Actor, person_ids: Iterable[UUID] | None = None) -> int:
    """What is open about pupils of another school goes on at the school they are at today; gives how
    many lines. `person_ids`: as they are called at the new school; none: of the whole county.

    The old school lies outside of who takes the pupil in: done as the system.
    """
    new = None if person_ids is None else list(person_ids)
    with everywhere("keypersons") as system:
        found = _moved("keypersons_key_person", "open", new)
        for line_id, person_id in found:
            _carry_line(system, line_id, person_id)
        for travel_id, person_id in _moved("keypersons_travel", "expected", new):
            _carry_travel(system, travel_id, person_id)
    return len(found)


def _moved(table: str, state: str, new: list[UUID] | None) -> list[tuple[UUID, UUID]]:
    some = "" if new is None else "and e.person_id = any(%(new)s)"
    with connection.cursor() as cursor:
        cursor.execute(
            _MOVED.format(table=table, some=some),
            {"today": clock.today(), "state": state, "new": new},
        )
        return list(cursor.fetchall())


def _carry_line(actor: Actor, line_id: UUID, person_id: UUID) -> None:
    person = Person.objects.get(pk=person_id)
    before = KeyPerson.objects.values_list("person_id", flat=True).get(pk=line_id)
    for who in sorted((before, person_id)):
        lock_person(who)
    old = KeyPerson.objects.select_for_update().get(pk=line_id)
    if old.state != "open":
        return
    running = isolating.running_of([old])
    isolating.end_isolations(actor, running, Ending({}))
    releasing.moved(actor, old)
    line = _at_new_school(actor, old, person)
    KeyPerson.objects.filter(pk=old.pk).update(into_id=line.pk)
    keep(actor, [old], What("moved_out", {"into": str(line.pk)}))
    journal.record(
        actor,
        KeyPersonMoved(
            school_id=old.school_id, unit_no=old.unit_no, line_id=old.pk, person_id=old.person_id,
            into_id=line.pk,
        ),
    )  # fmt: skip
    for isolation in running if not line.isolated else ():
        isolating.carried_on(actor, isolation, line)


def _at_new_school(actor: Actor, old: KeyPerson, person: Person) -> KeyPerson:
    """The line there: that of the same reason if one is open, else a new one like the old."""
    known = KeyPerson.objects.filter(
        school_id=person.school_id, person_id=person.pk, category=old.category, state="open"
    ).first()
    if known is not None:
        known.source_ids = [*known.source_ids, old.pk]
        known.save(update_fields=["source_ids"])
        keep(actor, [known], What("moved_in", {"from": str(old.pk)}))
        return known
    pk, now = uuid7(), clock.now()
    carer, deputy = default_carers(actor, [person.unit_no], now.date()).get(
        person.unit_no, (None, None)
    )
    place = opened(old.place_cipher, PLACE_PLACE, old.pk)
    line = KeyPerson(
        id=pk, school_id=person.school_id, unit_no=person.unit_no, first_unit_no=person.unit_no,
        person_id=person.pk, kind=person.kind, category=old.category, pack=old.pack, source="move",
        source_ids=[*old.source_ids, old.pk], whereabouts=old.whereabouts,
        place_cipher=seal(place, PLACE_PLACE, pk), since=old.since, until=old.until,
        every=old.every, needs_paper=old.needs_paper, carer_id=carer, deputy_id=deputy,
        opened_on=now.date(), opened_at=now, opened_by_id=actor.user_id,
        last_day=old.last_day, last_at=old.last_at, next_due=old.next_due,
    )  # fmt: skip
    store(actor, [line], What("moved_in", {"from": str(old.pk)}))
    return line


def _carry_travel(actor: Actor, travel_id: UUID, person_id: UUID) -> None:
    person = Person.objects.get(pk=person_id)
    old = Travel.objects.select_for_update().get(pk=travel_id)
    if old.state != "expected":
        return
    pk = uuid7()
    number = opened(old.transport_cipher, TRANSPORT_PLACE, old.pk)
    origin = opened(old.origin_cipher, ORIGIN_PLACE, old.pk)
    row = Travel(
        id=pk, school_id=person.school_id, unit_no=person.unit_no, person_id=person.pk,
        expected=old.expected, transport=old.transport, announced_by=old.announced_by,
        origin_cipher=ciphers.seal(origin, place=ORIGIN_PLACE, row=pk),
        transport_cipher=seal(number, TRANSPORT_PLACE, pk), announced_at=old.announced_at,
        announced_by_id=old.announced_by_id,
    )  # fmt: skip
    row.save(force_insert=True)
    Travel.objects.filter(pk=old.pk).update(state="moved", into_id=pk)
    due.close(actor, due.ARRIVAL, [old.pk])
    keep(actor, [row], What("moved_in", {"from": str(old.pk)}))
    keep(actor, [old], What("moved_out", {"into": str(pk)}))
    if row.expected <= clock.today():
        due.open_arrivals(actor, [row])
