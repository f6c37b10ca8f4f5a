"""What was wrong becomes a finding: how grave, by when, whose."""

from uuid import UUID

from xiaoan.directory import queries as directory
from xiaoan.inspections import queries, rules
from xiaoan.inspections.models import Finding, Mark, Round
from xiaoan.inspections.queries import owners
from xiaoan.inspections.services import owing
from xiaoan.inspections.services.acting import Said, school_of, step, user
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7


def open_finding(actor: Actor, of: Round, mark: Mark, owner_id: UUID | None = None) -> Finding:
    """A finding of an item that was not as it should be; the round is locked. Who is named, and by when, is
    the inspector's, else the checklist's and the catalogue's to say; the unit's head may name another."""
    sheet = queries.sheet_of(of, mark.list_code)
    item = sheet.item(mark.item)
    now, unit_no = clock.now(), mark.place_no or of.unit_no
    owner_id = owner_id or owners.owner_of(unit_no, sheet.posts_of(mark.item), actor.user_id)
    due_at = rules.due_at(now, owing.days_for(mark.severity, unit_no), clock.ZONE)
    row = Finding(
        id=uuid7(), school_id=school_of(unit_no), unit_no=unit_no, office_no=of.office_no,
        round_id=of.pk, list_code=mark.list_code, item=mark.item,
        text=item.text if item else mark.item, basis=item.basis if item else "",
        severity=mark.severity, rank=rules.rank(mark.severity), note=mark.note,
        place=directory.place(unit_no).name if mark.place_no else of.place,
        photo_ids=mark.photo_ids, found_at=now, found_by_id=user(actor),
        repeats=queries.repeats_of(of.unit_no, mark.list_code, mark.item, now),
        first_due_at=due_at, due_at=due_at, owner_id=owner_id,
    )  # fmt: skip
    row.save(force_insert=True)
    owing.open_rectify(row)
    said = Said(uuid7(), mark.note, mark.photo_ids, due_at=due_at, owner_id=row.owner_id)
    step(actor, row, "found", said)
    mark.finding_id = row.pk
    mark.save(update_fields=["finding_id"])
    return row
