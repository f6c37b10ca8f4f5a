"""The due list of a person, the blind spots of a unit, the steps of a duty."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.duties import rules
from xiaoan.duties.models import Duty, Step
from xiaoan.duties.queries.chain import fits, holders_above, is_in_school, present_holders
from xiaoan.duties.queries.excused import Excused, excused, excused_sums
from xiaoan.duties.queries.force import Ladders, ladders, usual_time
from xiaoan.duties.queries.kinds import lasting, wandering
from xiaoan.duties.queries.why import GONE, SLOT_NAMES, WHY_NAMES
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, inside, visible

__all__ = [
    "GONE",
    "SLOT_NAMES",
    "STANDING",
    "WHY_NAMES",
    "Due",
    "Excused",
    "Ladders",
    "Standing",
    "StepTaken",
    "blind_spots",
    "due_days",
    "due_of",
    "due_today",
    "dues_of",
    "duties_on",
    "duties_within",
    "duty",
    "duty_at",
    "excused",
    "excused_sums",
    "fits",
    "holders_above",
    "is_in_school",
    "ladders",
    "listed",
    "named_about",
    "named_in",
    "newest_about",
    "open_about",
    "present_holders",
    "said_of_urging",
    "standing",
    "steps_of",
    "still",
    "too_many",
    "usual_time",
]
_ROW = (
    "id", "school_id", "unit_no", "kind", "day", "slot", "people", "assignee_id", "deputy_id",
    "opened_at", "due_at", "state", "done_at", "done_by_id", "on_behalf", "late", "level", "opens_at",
    "about_id", "for_id",
)  # fmt: skip

STANDING = ("id", "school_id", "unit_no", "slot", "people", "state", "due_at", "opened_at")


@dataclass(frozen=True)
class Due:
    """One duty as a list shows it; `status` is due, missed, done, late or excused. `elsewhere`: it stands
    outside what the actor reaches, and names them."""

    id: UUID
    school_id: int
    unit_no: int
    kind: str
    day: dt.date
    slot: str
    people: int
    assignee_id: UUID | None
    deputy_id: UUID | None
    opened_at: dt.datetime
    due_at: dt.datetime
    state: str
    done_at: dt.datetime | None
    done_by_id: UUID | None
    on_behalf: bool
    late: bool
    level: int
    opens_at: dt.datetime | None
    about_id: UUID | None
    for_id: UUID | None
    status: str
    urged: int = 0
    elsewhere: bool = False


@dataclass(frozen=True)
class Standing:
    """How a duty stands: enough to decide whether it still ought to."""

    id: UUID
    school_id: int
    unit_no: int
    slot: str
    people: int
    state: str
    due_at: dt.datetime
    opened_at: dt.datetime


@dataclass(frozen=True)
class StepTaken:
    """One step of a duty: what, when, by whom, who was told."""

    kind: str
    level: int
    role: str
    at: dt.datetime
    by: str
    told: tuple[str, ...]
    reason: str = ""
    note: str = ""


def said_of_urging(asked: int, urged: int) -> str:
    """What became of urging so many classes, in a sentence."""
    words = {"n": urged, "rest": asked - urged}
    if asked == urged:
        return _("已催报 %(n)s 个班,并记录在案。") % words
    if not urged:
        return _("没有再催:这 %(rest)s 个班刚催过、还没到时间,或已经报了。") % words
    return _("已催报 %(n)s 个班;另 %(rest)s 个班刚催过、还没到时间,或已经报了。") % words


def due_today(actor: Actor, day: dt.date) -> list[Due]:
    """What the actor answers for on a day, as the named person or the deputy, earliest first; of what is done
    only what was theirs or what they did. With what is left open of the days before, of kinds that last
    (kinds.Kind), or of the evening before, due after midnight."""
    mine = Q(state="open", assignee_id=actor.user_id), Q(state="open", deputy_id=actor.user_id)
    # What is open by the person (partial indexes); what was done today by day and unit.
    open_now = (mine[0] | mine[1]) & still(day)
    own = Q(assignee_id=actor.user_id)
    reach = inside(actor.reach(Permission.MY_DUTIES))
    excused = Q(state="excused") & (own | Q(deputy_id=actor.user_id))
    # What another did is no deed of the deputy's.
    done = Q(state="done") & (own | Q(deputy_id=actor.user_id, done_by_id=actor.user_id))
    ended = Q(day=day) & (done | excused)
    rows = Duty.objects.filter((open_now | ended) & reach)
    found = _with_urges(_dues(rows.order_by("due_at", "unit_no", "id")))
    other = _elsewhere(mine[0] | mine[1], day, [due.id for due in found])
    return sorted([*found, *other], key=lambda due: (due.due_at, due.unit_no, due.id))


def _elsewhere(mine: Q, day: dt.date, known: list[UUID]) -> list[Due]:
    """What names the actor outside what they reach, of kinds that may."""
    with everywhere("duties"):
        rows = Duty.objects.filter(mine & still(day), kind__in=wandering()).exclude(pk__in=known)
        return [replace(due, elsewhere=True) for due in listed(rows)]


def still(day: dt.date) -> Q:
    """What is a matter of a day while it is open: of that day, of days before if its kind lasts, or of the
    evening before, due after midnight. What else was missed is history."""
    older = Q(kind__in=lasting(), about_id__isnull=False, day__lt=day)
    night = Q(day=day - dt.timedelta(days=1), due_at__gte=clock.at(day, dt.time.min))
    return Q(day=day) | older | night


def listed(rows: QuerySet[Duty]) -> list[Due]:
    """Duties as a list shows them, with how often each was urged."""
    return _with_urges(_dues(rows))


def too_many(most: int) -> str:
    return _("一次最多办 %(n)s 件,请分几次。") % {"n": most}


def duties_on(
    actor: Actor, interval: Interval, day: dt.date, slot: str, kind: str = "screening.rollcall"
) -> list[Due]:
    """All duties of one kind inside an interval on a day and slot, in unit order."""
    return duties_within(actor, [interval], day, slot, kind)


def duties_within(
    actor: Actor,
    intervals: Iterable[Interval],
    day: dt.date,
    slot: str,
    kind: str = "screening.rollcall",
) -> list[Due]:
    """The same inside several intervals: what lies between them is not read."""
    wanted = Q(pk__in=[])
    for lo, hi in intervals:
        wanted |= Q(unit_no__gte=lo, unit_no__lt=hi)
    rows = Duty.objects.filter(wanted, inside(actor.intervals), day=day, slot=slot, kind=kind)
    return _with_urges(_dues(rows.order_by("unit_no", "id")))


def duty_at(
    actor: Actor, unit_no: int, day: dt.date, slot: str, kind: str = "screening.rollcall"
) -> Due | None:
    """The duty of one unit, day and slot; None where nothing is owed there, or not yet opened."""
    rows = Duty.objects.filter(
        inside(actor.intervals), day=day, unit_no=unit_no, slot=slot, kind=kind
    )
    return next(iter(_dues(rows)), None)


def open_about(actor: Actor, about_ids: Iterable[UUID]) -> dict[UUID, list[Due]]:
    """The open duties about rows of another app, by row, the oldest first."""
    rows = Duty.objects.filter(
        inside(actor.intervals), about_id__in=set(about_ids), state="open"
    ).order_by("day", "due_at", "id")
    found: dict[UUID, list[Due]] = defaultdict(list)
    for due in _dues(rows):
        if due.about_id is not None:
            found[due.about_id].append(due)
    return dict(found)


def named_about(actor: Actor, kind: str) -> set[UUID]:
    """The rows of another app that open duties of a kind are about which name the actor, as deputy too."""
    if actor.user_id is None:
        return set()
    named = Q(assignee_id=actor.user_id) | Q(deputy_id=actor.user_id)
    rows = Duty.objects.filter(named, inside(actor.intervals), kind=kind, state="open")
    return {pk for pk in rows.values_list("about_id", flat=True) if pk is not None}


def about_in(kind: str, school_nos: Iterable[int], day: dt.date) -> set[UUID]:
    """The rows of another app that open duties of a kind, day and these schools are about, in the running
    scope."""
    rows = Duty.objects.filter(
        kind=kind, day=day, school_id__in=list(school_nos), state="open"
    ).exclude(about_id=None)
    return {pk for pk in rows.values_list("about_id", flat=True) if pk is not None}


def blind_spots(
    actor: Actor,
    interval: Interval,
    day: dt.date,
    offset: int = 0,
    limit: int = 100,
    *,
    slot: str = "",
    kind: str = "",
    level: int = 0,
) -> tuple[int, list[Due]]:
    """Open duties of a day past their deadline inside an interval, the highest level first.

    How many there are in all, and one page of them; `slot`, `kind` and `level` narrow both.
    """
    lo, hi = interval
    rows = visible(Duty.objects.filter(day=day, state="open"), actor, Permission.SEE_DUTIES).filter(
        unit_no__gte=lo, unit_no__lt=hi, due_at__lt=clock.now()
    )
    if slot:
        rows = rows.filter(slot=slot)
    if kind:
        rows = rows.filter(kind=kind)
    if level:
        rows = rows.filter(level=level)
    page = rows.order_by("-level", "school_id", "due_at", "unit_no", "id")[offset : offset + limit]
    return rows.count(), _with_urges(_dues(page))


def newest_about(about_ids: Iterable[UUID], kind: str) -> dict[UUID, Due]:
    """The newest duty of a kind about each row of another app, in the running scope."""
    rows = Duty.objects.filter(about_id__in=set(about_ids), kind=kind)
    found = _with_urges(_dues(rows.order_by("day", "id")))
    return {due.about_id: due for due in found if due.about_id is not None}


def named_in(
    actor: Actor, user_id: UUID, role: str, interval: Interval, since: dt.date
) -> list[Due]:
    """Open duties that name a holder of a role inside an interval: what goes with the position."""
    lo, hi = interval
    named = Q(pk__in=[])
    for place in rules.NAMED_AS.get(role, ()):
        named |= Q(**{place: user_id})
    rows = Duty.objects.filter(
        named, Q(day__gte=since) | Q(kind__in=lasting()),
        inside(actor.reach(Permission.KEEP_POSITIONS)), state="open",
        unit_no__gte=lo, unit_no__lt=hi,
    )  # fmt: skip
    return _dues(rows.order_by("day", "due_at", "unit_no"))


def duty(actor: Actor, duty_id: UUID) -> Due:
    """One duty the actor may see."""
    mine = Q(assignee_id=actor.user_id) | Q(deputy_id=actor.user_id)
    seen = inside(actor.reach(Permission.SEE_DUTIES))
    found = _dues(Duty.objects.filter(seen | (mine & inside(actor.intervals)), pk=duty_id))
    if not found:
        raise NotFound
    return found[0]


def due_of(duty_id: UUID) -> Due:
    """One duty of the running scope that is known to be there."""
    return dues_of([duty_id])[duty_id]


def dues_of(duty_ids: Iterable[UUID]) -> dict[UUID, Due]:
    """Duties of the running scope by id."""
    return {due.id: due for due in _dues(Duty.objects.filter(pk__in=set(duty_ids)))}


def steps_of(actor: Actor, duty_id: UUID) -> list[StepTaken]:
    """Every step taken about a duty, oldest first, with the names the actor may read."""
    duty(actor, duty_id)
    rows = list(
        Step.objects.filter(inside(actor.intervals), duty_id=duty_id).order_by("at", "level")
    )
    people = {who for row in rows for who in (*row.recipient_ids, row.by_id) if who}
    names = accounts.names(actor, people)
    return [
        StepTaken(
            row.kind,
            row.level,
            row.role,
            row.at,
            names.get(row.by_id, "") if row.by_id else "",
            tuple(names.get(who, "") for who in row.recipient_ids),
            row.reason,
            row.note,
        )
        for row in rows
    ]


def _dues(rows: QuerySet[Duty]) -> list[Due]:
    now = clock.now()
    return [
        Due(**row, status=rules.state_of(row["state"], row["late"], row["due_at"], now))
        for row in rows.values(*_ROW)
    ]


def _with_urges(dues: list[Due]) -> list[Due]:
    open_ids = [due.id for due in dues if due.state == "open"]
    if not open_ids:
        return dues
    urges = dict(
        Step.objects.filter(duty_id__in=open_ids, kind="urge")
        .values("duty_id")
        .annotate(n=Count("id"))
        .values_list("duty_id", "n")
    )
    return [
        Due(**{**due.__dict__, "urged": urges[due.id]}) if due.id in urges else due for due in dues
    ]


def standing(
    actor: Actor, interval: Interval, day: dt.date, kind: str = "screening.rollcall"
) -> list[Standing]:
    """Every duty of a kind inside an interval on a day, in unit order, whatever its state."""
    lo, hi = interval
    rows = Duty.objects.filter(
        inside(actor.intervals), day=day, kind=kind, unit_no__gte=lo, unit_no__lt=hi
    ).order_by("unit_no", "slot")
    return [Standing(*row) for row in rows.values_list(*STANDING)]


def due_days(
    actor: Actor, unit_nos: Iterable[int], since: dt.date, until: dt.date, kind: str
) -> set[tuple[int, dt.date]]:
    """(unit, day) pairs on which a duty of a kind was due and not excused."""
    rows = Duty.objects.filter(
        inside(actor.intervals),
        unit_no__in=set(unit_nos),
        kind=kind,
        day__in=clock.days(since, until),
    ).exclude(state="excused")
    return set(rows.values_list("unit_no", "day").distinct())
