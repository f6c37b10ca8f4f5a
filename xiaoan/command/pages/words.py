"""Units, shifts and answers as pages say them."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.command.queries import groups, roster
from xiaoan.command.queries.now import InCommand, Now
from xiaoan.command.queries.words import (
    BASIS_NAMES,
    FIELD_NAMES,
    RANK_NAMES,
    RESULT_NAMES,
    RESULT_SHAPES,
    SEAT_NAMES,
    STATE_NAMES,
    STATE_SHAPES,
)
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked

PAGE = 50


def uuid(text: str, field: str = "id") -> UUID:
    """An id that a form sent; a broken one is a sentence."""
    try:
        return UUID(text)
    except ValueError:
        raise Invalid(_("请从列表中选一项。"), {field: "unknown"}) from None


def day(text: str, field: str = "day") -> dt.date:
    """A day that a form sent."""
    try:
        found = dt.date.fromisoformat(text)
    except ValueError:
        raise Invalid(_("日期请写成 2026-11-24 这样。"), {field: "invalid"}) from None
    if not clock.FIRST_DAY <= found <= clock.LAST_DAY:
        raise Invalid(_("日期请写成 2026-11-24 这样。"), {field: "invalid"})
    return found


def time(text: str, field: str) -> dt.time:
    try:
        return dt.time.fromisoformat(text)
    except ValueError:
        raise Invalid(_("时间请写成 13:05 这样。"), {field: "invalid"}) from None


def crumbs(actor: Actor, unit_no: int, at: str = "") -> list[dict[str, str]]:
    """The units above, each with who is in command there, or was (`at`: the query of a past moment)."""
    found = [
        {"label": one.name, "url": reverse("command:unit", args=[one.no]) + at}
        for one in directory.path_to(unit_no)
    ]
    if found:
        found[-1]["url"] = ""
    return found


def command(one: InCommand) -> dict[str, Any]:
    """Who is in command in a line: who, as what, and why it fell to them."""
    basis = str(BASIS_NAMES[one.basis]) if one.basis else ""
    if one.at_no != one.unit_no and basis:
        basis = _("%(unit)s %(basis)s") % {"unit": one.at_name, "basis": basis}
    reasons = {
        "absent": _("带班领导没有到岗"), "no_lead": _("现在没有当班的带班领导"), "no_roster": _("没有排班"),
        "vacant": _("没有第一责任人"), "nobody": _("上级也没有登记负责人"),
    }  # fmt: skip
    return {
        "name": one.name, "user_id": one.user_id, "basis": basis,
        "why": _(";").join(reasons[code] for code in one.why),
        "is_higher": one.at_no != one.unit_no, "is_known": one.user_id is not None,
    }  # fmt: skip


def sitting(one: roster.Sitting) -> dict[str, Any]:
    """Somebody on a shift."""
    return {
        "id": one.id, "name": one.name, "user_id": one.user_id, "seat": SEAT_NAMES[one.seat],
        "code": one.seat, "day": one.day, "starts_at": one.starts_at, "ends_at": one.ends_at,
        "due_at": one.due_at, "checked_at": one.checked_at, "state": one.state,
        "crosses": len({each.astimezone(clock.ZONE).date() for each in (one.starts_at, one.ends_at)}) > 1,
        "shape": STATE_SHAPES[one.state], "words": STATE_NAMES[one.state], "is_gone": one.is_gone,
    }  # fmt: skip


def first(one: groups.First) -> dict[str, Any]:
    return {
        "name": one.name, "user_id": one.user_id, "since": one.since, "left": one.left,
        "basis": BASIS_NAMES[one.basis] if one.basis else "", "is_named": one.basis == "first",
    }  # fmt: skip


def placed(one: groups.Placed) -> dict[str, Any]:
    """A place of a group."""
    return {
        "id": one.id, "name": one.name, "user_id": one.user_id, "rank": RANK_NAMES[one.rank],
        "since": one.since, "until": one.until, "is_vacant": one.is_vacant, "never": one.never,
        "fields": _("、").join(str(FIELD_NAMES[code]) for code in one.fields if code in FIELD_NAMES),
    }  # fmt: skip


def line(one: Now, at: str = "") -> dict[str, Any]:
    """A unit in a line of the table of units; `at`: the query of a past moment."""
    return {
        "name": one.place.name, "url": reverse("command:unit", args=[one.place.no]) + at,
        "first": first(one.first), "command": command(one.command), "has_roster": one.has_roster,
        "leads": [sitting(seat) for seat in one.of("lead")],
        "watch": [sitting(seat) for seat in one.of("watch")],
    }  # fmt: skip


def result(code: str) -> dict[str, Any]:
    return {"shape": RESULT_SHAPES[code], "words": RESULT_NAMES[code]}


def links(request: Asked, unit_no: int) -> list[dict[str, str]]:
    """What else there is to read and do about a unit, for whom it is."""
    actor = request.actor
    keeps = actor.may(Permission.KEEP_COMMAND, unit_no)
    sees = actor.may(Permission.SEE_COMMAND, unit_no)
    calls = keeps or actor.may(Permission.CALL_DUTY, unit_no)
    found = [
        ("command:unit", _("现在谁负责"), True), ("command:group", _("领导小组"), sees),
        ("command:roster", _("值班表"), True),
        ("command:notes", _("交接班记录"), sees), ("command:calls", _("查岗"), calls),
        ("command:coverage", _("第一责任人覆盖"), sees), ("command:shifts", _("班次与签到码"), keeps),
    ]  # fmt: skip
    rows = [
        {"label": label, "url": reverse(name, args=[unit_no])} for name, label, may in found if may
    ]
    return [one for one in rows if one["url"] != request.path]
