"""A record in the columns of the usual form (reference 5.4)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.hygiene.pages.words import strength, where
from xiaoan.hygiene.queries.ledger import Entry
from xiaoan.hygiene.queries.words import AGENT_NAMES, METHOD_NAMES, TARGET_NAMES, TASK_NAMES
from xiaoan.supplies.queries.words import item_name
from xiaoan.web.templatetags.web_tags import clock_time

HEAD = (
    _l("日期"), _l("时间(起止)"), _l("场所"), _l("消毒部位"), _l("方式"), _l("消毒剂名称"),
    _l("有效成分浓度"), _l("配制量"), _l("作用时间"), _l("清水擦净"), _l("无人时"), _l("通风时间"),
    _l("操作员"), _l("验收人"), _l("备注"),
)  # fmt: skip
AIRING = "ventilate"


def cells(one: Entry) -> list[str]:
    """The fifteen columns. What nobody said is empty; what is as planned says so."""
    airs = one.method == AIRING
    minutes = one.minutes if airs else None
    return [
        _("%(month)s月%(day)s日") % {"month": one.day.month, "day": one.day.day},
        _times(one), _place(one),
        _target(one), str(METHOD_NAMES[one.method]), _agent(one),
        _planned(strength(one.agent, one.strength), strength(one.agent, one.planned_strength), one),
        _litres(one.mixed_ml),
        "" if airs else _planned(_minutes(one.contact), _minutes(one.planned_contact), one),
        "" if airs else _planned(_yes(one.rinsed), _yes(one.planned_rinse), one),
        "" if airs else _planned(_no(one.present), _yes(one.planned_absent), one),
        _planned(_minutes(minutes), _minutes(one.planned_contact), one) if airs else "",
        one.by, one.checker, _note(one),
    ]  # fmt: skip


def _times(one: Entry) -> str:
    """From when to when, if it was said; of one tap only when that was."""
    if one.usual:
        return _("按下 %(at)s") % {"at": clock_time(one.ended_at)}
    return f"{clock_time(one.started_at)}–{clock_time(one.ended_at)}"


def _place(one: Entry) -> str:
    """A name that begins with its floor does not say it twice."""
    floor = None if one.floor is not None and one.place.startswith(str(one.floor)) else one.floor
    return " ".join(part for part in (where(one.building, floor), one.place) if part)


def _target(one: Entry) -> str:
    task = str(TASK_NAMES.get(one.task, one.task))
    target = str(TARGET_NAMES.get(one.target, ""))
    return f"{task} {target}" if target and target != task else task


def _agent(one: Entry) -> str:
    if one.product:
        return one.product
    if one.item:
        return item_name(one.item)
    return "" if one.method == AIRING else str(AGENT_NAMES[one.agent])


def _planned(said: str, planned: str, one: Entry) -> str:
    if said:
        return said
    return _("按方案 %(what)s") % {"what": planned} if one.usual and planned else ""


def _minutes(value: int | None) -> str:
    return _("%(n)s 分钟") % {"n": value} if value else ""


def _litres(value: int | None) -> str:
    return f"{value / 1000:g} L" if value else ""


def _yes(value: bool | None) -> str:  # a column of a record
    return "" if value is None else _("是") if value else _("否")


def _no(value: bool | None) -> str:  # likewise: somebody present is "not empty"
    return "" if value is None else _("否") if value else _("是")


def _note(one: Entry) -> str:
    parts = [
        _("补记") if one.after else "", _("更正后") if one.mended else "",
        _("呕吐物处置") if one.incident_id else "",
        _("%(n)s 处时间收到晚") % {"n": one.late} if one.late else "",
        _("批号 %(batch)s") % {"batch": one.batch} if one.batch else "", one.note,
    ]  # fmt: skip
    return _(";").join(part for part in parts if part)


def bus_cells(one: Entry) -> list[str]:
    """Of a bus: its plate, who drove and who looked after the children, before what every record has."""
    found = cells(one)
    return [
        found[0], found[1], one.plate or one.place, *found[3:7], found[8], found[12], one.driver,
        one.attendant, found[14],
    ]  # fmt: skip


BUS_HEAD = (
    _l("日期"), _l("时间(起止)"), _l("车牌"), _l("消毒部位"), _l("方式"), _l("消毒剂名称"),
    _l("有效成分浓度"), _l("作用时间"), _l("操作员"), _l("司机"), _l("照管员"), _l("备注"),
)  # fmt: skip


def aired(one: Entry) -> dict[str, Any]:
    """One airing on the weekly sheet."""
    minutes = _planned(_minutes(one.minutes), _minutes(one.planned_contact), one)
    return {
        "at": _times(one),
        "minutes": minutes,
        "by": one.by,
    }
