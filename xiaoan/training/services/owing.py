"""What is owed: whoever needs a course that is required, and lacks it or will soon, has a duty."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import everywhere
from xiaoan.training import queries
from xiaoan.training.events import CoursesEnded
from xiaoan.training.models import Owed
from xiaoan.training.queries import OWED, places
from xiaoan.training.services import acting

# At the end of the working day (own choice).
BY = dt.time(17, 30)
# So long somebody has who lacks a course that is required already (duties-cn.toml).
WITHIN = f"{OWED}.within"
_EVERYWHERE = (0, 2**31 - 1)
_Key = tuple[UUID, str, int]


def owe_today(actor: Actor, interval: tuple[int, int] = _EVERYWHERE) -> int:
    """Open what has become due inside an interval and end what is owed no more; of the system, and twice does
    nothing twice. Gives how many are new."""
    if not actor.is_system:
        raise Forbidden
    acting.hold("owing")  # One at a time: the night and a school whose posts have just changed.
    today = clock.today()
    asked = {
        code: rule
        for code, rule in queries.rules_of().items()
        if rule.required_from and rule.required_from - today <= dt.timedelta(days=rule.ahead)
    }
    needing = places.needing(asked, today, interval)
    wanted: dict[_Key, places.Needs] = {}
    for one in needing:
        if one.until is None or (one.until - today).days < asked[one.course].ahead:
            wanted.setdefault((one.user_id, one.course, one.unit_no), one)
    lo, hi = interval
    known = list(Owed.objects.filter(closed_at=None, unit_no__gte=lo, unit_no__lt=hi))
    over = [row for row in known if (row.user_id, row.course, row.unit_no) not in wanted]
    _end(actor, over, {(one.user_id, one.course) for one in needing})
    gone = {row.pk for row in over}
    held = {(row.user_id, row.course) for row in known if row.pk not in gone}
    return _open(actor, _once(wanted.values(), held), asked)


def _once(
    wanted: Iterable[places.Needs], held: set[tuple[UUID, str]]
) -> list[places.Needs]:  # fmt: skip
    """Whoever has two posts owes a course once, at the first."""
    found: dict[tuple[UUID, str], places.Needs] = {}
    for one in wanted:
        if (one.user_id, one.course) not in held:
            found.setdefault((one.user_id, one.course), one)
    # One that is owed at a post outside of the interval is not owed again.
    people = [one.user_id for one in found.values()]
    rows = Owed.objects.filter(closed_at=None, user_id__in=people)
    open_now = set(rows.values_list("user_id", "course"))
    return [one for key, one in found.items() if key not in open_now]


def _open(
    actor: Actor, fresh: Sequence[places.Needs], asked: Mapping[str, queries.Rule]
) -> int:  # fmt: skip
    now, today = clock.now(), clock.today()
    rows = [
        Owed(
            id=uuid7(), school_id=one.school_id, unit_no=one.unit_no, user_id=one.user_id,
            course=one.course, day=today, opened_at=now,
        )
        for one in fresh
    ]  # fmt: skip
    Owed.objects.bulk_create(rows, batch_size=2000)
    ladders = duty_queries.ladders()
    new = []
    for row, one in zip(rows, fresh, strict=True):
        due_at = clock.at(_due(one, asked[one.course], ladders), BY)
        new.append(
            duties.NewDuty(
                school_id=row.school_id, unit_no=row.unit_no, people=0, due_at=due_at,
                assignee_id=row.user_id, deputy_id=None,
                next_step_at=ladders.first_step_at(row.unit_no, due_at, OWED), about_id=row.pk,
            )
        )  # fmt: skip
    return duties.open_duties(actor, OWED, today, "", new)


def _due(one: places.Needs, rule: queries.Rule, ladders: duty_queries.Ladders) -> dt.date:
    """Before it is required; else before the certificate ends; what is lacking already within some days."""
    today = clock.today()
    if rule.required_from and rule.required_from > today:
        last = rule.required_from - dt.timedelta(days=1)
    elif one.until and one.until >= today:
        last = one.until
    else:
        last = today + dt.timedelta(days=ladders.value(WITHIN, one.unit_no))
    return max(last, today)


def _end(actor: Actor, over: Sequence[Owed], needing: set[tuple[UUID, str]]) -> None:
    """Trained meanwhile: done. Left, in another post, or not required any more: not due after all."""
    if not over:
        return
    now = clock.now()
    trained: list[Owed] = []
    gone: list[Owed] = []
    for row in sorted(over, key=lambda row: (row.unit_no, row.id)):
        (trained if _is_trained(row, needing) else gone).append(row)
    for row in trained:
        duties.discharge_about(actor, row.pk, OWED, now)
    held = [due.id for row in gone for due in duties.hold_about(row.pk, OWED)]
    duties.excuse_many(actor, held, duties.Why("ended"))
    Owed.objects.filter(pk__in=[row.pk for row in over]).update(closed_at=now)
    by_school: dict[int, list[Owed]] = defaultdict(list)
    for row in gone:
        by_school[row.school_id].append(row)
    journal.record_many(
        actor,
        [
            CoursesEnded(school_id=no, unit_no=no or rows[0].unit_no, ended=len(rows))
            for no, rows in sorted(by_school.items())
        ],
    )


def _is_trained(row: Owed, needing: set[tuple[UUID, str]]) -> bool:
    if (row.user_id, row.course) not in needing:
        return False
    return bool(queries.valid_for([row.user_id], row.course, clock.today()))


def hold(user_id: UUID, course: str) -> None:
    """What is owed is locked after the person, before the chain of facts."""
    with everywhere("training"):
        for row in Owed.objects.filter(user_id=user_id, course=course, closed_at=None):
            duties.hold_about(row.pk, OWED)


def follow(actor: Actor, user_id: UUID, course: str) -> None:
    """Somebody has a certificate now: what was owed is done, by them. The caller holds the person."""
    today, rule = clock.today(), queries.rule_of(course)
    found = queries.standing_of(user_id, course, today, rule.ahead)
    if found.state != "valid":
        return
    with everywhere("training"):
        rows = list(Owed.objects.filter(user_id=user_id, course=course, closed_at=None))
        for row in rows:
            duties.discharge_about(
                actor, row.pk, OWED, clock.now(), on_behalf=actor.user_id != user_id
            )
        Owed.objects.filter(pk__in=[row.pk for row in rows]).update(closed_at=clock.now())
