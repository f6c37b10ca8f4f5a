"""Duties that are not due after all, are due again, or are about another number of people."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from xiaoan.duties import queries, rules
from xiaoan.duties.events import DutiesOpened
from xiaoan.duties.models import Duty, Step
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7


@dataclass(frozen=True)
class Why:
    """Why a duty is excused, or due again: a code of `queries.WHY_NAMES`, and what a person said of it."""

    reason: str
    note: str = ""


def excuse_many(actor: Actor, duty_ids: Iterable[UUID], why: Why) -> list[queries.Standing]:
    """Not due after all, many at once; each keeps who said so, when and why. The caller records the
    fact; gives those that were still open.
    """
    found = _locked(duty_ids, "open")
    Duty.objects.filter(pk__in=[duty.id for duty in found]).update(
        state="excused", next_step_at=None
    )
    _keep(actor, "excuse", found, why)
    return found


def excuse_about(
    actor: Actor, kind: str, about_ids: Iterable[UUID], day: dt.date, why: Why
) -> list[queries.Standing]:
    """What is open about rows of another app from a day on is not due any more, many at once; what was
    missed before stays missed. The caller records the fact; gives those that were still open."""
    rows = Duty.objects.filter(
        about_id__in=set(about_ids), kind=kind, day__gte=day, state="open"
    )  # fmt: skip
    return excuse_many(actor, list(rows.values_list("id", flat=True)), why)


def name_about(kind: str, about_ids: Iterable[UUID], user_id: UUID) -> int:
    """Open duties about rows of another app name this person from now on; the caller records the fact."""
    rows = Duty.objects.filter(about_id__in=set(about_ids), kind=kind, state="open")
    rows.filter(deputy_id=user_id).update(deputy_id=None)
    return rows.update(assignee_id=user_id)


def bring_forward(kind: str, about_ids: Iterable[UUID], due_at: dt.datetime) -> int:
    """Open duties about rows of another app are due earlier, never later; the caller records the fact.

    One that somebody else has locked is just being done or going up, and is passed over. Gives how many.
    """
    rows = Duty.objects.select_for_update(skip_locked=True).filter(
        about_id__in=set(about_ids), kind=kind, state="open", due_at__gt=due_at
    )
    return _due_at(list(rows.order_by("unit_no", "slot")), due_at)


def put_off(kind: str, about_ids: Iterable[UUID], due_at: dt.datetime) -> int:
    """Open duties about rows of another app are due later, never earlier; the caller records the fact.

    They go on up the ladder from the level they had reached. Gives how many.
    """
    rows = Duty.objects.select_for_update().filter(
        about_id__in=set(about_ids), kind=kind, state="open", due_at__lt=due_at
    )
    return _due_at(list(rows.order_by("unit_no", "slot")), due_at)


def _due_at(found: list[Duty], due_at: dt.datetime) -> int:
    ladders = queries.ladders()
    for duty in found:
        duty.due_at = due_at
        duty.next_step_at = rules.step_time(
            due_at, rules.next_rung(ladders.of(duty.unit_no, due_at, duty.kind), duty.level)
        )
    Duty.objects.bulk_update(found, ["due_at", "next_step_at"])
    return len(found)


def reopen(actor: Actor, kind: str, day: dt.date, duty_ids: Iterable[UUID], why: Why) -> int:
    """Due again, with the deadline they had: what had been excused counts as open from here on.

    They go on up the ladder from the level they had reached. Gives how many were still excused.
    """
    found = _locked(duty_ids, "excused")
    ladders = queries.ladders()
    alike: dict[dt.datetime | None, list[UUID]] = defaultdict(list)
    more = {
        pk: (level, assignee_id)
        for pk, level, assignee_id in Duty.objects.filter(
            pk__in=[duty.id for duty in found]
        ).values_list("id", "level", "assignee_id")
    }
    for duty in found:
        ladder = ladders.of(duty.unit_no, duty.due_at, kind)
        rung = rules.next_rung(ladder, more[duty.id][0])
        alike[rules.step_time(duty.due_at, rung)].append(duty.id)
    for next_step_at, ids in alike.items():
        Duty.objects.filter(pk__in=ids).update(state="open", next_step_at=next_step_at)
    _keep(actor, "reopen", found, why)
    groups: dict[tuple[int, str], list[queries.Standing]] = defaultdict(list)
    for duty in found:
        groups[duty.school_id, duty.slot].append(duty)
    for (school_id, slot), duties in sorted(groups.items()):
        journal.record(
            actor,
            DutiesOpened(
                school_id=school_id, unit_no=school_id, duty=kind, day=day, slot=slot,
                duties=len(duties), people=sum(duty.people for duty in duties),
                unassigned=sum(more[duty.id][1] is None for duty in duties), again=True,
            ),
        )  # fmt: skip
    return len(found)


def open_again(actor: Actor, kind: str, about_id: UUID, why: Why) -> int:
    """What was done or excused about a row of another app is due after all, with the deadline it had: what
    was reported done was not, or more is wanted. Kept as a step; gives how many duties."""
    rows = Duty.objects.filter(about_id=about_id, kind=kind).exclude(state="open")
    ids = dict(rows.values_list("id", "state"))
    done = [pk for pk, state in ids.items() if state == "done"]
    if done:
        found = _locked(done, "done")
        levels = dict(Duty.objects.filter(pk__in=done).values_list("id", "level"))
        ladders = queries.ladders()
        for duty in found:
            rung = rules.next_rung(ladders.of(duty.unit_no, duty.due_at, kind), levels[duty.id])
            Duty.objects.filter(pk=duty.id).update(
                state="open", done_at=None, done_by_id=None, on_behalf=False, late=False,
                next_step_at=rules.step_time(duty.due_at, rung),
            )  # fmt: skip
        _keep(actor, "reopen", found, why)
    excused = [pk for pk, state in ids.items() if state == "excused"]
    days = rows.filter(pk__in=excused).values_list("day", flat=True).distinct()
    return len(done) + sum(reopen(actor, kind, day, excused, why) for day in set(days))


def resize(actor: Actor, kind: str, day: dt.date, people: Mapping[UUID, int]) -> int:
    """Open duties that are about another number of people than when they were opened; gives how many.

    The day's figures follow, so that what is due stays the sum of the classes.
    """
    found = [duty for duty in _locked(people, "open") if duty.people != people[duty.id]]
    groups: dict[tuple[int, str], int] = defaultdict(int)
    for duty in found:
        Duty.objects.filter(pk=duty.id).update(people=people[duty.id])
        groups[duty.school_id, duty.slot] += people[duty.id] - duty.people
    for (school_id, slot), more in sorted(groups.items()):
        journal.record(
            actor,
            DutiesOpened(
                school_id=school_id, unit_no=school_id, duty=kind, day=day, slot=slot, duties=0,
                people=more, unassigned=0,
            ),
        )  # fmt: skip
    return len(found)


def _locked(duty_ids: Iterable[UUID], state: str) -> list[queries.Standing]:
    """The duties among these that are in a state, locked in the order in which all lock them."""
    rows = Duty.objects.select_for_update().filter(pk__in=set(duty_ids), state=state)
    return [
        queries.Standing(*row)
        for row in rows.order_by("unit_no", "slot").values_list(*queries.STANDING)
    ]


def _keep(actor: Actor, kind: str, duties: Sequence[queries.Standing], why: Why) -> None:
    """A step of each duty: who, when and why. Nobody was told."""
    now = clock.now()
    Step.objects.bulk_create(
        [
            Step(
                id=uuid7(), school_id=duty.school_id, unit_no=duty.unit_no, duty_id=duty.id,
                kind=kind, at=now, by_id=actor.user_id, recipient_ids=[], reason=why.reason,
                note=why.note,
            )
            for duty in duties
        ],
        batch_size=2000,
    )  # fmt: skip
