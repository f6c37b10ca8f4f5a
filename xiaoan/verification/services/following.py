"""What stays with people: late and changed answers, and what is open about a pupil who changes the school."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import everywhere
from xiaoan.verification.events import DisagreementsOpened
from xiaoan.verification.models import Disagreement, Lapse, Verdict
from xiaoan.verification.queries.sealed import CLAIM_PLACE
from xiaoan.verification.services.disagreeing import CLEAR, open_duties
from xiaoan.verification.services.going_along import owe_again


@dataclass(frozen=True)
class Lapsed:
    """An answer that came late, or that says something else than the one before it."""

    school_id: int
    unit_no: int
    round_id: UUID
    person_id: UUID
    answer_id: UUID
    what: str


def keep_lapses(found: Sequence[Lapsed]) -> None:
    """Keep them in the ledger. Whoever answered may not see it: a guardian, a code on paper."""
    if not found:
        return
    now = clock.now()
    rows = [Lapse(id=uuid7(), at=now, **one.__dict__) for one in found]
    with everywhere("verification"):
        Lapse.objects.bulk_create(rows, ignore_conflicts=True)


def superseded(round_id: UUID, person_id: UUID, answer_id: UUID) -> None:
    """A new answer stands: what the ones before were found to be is history."""
    with everywhere("verification"):
        rows = Verdict.objects.filter(round_id=round_id, person_id=person_id, stands=True)
        rows.exclude(answer_id=answer_id).update(stands=False)


# Who was known under the same identity elsewhere, and is still to be cleared there.
_LEFT_OPEN = """
select d.id from verification_disagreement d
join directory_person p on p.school_id = d.school_id and p.id = d.person_id
join directory_person n on n.identity_id = p.identity_id and n.id <> p.id
where n.id = %s and d.state = 'open'
"""


def carry_over(person_id: UUID, school_id: int, unit_no: int) -> int:
    """A pupil came from another school of the county: what is open there is cleared here. Gives how many."""
    with everywhere("verification") as system:
        with connection.cursor() as cursor:
            cursor.execute(_LEFT_OPEN, [person_id])
            ids = [row[0] for row in cursor.fetchall()]
        if not ids:
            return 0
        rows = list(Disagreement.objects.select_for_update().filter(pk__in=ids, state="open"))
        back = _back(rows, person_id, school_id, unit_no)
        known = {row.list_id for row in back}
        for row in rows:
            _leave(system, row)
        fresh = [
            _moved(row, person_id, school_id, unit_no) for row in rows if row.list_id not in known
        ]
        Disagreement.objects.bulk_create(fresh)
        open_duties(system, fresh, {})
        owe_again(system, CLEAR, back)
        fresh += back
        for row in fresh:
            journal.record(
                system,
                DisagreementsOpened(
                    school_id=school_id, unit_no=unit_no, list_id=row.list_id,
                    disagreement_ids=(row.pk,),
                ),
            )  # fmt: skip
        return len(fresh)


def _back(
    rows: Sequence[Disagreement], person_id: UUID, school_id: int, unit_no: int
) -> list[Disagreement]:
    """Whoever comes back has rows here already: those that went along when they left are open again."""
    here = Disagreement.objects.select_for_update().filter(
        school_id=school_id, person_id=person_id, list_id__in=[row.list_id for row in rows],
        state="moved",
    )  # fmt: skip
    found = list(here.order_by("id"))
    Disagreement.objects.filter(pk__in=[row.pk for row in found]).update(
        state="open", unit_no=unit_no
    )
    for row in found:
        row.state, row.unit_no = "open", unit_no
    return found


def _leave(system: Actor, row: Disagreement) -> None:
    """Close the row at the old school, where nobody owes anything about the pupil any more."""
    held = duties.hold_about(row.pk, CLEAR)
    duties.excuse_many(system, [one.id for one in held], duties.Why("ended"))
    Disagreement.objects.filter(pk=row.pk).update(state="moved")


def _moved(row: Disagreement, person_id: UUID, school_id: int, unit_no: int) -> Disagreement:
    """The same at the new school, its text sealed for its new place."""
    key = uuid7()
    claim = None
    if row.claim is not None:
        text = ciphers.unseal(row.claim, place=CLAIM_PLACE, row=row.pk)
        claim = ciphers.seal(text, place=CLAIM_PLACE, row=key)
    return Disagreement(
        id=key, school_id=school_id, unit_no=unit_no, class_then=unit_no, person_id=person_id,
        list_id=row.list_id, round_id=row.round_id, answer_id=None, category=row.category,
        rule=row.rule, stands=row.stands, claim=claim, opened_at=row.opened_at, due_at=row.due_at,
    )  # fmt: skip
