"""Spot checks go along with a pupil who changes the school, as the answer that was drawn does."""

from uuid import UUID

from django.db.models import Exists, OuterRef

from xiaoan.directory.models import Person
from xiaoan.duties import services as duties
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import everywhere
from xiaoan.surveys.queries import ledger
from xiaoan.verification.models import Sample, SpotCheck
from xiaoan.verification.services.checking import SPOT_CHECK
from xiaoan.verification.services.disagreeing import Owed, owe
from xiaoan.verification.services.going_along import owe_again


def spots_along(person_id: UUID, unit_no: int) -> int:
    """What was drawn of a pupil at another school is checked here, once the answer is here. Gives how many.

    The old row stays as one that went: whoever drew it sees why it is not done.
    """
    with everywhere("verification") as system:
        left = _left_open(person_id)
        if not left:
            return 0
        answers = {
            one.round_id: one
            for one in ledger.versions_of(system, person_id)
            if one.state == "current"
        }
        samples = Sample.objects.filter(pk__in={spot.sample_id for spot in left})
        rounds = dict(samples.values_list("id", "round_id"))
        went = 0
        for spot in left:
            here = answers.get(rounds[spot.sample_id])
            if here is not None:
                _leave(system, spot)
                _arrive(system, spot, person_id, here.answer_id, unit_no)
                went += 1
        return went


def _left_open(person_id: UUID) -> list[SpotCheck]:
    """Open ones of whoever is the same human being at another school, locked."""
    same = Person.objects.filter(pk=person_id, identity_id=OuterRef("identity_id"))
    others = Person.objects.filter(Exists(same)).exclude(pk=person_id).values("id")
    rows = SpotCheck.objects.select_for_update().filter(
        person_id__in=others, done_at=None, went_at=None
    )
    return list(rows.order_by("id"))


def _leave(system: Actor, spot: SpotCheck) -> None:
    held = duties.hold_about(spot.pk, SPOT_CHECK)
    duties.excuse_many(system, [one.id for one in held], duties.Why("ended"))
    SpotCheck.objects.filter(pk=spot.pk).update(went_at=clock.now())


def _arrive(system: Actor, spot: SpotCheck, person_id: UUID, answer_id: UUID, unit_no: int) -> None:
    """Owed by the teacher here, by the day it was always due; one that went from here is open again."""
    person = Person.objects.get(pk=person_id)
    back = SpotCheck.objects.select_for_update().filter(
        school_id=person.school_id, sample_id=spot.sample_id, answer_id=answer_id
    )
    known = back.first()
    if known is None:
        fresh = SpotCheck.objects.create(
            id=uuid7(), school_id=person.school_id, unit_no=unit_no, sample_id=spot.sample_id,
            person_id=person_id, answer_id=answer_id, due_at=spot.due_at,
        )  # fmt: skip
        owe(system, SPOT_CHECK, [Owed(fresh.pk, fresh.school_id, unit_no, fresh.due_at)], set())
    elif known.went_at:
        back.update(went_at=None, unit_no=unit_no)
        known.went_at, known.unit_no = None, unit_no
        owe_again(system, SPOT_CHECK, [known])
