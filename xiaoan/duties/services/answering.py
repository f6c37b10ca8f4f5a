"""Who answers for a kind of duty, set by a unit: one sets it, another confirms what takes it from a post,
tells fewer of what was missed, or asks less when it is done."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from xiaoan.accounts.queries import actors_of, user_id
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.duties import queries, rules
from xiaoan.duties.events import AnsweringAsked, AnsweringDecided, AnsweringLapsed
from xiaoan.duties.models import Answering, Asking, Duty
from xiaoan.duties.queries import answering as reading
from xiaoan.duties.queries import kinds
from xiaoan.duties.rules import answering
from xiaoan.duties.services.levels import follow_level
from xiaoan.duties.services.owners import keep_owner
from xiaoan.duties.services.values import (
    SetValues,
    refuse_reason,
    refuse_values,
    require_setting,
    store_values,
)
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id
from xiaoan.kernel.said import fingerprint, is_other

_WHY = "answering"


@dataclass(frozen=True)
class SetAnswering:
    """What is set for a kind at a level, from a day on, and why. `choice.at` is not read. All of the choice
    empty: back to the default. `values`: numbers of the kind, by path."""

    id: UUID
    kind: str
    level: str
    choice: answering.Choice
    reason: str
    since: dt.date
    values: Mapping[str, int]


def ask_answering(actor: Actor, unit_no: int, wanted: SetAnswering) -> str:
    """Set who answers for a kind. What takes a duty from a post, shortens the chain or asks for less
    waits for a second person; the rest is in force from the day it names. Gives the state, "set" or "asked".
    The same id again is the same act."""
    require_setting(actor, unit_no)
    directory.place(unit_no)
    _lock(unit_no)
    said = _said(unit_no, wanted)
    known = Answering.objects.filter(pk=wanted.id).first()
    if known:
        if known.asked_by_id != actor.user_id or is_other(known.said, said):
            raise Conflict(_("这份表已经用过了。请刷新页面后重填。"))
        return known.state
    _refuse(wanted)
    _lapse(actor, _stale().filter(unit_no=unit_no))
    mine = Answering.objects.filter(unit_no=unit_no, kind=wanted.kind, level=wanted.level)
    if mine.filter(state="asked").exists():
        raise Conflict(_("这一项已有一份改动等另一人确认,请先确认或撤回。"))
    _refuse_unchanged(unit_no, wanted)
    now = clock.now()
    row = Answering(
        id=wanted.id, unit_no=unit_no, kind=wanted.kind, level=wanted.level,
        answers=list(wanted.choice.answers), deputies=list(wanted.choice.deputies),
        chain=list(wanted.choice.chain), evidence=list(wanted.choice.evidence),
        values=dict(wanted.values), takes=_takes(unit_no, wanted), since=wanted.since,
        reason=wanted.reason.strip(), said=said, asked_by_id=user_id(actor), asked_at=now,
    )  # fmt: skip
    with new_id():
        row.save(force_insert=True)
    journal.record(
        actor,
        AnsweringAsked(
            school_id=0, unit_no=unit_no, answering_id=row.pk, duty=row.kind, level=row.level,
            takes=row.takes,
        ),
    )  # fmt: skip
    if not row.takes:
        _put_in_force(actor, row)
    return row.state


def _said(unit_no: int, wanted: SetAnswering) -> bytes:
    choice = wanted.choice
    return fingerprint(
        unit_no, wanted.kind, wanted.level, choice.answers, choice.deputies, choice.chain,
        choice.evidence, wanted.reason.strip(), wanted.since, dict(wanted.values),
    )  # fmt: skip


def decide_answering(actor: Actor, answering_id: UUID, *, confirmed: bool) -> int:
    """The second person confirms, and it is in force; or refuses. Who asked may take it back. Gives how many
    open duties follow at once."""
    row = Answering.objects.filter(pk=answering_id).first()
    if row is None or not actor.sees(row.unit_no):
        raise NotFound
    is_own = row.asked_by_id == actor.user_id
    if not reading.may_confirm(actor, row.unit_no) and not (is_own and not confirmed):
        raise Forbidden
    if is_own and confirmed:
        raise Forbidden(_("提出的人不能确认;请由另一人确认。"))
    _lock(row.unit_no)
    _lapse(actor, _stale().filter(unit_no=row.unit_no))
    row.refresh_from_db()
    if row.state != "asked":
        raise Conflict(_("这项改动已经有了结果,或已过期。请刷新后查看。"))
    if confirmed:
        asker = actors_of([row.asked_by_id]).get(row.asked_by_id)
        if asker is None or not asker.may(Permission.SET_ESCALATION, row.unit_no):
            raise Conflict(_("提出的人已不再有这个权限,请重新提出。"))
        return _put_in_force(actor, row)
    row.state, row.decided_by_id, row.decided_at = "refused", user_id(actor), clock.now()
    row.save()
    _decided(actor, row, 0)
    return 0


def _put_in_force(actor: Actor, row: Answering) -> int:
    now = clock.now()
    row.state, row.decided_by_id, row.decided_at = "set", user_id(actor), now
    row.effective_at = max(now, clock.at(row.since, dt.time.min))
    row.save()
    if row.values:
        since = max(row.since, clock.today())
        store_values(actor, row.unit_no, SetValues(row.values, row.reason, row.level, since))
    moved = _apply(actor, row) if row.effective_at <= now else 0
    _decided(actor, row, moved)
    return moved


def _decided(actor: Actor, row: Answering, moved: int) -> None:
    journal.record(
        actor,
        AnsweringDecided(
            school_id=0, unit_no=row.unit_no, answering_id=row.pk, duty=row.kind, level=row.level,
            confirmed=row.state == "set", duties=moved,
        ),
    )  # fmt: skip


def _lock(unit_no: int) -> None:
    """What a unit sets is changed by one at a time."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('duties.values'), %s)", [unit_no])


def lapse_answering(actor: Actor) -> int:
    """What nobody confirmed in time is not asked any more; gives how many."""
    return _lapse(actor, _stale().select_for_update(skip_locked=True))


def _stale() -> QuerySet[Answering]:
    return Answering.objects.filter(state="asked", asked_at__lt=clock.now() - reading.WAITS)


def _lapse(actor: Actor, stale: QuerySet[Answering]) -> int:
    rows = list(stale.order_by("asked_at", "id"))
    for row in rows:
        row.state, row.decided_at = "lapsed", clock.now()
        row.save()
        journal.record(
            actor,
            AnsweringLapsed(
                school_id=0, unit_no=row.unit_no, answering_id=row.pk, duty=row.kind,
                level=row.level,
            ),
        )  # fmt: skip
    return len(rows)


def _takes(unit_no: int, wanted: SetAnswering) -> bool:
    """Whether a post that answers for it now would not, or not first; or, at this level or a graver one,
    somebody who is told what was missed would not be, or less would be asked when it is done."""
    changes = reading.changes_at(unit_no, wanted.kind, wanted.level, wanted.since, wanted.choice)
    if any(answering.shortens(*c.chain) or answering.asks_less(*c.evidence) for c in changes):
        return True
    before = reading.posts_at(unit_no, wanted.kind, wanted.level, wanted.since)[0]
    after = (
        wanted.choice.answers
        or reading.posts_without(unit_no, wanted.kind, wanted.level, wanted.since)[0]
    )
    return answering.takes_away(before, after)


def _refuse_unchanged(unit_no: int, wanted: SetAnswering) -> None:
    found = reading.own_choice(unit_no, wanted.kind, wanted.level, wanted.since)
    now_set = found or answering.Choice(clock.now())
    if replace(wanted.choice, at=now_set.at) == now_set and not wanted.values:
        raise Invalid(_("和现在的一样,没有改动。"), {"answers": "unchanged"})


def refuse_answering(actor: Actor, unit_no: int, wanted: SetAnswering) -> None:
    """Whatever `ask_answering` would refuse of the form, before anybody looks at what would be."""
    require_setting(actor, unit_no)
    _refuse(wanted)


def _refuse(wanted: SetAnswering) -> None:
    kind, rule = kinds.kind(wanted.kind), rules.CATALOGUE.kinds.get(wanted.kind)
    if kind is None or rule is None or wanted.level not in rules.LEVELS:
        raise Invalid(_("没有这个级别或这一项。"), {"level": "unknown"})
    _refuse_posts(kind, wanted.choice)
    default = rules.CATALOGUE.chain_of(wanted.kind)
    if wanted.choice.chain and not (
        set(wanted.choice.chain) <= set(default) and answering.LAST_ROLE in wanted.choice.chain
    ):
        raise Invalid(
            _("升级对象只能从列出的里面选,教育局不能去掉:逾期的事总要有人看到。"), {"chain": "last"}
        )
    if not set(wanted.choice.evidence) <= set(kind.asks):
        raise Invalid(_("没有这样的办结要求。"), {"evidence": "unknown"})
    if not set(wanted.values) <= {one.path for one in rule.values}:
        raise Invalid(_("没有这个级别或这一项。"), {"values": "unknown"})
    refuse_values(wanted.values)
    refuse_reason(wanted.reason, wanted.since)


def _refuse_posts(kind: kinds.Kind, choice: answering.Choice) -> None:
    named = (*choice.answers, *choice.deputies)
    if named and not kind.posts:
        raise Invalid(str(kind.fixed), {"answers": "fixed"})
    if not set(named) <= set(kind.posts):
        raise Invalid(_("这一项不能由这个岗位办,请从列出的岗位里选。"), {"answers": "unknown"})
    if choice.deputies and not choice.answers:
        raise Invalid(_("请先选由谁办,再选代理人。"), {"answers": "missing"})
    if len(set(choice.answers)) < len(choice.answers) or len(choice.answers) > answering.MOST_POSTS:
        raise Invalid(_("同一个岗位只选一次,最多三个。"), {"answers": "twice"})
    if (
        len(set(choice.deputies)) < len(choice.deputies)
        or len(choice.deputies) > answering.MOST_POSTS
    ):
        raise Invalid(_("同一个岗位只选一次,最多三个。"), {"deputies": "twice"})


def follow_answering(actor: Actor) -> int:
    """Each minute: what has come into force meanwhile, and what is open and not due yet follows it. Gives how
    many duties moved."""
    moved = 0
    rows = Answering.objects.filter(state="set", applied_at=None, effective_at__lte=clock.now())
    for row in rows.select_for_update(skip_locked=True).order_by("effective_at", "id"):
        moved += _apply(actor, row)
    return moved


def _apply(actor: Actor, row: Answering) -> int:
    row.applied_at = clock.now()
    row.save(update_fields=["applied_at"])
    interval = directory.place(row.unit_no).interval
    return follow_level(interval, row.kind) + rename(actor, interval, [row.kind])


def rename(actor: Actor, interval: Interval, codes: Iterable[str]) -> int:
    """What is open inside an interval and not due yet names whoever answers for it now. What somebody has
    taken over by consent stays with them. Gives how many changed."""
    lo, hi = interval
    wanted = [one.code for code in codes if (one := kinds.kind(code)) and one.posts]
    handed = Asking.objects.filter(kind="handover", answer="accepted").values("duty_id")
    found = list(
        Duty.objects.select_for_update()
        .filter(state="open", due_at__gt=clock.now(), unit_no__gte=lo, unit_no__lt=hi)
        .filter(kind__in=wanted)
        .exclude(pk__in=handed)
        .order_by("unit_no", "slot", "day")
    )
    force = queries.ladders()
    found = [duty for duty in found if _is_touched(force, duty)]
    holders = queries.present_holders([(d.kind, d.unit_no) for d in found], clock.today())
    return _keep(actor, [(duty, *holders[duty.kind, duty.unit_no]) for duty in found])


def _is_touched(force: queries.Ladders, duty: Duty) -> bool:
    """Whether anything was ever set for a duty's kind at its unit or above it."""
    units = (duty.unit_no, *numbering.ancestors(duty.unit_no))
    return queries.is_in_school(duty.unit_no) and any(
        (unit, duty.kind, level) in force.choices for unit in units for level in rules.LEVELS
    )


def _keep(actor: Actor, named: Sequence[tuple[Duty, UUID | None, UUID | None]]) -> int:
    groups: dict[tuple[UUID | None, UUID | None], list[Duty]] = {}
    for duty, to_id, deputy_id in named:
        before = duty.assignee_id
        if (before, duty.deputy_id) == (to_id, deputy_id):
            continue
        duty.assignee_id, duty.deputy_id, duty.for_id = to_id, deputy_id, None
        groups.setdefault((before, to_id), []).append(duty)
    order = sorted(groups.items(), key=lambda g: (str(g[0][0]), str(g[0][1])))
    return sum(keep_owner(actor, _WHY, duties, before, to) for (before, to), duties in order)
