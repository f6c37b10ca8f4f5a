"""The lines of a plan that is being written: set for a kind of place in one go, or for one place apart."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from xiaoan.hygiene import rules
from xiaoan.hygiene.models import Line, Plan
from xiaoan.hygiene.queries import guideline_words, places, plans, units
from xiaoan.hygiene.queries.plans import LineOf
from xiaoan.hygiene.rules.frequency import LEVELS, read_turn
from xiaoan.hygiene.rules.guideline import LONGEST_CONTACT, People, Said, task_of
from xiaoan.hygiene.services import acts, drafting
from xiaoan.kernel import clock
from xiaoan.kernel import said as fingerprints
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission

STRONGEST = 1_000_000


@dataclass(frozen=True)
class Setting:
    """What the lines of a kind of place, task and slot are to say. `place_id`: of this place alone, apart
    from its kind; `too`: of the places set apart as well; `base`: what whoever writes has seen of them
    (queries.plans.base_of), "": none was there. `slot`: which they are now, "" for a task to be added.
    """

    id: UUID
    plan_id: UUID
    kind: str
    slot: str
    said: Said
    people: People
    anchor: dt.date | None = None
    reason: str = ""
    place_id: UUID | None = None
    too: bool = False
    base: str = ""


@transaction.atomic
def set_lines(actor: Actor, given: Setting) -> int:
    """Set lines; gives how many say something else now. What the rules forbid is refused at its field; what
    differs from the guideline needs a reason."""
    row = _held(actor, given.plan_id)
    body = fingerprints.fingerprint("set", str(given))
    known = acts.done_before(actor, given.id, body)
    if known is not None:
        return int(known.outcome["lines"])
    _written(row)
    found = [
        one for one in plans.lines_of(row.pk)
        if (one.kind, one.task, one.slot) == (given.kind, given.said.task, given.slot)
        and given.place_id in (None, one.place_id)
    ]  # fmt: skip
    if plans.base_of(found) != (given.base or plans.base_of([])):
        raise Conflict(_("这几行刚被别人改过。请刷新,看过新的再改。"))
    reason = checked(actor, row.unit_no, given)
    if given.slot and not found:
        raise NotFound
    if given.slot:
        changed = _change(row, given, [one for one in found if _meant(given, one)], reason)
    else:
        changed = _add(row, given, reason)
    acts.keep(actor, given.id, row.unit_no, "set", body, lines=changed)
    _edited(row)
    return changed


def _meant(given: Setting, one: LineOf) -> bool:
    return given.place_id is not None or given.too or not one.apart


def _held(actor: Actor, plan_id: UUID) -> Plan:
    found = plans.plan(actor, plan_id)
    units.school(actor, found.school_no, Permission.PLAN_HYGIENE)
    acts.hold(found.school_no)
    return Plan.objects.get(pk=plan_id)


def _written(row: Plan) -> None:
    if row.state not in drafting.WRITTEN:
        raise Conflict(_("方案已经送审或生效,不能再改。要修改,请撤回送审,或起草新版。"))


def _edited(row: Plan) -> None:
    Plan.objects.filter(pk=row.pk).update(edit=F("edit") + 1)


def checked(actor: Actor, school_no: int, given: Setting) -> str:
    """Invalid at the fields at fault; gives the reason as it is kept."""
    said = given.said
    if given.kind not in rules.PLACE_KINDS or said.task not in rules.TASKS:
        raise NotFound
    faults = {**_shape(said), **_people(actor, school_no, given.people)}
    if not faults:
        faults = {
            one.field: guideline_words.forbidden(one) for one in rules.forbidden(given.kind, said)
        }
    if faults:
        raise Invalid(_("有几处要改,见各栏。"), faults)
    reason = acts.words(given.reason, "reason")
    found = rules.differences(given.kind, said)
    if found and not reason:
        raise Invalid(
            _("与指南不同,请写理由:%(what)s。")
            % {"what": ";".join(guideline_words.difference(one) for one in found)},
            {"reason": _("请写为什么与指南不同。")},
        )
    return reason


def _shape(said: Said) -> dict[str, str]:
    """Field → what is wrong with it."""
    if said.left_out:
        return {}
    return {**_strength(said), **_frequency(said)}


def _strength(said: Said) -> dict[str, str]:
    agent, faults = rules.AGENTS[said.agent], {}
    if agent.unit and (said.strength is None or not 0 < said.strength <= STRONGEST):
        faults["strength"] = _("请写浓度,整数,单位 %(unit)s。") % {"unit": agent.unit}
    elif agent.unit == "%" and said.strength is not None and said.strength > 100:
        faults["strength"] = _("百分浓度不超过 100。请核对单位。")
    if not agent.unit and said.strength is not None:
        faults["strength"] = _("这种方式没有浓度。请清空。")
    if not 0 <= said.contact <= LONGEST_CONTACT or (agent.unit and not said.contact):
        faults["contact"] = _("作用时间请写 1 到 240 之间的分钟数。")
    return faults


def _frequency(said: Said) -> dict[str, str]:
    faults: dict[str, str] = {}
    before = None
    for level in LEVELS:
        try:
            turn = read_turn(said.frequency.get(level, ""))
        except ValueError:
            faults[level] = _("请选多久一次。")
            continue
        if before is not None and turn.per_day < before.per_day:
            faults[level] = _("级别更高时不能做得更少。请选不少于上一级的。")
        before = turn
    return faults


def _people(actor: Actor, school_no: int, people: People) -> dict[str, str]:
    faults = {}
    for field in ("post", "deputy"):
        if getattr(people, field) not in (*units.DOERS, ""):
            faults[field] = _("请从列表中选一项。")
    named = {one for one in (people.who_id, people.deputy_id) if one}
    there = {one.user_id for one in units.doers(actor, school_no)} if named else set()
    for field in ("who_id", "deputy_id"):
        one = getattr(people, field)
        if one is not None and one not in there:
            faults["post" if field == "who_id" else "deputy"] = _(
                "本校没有这个人的岗位。请另选一位。"
            )
    if not people.post and people.who_id is None:
        faults["post"] = _("请选由谁做。")
    if people.who_id is not None and people.who_id == people.deputy_id:
        faults["deputy"] = _("替补不能是同一个人。请另选一位。")
    return faults


def _values(given: Setting, reason: str) -> dict[str, Any]:
    said, people = given.said, given.people
    found: dict[str, Any] = {
        "method": said.method, "agent": said.agent, "strength": said.strength, "contact": said.contact,
        "rinse": said.rinse, "absent": said.absent, "slot": said.slot,
        "frequency": dict(said.frequency), "left_out": said.left_out, "post": people.post,
        "deputy": people.deputy, "who_id": people.who_id, "deputy_id": people.deputy_id,
        "reason": reason if rules.differences(given.kind, said) else "",
    }  # fmt: skip
    if given.anchor is not None:
        found["anchor"] = given.anchor
    return found


def _change(row: Plan, given: Setting, found: Sequence[LineOf], reason: str) -> int:
    values = {**_values(given, reason), "apart": given.place_id is not None}
    ids = [one.id for one in found]
    places_of = [one.place_id for one in found]
    if given.said.slot != given.slot:
        taken = Line.objects.filter(
            plan_id=row.pk, place_id__in=places_of, task=given.said.task, slot=given.said.slot
        )
        if taken.exists():
            raise Invalid(
                _("这个时段已有同样的一项。请选别的时段。"), {"slot": _("这个时段已有同样的一项。")}
            )
    Line.objects.filter(pk__in=ids).update(**values)
    return len(ids)


def _add(row: Plan, given: Setting, reason: str) -> int:
    """One more task, or the same once more at another time of the day, for all open places of a kind."""
    there = set(
        Line.objects.filter(plan_id=row.pk, task=given.said.task, slot=given.said.slot)
        .values_list("place_id", flat=True)
    )  # fmt: skip
    found = [
        one for one in places.places_of([row.unit_no])
        if one.kind == given.kind and one.id not in there and not one.excused
        and given.place_id in (None, one.id)
    ]  # fmt: skip
    if not found:
        raise Invalid(_("这一类场所都已有这一项。"), {"task": _("这一类场所都已有这一项。")})
    values = _values(given, reason)
    anchor = values.pop("anchor", None)
    Line.objects.bulk_create(
        Line(
            id=uuid7(), school_id=row.school_id, unit_no=one.unit_no, plan_id=row.pk, place_id=one.id,
            task=given.said.task, apart=given.place_id is not None,
            anchor=anchor or drafting.anchor_of(one.walk, dict(given.said.frequency), clock.today()),
            **values,
        )
        for one in found
    )  # fmt: skip
    return len(found)


@transaction.atomic
def remove(actor: Actor, act_id: UUID, plan_id: UUID, line_ids: Sequence[UUID], base: str) -> int:
    """Take lines out that the guideline does not ask for; what it does ask for is left out with a reason."""
    row = _held(actor, plan_id)
    body = fingerprints.fingerprint("remove", sorted(map(str, line_ids)), base)
    known = acts.done_before(actor, act_id, body)
    if known is not None:
        return int(known.outcome["lines"])
    _written(row)
    lines = plans.lines_of(plan_id)
    found = [one for one in lines if one.id in set(line_ids)]
    if not found or plans.base_of(found) != base:
        raise Conflict(_("这几行刚被别人改过。请刷新,看过新的再改。"))
    for one in found:
        again = [x for x in lines if (x.place_id, x.task) == (one.place_id, one.task)]
        if task_of(one.kind, one.task) is not None and len(again) == 1:
            raise Invalid(
                _("指南要求的这一项不能删。确实不做的,请改为“不做”并写理由。"), {"task": "needed"}
            )
    Line.objects.filter(pk__in=[one.id for one in found]).delete()
    acts.keep(actor, act_id, row.unit_no, "removed_lines", body, lines=len(found))
    _edited(row)
    return len(found)


@transaction.atomic
def as_kind(actor: Actor, act_id: UUID, plan_id: UUID, place_id: UUID) -> int:
    """A place set apart says again what its kind says; gives how many lines that changes."""
    row = _held(actor, plan_id)
    body = fingerprints.fingerprint("as_kind", str(plan_id), str(place_id))
    known = acts.done_before(actor, act_id, body)
    if known is not None:
        return int(known.outcome["lines"])
    _written(row)
    lines, changed = plans.lines_of(plan_id), 0
    for group in plans.groups(lines):
        like = next((one for one in group.lines if not one.apart), None)
        for one in group.apart:
            if one.place_id == place_id and like is not None:
                setting = Setting(
                    act_id, plan_id, one.kind, one.slot, like.said, People(*like.people)
                )
                values = {**_values(setting, like.reason), "apart": False}
                changed += Line.objects.filter(pk=one.id).update(**values)
    acts.keep(actor, act_id, row.unit_no, "as_kind", body, lines=changed)
    _edited(row)
    return changed
