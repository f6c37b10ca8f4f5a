"""The words for the codes of investigations (glossary: docs/glossary.md)."""

from django.utils.translation import gettext_lazy as _

STATE_NAMES = {
    "open": _("待核实"),
    "confirmed": _("已核实"),
    "excluded": _("已排除"),
    "merged": _("已合并"),
    "closed": _("已结案"),
}
STATE_SHAPES = {
    "open": "missed", "confirmed": "late", "excluded": "excused", "merged": "excused",
    "closed": "done",
}  # fmt: skip
# What somebody did, as one says it afterwards.
ACT_DONE = {
    "open": _("人工登记疫情"),
    "assign": _("指定负责人"),
    "confirm": _("核实"),
    "exclude": _("排除"),
    "merge": _("并入另一起疫情"),
    "absorb": _("并入了另一起疫情"),
    "close": _("结案"),
    "reopen": _("重新打开"),
    "define": _("修改病例定义"),
    "learn": _("写下经验教训"),
}
STATUS_NAMES = {
    "suspected": _("疑似"),
    "probable": _("临床诊断"),
    "confirmed": _("确诊"),
    "excluded": _("排除"),
    "withdrawn": _("已移出"),
}
SOURCE_NAMES = {
    "signal": _("异常信号"),
    "contact": _("密切接触者"),
    "search": _("主动搜索"),
    "diagnosis": _("诊断登记"),
}
EXPOSURE_NAMES = {
    "meal": _("用餐"),
    "water": _("饮水"),
    "activity": _("活动"),
    "other": _("其他"),
}
WAY_NAMES = {
    "class": _("同班"),
    "dormitory": _("同宿舍"),
    "bus": _("同校车"),
    "canteen": _("同餐桌"),
    "household": _("同住家庭成员"),
    "activity": _("同一活动"),
}
LEVEL_NAMES = {"close": _("密切接触者"), "general": _("一般接触者")}
CONTACT_STATES = {
    "watching": _("观察中"),
    "case": _("已发病"),
    "released": _("已解除"),
    "ended": _("已终止"),
    "moved": _("已转出"),
}
CONTACT_ENDS = {
    "over": _("观察期满"),
    "case": _("成为病例"),
    "case_excluded": _("病例已排除,观察期已满"),
    "event_excluded": _("疫情已排除"),
    "left": _("已离校"),
    "transferred": _("转学,由新学校接续"),
    "merged": _("并入另一起疫情"),
}
CONTACT_SLOTS = {"day": _("白天"), "evening": _("晚上")}
TERM_SOURCES = {
    "ours": _("本系统设定,供参考"),
    "incubation": _("潜伏期上限(参考)"),
    "practice": _("现行做法"),
}
