"""What is not settled about a person in a round, and the duty that somebody has of it until it ends.

Taken after the class in the round and before the journal: the row, then its duties.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from xiaoan.accounts import queries as accounts
from xiaoan.directory.models import Enrolment
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import everywhere
from xiaoan.keypersons import services as key_persons
from xiaoan.surveys import queries, rules
from xiaoan.surveys.models import Answer, Unsettled
from xiaoan.surveys.services.rights import hold_class

SETTLE, AGAIN = "surveys.settle", "surveys.again"
Carers = tuple[UUID | None, UUID | None]
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


def _new(
    school_id: int, unit_no: int, round_id: UUID, person_id: UUID, what: str,
    ladders: duty_queries.Ladders | None = None,
) -> Unsettled:  # fmt: skip
    now = clock.now()
    within = (ladders or duty_queries.ladders()).within(f"{_KINDS[what]}.within", unit_no)
    return Unsettled(
        id=uuid7(), school_id=school_id, unit_no=unit_no, round_id=round_id, person_id=person_id,
        what=what, opened_at=now, due_at=now + within,
    )  # fmt: skip


def _begin(actor: Actor, rows: Sequence[Unsettled]) -> None:
    Unsettled.objects.bulk_create(rows)
    _owe(actor, rows)


def _owe(actor: Actor, rows: Sequence[Unsettled]) -> None:
    """A duty of each: to ask again is the class teacher's for a pupil, the principal's for staff; to decide
    is the doctor's or the principal's, of whoever of them said nothing of it.
    """
    if not rows:
        return
    today = clock.today()
    carers = key_persons.default_carers(actor, {row.unit_no for row in rows}, today)
    deciders = _deciders(rows, today)
    ladders = duty_queries.ladders()
    groups: dict[tuple[str, str], list[duties.NewDuty]] = defaultdict(list)
    for row in rows:
        groups[_KINDS[row.what], str(row.turn or "")].append(
            duties.NewDuty(
                row.school_id, row.unit_no, 1, row.due_at, *deciders.get(row.pk, carers[row.unit_no]),
                ladders.first_step_at(row.unit_no, row.due_at), None, row.pk,
            )
        )  # fmt: skip
    for (kind, turn), wanted in sorted(groups.items()):
        duties.open_duties(actor, kind, today, turn, wanted)


def _deciders(rows: Sequence[Unsettled], day: dt.date) -> dict[UUID, Carers]:
    """Who decides about each that is to be decided, and the deputy: never who gave one of the answers."""
    wanted = [row for row in rows if row.what == rules.SETTLE]
    if not wanted:
        return {}
    with everywhere("surveys") as system:
        schools = {row.school_id for row in wanted}
        held = accounts.holders(system, ["school_doctor", "principal"], schools, day)
        said = Answer.objects.filter(
            person_id__in=[row.person_id for row in wanted],
            round_id__in=[row.round_id for row in wanted], state__in=queries.STANDING,
        )  # fmt: skip
        sides = set(said.values_list("round_id", "person_id", "by_id"))
    order = sorted(held, key=lambda one: one.role, reverse=True)  # the doctor first
    found = {}
    for row in wanted:
        free = [
            one.user_id
            for one in order
            if one.unit_no == row.school_id
            and (row.round_id, row.person_id, one.user_id) not in sides
        ]
        first = free[0] if free else None
        found[row.pk] = first, next((who for who in free if who != first), None)
    return found


def given_up(actor: Actor, round_id: UUID) -> None:
    """What was said is not kept any longer: nobody settled it in time."""
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
    """Duties go along with pupils, to the teacher of the class that they are in by now; of who is not at the
    school any more nobody there owes anything (`ask_there`). Needs the system's scope; gives how many went.
    """
    _answered_since(actor)
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
    return len(left) + len(moved)


# Of whom a round that is over owes an answer, and somebody has answered in a later round since.
_SINCE = """
select u.id from surveys_unsettled u join surveys_round r on r.id = u.round_id and r.state = 'closed'
where u.state = 'open' and u.what = 'again' and exists (
  select 1 from surveys_answer a where a.school_id = u.school_id and a.person_id = u.person_id
    and a.round_id <> u.round_id and a.state = 'current' and a.answered_at > u.opened_at
)
"""


def _answered_since(actor: Actor) -> None:
    """Nobody is asked twice: what was answered in a later round is what holds now."""
    with connection.cursor() as cursor:
        cursor.execute(_SINCE)
        ids = [row[0] for row in cursor.fetchall()]
    if ids:
        _over(actor, Unsettled.objects.filter(pk__in=ids))


def _went(
    row: Unsettled, owed: Mapping[UUID, Sequence[duty_queries.Due]], where: Mapping[UUID, int]
) -> bool:
    """Whether the open duty names the teacher of another class than the pupil's."""
    return any(due.unit_no != where.get(row.person_id, due.unit_no) for due in owed.get(row.pk, ()))


def _classes(person_ids: Iterable[UUID], day: dt.date) -> dict[UUID, int]:
    rows = Enrolment.objects.filter(person_id__in=list(person_ids), since__lte=day)
    return dict(rows.exclude(until__lte=day).values_list("person_id", "unit_no"))


# Who owes something at a school where they are no more, and is asked in the same round at another now.
_ELSEWHERE = """
select distinct n.school_id, e.unit_no, u.round_id, n.id from surveys_unsettled u
join surveys_round r on r.id = u.round_id and r.cleared_at is null
join directory_person p on p.school_id = u.school_id and p.id = u.person_id
join directory_person n on n.identity_id = p.identity_id and n.id <> p.id
join directory_enrolment e on e.school_id = n.school_id and e.person_id = n.id
  and e.since <= %(day)s and (e.until is null or e.until > %(day)s)
join surveys_tally t on t.round_id = u.round_id and t.unit_no = e.unit_no
where u.state = 'moved' and not exists (
  select 1 from surveys_answer a where a.school_id = n.school_id and a.round_id = u.round_id
    and a.person_id = n.id and a.state = 'current'
) and not exists (
  select 1 from surveys_unsettled o where o.school_id = n.school_id and o.round_id = u.round_id
    and o.person_id = n.id and o.state = 'over'
)
"""
# Who is there again, and of whom two sides said something that nobody has settled meanwhile.
_BACK = """
select distinct a.school_id, e.unit_no, a.round_id, a.person_id from surveys_unsettled u
join directory_enrolment e on e.school_id = u.school_id and e.person_id = u.person_id
  and e.since <= %(day)s and (e.until is null or e.until > %(day)s)
join surveys_answer a on a.school_id = u.school_id and a.round_id = u.round_id
  and a.person_id = u.person_id and a.state = 'current' and a.contra_id is not null
where u.state = 'moved' and u.what = 'settle'
"""


def ask_there(actor: Actor, day: dt.date) -> int:
    """Where a pupil is now, what is not settled is owed there: at another school the question is asked anew;
    back at the same one, what two sides said is to be settled. Needs the system's scope; gives how many.
    """
    found = [*_owing(_ELSEWHERE, day, rules.AGAIN), *_owing(_BACK, day, rules.SETTLE)]
    found.sort(key=lambda row: (row.unit_no, row.round_id, row.person_id))
    for row in found:
        hold_class(row.round_id, row.unit_no)
    open_now = Unsettled.objects.filter(
        person_id__in=[row.person_id for row in found], state="open"
    )
    known = set(open_now.values_list("person_id", "round_id"))
    fresh = [row for row in found if (row.person_id, row.round_id) not in known]
    _begin(actor, fresh)
    return len(fresh)


def _owing(sql: str, day: dt.date, what: str) -> list[Unsettled]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"day": day})
        ladders = duty_queries.ladders()
        return [
            _new(school, unit, row, who, what, ladders)
            for school, unit, row, who in cursor.fetchall()
        ]
