"""Places and plans as pages say them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.accounts.queries import ROLE_NAMES
from xiaoan.directory import queries as directory
from xiaoan.duties.queries.levels import LEVEL_NAMES
from xiaoan.hygiene import rules
from xiaoan.hygiene.queries import guideline_words, places, plans
from xiaoan.hygiene.queries.dose_words import FLAG_NAMES
from xiaoan.hygiene.queries.guideline_words import (
    PLAN_NAMES,
    PLAN_SHAPES,
    STAND_NAMES,
    STAND_SHAPES,
)
from xiaoan.hygiene.queries.words import (
    AGENT_NAMES,
    METHOD_NAMES,
    PLACE_NAMES,
    SLOT_NAMES,
    TASK_NAMES,
)
from xiaoan.hygiene.rules.donts import NEVER
from xiaoan.hygiene.rules.guideline import task_of
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.web import sources
from xiaoan.web.context import crumbs as above
from xiaoan.web.gate import Asked

PAGE = 50
OWN = ("own choice", "[OWN]")


def crumbs(request: Asked, unit_no: int) -> list[dict[str, str]]:
    """The units above, each with its hygiene as far as the actor sees it."""
    actor = request.actor
    found = above(actor, unit_no)
    for crumb, place in zip(
        found, [one for one in directory.path_to(unit_no) if actor.sees(one.no)], strict=True
    ):
        seen = place.no != unit_no and actor.may(Permission.SEE_HYGIENE, place.no)
        wide = place.kind in ("county", "township", "school")
        crumb["url"] = reverse("hygiene:unit", args=[place.no]) if seen and wide else ""
    return found


def source(text: str) -> dict[str, Any]:
    """The documents of a rule by title; `own`: some of it is ours and no document says so."""
    titles = sources.titles(text) if sources.keys(text) else ""
    return {"titles": titles, "own": any(one in text for one in OWN) or not titles}


def sure(text: str, confidence: str) -> str:
    """How sure a figure is: no surer than the documents it is from, of which some were not read twice."""
    known = sources.documents()
    is_seen = all(known[key].is_confirmed for key in sources.keys(text) if key in known)
    return confidence if is_seen or confidence != "H" else "M"


def donts() -> list[dict[str, Any]]:
    """The six don'ts and what one city adds, each with its source and how sure that is."""
    return [
        {
            "words": FLAG_NAMES[code], "source": source(kind.source),
            "confidence": sure(kind.source, kind.confidence),
        }
        for code, kind in rules.FLAGS.items()
        if code in NEVER
    ]  # fmt: skip


def who(user_id: UUID | None, names: Mapping[UUID, str]) -> str:
    """Who did something: never a dash."""
    if user_id is None:
        return _("系统")
    return names.get(user_id) or _("(不在您的范围内)")


def where(building: str, floor: int | None) -> str:
    """教学楼 3 楼; a floor below ground says so."""
    parts = [building]
    if floor is not None:
        parts.append(
            _("%(n)s 楼") % {"n": floor} if floor >= 0 else _("地下 %(n)s 层") % {"n": -floor}
        )
    return " ".join(part for part in parts if part)


def place(one: places.PlaceOf) -> dict[str, Any]:
    """A place on a list and on its page."""
    gone = one.closed is not None and one.closed <= clock.today()
    stand = "closed" if gone else one.stand
    return {
        "id": one.id, "name": one.name, "kind": PLACE_NAMES[one.kind], "code": one.kind,
        "where": where(one.building, one.floor), "building": one.building, "floor": one.floor,
        "area": one.area, "guess": rules.PLACE_KINDS[one.kind].area, "lines": one.lines,
        "stand": stand, "shape": STAND_SHAPES[stand], "words": STAND_NAMES[stand],
        "excused": one.excused, "excused_until": one.excused_until, "closed": one.closed,
        "url": reverse("hygiene:place", args=[one.id]), "is_gone": gone,
        "plan_url": reverse("hygiene:place_plan", args=[one.id]),
        "edit_url": reverse("hygiene:place_edit", args=[one.id]),
    }  # fmt: skip


def plan(one: plans.PlanOf, names: Mapping[UUID, str]) -> dict[str, Any]:
    """A version of a plan in a line."""
    return {
        "id": one.id, "version": one.version, "stand": one.stand, "shape": PLAN_SHAPES[one.stand],
        "words": PLAN_NAMES[one.stand], "since": one.since, "until": one.until, "note": one.note,
        "own": one.own, "made_at": one.made_at, "made_by": who(one.made_by_id, names),
        "asked_at": one.asked_at, "asked_by": who(one.asked_by_id, names) if one.asked_at else "",
        "decided_at": one.decided_at,
        "decided_by": who(one.decided_by_id, names) if one.decided_at else "",
        "url": reverse("hygiene:plan", args=[one.id]), "pack": one.pack,
    }  # fmt: skip


def plan_names(actor: Actor, *found: plans.PlanOf) -> dict[UUID, str]:
    ids = {pk for one in found for pk in (one.made_by_id, one.asked_by_id, one.decided_by_id)}
    return accounts.names(actor, {pk for pk in ids if pk})


def strength(agent: str, value: int | None) -> str:
    """500 mg/L, 75 %; "" where the agent has none."""
    return f"{value} {rules.AGENTS[agent].unit}" if value is not None else ""


def way(one: plans.LineOf) -> str:
    """How a line is done, in one phrase."""
    if one.left_out:
        return _("不做")
    agent = (
        ""
        if one.agent == "none"
        else f"{AGENT_NAMES[one.agent]} {strength(one.agent, one.strength)}"
    )
    minutes = _("%(n)s 分钟") % {"n": one.contact} if one.contact else ""
    parts = [
        str(METHOD_NAMES[one.method]),
        agent.strip(),
        minutes,
        _("清水擦净") if one.rinse else "",
        _("无人时") if one.absent else "",
    ]
    return " · ".join(part for part in parts if part)


def often(frequency: Mapping[str, str]) -> list[dict[str, Any]]:
    """Level by level, only where it changes: the calmest always."""
    found: list[dict[str, Any]] = []
    before = ""
    for level, name in LEVEL_NAMES.items():
        if frequency.get(level) and frequency[level] != before:
            found.append({"level": name, "words": guideline_words.turn(frequency[level])})
        before = frequency.get(level, before)
    return found


def doer(post: str, user_id: UUID | None, names: Mapping[UUID, str]) -> str:
    if user_id is not None:
        return who(user_id, names)
    return str(ROLE_NAMES[post]) if post else ""


def line(one: plans.LineOf, names: Mapping[UUID, str]) -> dict[str, Any]:
    """One thing to do, with what differs from the guideline."""
    task = task_of(one.kind, one.task, one.slot)
    return {
        "id": one.id, "task": TASK_NAMES[one.task], "place": one.place, "left_out": one.left_out,
        "where": where(one.building, one.floor), "way": way(one), "often": often(one.frequency),
        "slot": SLOT_NAMES[one.slot], "who": doer(one.post, one.who_id, names),
        "deputy": doer(one.deputy, one.deputy_id, names), "reason": one.reason,
        "differs": [
            {"words": guideline_words.difference(each), "excess": each.excess}
            for each in rules.differences(one.kind, one.said)
        ],
        "source": source(task.source) if task else {"titles": "", "own": True},
        "confidence": sure(task.source, task.confidence) if task else "",
        "excused": one.excused,
    }  # fmt: skip


def line_names(actor: Actor, found: list[plans.LineOf]) -> dict[UUID, str]:
    return accounts.names(
        actor, {pk for one in found for pk in (one.who_id, one.deputy_id) if pk is not None}
    )
