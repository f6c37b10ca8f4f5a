"""The watch list of the statistical layers: what is on it, what is kept below it, what was laid aside."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.outbreaks.models import Glance, Position, Signal, Statistic

LEVEL_NAMES = {
    "class": _("班级"), "school": _("学校"), "township": _("乡镇"), "area": _("相邻学校"),
}  # fmt: skip
METHOD_NAMES = {
    "nb-1": _("一天的人数,与本单位往常比(分层负二项)"),
    "nb-3": _("三个上课日合计,与本单位往常比(分层负二项)"),
    "lr-cusum": _("连续多日偏多(负二项似然比累积和)"),
    "c2": _("EARS C2(前 20 个上课日的发病率)"),
    "farrington": _("Farrington(前 12 周,分星期几)"),
    "stp-scan": _("时空扫描(12 公里内的学校,7 个上课日内)"),
}
# So long a signal stays on the list after the last day that brought somebody new.
STAYS = dt.timedelta(days=7)
# Until noon of the day after, a school has an entry to itself; then its township is told, too (our own
# choice: the list is made in the evening and before the first roll-call, and schools look in the morning).
LOOK_BY = dt.time(12, 0)
# list: shown; over: more than the day's number; done: laid aside, or part of an event or another signal.
PARTS = ("list", "over", "done")


@dataclass(frozen=True)
class Watched:
    """One entry. `expected`, `observed`: of the `days` school days from `since` on; `schools`: names of an
    area's schools; `also`: what other layers say of the same.
    """

    id: UUID
    school_id: int
    unit_no: int
    level: str
    school: str
    place: str
    syndrome: str
    method: str
    tier: str
    rank: int
    listed_on: dt.date
    since: dt.date
    day: dt.date
    days: int
    observed: int
    expected: float
    upper: float | None
    p: float | None
    recurrence: float | None
    told: int
    owed: int
    state: str
    schools: tuple[str, ...]
    curve: tuple[tuple[str, int | None, float | None, float | None], ...]
    also: tuple[dict[str, Any], ...]
    beside_id: UUID | None
    dismissed_by: str
    dismissed_at: dt.datetime | None
    reason: str


def page_of(actor: Actor, part: str, offset: int, limit: int) -> tuple[int, list[Watched]]:
    """How many entries of a part the actor may see, and one page of them: the newest day first, each day by
    its ranks.
    """
    rows = _part(visible(Statistic.objects.all(), actor, Permission.SEE_SIGNALS), part)
    total = rows.count()
    found = rows.order_by("-listed_on", "rank", "-score", "signal_id")[offset : offset + limit]
    return total, _watched(actor, list(found))


def _offices(actor: Actor) -> list[Interval]:
    """For which units the actor answers for what the list says: the school, the county."""
    return list(dict.fromkeys(actor.reach(Permission.ACKNOWLEDGE)))


def _townships(actor: Actor) -> list[Interval]:
    """The townships for which the actor follows what schools do with the list, without deciding for them."""
    seen = dict.fromkeys(actor.reach(Permission.SEE_SIGNALS))
    answers = _offices(actor)
    return [
        (lo, hi) for lo, hi in seen
        if hi - lo == numbering.TOWNSHIP and not any(a <= lo and hi <= b for a, b in answers)
    ]  # fmt: skip


def office_of(actor: Actor, unit_no: int) -> int | None:
    """The office as which the actor looks at an entry of a unit; None for whoever only reads along."""
    offices = [*_offices(actor), *_townships(actor)]
    return next((lo for lo, hi in offices if lo <= unit_no < hi), None)


def _unseen(actor: Actor) -> Q:
    """Entries at which nobody of the actor's office has looked."""
    looked = Glance.objects.filter(signal_id=OuterRef("signal_id"))
    wanted = Q(pk__in=[])
    for lo, hi in _offices(actor):
        wanted |= Q(~Exists(looked.filter(office_no=lo)), unit_no__gte=lo, unit_no__lt=hi)
    for lo, hi in _townships(actor):
        new = Q(~Exists(looked.filter(office_no=lo)), unit_no__gte=lo, unit_no__lt=hi)
        wanted |= new & (Q(unit_no=lo) | _passed_over())
    return wanted


def _passed_over() -> Q:
    """Entries of a school or class at which nobody of the school has looked in its time."""
    now = clock.now().astimezone(clock.ZONE)
    last = now.date() - dt.timedelta(days=0 if now.time() >= LOOK_BY else 1)
    looked = Glance.objects.filter(signal_id=OuterRef("signal_id"), office_no=OuterRef("school_id"))
    raised = Signal.objects.filter(
        pk=OuterRef("signal_id"),
        level__in=("class", "school"),
        raised_at__lt=clock.at(last, dt.time()),
    )
    return Q(Exists(raised)) & ~Q(Exists(looked))


def passed_over(rows: Iterable[Watched]) -> set[UUID]:
    """At which of these entries nobody of the school has looked in its time."""
    known = Statistic.objects.filter(_passed_over(), pk__in=[row.id for row in rows])
    return set(known.values_list("signal_id", flat=True))


def count_unseen(actor: Actor) -> int:
    """Entries on the list that are new to the actor's office: to a township what is its own, and what a
    school has not looked at in its time."""
    if not _offices(actor) and not _townships(actor):
        return 0
    rows = _part(visible(Statistic.objects.all(), actor, Permission.SEE_SIGNALS), "list")
    return rows.filter(_unseen(actor)).count()


def unseen(actor: Actor, rows: Iterable[Watched]) -> set[UUID]:
    """Which of these entries are new to the actor's office."""
    known = Statistic.objects.filter(_unseen(actor), pk__in=[row.id for row in rows])
    return set(known.values_list("signal_id", flat=True))


def _part(rows: QuerySet[Statistic], part: str) -> QuerySet[Statistic]:
    recent = Signal.objects.filter(last_day__gte=clock.today() - STAYS)
    running = recent.filter(state__in=("open", "acknowledged"))
    if part == "done":
        laid = rows.filter(dismissed_at__isnull=False) | rows.filter(tier="beside")
        return laid.filter(signal_id__in=recent.values("pk"))
    tiers = ("over",) if part == "over" else ("automatic", "watch")
    return rows.filter(tier__in=tiers, dismissed_at=None, signal_id__in=running.values("pk"))


def entry(actor: Actor, signal_id: UUID) -> Watched:
    """One entry; NotFound if it is not there, no statistic, or not the actor's to see."""
    rows = visible(Statistic.objects.filter(pk=signal_id), actor, Permission.SEE_SIGNALS)
    found = _watched(actor, list(rows))
    if not found:
        raise NotFound
    return found[0]


def is_watched(actor: Actor, signal_id: UUID) -> bool:
    """Whether a signal the actor may see is one of the statistical layers."""
    rows = visible(Statistic.objects.filter(pk=signal_id), actor, Permission.SEE_SIGNALS)
    return rows.exists()


def has_positions() -> bool:
    """Whether it is known of any school in the running scope where it is."""
    return Position.objects.exists()


def _watched(actor: Actor, said: Sequence[Statistic]) -> list[Watched]:
    signals = Signal.objects.in_bulk([one.pk for one in said])
    numbers = {no for one in said for no in (one.unit_no, one.school_id, *one.members)}
    numbers |= {point["unit_no"] for one in said for point in one.also}
    places = directory.places(numbers)
    who = accounts.names(actor, {one.dismissed_by_id for one in said if one.dismissed_by_id})
    return [_entry(one, signals[one.pk], places, who) for one in said]


def _entry(
    one: Statistic, signal: Signal, places: dict[int, directory.Place], who: dict[UUID, str]
) -> Watched:
    def name(no: int) -> str:
        return places[no].name if no in places else ""

    days = [point[0] for point in one.curve]
    since = signal.window_from.isoformat()
    return Watched(
        id=one.pk,
        school_id=one.school_id,
        unit_no=one.unit_no,
        level=signal.level,
        school=name(one.school_id) if signal.level in ("class", "school") else "",
        place=name(one.unit_no),
        syndrome=signal.syndrome,
        method=signal.rule,
        tier=one.tier,
        rank=one.rank,
        listed_on=one.listed_on,
        since=signal.window_from,
        day=signal.last_day,
        days=max(1, sum(since <= day for day in days)),
        observed=one.observed,
        expected=one.expected,
        upper=one.upper,
        p=one.p,
        recurrence=one.recurrence,
        told=signal.days_reported,
        owed=signal.days_due,
        state=signal.state,
        schools=tuple(name(no) for no in one.members),
        curve=tuple(tuple(point) for point in one.curve),
        also=tuple(_also(one.also, name)),
        beside_id=one.beside_id,
        dismissed_by=who.get(one.dismissed_by_id, "") if one.dismissed_by_id else "",
        dismissed_at=one.dismissed_at,
        reason=one.reason,
    )


def _also(told: Iterable[dict[str, Any]], name: Any) -> Iterable[dict[str, Any]]:
    for one in told:
        yield {**one, "place": name(one["unit_no"])}
