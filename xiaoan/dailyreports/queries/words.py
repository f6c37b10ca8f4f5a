"""Words of daily reports."""

from django.utils.translation import gettext_lazy as _l

LEVEL_NAMES = {"school": _l("学校"), "township": _l("乡镇"), "county": _l("县")}
CHAPTER_NAMES = {
    "reporting": _l("上报情况"), "below": _l("所属单位报告情况"), "health": _l("健康情况"),
    "events": _l("信号、事件和法定报告"), "people": _l("重点人员"), "measures": _l("防控措施落实"),
    "learning": _l("教学和开学"), "answering": _l("责任落实"), "tomorrow": _l("明日安排"),
    "note": _l("需要说明的情况"),
}  # fmt: skip
WORD_NAMES = {
    "note": _l("需要说明的情况"), "measures": _l("已采取的措施(补充)"), "tomorrow": _l("明日安排(补充)"),
}  # fmt: skip
# Where what was added stands on the paper.
WORD_CHAPTERS = {"note": "note", "measures": "measures", "tomorrow": "tomorrow"}
STATE_NAMES = {
    "zero": _l("零报告"), "reported": _l("已报"), "late_zero": _l("零报告(迟报)"),
    "late_reported": _l("迟报"), "waiting": _l("待报"), "silent": _l("未报"), "none": _l("没有日报"),
}  # fmt: skip
STATE_SHAPES = {
    "zero": "done", "reported": "done", "late_zero": "late", "late_reported": "late",
    "waiting": "due", "silent": "missed", "none": "excused",
}  # fmt: skip
CHANGE_NAMES = {"late": _l("迟报"), "corrected": _l("更正")}
MEANS_NAMES = {
    "system": _l("本系统"), "paper": _l("纸质"), "fax": _l("传真或电话"), "exchange": _l("公文交换"),
}  # fmt: skip
