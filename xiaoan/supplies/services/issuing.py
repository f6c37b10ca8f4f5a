"""Goods go out: to classes, to a person, by use; and what comes back of it. What expires first goes first."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.supplies import queries, rules
from xiaoan.supplies.queries import given as given_out
from xiaoan.supplies.queries import standards, words
from xiaoan.supplies.queries import used as used_up
from xiaoan.supplies.services import acting


@dataclass(frozen=True)
class Issue:
    """What a form says goes out. `to_nos`: so much to each of these classes, or, `per_pupil`, for each pupil
    of them; else `person` (number or name of one of the staff); neither: used, for what `reason` says.
    `lot_id`: another lot than the one that expires first, with the reason."""

    id: UUID
    store_no: int
    item: str
    quantity: str
    pack: str
    day: dt.date
    to_nos: tuple[int, ...] = ()
    per_pupil: bool = False
    person: str = ""
    lot_id: UUID | None = None
    reason: str = ""
    # More than usual was asked back, and is meant.
    sure: bool = False


@dataclass(frozen=True)
class Return:
    """What comes back of an issue."""

    id: UUID
    entry_id: UUID
    quantity: str
    pack: str
    day: dt.date
    reason: str = ""


@dataclass(frozen=True)
class _Goal:
    """Who gets how much."""

    quantity: int
    to_no: int | None = None
    to_id: UUID | None = None


@transaction.atomic
def issue(actor: Actor, given: Issue) -> int:
    """Give out or use up; gives how many base units went. The same form once more takes nothing."""
    store = acting.store_kept(actor, given.store_no)
    quantity = acting.quantity_of(given.item, given.quantity, given.pack)
    reason = acting.words_of(given.reason, "reason")
    what = "issue" if given.to_nos or given.person.strip() else "use"
    body = (
        given.item, quantity, given.day, sorted(given.to_nos), given.per_pupil, given.person.strip(),
        given.lot_id, reason,
    )  # fmt: skip
    if acting.begin(actor, given.id, store, what, *body):
        return quantity
    acting.refuse_day(given.day)
    if what == "use" and not reason:
        raise Invalid(_("请写明用在哪里,或选领用的班级、人员。"), {"reason": "empty"})
    goals = _goals(actor, store, given, quantity)
    lines = _lines(store, given, goals, what, reason)
    acting.post(actor, given.id, store, what, given.day, lines)
    return sum(goal.quantity for goal in goals)


def _goals(actor: Actor, store: directory.Place, given: Issue, quantity: int) -> list[_Goal]:
    if given.person.strip():
        if given.to_nos:
            raise Invalid(_("班级和个人请分两次记。"), {"person": "both"})
        return [_Goal(quantity, to_id=_staff(store, given.person))]
    if not given.to_nos:
        return [_Goal(quantity)]
    classes = {one.no for one in directory.places_inside(store.interval, "class")}
    if store.kind != "school" or not set(given.to_nos) <= classes:
        raise Invalid(_("请从本校的班级中选择。"), {"to_nos": "unknown"})
    if not given.per_pupil:
        return [_Goal(quantity, to_no=no) for no in sorted(set(given.to_nos))]
    sizes = {
        one.place.no: one.enrolled
        for one in directory.class_sizes(actor, store.interval, clock.today())
    }
    empty = [no for no in given.to_nos if not sizes.get(no)]
    if empty:
        raise Invalid(_("有的班没有在册学生,不能按人数发。"), {"to_nos": "empty"})
    if not given.sure:
        _ask_back(given.item, quantity)
    return [_Goal(quantity * sizes[no], to_no=no) for no in sorted(set(given.to_nos))]


def _ask_back(item: str, quantity: int) -> None:
    """Asked once: more for a pupil than a week of what the standard gives a person for a day."""
    a_day = standards.per_person_a_day(item)
    if a_day and quantity > a_day * rules.MOST_DAYS_AT_ONCE:
        raise Invalid(
            _("每名学生 %(n)s,超过标准 %(days)s 天的用量(每人每天 %(day)s)。数量没有错的,请勾选后再提交。")
            % {"n": words.amount(item, quantity), "days": rules.MOST_DAYS_AT_ONCE,
               "day": words.amount(item, math.ceil(a_day))},
            {"sure": "much"},
        )  # fmt: skip


def _staff(store: directory.Place, typed: str) -> UUID:
    found = queries.staff_called(store, typed)
    if len(found) != 1:
        sentence = (
            _("有同名的教职工,请填工号。") if found else _("本校教职工中没有这个工号或姓名。")
        )
        raise Invalid(sentence, {"person": "unknown"})
    return found[0]


def _lines(
    store: directory.Place, given: Issue, goals: Sequence[_Goal], kind: str, reason: str
) -> list[acting.Line]:
    """What is taken of which lot for whom, one goal after the other."""
    stocks = [one.stock for one in queries.held(store.no, [given.item])]
    wanted = sum(goal.quantity for goal in goals)
    takes = takes_of(given.item, stocks, wanted, given.lot_id, reason)
    lines = []
    for goal in goals:
        left = goal.quantity
        while left:
            take = takes.pop(0)
            part = min(left, take.quantity)
            if take.quantity > part:
                takes.insert(0, replace(take, quantity=take.quantity - part))
            lines.append(
                acting.Line(
                    kind, given.item, take.lot_id, -part, pack=given.pack, to_no=goal.to_no,
                    to_id=goal.to_id, reason=reason,
                )
            )  # fmt: skip
            left -= part
    return lines


def takes_of(
    item: str, stocks: Sequence[rules.Stock], wanted: int, lot_id: UUID | None, reason: str
) -> list[rules.Take]:
    """The lots of which `wanted` is taken; a sentence where that cannot be."""
    today = clock.today()
    if lot_id is None:
        found = rules.first_expired_first(stocks, wanted, today)
        _refuse_short(item, sum(one.quantity for one in found), wanted)
        return found
    chosen = next((one for one in stocks if one.lot_id == lot_id), None)
    if chosen is None:
        raise Invalid(_("这一批已经没有库存。请另选一批。"), {"lot_id": "unknown"})
    if chosen.recalled:
        raise Invalid(_("这一批正在召回,不能发放。"), {"lot_id": "recalled"})
    if not rules.is_usable(chosen, today):
        raise Invalid(_("这一批已经过期,不能发放,请报废。"), {"lot_id": "expired"})
    _refuse_short(item, chosen.held, wanted)
    if not rules.is_in_order(stocks, lot_id, wanted, today) and not reason:
        raise Invalid(_("有更早到期的批次。不先发那一批,请写明理由。"), {"reason": "order"})
    return [rules.Take(lot_id, wanted)]


def _refuse_short(item: str, usable: int, wanted: int) -> None:
    if usable < wanted:
        raise Invalid(
            _("可用库存只有 %(held)s,不够 %(wanted)s。")
            % {"held": words.amount(item, usable), "wanted": words.amount(item, wanted)},
            {"quantity": "short"},
        )


def _refuse_used(out: queries.Out, quantity: int) -> None:
    """What a class has on record as used does not come back as if it was not."""
    if out.to_no is None or not (used := used_up.used(out.store_no, out.item, out.to_no)):
        return
    had = sum(left for _at, left in given_out.given_to(out.store_no, out.item, out.to_no))
    if quantity > had - used:
        raise Invalid(
            _("这个班领用后已登记用掉 %(used)s,最多还能退 %(left)s。用量登记错了的,请先更正消毒记录。")
            % {"used": words.amount(out.item, used), "left": words.amount(out.item, max(had - used, 0))},
            {"quantity": "used"},
        )  # fmt: skip


@transaction.atomic
def give_back(actor: Actor, given: Return) -> int:
    """Of an issue something comes back, never more than is still out, nor what is on record as used."""
    out = next(iter(queries.issued(actor, {"id": given.entry_id}, 1)), None)
    if out is None:
        raise NotFound
    store = acting.store_kept(actor, out.store_no)
    quantity = acting.quantity_of(out.item, given.quantity, given.pack)
    reason = acting.words_of(given.reason, "reason")
    if acting.begin(actor, given.id, store, "return", given.entry_id, quantity, given.day, reason):
        return quantity
    acting.refuse_day(given.day)
    # Read anew under the store's lock.
    out = queries.issued(actor, {"id": given.entry_id}, 1)[0]
    if given.day < out.day:
        raise Invalid(_("退回日期不能早于领用日期。"), {"day": "before"})
    if quantity > out.left:
        raise Invalid(
            _("这笔领用还没退回的只有 %(left)s。") % {"left": words.amount(out.item, out.left)},
            {"quantity": "more"},
        )
    _refuse_used(out, quantity)
    line = acting.Line(
        "return", out.item, out.lot_id, quantity, pack=given.pack, to_no=out.to_no, to_id=out.to_id,
        about_id=out.entry_id, reason=reason,
    )  # fmt: skip
    acting.post(actor, given.id, store, "return", given.day, [line])
    return quantity
