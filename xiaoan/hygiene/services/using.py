"""What was used about an incident is a record of its place: covered from … to …, the surfaces around it."""

from xiaoan.hygiene.models import Incident, IncidentStep, Place, Record
from xiaoan.hygiene.services import recording
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.said import second_id

# The step that ends one → the step that began it, and how it is done.
_WORKS = {"wipe": ("cover", "cover", "surface"), "finish": ("surfaces", "wipe", "surface")}


def record_of_step(actor: Actor, row: Incident, step: IncidentStep) -> None:
    """With the end of a work the record of it; booked out of the store. What was skipped leaves none."""
    if step.what not in _WORKS or step.facts.get("skipped"):
        return
    began, method, task = _WORKS[step.what]
    before = IncidentStep.objects.filter(incident_id=row.pk, what=began).first()
    if before is None or before.facts.get("skipped"):
        return
    place = Place.objects.get(pk=row.place_id)
    made = _record(row, step, before, place)
    made.method, made.task = method, task
    recording.store(
        recording.Work(
            actor, row.school_id, second_id(made.pk, bytes(step.body_hash)), [made],
            {place.pk: place}, {}, {},
        ),
        asks=False,
    )  # fmt: skip


def _record(row: Incident, step: IncidentStep, before: IncidentStep, place: Place) -> Record:
    facts = before.facts
    now, pk = clock.now(), second_id(step.pk, bytes(step.body_hash))
    ended_at = max(step.said_at, before.said_at)
    is_liquid = facts.get("item") != "chlorine_tablet"
    quantity = facts.get("quantity")
    return Record(
        id=pk, root_id=pk, school_id=row.school_id, unit_no=row.unit_no,
        day=before.said_at.astimezone(clock.ZONE).date(), place_id=place.pk, incident_id=row.pk,
        body_hash=step.body_hash, agent="chlorine", item=facts.get("item", ""),
        batch=facts.get("batch", ""), strength=facts.get("strength"),
        stock_ml=quantity if is_liquid else None, tablets=None if is_liquid else quantity,
        contact=step.facts.get("waited"), started_at=before.said_at, ended_at=ended_at,
        said_at=step.said_at, received_at=now, first_at=now, by_id=step.by_id, target="surface",
    )  # fmt: skip
