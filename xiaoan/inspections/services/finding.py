"""What was wrong becomes a finding: how grave, by when, whose; in a round, or in what an app above holds."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.inspections import queries, rules
from xiaoan.inspections.models import Finding, Mark, Round
from xiaoan.inspections.queries import owners
from xiaoan.inspections.services import owing
from xiaoan.inspections.services.acting import Said, same_step, school_of, step, user, words
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.said import fingerprint


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


@dataclass(frozen=True)
class Found:
    """Something wrong that an app above found in `about_id`. `id`: of the form, and of the finding; `source`:
    what the app connected (queries.sources); `text`: how it should be; `note`: what was wrong."""

    id: UUID
    unit_no: int
    source: str
    about_id: UUID
    item: str
    text: str
    note: str
    severity: str = "minor"
    owner_id: UUID | None = None


# Who is named where the app names nobody (own choice).
_POSTS = ("logistics", "school_doctor", "principal")


def found_elsewhere(actor: Actor, said: Found) -> Finding:
    """A finding that no round made; mended, seen again and counted like any other.

    Forbidden: the actor neither inspects there nor keeps what the app holds (the app asks that first).
    """
    body = fingerprint(
        "elsewhere", said.source, str(said.about_id), said.item, said.note, said.severity
    )
    if same_step(actor, said.id, said.id, body):
        return Finding.objects.get(pk=said.id)
    if not actor.may(Permission.INSPECT, said.unit_no):
        raise Forbidden
    if said.severity not in rules.SEVERITIES:
        raise Invalid(_("请选一般、较大或重大。"), {"severity": "unknown"})
    note = words("note", said.note, required=_("请写明发现了什么问题。"))
    if said.owner_id and said.owner_id not in dict(
        owners.menders({said.unit_no, school_of(said.unit_no)}, said.unit_no)
    ):
        raise Invalid(_("请选一个在本单位能整改的人。"), {"owner": "unknown"})
    now = clock.now()
    owner_id = said.owner_id or owners.owner_of(said.unit_no, _POSTS, actor.user_id)
    due_at = rules.due_at(now, owing.days_for(said.severity, said.unit_no), clock.ZONE)
    row = Finding(
        id=said.id, school_id=school_of(said.unit_no), unit_no=said.unit_no, office_no=said.unit_no,
        about_id=said.about_id, list_code=said.source, item=said.item, text=said.text,
        severity=said.severity, rank=rules.rank(said.severity), note=note,
        found_at=now, found_by_id=user(actor),
        repeats=queries.repeats_of(school_of(said.unit_no), said.source, said.item, now),
        first_due_at=due_at, due_at=due_at, owner_id=owner_id,
    )  # fmt: skip
    row.save(force_insert=True)
    owing.open_rectify(row)
    step(actor, row, "found", Said(said.id, note, due_at=due_at, owner_id=owner_id, said=body))
    return row
