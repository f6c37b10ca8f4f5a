"""Many duties at once, by whoever is above: urge, reassign, take up a level. What became of each is told."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from xiaoan.accounts.queries import actors_of
from xiaoan.duties import queries, rules
from xiaoan.duties.models import Duty
from xiaoan.duties.queries import chain
from xiaoan.duties.services.escalating import step_up, urge_known
from xiaoan.duties.services.owners import keep_owner, reassign_to_holders
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, visible

# So many in one act (our own choice): more is more than anybody has looked at.
MOST = 300
SUPERIOR = "superior"


def _pick(
    actor: Actor, duty_ids: Iterable[UUID], permission: Permission
) -> tuple[list[Duty], dict[UUID, str]]:
    """Those that can be acted on, locked in the order in which all lock; why the others can not."""
    wanted = set(duty_ids)
    if len(wanted) > MOST:
        raise Invalid(queries.too_many(MOST), {"duties": "many"})
    if not actor.may_anywhere(permission):
        raise Forbidden
    locked = Duty.objects.select_for_update().order_by("unit_no", "slot", "day")
    rows = list(visible(locked.filter(pk__in=wanted), actor, permission))
    said = dict.fromkeys(wanted - {duty.pk for duty in rows}, "unknown")
    said |= {duty.pk: "closed" for duty in rows if duty.state != "open"}
    return [duty for duty in rows if duty.state == "open"], said


def urge_each(actor: Actor, duty_ids: Iterable[UUID]) -> dict[UUID, str]:
    """What became of urging each: done, closed, early, just (urged a moment ago), unknown."""
    found, said = _pick(actor, duty_ids, Permission.URGE)
    now = clock.now()
    early = {d.pk for d in found if d.opens_at is not None and d.opens_at > now}
    urged = urge_known(actor, [d.pk for d in found if d.pk not in early])
    return said | {d.pk: "early" if d.pk in early else _urged(d.pk, urged) for d in found}


def _urged(duty_id: UUID, urged: Iterable[UUID]) -> str:
    return "done" if duty_id in urged else "just"


def reassign_each(
    actor: Actor, duty_ids: Iterable[UUID], to_id: UUID | None = None
) -> dict[UUID, str]:
    """Each names this person from now on, or (none given) whoever holds the post; what became of each:
    done, same (it names them already), unfit (they may not do it there), nobody (nobody holds the post)."""
    found, said = _pick(actor, duty_ids, Permission.DECIDE_DUTIES)
    if to_id is None:
        return said | _to_holders(actor, found)
    with everywhere("duties"):
        person = actors_of([to_id]).get(to_id)
    groups: dict[UUID | None, list[Duty]] = defaultdict(list)
    for duty in found:
        if duty.assignee_id == to_id:
            said[duty.pk] = "same"
        elif person is None or not queries.fits(person, duty.kind, duty.unit_no):
            said[duty.pk] = "unfit"
        else:
            said[duty.pk] = "done"
            groups[duty.assignee_id].append(duty)
            duty.assignee_id, duty.for_id = to_id, None
            duty.deputy_id = None if duty.deputy_id == to_id else duty.deputy_id
    for before, duties in sorted(groups.items(), key=lambda group: str(group[0])):
        keep_owner(actor, SUPERIOR, duties, before, to_id)
    return said


def _to_holders(actor: Actor, found: list[Duty]) -> dict[UUID, str]:
    today = clock.today()
    before = {duty.pk: duty.assignee_id for duty in found}
    reassign_to_holders(actor, found, today, SUPERIOR)
    return {
        duty.pk: "nobody"
        if duty.assignee_id is None
        else ("same" if duty.assignee_id == before[duty.pk] else "done")
        for duty in found
    }


def escalate_each(actor: Actor, levels: Mapping[UUID, int]) -> dict[UUID, str]:
    """Each goes up one level at once, from the level at which whoever asks has seen it: done, moved (it has
    gone up meanwhile), top (there is nobody above), early."""
    found, said = _pick(actor, levels, Permission.URGE)
    now, ladders = clock.now(), queries.ladders()
    groups: dict[tuple[int, rules.Rung], list[Duty]] = defaultdict(list)
    rungs, _passed = chain.next_rungs(found, ladders, now.date())
    for duty in found:
        rung = rungs[duty.pk]
        if duty.level != levels[duty.pk]:
            said[duty.pk] = "moved"
        elif duty.opens_at is not None and duty.opens_at > now:
            said[duty.pk] = "early"
        elif rung is None:
            said[duty.pk] = "top"
        else:
            said[duty.pk] = "done"
            groups[duty.school_id, rung].append(duty)
    for (school_id, rung), duties in sorted(groups.items(), key=lambda g: (g[0][0], g[0][1].level)):
        step_up(actor, school_id, rung, duties, ladders, now)
    return said
