"""What a plan says otherwise than the guideline, and what no plan may say, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.duties.queries.levels import LEVEL_NAMES
from xiaoan.hygiene.queries.words import AGENT_NAMES, METHOD_NAMES
from xiaoan.hygiene.rules import frequency
from xiaoan.hygiene.rules.guideline import Difference, Forbidden

PLAN_NAMES = {
    "draft": _l("起草中"),
    "waiting": _l("待校长批准"),
    "returned": _l("退回修改"),
    "coming": _l("已批准,未到日期"),
    "in_force": _l("执行中"),
    "replaced": _l("已被新版代替"),
}
PLAN_SHAPES = {
    "draft": "due", "waiting": "late", "returned": "missed", "coming": "due", "in_force": "done",
    "replaced": "excused",
}  # fmt: skip
STAND_NAMES = {
    "planned": _l("已列入方案"),
    "excused": _l("免列"),
    "unplanned": _l("不在方案里"),
    "closed": _l("已停用"),
}
STAND_SHAPES = {
    "planned": "done", "excused": "excused", "unplanned": "missed", "closed": "excused",
}  # fmt: skip
FIELD_NAMES = {
    "agent": _l("消毒剂"),
    "strength": _l("浓度"),
    "method": _l("方式"),
    "contact": _l("作用时间"),
    "rinse": _l("清水擦净"),
    "absent": _l("无人时做"),
    "frequency": _l("频次"),
    "slot": _l("时段"),
    "post": _l("负责岗位"),
    "deputy": _l("替补岗位"),
    "who_id": _l("负责人"),
    "deputy_id": _l("替补人"),
    "left_out": _l("做不做"),
    "anchor": _l("首次日期"),
    "reason": _l("与指南不同的理由"),
    **LEVEL_NAMES,
}
_FORBIDDEN = {
    "outdoors": _l("室外场地不做消毒,只清扫(“六不”)。请把消毒剂改为清水。"),
    "alcohol_method": _l("酒精只能擦拭,不能喷洒、拖地或浸泡:会着火。请改为擦拭,或换消毒剂。"),
    "uv_present": _l("紫外线灯只能在无人时开。请勾选“无人时做”。"),
    "air_agent": _l("通风不用消毒剂;有人时不得对空气喷洒。请把消毒剂改为清水。"),
}


def turn(written: str) -> str:
    """2/1 → twice a day; 1/7 → once in 7 days."""
    found = frequency.read_turn(written)
    if found.days == 1:
        return _("每天 %(n)s 次") % {"n": found.times}
    if found.times == 1:
        return _("每 %(days)s 天 1 次") % {"days": found.days}
    return _("每 %(days)s 天,当天 %(n)s 次") % {"days": found.days, "n": found.times}


def forbidden(one: Forbidden) -> str:
    """Why a plan may not say so, and how to mend it."""
    return str(_FORBIDDEN.get(one.code, _("这种消毒剂不能这样用。请换方式或消毒剂。")))


def difference(one: Difference) -> str:
    """One thing that a line says otherwise, with what the guideline has."""
    if one.side == "left_out":
        return _("指南要求做,方案里不做")
    if one.field == "task":
        return _("指南对这类场所没有这一项")
    return _frequency(one) if one.side in ("rarer", "oftener") else _way(one)


def _frequency(one: Difference) -> str:
    words = {"level": FIELD_NAMES[one.field], "usual": turn(one.guideline)}
    if one.excess:
        return _("%(level)s时超过指南的两倍(指南 %(usual)s),属过度消毒") % words
    if one.side == "rarer":
        return _("%(level)s时比指南少(指南 %(usual)s)") % words
    return _("%(level)s时比指南多(指南 %(usual)s)") % words


def _way(one: Difference) -> str:
    name, usual = FIELD_NAMES[one.field], _usual(one)
    if one.excess:
        return _("%(field)s超过指南(%(usual)s),属过度消毒") % {"field": name, "usual": usual}
    if one.side == "weaker":
        return _("%(field)s低于指南(%(usual)s)") % {"field": name, "usual": usual}
    if one.side == "stronger":
        return _("%(field)s超过指南(%(usual)s)") % {"field": name, "usual": usual}
    return _("%(field)s与指南不同(%(usual)s)") % {"field": name, "usual": usual}


def _usual(one: Difference) -> str:
    if one.field == "agent":
        return str(AGENT_NAMES[one.guideline])
    if one.field == "method":
        return str(METHOD_NAMES[one.guideline])
    if one.field in ("rinse", "absent"):
        return _("应为“是”")
    return _("%(n)s 分钟") % {"n": one.guideline} if one.field == "contact" else one.guideline
