"""The words for the codes of accountability (glossary: docs/glossary.md), and for facts of the journal."""

import json
from typing import Any

from django.utils.translation import gettext_lazy as _

from xiaoan.accountability.queries.kinds import KIND_NAMES
from xiaoan.duties.queries.levels import LEVEL_NAMES
from xiaoan.screening.queries.labels import TIMES_NAMES

WORD_NAMES = {
    "late": _("迟报"),
    "missed": _("漏报"),
    "false": _("不实"),
    "changed": _("更正过"),
    "conflict": _("两份待核对"),
}
# Each with a shape of its own, so that colour alone tells nobody apart (web_tags.state).
WORD_SHAPES = {
    "late": "late", "missed": "missed", "false": "unknown", "changed": "excused", "conflict": "due",
}  # fmt: skip
# What each of the four words means; never added up.
WORD_MEANINGS = {
    "late": _("报了,但晚于时限"),
    "missed": _("到了时限还没有报(当时也不是不需报)"),
    "false": _("报了,被第二来源反驳,并经核实认定不属实"),
    "changed": _("报过以后又写明原因改报;不等于不实"),
}
STATE_NAMES = {
    "open": _("调查中"),
    "proposed": _("结论待另一人确认"),
    "found": _("结论已确认"),
    "measured": _("已作处理"),
    "appealed": _("申诉中"),
    "decided": _("申诉已裁定"),
    "closed": _("已结束"),
}
STATE_SHAPES = {
    "open": "due", "proposed": "late", "found": "done", "measured": "done", "appealed": "missed",
    "decided": "done", "closed": "excused",
}  # fmt: skip
STEP_NAMES = {
    "open": _("提出问题"),
    "pick": _("收入记录"),
    "ask": _("请作陈述"),
    "state": _("陈述"),
    "propose": _("写出结论"),
    "return": _("退回结论"),
    "confirm": _("确认结论"),
    "measure": _("作出处理"),
    "appeal": _("申诉"),
    "decide": _("裁定申诉"),
    "close": _("结束案卷"),
}
VERDICT_NAMES = {"fault": _("有责任"), "no_fault": _("没有责任")}
OUTCOME_NAMES = {"upheld": _("维持"), "changed": _("变更"), "lifted": _("撤销")}
CONDUCT_NAMES = {"commendation": _("表扬"), "fault": _("过失")}
MEASURE_NAMES = {
    "in_time": _("按时办好"),
    "late": _("晚办"),
    "missed": _("逾期未办"),
    "seen": _("核实覆盖"),
    "true": _("核实属实"),
    "false": _("核实不实"),
    "changed": _("更正过"),
    "mended": _("退回后核清"),
    "done_after": _("逾期上报后补办"),
    "helped": _("帮助他人"),
    "covered": _("包联齐全"),
}
MEASURE_MEANINGS = {
    "in_time": _("这段时间到期、不是不需报的事项里,时限内办好的"),
    "late": _("同一分母里,过了时限才办好的"),
    "missed": _("同一分母里,过了时限仍没有办的"),
    "seen": _("这段时间里说的,第二来源核实过的"),
    "true": _("核实过的摸排回答和消毒登记里,没有认定不实的"),
    "false": _("核实过的摸排回答和消毒登记里,认定不实的"),
    "changed": _("点名上报里,后来写明原因改报的次数;不等于不实"),
    "mended": _("退回核实的不一致里,已经核清的"),
    "done_after": _("逾期告知到上级的事项里,后来补办的"),
    "helped": _("求助和转交的请求里,答应的"),
    "covered": _("学生和教职工里包联人员齐全的,每月取最后一次汇总"),
}
RECORD_ACTS = {"enter": _("记表扬或过失"), "reply": _("答复这个月的记录")}
GROUP_NAMES = {
    "screening": _("晨午检"),
    "duties": _("待办"),
    "illness": _("病情"),
    "keypersons": _("重点人员"),
    "surveys": _("摸排"),
    "verification": _("核实"),
    "outbreaks": _("异常信号"),
    "investigations": _("疫情事件"),
    "measures": _("防控措施"),
    "statutory": _("法定报告"),
    "careteams": _("包联"),
    "command": _("值班与领导小组"),
    "directives": _("督办"),
    "supplies": _("物资"),
    "procurement": _("请领、采购与捐赠"),
    "allocation": _("统筹调配"),
    "demand": _("用量与预测"),
    "equipment": _("设备与防护套装"),
    "hygiene": _("清洁消毒"),
    "training": _("培训"),
    "materials": _("防疫知识"),
    "stories": _("好人好事"),
    "delivery": _("消息发送"),
    "notices": _("通知"),
    "reopening": _("开学时间"),
    "schoolplans": _("开学方案"),
    "publicity": _("公开信息"),
    "inspections": _("检查整改"),
    "enquiries": _("家长提问"),
    "counselling": _("心理辅导"),
    "rumours": _("谣言核查"),
    "outreach": _("联系家庭"),
    "lessons": _("网课"),
    "platforms": _("学习平台"),
    "homework": _("作业"),
    "learning": _("学习三率"),
    "dropout": _("控辍保学"),
    "drills": _("应急演练"),
    "dailyreports": _("日报"),
    "briefings": _("晨会简报"),
    "returns": _("报表"),
    "arrivals": _("错峰返校"),
    "simulations": _("开学推演"),
    "clearances": _("返校审核"),
    "campus": _("校内管理"),
    "readiness": _("开学条件"),
    "photos": _("照片"),
    "indicators": _("指标"),
    "situation": _("今日态势"),
    "analysis": _("问数据"),
    "directory": _("人员与学校"),
    "registry": _("查看与导入导出"),
    "accounts": _("账号与岗位"),
    "overview": _("概览"),
    "accountability": _("倒查"),
}
VERSION_NAMES = {
    "current": _("当时采用"),
    "superseded": _("当时已被更正"),
    "conflict": _("当时待核对"),
    "discarded": _("当时已核对,未采用"),
}
DUTY_STATES = {
    "open": _("未到时限"),
    "missed": _("逾期未办"),
    "done": _("按时办好"),
    "late": _("晚办"),
    "excused": _("不需报"),
}
# Of a payload, what can be said in a word. What is an id is behind the entry's link.
_FIELDS: dict[str, Any] = {
    "day": _("日期"),
    "slot": _("时段"),
    "version": _("第几版"),
    "late": _("晚于时限"),
    "zero": _("零报告"),
    "since": _("从"),
    "until": _("到"),
    "month": _("月份"),
    "level": _("级别"),
    "no": _("第几步"),
    "then": _("查看的时刻"),
    "duties": _("待办数"),
    "people": _("人数"),
    "classes": _("班数"),
    "cases": _("病例数"),
    "rows": _("行数"),
    "new": _("新增"),
    "changed": _("改动"),
    "left": _("离开"),
    "digest": _("内容校验值"),
}
# What of it is a code, in the words of the app whose code it is.
_CODES: dict[str, dict[Any, Any]] = {"slot": TIMES_NAMES, "level": LEVEL_NAMES}
_DIGITS = 10


def of_kind(kind: str) -> str:
    """A kind of fact in words; its code if it is newer than this list."""
    return str(KIND_NAMES.get(kind, kind))


def payload_of(body: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(body)
    return found


def told(payload: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """What an entry says besides ids: dates, counts, codes."""
    return tuple(
        (str(words), _said(name, payload[name]))
        for name, words in _FIELDS.items()
        if name in payload and payload[name] not in (None, "", False)
        and not isinstance(payload[name], (list, dict))
    )  # fmt: skip


def _said(name: str, value: Any) -> str:
    if value is True:
        return "✓"
    text = str(_CODES.get(name, {}).get(value, value))
    return text[:_DIGITS] if len(text) == 64 else text[:19].replace("T", " ")
