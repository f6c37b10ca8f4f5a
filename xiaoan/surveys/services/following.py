"""What a changed roll does to open rounds: answers go along with who transfers, classes are counted anew."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef

from xiaoan.directory.models import Person
from xiaoan.directory.services import holding
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import everywhere
from xiaoan.surveys import queries
from xiaoan.surveys.events import AnswerGiven
from xiaoan.surveys.models import Answer, Round, Tally
from xiaoan.surveys.services import answering
from xiaoan.surveys.services.counting import recount_open, recount_school


def carry(actor: Actor, person_id: UUID) -> int:
    """A pupil came from another school of the county: what stands about them in an open round comes along,
    as nobody's word at the new school. Gives how many answers. Needs the system's scope.
    """
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        return 0
    others = Person.objects.filter(identity_id=person.identity_id).exclude(pk=person.pk)
    standing = Answer.objects.filter(
        person_id__in=list(others.values_list("id", flat=True)),
        state="current", contra_id=None,
        round_id__in=Round.objects.filter(state="open").values("id"),
    ).order_by("round_id", "-answered_at")  # fmt: skip
    return sum(_carried(actor, person, row) for row in standing)


def _carried(actor: Actor, person: Person, row: Answer) -> bool:
    asking = Round.objects.get(pk=row.round_id)
    unit_no = queries.unit_of(asking, person)
    if unit_no is None:
        return False
    tally = Tally.objects.filter(round_id=row.round_id, unit_no=unit_no).first()
    known = Answer.objects.filter(
        school_id=person.school_id, round_id=row.round_id, person_id=person.pk
    )
    if tally is None or known.exists():
        return False
    work = answering.Work(asking, tally, "carried", clock.now())
    given = answering.Given(uuid7(), row.round_id, person.pk, queries.said_by(row))
    fresh = answering.row_of(actor, work, given, 1)
    fresh.answered_at, fresh.late = row.answered_at, row.late
    fresh.save(force_insert=True)
    journal.record(
        actor,
        AnswerGiven(
            school_id=fresh.school_id, unit_no=fresh.unit_no, person_id=fresh.person_id,
            answer_id=fresh.pk, round_id=fresh.round_id, version=1, changed=False,
            contradicts=False, source=fresh.source, late=fresh.late,
        ),
    )  # fmt: skip
    return True


def follow_roll(actor: Actor, school_id: int, person_id: UUID | None = None) -> None:
    """The roll of a school changed, by a pupil who is new there or by many at once."""
    if not Round.objects.filter(
        state="open", unit_no__lte=school_id, unit_end__gt=school_id
    ).exists():
        return
    with everywhere("surveys"):
        recount_school(actor, school_id)
        if carry_all(actor, [person_id] if person_id else _came(school_id)):
            recount_school(actor, school_id)


def carry_all(actor: Actor, person_ids: Iterable[UUID]) -> int:
    return sum(carry(actor, person_id) for person_id in person_ids)


def follow_day(actor: Actor) -> int:
    """Each early morning: who changed schools from today on brings the answers along, and every class of
    every open round is counted anew. Needs the system's scope.
    """
    carry_all(actor, _came())
    return recount_open()


def _came(school_id: int | None = None) -> list[UUID]:
    """Whose days began lately, and who is known at another school too."""
    elsewhere = Person.objects.filter(identity_id=OuterRef("identity_id")).exclude(
        pk=OuterRef("pk")
    )
    rows = Person.objects.filter(Exists(elsewhere), pk__in=holding.began(clock.today()))
    if school_id is not None:
        rows = rows.filter(school_id=school_id)
    return list(rows.values_list("id", flat=True))
