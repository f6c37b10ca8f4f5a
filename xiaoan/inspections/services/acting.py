"""What all writing of inspections shares: words that can be kept, photos, steps, who may check.

Lock order: the round, the finding, duties, the journal.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from xiaoan.directory import rules as numbering
from xiaoan.inspections import queries, rules
from xiaoan.inspections.events import FindingStepped
from xiaoan.inspections.models import Finding, Round, Step
from xiaoan.journal import services as journal
from xiaoan.kernel import acts, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id
from xiaoan.kernel.said import fingerprint
from xiaoan.photos import services as photos
from xiaoan.photos.services.evidence import NOTHING, Evidence, Kept, Shot
from xiaoan.photos.services.evidence import keep as keep_evidence

__all__ = [
    "NOTHING", "Evidence", "Kept", "Said", "Shot", "hold_finding", "hold_form", "hold_round",
    "keep_evidence", "keep_photos", "move", "require_checker", "same_step", "school_of", "shown_prints",
    "step", "user", "words",
]  # fmt: skip

user = acts.user
# What was written, without blanks around; of a text of its own length `longest` says so.
words = partial(acts.words, longest=rules.LONGEST)


def keep_photos(actor: Actor, unit_no: int, shots: Sequence[Shot]) -> list[UUID]:
    """Keep pictures for a unit; gives their ids."""
    photos.refuse_many(len(shots), queries.MOST_PHOTOS)
    return [photos.keep(actor, unit_no, one.content, taken_at=one.taken_at).id for one in shots]


def shown_prints(shown: Evidence) -> list[object]:
    """What was shown, for the fingerprint of a form. Without papers it is as it was before there were any, so
    that what waited on a phone meanwhile is still the same."""
    photos_ = [fingerprint(one.content.hex()).hex() for one in shown.photos]
    papers = [fingerprint(one.name, one.content.hex()).hex() for one in shown.papers]
    return [photos_, papers] if papers else [photos_]


def school_of(unit_no: int) -> int:
    """The school a unit belongs to; of a township or the county none."""
    inside = unit_no % numbering.TOWNSHIP >= numbering.SCHOOL
    return numbering.school_of(unit_no) if inside else 0


def hold_form(form_id: UUID) -> None:
    """One sending of a form at a time: whoever presses twice finds the first act done."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtext('inspections'), hashtext(%s))", [str(form_id)]
        )


def hold_round(actor: Actor, round_id: UUID) -> Round:
    """The round, locked, of whoever walks it and may still inspect there."""
    row = Round.objects.select_for_update().filter(pk=round_id).first()
    if row is None or not queries.sees(actor, row.unit_no):
        raise NotFound
    if row.inspector_id != actor.user_id or not actor.may(Permission.INSPECT, row.target_no):
        raise Forbidden
    return row


def hold_finding(actor: Actor, finding_id: UUID) -> Finding:
    """The finding, locked, of whoever sees it."""
    row = Finding.objects.select_for_update().filter(pk=finding_id).first()
    if row is None or not queries.sees_finding(actor, row):
        raise NotFound
    return row


def same_step(actor: Actor, step_id: UUID, finding_id: UUID, said: bytes) -> bool:
    """Whether this person has sent the form before; the same id by another, or with other content, is
    refused."""
    known = Step.objects.filter(pk=step_id).first()
    elsewhere = known is not None and known.finding_id != finding_id
    return acts.is_same(actor, known, said, elsewhere=elsewhere)


def move(row: Finding, act: str) -> None:
    """Where an act leads; Conflict where it cannot be done any more."""
    to = rules.MOVES[row.state].get(act)
    if to is None:
        raise Conflict(_("这条隐患的状态已经变了,不能再这样办。请刷新后看最新情况。"))
    row.state = to


@dataclass(frozen=True)
class Said:
    """What one step says beside its kind."""

    id: UUID
    text: str = ""
    photo_ids: Sequence[UUID] = ()
    paper_ids: Sequence[UUID] = ()
    due_at: dt.datetime | None = None
    owner_id: UUID | None = None
    said: bytes | None = None


def step(actor: Actor, row: Finding, kind: str, what: Said) -> None:
    """One more step; saves the finding and records the fact."""
    row.steps += 1
    with new_id():
        Step.objects.create(
            id=what.id, school_id=row.school_id, unit_no=row.unit_no, finding_id=row.pk,
            no=row.steps, kind=kind, at=clock.now(), by_id=user(actor), text=what.text,
            photo_ids=list(what.photo_ids), paper_ids=list(what.paper_ids), due_at=what.due_at,
            owner_id=what.owner_id, said=what.said,
        )  # fmt: skip
    row.save()
    journal.record(
        actor,
        FindingStepped(
            school_id=row.school_id, unit_no=row.unit_no, finding_id=row.pk, step=kind,
            state=row.state, severity=row.severity, late=row.late, photos=len(what.photo_ids),
            papers=len(what.paper_ids), due_at=what.due_at,
        ),
    )  # fmt: skip


def require_checker(actor: Actor, row: Finding) -> None:
    """Who may see again what was mended, put its deadline off or take it back: nobody who was named for
    it or mended it, now or before; a grave one that an office found, only somebody above the school."""
    if not actor.may(Permission.INSPECT, row.unit_no):
        raise Forbidden
    if not queries.may_check(actor, row):
        raise Conflict(
            _(
                "这要由另一个人办:不能是现在或先前的整改责任人、整改的人;上级查出的重大隐患要由上级复查。"
            )
        )
