"""What runs out before it can be there: kept per store and item, owed a look, answered by acting.

A shortage is answered by an app that has ordered, asked for or sent something (`answered`), or ends by itself
once stock came in or is on the way. The duty of the day is done when nothing unanswered is left. Nobody ticks
it off.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Min

from xiaoan.accounts import queries as accounts
from xiaoan.demand import rules
from xiaoan.demand.events import RunningOut, ShortageAnswered, ShortageEnded, ShortageReopened
from xiaoan.demand.models import Cover, Day, Shortage
from xiaoan.directory import queries as directory
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.supplies import queries as supplies

LOOK = "demand.look"
_ANSWERS = {
    "school": ("logistics", "school_doctor", "principal"), "township": ("township_liaison",),
    "county": ("bureau_officer",),
}  # fmt: skip
# Who keeps the store, buys for it, or decides what is given to it.
_ACTS = (Permission.KEEP_SUPPLIES, Permission.BUY, Permission.DECIDE_ALLOCATION)
# Open duties of days before are looked for so far back; older ones have gone up long ago.
_BACK = 31
_LOCK = "select pg_advisory_xact_lock(hashtext('demand.shortages'), no) from unnest(%s::int[]) no"


def _hold(*store_nos: int) -> None:
    """One at a time for a store: the night's count and whoever acts. In number order."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [list(store_nos)])


@transaction.atomic
def settle(actor: Actor, stores: Sequence[directory.Place], today: dt.date) -> int:
    """Hold the shortages of stores against their covers; of the system. Gives how many stores owe a look.
    Duties are opened on teaching days only: on others nobody is at the store."""
    if not actor.is_system:
        raise Forbidden
    numbers = sorted(one.no for one in stores)
    _hold(*numbers)
    short, rows, owing = _short(numbers), _open(numbers), []
    ran = _ran_since(numbers, today)
    for place in sorted(stores, key=lambda one: one.no):
        if _follow(actor, place, short.get(place.no, set()), rows.get(place.no, []), today):
            owing.append(place)
        else:
            _discharge(actor, place.no, today, ran.get(place.no))
    teaching = set(
        Day.objects.filter(day=today, teaching=True, unit_no__in=[one.no for one in owing])
        .values_list("unit_no", flat=True)
    )  # fmt: skip
    _owe(actor, [one for one in owing if one.no in teaching], today)
    return len(owing)


def _short(store_nos: Sequence[int]) -> dict[int, set[str]]:
    """Items of each store that will be out before more can be there, and are not on the way in time; only of
    what it holds or has used: what a standard asks for and was never there is a gap, and said elsewhere."""
    rows = Cover.objects.filter(unit_no__in=store_nos, whole=False, median__isnull=False).exclude(
        usable=0, basis="standard"
    )
    found: dict[int, set[str]] = {}
    for one in rows:
        lead = rules.lead_days(one.item)
        on_the_way = one.coming / one.per_day if one.per_day else 0.0
        if one.median is not None and one.median + on_the_way < lead:
            found.setdefault(one.unit_no, set()).add(one.item)
    return found


def _open(store_nos: Sequence[int]) -> dict[int, list[Shortage]]:
    found: dict[int, list[Shortage]] = {}
    for row in Shortage.objects.filter(unit_no__in=store_nos, ended_at=None):
        found.setdefault(row.unit_no, []).append(row)
    return found


def _follow(
    actor: Actor, place: directory.Place, short: set[str], rows: Sequence[Shortage], today: dt.date
) -> int:
    """Begin and end shortages, of which `rows` are open; gives how many nobody has acted on."""
    over = [one.pk for one in rows if one.item not in short]
    known = {one.item for one in rows}
    fresh = sorted(short - known)
    about = {"school_id": place.school_id, "unit_no": place.no}
    if over:
        Shortage.objects.filter(pk__in=over).update(ended_at=clock.now())
        journal.record(actor, ShortageEnded(**about, items=len(over)))
    if fresh:
        Shortage.objects.bulk_create(
            Shortage(id=uuid7(), **about, item=item, since=today) for item in fresh
        )
        journal.record(actor, RunningOut(**about, items=len(fresh)))
    return len(fresh) + sum(one.item in short and one.acted_at is None for one in rows)


def _owe(actor: Actor, places: Sequence[directory.Place], today: dt.date) -> None:
    due_at = dt.datetime.combine(today, dt.time(rules.DUE_HOUR), clock.ZONE)
    ladders = duty_queries.ladders()
    wanted = []
    for place in places:
        order = _ANSWERS[place.kind]
        found = accounts.holders(actor, order, [place.no], today)
        people = [h.user_id for h in sorted(found, key=lambda h: order.index(h.role))]
        wanted.append(
            duties.NewDuty(
                school_id=place.school_id, unit_no=place.no, people=0, due_at=due_at,
                assignee_id=people[0] if people else None,
                deputy_id=next((who for who in people[1:] if who != people[0]), None),
                next_step_at=ladders.first_step_at(place.no, due_at, LOOK),
            )
        )  # fmt: skip
    if wanted:
        duties.open_duties(actor, LOOK, today, "", wanted)


def _ran_since(store_nos: Sequence[int], today: dt.date) -> dict[int, dt.date]:
    """Store → since when something ran out there, as far back as duties are looked for."""
    rows = Shortage.objects.filter(
        unit_no__in=store_nos, since__gte=today - dt.timedelta(days=_BACK)
    )
    return dict(rows.values("unit_no").annotate(first=Min("since")).values_list("unit_no", "first"))


def _discharge(actor: Actor, store_no: int, today: dt.date, first: dt.date | None) -> None:
    """What is owed of the days on which something ran out, `first` and after, is done."""
    for back in range((today - first).days + 1 if first else 0):
        held = duties.hold(store_no, LOOK, today - dt.timedelta(days=back), "")
        if held is not None and held.state == "open":
            duties.discharge(actor, held, clock.now(), on_behalf=False)


@transaction.atomic
def answered(
    actor: Actor, store_no: int, items: Collection[str], what: str, about_id: UUID | None = None
) -> int:
    """Somebody has acted on items that run out at a store: `what` is a code of the app that did (ordered,
    asked for, sent), `about_id` its row. Gives how many shortages that answers; the duty of the day is done
    once none is left. Called by apps above, in the transaction of what they do; not by a page. Before they
    record anything: the night's count takes the lock of a store first and its chain of facts second; several
    stores in number order."""
    place = supplies.store(actor, store_no)
    if not any(actor.may(one, store_no) for one in _ACTS):
        raise Forbidden
    if not what:
        raise NotFound
    _hold(store_no)
    rows = Shortage.objects.filter(unit_no=store_no, ended_at=None, acted_at=None)
    count = rows.filter(item__in=list(items)).update(
        acted_at=clock.now(), acted_by_id=actor.user_id, acted_what=what, acted_about_id=about_id
    )
    if not count:
        return 0
    journal.record(
        actor,
        ShortageAnswered(
            school_id=place.school_id, unit_no=store_no, items=count, what=what, about_id=about_id
        ),
    )  # fmt: skip
    if not rows.exists():
        today = clock.today()
        _discharge(actor, store_no, today, _ran_since([store_no], today).get(store_no))
    return count


@transaction.atomic
def unanswered(actor: Actor, store_no: int, about_id: UUID) -> int:
    """What was asked for will not come (withdrawn, refused, cancelled): the shortages that it answered are
    open again, and the next count owes a look at them. Called like `answered`, by whoever
    may take that back. Gives how many."""
    place = supplies.store(actor, store_no)
    _hold(store_no)
    rows = Shortage.objects.filter(unit_no=store_no, ended_at=None, acted_about_id=about_id)
    count = rows.update(acted_at=None, acted_by_id=None, acted_what="", acted_about_id=None)
    if count:
        journal.record(
            actor,
            ShortageReopened(
                school_id=place.school_id, unit_no=store_no, items=count, about_id=about_id
            ),
        )
    return count
