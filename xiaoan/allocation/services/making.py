"""A plan is reckoned: from the situation of the moment, with the weights that somebody set."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection, transaction
from django.utils.translation import gettext as _

from xiaoan.allocation import rules
from xiaoan.allocation.models import Line, Need, Plan
from xiaoan.allocation.queries.situation import (
    Options,
    Share,
    Situation,
    lengths,
    share_of,
    situation,
)
from xiaoan.allocation.services import holding
from xiaoan.directory import queries as directory
from xiaoan.directory.services import copy_in
from xiaoan.kernel import clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken
from xiaoan.supplies.queries import catalogue
from xiaoan.supplies.queries.gaps import LEVELS

_LONGEST = 200
_BATCH = 2000
# As many rows as schools times items: copied, not inserted.
_NEED = (
    "school_id", "unit_no", "plan_id", "school_no", "town_no", "item", "required", "held", "pupils", "cases",
    "events", "days", "part_cases", "part_event", "part_cover", "part_pupils", "weight", "equal",
)  # fmt: skip
# While the solver works the transaction is idle; on a busy machine for longer than a page may otherwise be.
_PATIENCE = "set local idle_in_transaction_session_timeout = '60s'"


@dataclass(frozen=True)
class NewPlan:
    """What a form says: `packs`: item → pack that stays together; `store_nos`: who gives; `schools_give`:
    also every school that has more than `keep` times its own standard."""

    id: UUID
    unit_no: int
    title: str
    packs: Mapping[str, str]
    store_nos: tuple[int, ...]
    level: str
    weights: Mapping[str, float]
    schools_give: bool = False
    keep: float = rules.DEFAULT_KEEP
    across: bool = False
    least: int = 1
    room: int | None = None


@transaction.atomic
def make(actor: Actor, given: NewPlan) -> UUID:
    """Reckon a plan and keep it as a draft. The same form once more is the same plan."""
    place = holding.office(actor, given.unit_no, Permission.KEEP_SUPPLIES)
    title = _title(given.title)
    _check(given)
    sent = said.fingerprint("allocation", {**asdict(given), "title": title})
    known = Plan.objects.filter(pk=given.id).first()
    if known is not None:
        if known.made_by_id != actor.user_id or said.is_other(known.body_hash, sent):
            raise taken()
        return known.pk
    now = situation(actor, place.no, given.level, given.keep, given.packs)
    stores = _stores(place, now, given)
    row = Plan(
        id=given.id, school_id=place.school_id, unit_no=place.no, title=title, level=given.level,
        packs=dict(given.packs), weights=dict(given.weights), keep=given.keep, across=given.across,
        least=given.least, room=given.room, body_hash=sent, made_at=clock.now(),
        made_by_id=actor.user_id,
        spare={str(no): dict(now.spare.get(no, {})) for no in stores},
    )  # fmt: skip
    holding.sign(row, actor)
    with new_id():
        row.save(force_insert=True)
    _reckon(row, now, stores)
    holding.record(actor, row, "made")
    return row.pk


@transaction.atomic
def reweigh(actor: Actor, plan_id: UUID, edits: int, weights: Mapping[str, float]) -> None:
    """Reckon a draft anew from what is there now, with other weights. What was changed by hand goes."""
    row = holding.held(actor, plan_id, Permission.KEEP_SUPPLIES)
    holding.refuse_state(row, "draft")
    holding.refuse_stale(row, edits)
    _check_weights(weights)
    now = situation(actor, row.unit_no, row.level, row.keep, row.packs)
    stores = tuple(sorted(int(no) for no in row.spare))
    Line.objects.filter(unit_no=row.unit_no, plan_id=row.pk).delete()
    Need.objects.filter(unit_no=row.unit_no, plan_id=row.pk).delete()
    row.weights, row.edits = dict(weights), row.edits + 1
    row.spare = {str(no): dict(now.spare.get(no, {})) for no in stores}
    holding.sign(row, actor)
    _reckon(row, now, stores)
    holding.record(actor, row, "reweighed")


def _title(typed: str) -> str:
    title = typed.strip()
    if not title:
        raise Invalid(_("请写方案名称。"), {"title": "empty"})
    if len(title) > _LONGEST or "\0" in title:
        raise Invalid(_("名称不超过 200 个字,不能有特殊控制符。"), {"title": "too_long"})
    return title


def _check(given: NewPlan) -> None:
    if not given.packs:
        raise Invalid(_("请至少选一种物资。"), {"items": "empty"})
    for item, pack in given.packs.items():
        if not catalogue.size_of(item, pack):
            raise Invalid(_("请从列表中选物资和包装。"), {"items": "unknown"})
    if given.level not in LEVELS:
        raise Invalid(_("请从列表中选响应级别。"), {"level": "unknown"})
    low, high = rules.KEEP_RANGE
    if not low <= given.keep <= high:
        raise Invalid(_("学校自留的比例请写 1 到 5,1.2 就是标准的 1.2 倍。"), {"keep": "range"})
    if not 1 <= given.least <= rules.MOST_PACKS:
        raise Invalid(_("每趟最少几个包装请写 1 到 10000。"), {"least": "range"})
    if given.room is not None and not given.least <= given.room <= rules.MOST_PACKS:
        raise Invalid(
            _("每趟最多几个包装不能小于最少的,也不超过 10000;不限就不填。"), {"room": "range"}
        )
    _check_weights(given.weights)


def _check_weights(weights: Mapping[str, float]) -> None:
    for name in rules.WEIGHTS:
        if not 0 <= weights.get(name, -1) <= rules.MOST_WEIGHT:
            raise Invalid(_("权重请写 0 到 10。"), {f"weight_{name}": "range"})


def _stores(place: directory.Place, now: Situation, given: NewPlan) -> tuple[int, ...]:
    """Who gives, in number order."""
    known = {no for no in now.towns if place.no <= no < place.end} | {place.no}
    if not set(given.store_nos) <= known:
        raise Invalid(_("请从列表中选调出单位。"), {"stores": "unknown"})
    schools = (
        {one.no for one in now.schools if one.no in now.spare} if given.schools_give else set()
    )
    found = tuple(sorted(set(given.store_nos) | schools))
    if not found:
        raise Invalid(_("请至少选一个调出单位。"), {"stores": "empty"})
    return found


def _reckon(row: Plan, now: Situation, stores: tuple[int, ...]) -> None:
    """Solve, and keep lines, needs and measures."""
    options = Options(stores, row.across, row.least, row.room, lengths(now, stores))
    shares = [
        share_of(now, item, catalogue.size_of(item, pack), row.weights, options)
        for item, pack in row.packs.items()
    ]
    with connection.cursor() as cursor:
        cursor.execute(_PATIENCE)
    plan = rules.plan_items([one.problem for one in shares], rules.SECONDS)
    items: dict[str, dict[str, Any]] = {}
    lines: list[Line] = []
    needs: list[tuple[object, ...]] = []
    equals = [rules.equal_shares(one.problem) for one in shares]
    for share, solution, equal in zip(shares, plan.solutions, equals, strict=True):
        nothing = np.zeros_like(equal)
        items[share.item] = {
            "before": asdict(rules.measures_of(share.problem, nothing, 0)),
            "plan": asdict(
                rules.measures_of(share.problem, solution.given(share.problem), solution.legs)
            ),
            "equal": asdict(
                rules.measures_of(share.problem, equal * share.problem.pack, int((equal > 0).sum()))
            ),
            "proved": solution.proved, "gap": solution.gap,
        }  # fmt: skip
        lines += _lines(row, share, solution)
        needs += _needs(row, share, now, equal)
    Line.objects.bulk_create(lines, batch_size=_BATCH)
    copy_in("allocation_need", _NEED, needs)
    row.measures = {
        "items": items, "legs": plan.legs, "fewest": plan.fewest, "proved": plan.proved,
        "gap": plan.gap, "seconds": round(plan.seconds, 2),
        "equal": asdict(rules.journeys_of_shares([one.problem for one in shares], equals)),
    }  # fmt: skip
    _keep_ways(row, now, stores)
    row.save(
        update_fields=["measures", "sites", "roads", "weights", "spare", "edits", "written_by"]
    )


def _keep_ways(row: Plan, now: Situation, stores: tuple[int, ...]) -> None:
    """Where everybody stood and what was entered between them: the plan is explained by it later."""
    parties = {*stores, *(one.no for one in now.schools)}
    row.sites = {
        str(no): [site.longitude, site.latitude] for no, site in now.sites.items() if no in parties
    }
    row.roads = {
        "factor": now.roads.factor, "speed": now.roads.speed, "of": now.roads.between(parties),
    }  # fmt: skip


def _lines(row: Plan, share: Share, solution: rules.Solution) -> list[Line]:
    size = share.problem.pack
    stores, schools = np.nonzero(solution.sent)
    return [
        Line(
            id=uuid7(), school_id=row.school_id, unit_no=row.unit_no, plan_id=row.pk,
            from_no=share.stores[s], to_no=share.schools[j], item=share.item,
            quantity=int(solution.sent[s, j]) * size, computed=int(solution.sent[s, j]) * size,
        )
        for s, j in zip(stores.tolist(), schools.tolist(), strict=True)
    ]  # fmt: skip


def _needs(row: Plan, share: Share, now: Situation, equal: np.ndarray) -> list[tuple[object, ...]]:
    """Of every school that has a standard for the item; in the order of `_NEED`."""
    one = share.problem
    return [
        (
            row.school_id, row.unit_no, row.pk, school.no, school.town_no, share.item,
            int(one.required[n]), int(one.held[n]), school.pupils, school.cases, school.events,
            school.days.get(share.item), parts.cases, parts.event, parts.cover, parts.pupils,
            float(one.weight[n]), int(equal[n]) * one.pack,
        )
        for n, (school, parts) in enumerate(zip(now.schools, share.parts, strict=True))
        if school.gaps[share.item].need is not None
    ]  # fmt: skip
