"""What is open about a pupil is owed by the teacher of the class that the pupil is in by now."""

from collections.abc import Sequence
from uuid import UUID

from xiaoan.directory.models import Person
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.kernel.actor import Actor
from xiaoan.verification.models import Disagreement, SpotCheck
from xiaoan.verification.services.checking import SPOT_CHECK
from xiaoan.verification.services.disagreeing import CLEAR, Owed, owe

Open = Disagreement | SpotCheck


def follow_people(actor: Actor) -> int:
    """Duties whose pupil is in another class by now go to that class; what is open and owed by nobody is
    owed again. Needs the system's scope; gives how many went.

    A row is locked before its duties, as by whoever ends it.
    """
    disputed = Disagreement.objects.select_for_update(skip_locked=True).filter(state="open")
    drawn = SpotCheck.objects.select_for_update(skip_locked=True).filter(done_at=None, went_at=None)
    return _follow(actor, CLEAR, list(disputed.order_by("id"))) + _follow(
        actor, SPOT_CHECK, list(drawn.order_by("id"))
    )


def _follow(actor: Actor, kind: str, rows: Sequence[Open]) -> int:
    owed = duty_queries.open_about(actor, [row.pk for row in rows])
    places = {about: {due.unit_no for due in dues} for about, dues in owed.items()}
    went = [row for row in rows if places.get(row.pk) != {row.unit_no}]
    held = [one.id for row in went for one in duties.hold_about(row.pk, kind)]
    if held:
        duties.excuse_many(actor, held, duties.Why("ended"))
    owe_again(actor, kind, went)
    return len(went)


def owe_again(actor: Actor, kind: str, rows: Sequence[Open]) -> None:
    """A duty of each anew, under a slot of its own: one about the same row may stand under the same day."""
    if not rows:
        return
    for row in rows:
        row.turn += 1
        type(row).objects.filter(pk=row.pk).update(turn=row.turn)
    wanted = [Owed(row.pk, row.school_id, row.unit_no, row.due_at, str(row.turn)) for row in rows]
    owe(actor, kind, wanted, _staff(rows))


def _staff(rows: Sequence[Open]) -> set[UUID]:
    people = Person.objects.filter(pk__in={row.person_id for row in rows}, kind="staff")
    teaching = set(people.values_list("id", flat=True))
    return {row.pk for row in rows if row.person_id in teaching}
