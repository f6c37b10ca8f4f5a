"""Urging, and going up the ladder."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Max

from xiaoan.duties import queries, rules
from xiaoan.duties.events import DutiesEscalated, DutiesUrged
from xiaoan.duties.models import Duty, Step
from xiaoan.duties.queries import chain
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, visible

BATCH = 500


def urge(actor: Actor, duty_ids: Iterable[UUID]) -> int:
    """Urge, as `urge_known`; gives how many were urged."""
    return len(urge_known(actor, duty_ids))


def urge_known(actor: Actor, duty_ids: Iterable[UUID]) -> set[UUID]:
    """Ask those who answer for open duties to do them now; each duty keeps who urged whom and when.

    All named duties must be visible and open to urging. Passed over: those done meanwhile, not open yet,
    or urged just now (rules.may_urge). Gives those that were urged.
    """
    wanted = set(duty_ids)
    # Locked, so that two who urge at once see each other's step; in the order in which all lock.
    locked = Duty.objects.select_for_update().order_by("unit_no", "slot")
    rows = list(visible(locked.filter(pk__in=wanted), actor, Permission.URGE))
    if len(rows) < len(wanted):
        raise NotFound
    now = clock.now()
    urged_at = dict(
        Step.objects.filter(kind="urge", duty_id__in=wanted)
        .values_list("duty_id")
        .annotate(last=Max("at"))
    )
    by_school: dict[int, list[Step]] = defaultdict(list)
    for duty in sorted(rows, key=lambda d: (d.school_id, d.unit_no)):
        if duty.state == "open" and rules.may_urge(duty.opens_at, urged_at.get(duty.pk), now):
            told = [who for who in (duty.assignee_id, duty.deputy_id) if who]
            by_school[duty.school_id].append(
                Step(
                    id=uuid7(), school_id=duty.school_id, unit_no=duty.unit_no, duty_id=duty.pk,
                    kind="urge", level=duty.level, at=now, by_id=actor.user_id, recipient_ids=told,
                )
            )  # fmt: skip
    for school_id, steps in by_school.items():
        Step.objects.bulk_create(steps)
        journal.record(actor, _urged(school_id, steps))
    return {step.duty_id for steps in by_school.values() for step in steps}


def _urged(school_id: int, steps: Sequence[Step]) -> DutiesUrged:
    return DutiesUrged(
        school_id=school_id,
        unit_no=steps[0].unit_no if len(steps) == 1 else school_id,
        duty_ids=tuple(step.duty_id for step in steps),
        recipient_ids=tuple(sorted({who for step in steps for who in step.recipient_ids})),
    )


def escalate(actor: Actor, now: dt.datetime | None = None) -> int:
    """Take every step that is due: one rung per missed duty and call, the next rung's time set.

    Safe beside a second worker: rows that somebody else holds are left to them. Gives how many
    duties were taken up; fewer than BATCH: there are no more.
    """
    now = now or clock.now()
    rows = list(
        Duty.objects.select_for_update(skip_locked=True)
        .filter(state="open", next_step_at__lte=now)
        .order_by("next_step_at", "unit_no")[:BATCH]
    )
    groups: dict[tuple[int, rules.Rung], list[Duty]] = defaultdict(list)
    ladders = queries.ladders()
    rungs, passed = chain.next_rungs(rows, ladders, now.date())
    for duty in rows:
        rung = rungs[duty.pk]
        at = rules.step_time(duty.due_at, rung)
        if rung is None or at is None or (duty.pk in passed and at > now):
            Duty.objects.filter(pk=duty.pk).update(next_step_at=at)
        else:
            groups[duty.school_id, rung].append(duty)
    for (school_id, rung), duties in sorted(groups.items(), key=lambda g: (g[0][0], g[0][1].level)):
        step_up(actor, school_id, rung, duties, ladders, now)
    return len(rows)


def step_up(
    actor: Actor,
    school_id: int,
    rung: rules.Rung,
    duties: Sequence[Duty],
    ladders: queries.Ladders,
    now: dt.datetime,
) -> None:
    """Duties of one school go up to a rung together, by the clock or by a person's hand."""
    units = [duty.unit_no for duty in duties]
    # Whoever takes it up by hand may see less than the chain does.
    with everywhere("duties") as system:
        told = queries.holders_above(system, rung.role, units, now.date())
    steps = [
        Step(
            id=uuid7(), school_id=school_id, unit_no=duty.unit_no, duty_id=duty.pk, kind="escalate",
            level=rung.level, role=rung.role, at=now, by_id=actor.user_id,
            recipient_ids=told.get(duty.unit_no, []),
        )
        for duty in duties
    ]  # fmt: skip
    Step.objects.bulk_create(steps)
    for duty in duties:
        ladder = ladders.of(duty.unit_no, duty.due_at, duty.kind)
        following = rules.next_rung(ladder, rung.level)
        duty.level = rung.level
        duty.next_step_at = rules.step_time(duty.due_at, following)
    Duty.objects.bulk_update(duties, ["level", "next_step_at"])
    journal.record(
        actor,
        DutiesEscalated(
            school_id=school_id,
            unit_no=school_id,
            level=rung.level,
            role=rung.role,
            duty_ids=tuple(duty.pk for duty in duties),
            recipient_ids=tuple(sorted({who for step in steps for who in step.recipient_ids})),
        ),
    )
