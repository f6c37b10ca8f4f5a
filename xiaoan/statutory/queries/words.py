"""The words for the codes of statutory (glossary: docs/glossary.md)."""

from django.utils.translation import gettext_lazy as _

KIND_NAMES = {"first": _("初次报告"), "progress": _("进展报告"), "closing": _("结案报告")}
RECIPIENT_NAMES = {
    "county_cdc": _("县疾控中心"),
    "edu_bureau": _("县教育局"),
    "health_bureau": _("县卫生健康局"),
    "market_supervision": _("县市场监管局"),
    "emergency_system": _("突发公共卫生事件报告管理信息系统"),
}
SHAPE_NAMES = {
    "due": _("待报"),
    "missed": _("逾期未报"),
    "sent": _("已报,待回执"),
    "sent_late": _("迟报,待回执"),
    "received": _("已收到"),
    "received_late": _("迟报,已收到"),
    "waived": _("不需报告"),
    "replaced": _("已由别的报告代替"),
}
# Shape of a report → one of the shapes that all states share.
SHAPES = {
    "due": "due", "missed": "missed", "sent": "done", "sent_late": "late", "received": "done",
    "received_late": "late", "waived": "excused", "replaced": "excused",
}  # fmt: skip
FILTER_NAMES = {
    "due": _("待报"), "missed": _("逾期未报"), "late": _("迟报"), "sent": _("已报,待回执"),
    "received": _("已收到"), "waived": _("不需报告"), "replaced": _("已由别的报告代替"),
}  # fmt: skip
MEANS_NAMES = {
    "phone": _("电话"), "fax": _("传真"), "system": _("系统"), "written": _("书面"),
}  # fmt: skip
REPLACED_NAMES = {
    "merged": _("疫情已并入另一起,由那一起的报告代替"),
    "ended": _("疫情已结束,不再需要"),
    "again": _("疫情重新打开,结案后另报"),
}
# What a person adds to a draft: nothing of it is known from what was recorded.
WORD_NAMES = {
    "course": _("经过和病情(系统里没有的)"),
    "measures": _("已采取的措施"),
    "needs": _("需要的支持"),
    "remark": _("备注"),
}
WARNING_KINDS = {
    "risk": _("健康风险提示"), "notice": _("警示信息通报"), "advice": _("预警决策建议"),
}  # fmt: skip
LEVEL_NAMES = {
    "": _("未分级"), "blue": _("蓝色(IV级)"), "yellow": _("黄色(III级)"), "orange": _("橙色(II级)"),
    "red": _("红色(I级)"),
}  # fmt: skip
TARGET_NAMES = {
    "done": _("按时"), "late": _("迟"), "missed": _("逾期"), "due": _("待办"),
}  # fmt: skip
# The steps of an event as its summary lists them.
MILESTONE_NAMES = {
    "detected": _("发现(信号)"), "confirmed": _("核实"), "reported": _("首次报告"),
    "ordered": _("首项措施布置"), "carried_out": _("首项措施办结"), "suspended": _("决定停课"),
    "closed": _("结案"),
}  # fmt: skip
# What is measured of an event (rules.DELAYS), and by what it is sorted.
DELAY_NAMES = {
    "onset": _("首例发病到发现"), "reported": _("发现到首次报告"), "ordered": _("发现到首项措施"),
    "closed": _("发现到结案"),
}  # fmt: skip
BY_NAMES = {
    "township": _("乡镇"), "school": _("学校"), "disease": _("疾病"), "quarter": _("季度"),
}  # fmt: skip
