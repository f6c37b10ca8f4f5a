"""What is not settled about a person in a round, and the duty that somebody has of it until it ends.

Taken after the class in the round and before the journal: the row, then its duties.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db.models import QuerySet

from xiaoan.directory.models import Enrolment, Person
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.keypersons import services as key_persons
from xiaoan.surveys import queries, rules
from xiaoan.surveys.models import Answer, Round, Unsettled

SETTLE, AGAIN = "surveys.settle", "surveys.again"
_KINDS = {rules.SETTLE: SETTLE, rules.AGAIN: AGAIN}


def hold(school_id: int, round_id: UUID, person_id: UUID) -> Unsettled | None:
    """What is open about a person in a round, locked with its duties."""
    rows = Unsettled.objects.select_for_update().filter(
        school_id=school_id, round_id=round_id, person_id=person_id, state="open"
    )
    found = rows.first()
    if found:
        duties.hold_about(found.pk, _KINDS[found.what])
    return found


def stands(actor: Actor, held: Unsettled | None, row: Answer, what: str) -> None:
    """Have exactly this open about the person of an answer: `what` is "" where nothing is unsettled."""
    if held and held.what == what:
        return
    if held:
        _end(actor, held)
    if what:
        _begin(actor, [_new(row.school_id, row.unit_no, row.round_id, row.person_id, what)])


def _end(actor: Actor, held: Unsettled) -> None:
    now = clock.now()
    Unsettled.objects.filter(pk=held.pk).update(
        state="done", ended_at=now, ended_by_id=actor.user_id
    )
    duties.discharge_about(actor, held.pk, _KINDS[held.what], now)


def _new(school_id: int, unit_no: int, round_id: UUID, person_id: UUID, what: str) -> Unsettled:
    now = clock.now()
    return Unsettled(
        id=uuid7(), school_id=school_id, unit_no=unit_no, round_id=round_id, person_id=person_id,
        what=what, opened_at=now, due_at=now + rules.SETTLE_WITHIN,
    )  # fmt: skip


def _begin(actor: Actor, rows: Sequence[Unsettled]) -> None:
    Unsettled.objects.bulk_create(rows)
    _owe(actor, rows)


def _owe(actor: Actor, rows: Sequence[Unsettled]) -> None:
    """A duty of each: the class teacher's for a pupil, the principal's for staff."""
    if not rows:
        return
    today = clock.today()
    carers = key_persons.default_carers(actor, {row.unit_no for row in rows}, today)
    ladders = duty_queries.ladders()
    groups: dict[tuple[str, str], list[duties.NewDuty]] = defaultdict(list)
    for row in rows:
        groups[_KINDS[row.what], str(row.turn or "")].append(
            duties.NewDuty(
                row.school_id, row.unit_no, 1, row.due_at, *carers[row.unit_no],
                ladders.first_step_at(row.unit_no, row.due_at), None, row.pk,
            )
        )  # fmt: skip
    for (kind, turn), wanted in sorted(groups.items()):
        duties.open_duties(actor, kind, today, turn, wanted)


def round_over(actor: Actor, round_id: UUID) -> None:
    """Nobody can answer in it any more. What two sides said is still to be settled."""
    _over(actor, Unsettled.objects.filter(round_id=round_id, what=rules.AGAIN))


def given_up(actor: Actor, round_id: UUID) -> None:
    """What two sides said is not kept any longer: nobody settled it in time."""
    _over(actor, Unsettled.objects.filter(round_id=round_id))


def _over(actor: Actor, rows: QuerySet[Unsettled]) -> None:
    found = list(rows.filter(state="open").select_for_update().order_by("id"))
    _excuse(actor, found)
    _gone(found, "over")


def _excuse(actor: Actor, rows: Iterable[Unsettled]) -> None:
    held = [one.id for row in rows for one in duties.hold_about(row.pk, _KINDS[row.what])]
    if held:
        duties.excuse_many(actor, held, duties.Why("ended"))


def _gone(rows: Iterable[Unsettled], state: str) -> None:
    Unsettled.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=state, ended_at=clock.now()
    )


def follow_people(actor: Actor, day: dt.date) -> int:
    """Duties go along with pupils: to the teacher of the class they are in by now, and to another school of
    the county, where the question is asked anew. Needs the system's scope; gives how many went.
    """
    rows = list(
        Unsettled.objects.select_for_update(skip_locked=True).filter(state="open").order_by("id")
    )
    pupils = [row.person_id for row in rows if row.unit_no != row.school_id]
    where = _classes(pupils, day)
    left = [row for row in rows if row.person_id not in where and row.unit_no != row.school_id]
    stays = [row for row in rows if row not in left]
    owed = duty_queries.open_about(actor, [row.pk for row in stays])
    moved = [row for row in stays if _went(row, owed, where)]
    _excuse(actor, [*left, *moved])
    _gone(left, "moved")
    for row in moved:
        row.unit_no, row.turn = where[row.person_id], row.turn + 1
    Unsettled.objects.bulk_update(moved, ["unit_no", "turn"])
    _owe(actor, [*moved, *(row for row in stays if row.pk not in owed)])
    _begin(actor, [*_elsewhere(left, day), *_back_again(day)])
    return len(left) + len(moved)


def _went(
    row: Unsettled, owed: Mapping[UUID, Sequence[duty_queries.Due]], where: Mapping[UUID, int]
) -> bool:
    """Whether the open duty names the teacher of another class than the pupil's."""
    return any(due.unit_no != where.get(row.person_id, due.unit_no) for due in owed.get(row.pk, ()))


def _classes(person_ids: Iterable[UUID], day: dt.date) -> dict[UUID, int]:
    rows = Enrolment.objects.filter(person_id__in=list(person_ids), since__lte=day)
    return dict(rows.exclude(until__lte=day).values_list("person_id", "unit_no"))


def _back_again(day: dt.date) -> list[Unsettled]:
    """Of who left the school and is there again, what two sides said and nobody has settled meanwhile."""
    gone = Unsettled.objects.filter(state="moved", what=rules.SETTLE)
    where = _classes(gone.values_list("person_id", flat=True), day)
    doubted = Answer.objects.filter(
        person_id__in=list(where), state="current", contra_id__isnull=False
    )
    known = set(
        Unsettled.objects.filter(person_id__in=list(where), state="open").values_list(
            "person_id", "round_id"
        )
    )
    return [
        _new(row.school_id, where[row.person_id], row.round_id, row.person_id, rules.SETTLE)
        for row in doubted
        if (row.person_id, row.round_id) not in known
    ]


def _elsewhere(left: Iterable[Unsettled], day: dt.date) -> list[Unsettled]:
    """Of who is at another school now and is asked there too, and has not answered there: to be asked."""
    found = []
    for row in left:
        person = Person.objects.get(pk=row.person_id)
        others = Person.objects.filter(identity_id=person.identity_id).exclude(pk=person.pk)
        where = _classes(others.values_list("id", flat=True), day)
        asking = Round.objects.filter(pk=row.round_id, state="open").first()
        for other in others.filter(pk__in=list(where)) if asking else ():
            unit_no = queries.unit_of(asking, other) if asking else None
            known = Answer.objects.filter(
                round_id=row.round_id, person_id=other.pk, state="current"
            )
            if unit_no is not None and not known.exists():
                found.append(_new(other.school_id, unit_no, row.round_id, other.pk, rules.AGAIN))
    return found
