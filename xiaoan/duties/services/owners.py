"""Who answers for what is open: whoever stands in, whoever holds the post now; nobody who has left."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from xiaoan.accounts.queries import actors_of
from xiaoan.duties import queries
from xiaoan.duties.events import DutiesReassigned
from xiaoan.duties.models import Deputising, Duty
from xiaoan.duties.queries import kinds
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.scope import everywhere, inside

_STANDS_IN, _BACK, _LEFT = "deputising", "deputising_over", "left"
BATCH = 500


def take_up(actor: Actor, row: Deputising) -> int:
    """What the one who is away has open goes to whoever stands in, as far as they may do it there."""
    deputy = _actor(row.to_id)
    if deputy is None:
        return 0
    rows = Duty.objects.filter(
        inside(deputy.intervals), queries.still(clock.today()), state="open",
        assignee_id=row.from_id, for_id=None,
        day__lt=row.until,
    )  # fmt: skip
    found = _lock(rows)
    may = [
        duty
        for duty in found
        if queries.fits(deputy, duty.kind, duty.unit_no) and not kinds.is_own(duty.kind)
    ]
    for duty in may:
        duty.assignee_id, duty.for_id = row.to_id, row.from_id
        # Both see it: whoever is away stays the deputy, where that is nobody else.
        duty.deputy_id = row.from_id if duty.deputy_id in (None, row.to_id) else duty.deputy_id
    return keep_owner(actor, _STANDS_IN, may, row.from_id, row.to_id)


def hand_back(actor: Actor, row: Deputising) -> int:
    """What is still open of it goes back."""
    found = _lock(Duty.objects.filter(state="open", assignee_id=row.to_id, for_id=row.from_id))
    for duty in found:
        duty.assignee_id, duty.for_id = row.from_id, None
        duty.deputy_id = None if duty.deputy_id == row.from_id else duty.deputy_id
    return keep_owner(actor, _BACK, found, row.to_id, row.from_id)


def _actor(user_id: UUID) -> Actor | None:
    with everywhere("duties"):
        return actors_of([user_id]).get(user_id)


def _lock(rows: QuerySet[Duty], *, skip: bool = False) -> list[Duty]:
    """In the order in which all lock them; `skip`: what somebody else holds is left to the next minute."""
    return list(rows.select_for_update(skip_locked=skip).order_by("unit_no", "slot", "day"))


def keep_owner(
    actor: Actor, why: str, duties: Sequence[Duty], from_id: UUID | None, to_id: UUID | None
) -> int:
    Duty.objects.bulk_update(duties, ["assignee_id", "deputy_id", "for_id"], batch_size=500)
    by_school: dict[int, list[UUID]] = defaultdict(list)
    for duty in duties:
        by_school[duty.school_id].append(duty.pk)
    for school_id, ids in sorted(by_school.items()):
        unit_no = school_id or min(duty.unit_no for duty in duties)
        journal.record(
            actor,
            DutiesReassigned(
                school_id=school_id, unit_no=unit_no, role=why, duty_ids=tuple(sorted(ids)),
                from_id=from_id, to_id=to_id,
            ),
        )  # fmt: skip
    return len(duties)


def renew_owners(actor: Actor) -> int:
    """Each minute: whoever stands in from today on takes up, what is over goes back, and what names somebody
    who has left, or nobody, names whoever holds the post now. Gives how many duties moved."""
    if not actor.is_system:
        raise Forbidden
    today = clock.today()
    return _deputies(actor, today) + _leavers(actor, today)


def _deputies(actor: Actor, today: dt.date) -> int:
    moved = 0
    rows = Deputising.objects.filter(state="agreed", since__lte=today).order_by("id")
    for row in rows.select_for_update(skip_locked=True):
        if row.until > today:
            moved += take_up(actor, row)
            continue
        moved += hand_back(actor, row)
        row.state, row.ended_at = "ended", clock.now()
        row.save(update_fields=["state", "ended_at"])
    return moved


def _leavers(actor: Actor, today: dt.date) -> int:
    """Open duties whose named person is in no office over their unit any more, and those that name nobody
    where there is somebody to name."""
    rows = Duty.objects.filter(queries.still(today), state="open")
    posts = set(rows.values_list("kind", "unit_no", "assignee_id").distinct())
    present = actors_of({who for _kind, _unit, who in posts if who})
    lost = {
        (kind, unit, who)
        for kind, unit, who in posts
        if who is None or who not in present or not present[who].sees(unit)
    }
    holders = queries.present_holders({(kind, unit) for kind, unit, _who in lost}, today)
    moving = {one for one in lost if holders[one[0], one[1]][0] != one[2]}
    moved = 0
    for units in batched(sorted({unit for _kind, unit, _who in moving}), BATCH):
        found = _lock(rows.filter(unit_no__in=units), skip=True)
        named = [one for one in found if (one.kind, one.unit_no, one.assignee_id) in moving]
        moved += reassign_to_holders(actor, named, today)
    return moved


def batched(numbers: Sequence[int], size: int) -> list[Sequence[int]]:
    return [numbers[at : at + size] for at in range(0, len(numbers), size)]


def reassign_to_holders(
    actor: Actor, found: Sequence[Duty], today: dt.date, why: str = _LEFT
) -> int:
    """Each of these duties, locked by the caller, names whoever holds the post that answers for its kind;
    nobody where nobody does, so that it is seen to be without an owner. Gives how many changed."""
    holders = queries.present_holders([(duty.kind, duty.unit_no) for duty in found], today)
    groups: dict[tuple[UUID | None, UUID | None], list[Duty]] = defaultdict(list)
    for duty in found:
        named, deputy = holders[duty.kind, duty.unit_no]
        if duty.assignee_id == named:
            continue
        before = duty.assignee_id
        duty.assignee_id, duty.for_id = named, None
        if duty.deputy_id in (None, named, before):
            duty.deputy_id = deputy if deputy != named else None
        groups[before, named].append(duty)
    order = sorted(groups.items(), key=lambda g: (str(g[0][0]), str(g[0][1])))
    return sum(keep_owner(actor, why, duties, before, named) for (before, named), duties in order)
