"""Words of the third ledger and of 四查三比对."""

from typing import Any

from django.utils.translation import gettext_lazy as _l

from xiaoan.dropout.rules import children as rules

LIST_NAMES = {
    "household": _l("户籍名单(公安)"), "village": _l("村组摸排名单"), "poverty": _l("脱贫户名单"),
}  # fmt: skip
LIST_STATE_NAMES = {"read": _l("等您确认"), "taken": _l("已采用"), "dropped": _l("已放弃")}
COUNT_NAMES = {
    "rows": _l("名单行数"), "of_age": _l("适龄(6–15 岁)"), "on_roll": _l("在学籍"),
    "doubt": _l("可能在学籍,要人判断"), "missing": _l("不在任何学校"), "known": _l("台账上已有"),
    "opened": _l("新列入"), "marked": _l("有证件号码,用于比对"),
}  # fmt: skip
STATE_NAMES = {
    "new": _l("待确认"), "doubt": _l("要人判断"), "open": _l("在找"), "closing": _l("待核对销号"),
    "closed": _l("已销号"),
}  # fmt: skip
STATE_SHAPES = {
    "new": "due", "doubt": "late", "open": "missed", "closing": "late", "closed": "done",
}  # fmt: skip
STEP_NAMES = {
    "open": _l("列入台账"), "doubt": _l("存疑,等人判断"), "decide": _l("判断是不是同一个孩子"),
    "visit": _l("上门"), "note": _l("进展"), "name": _l("换负责人"), "ask_close": _l("提出销号"),
    "close": _l("核对销号"), "refuse": _l("不同意销号"), "found": _l("学籍里找到同一证件号码"),
    "again": _l("到期,再找"),
}  # fmt: skip
HOW_NAMES = {
    "enrolled": _l("已入学"), "deferred": _l("缓学,已批准"), "home_taught": _l("送教上门"),
    "moved": _l("已迁走或在外地上学,有证明"), "died": _l("已去世"), "mistake": _l("误列"),
    rules.ON_ROLL: _l("本来就在学籍"),
}  # fmt: skip
VISIT_NAMES = {
    "met": _l("见到孩子和家长"), "nobody": _l("家里没人"), "moved": _l("已搬走"), "refused": _l("拒绝沟通"),
}  # fmt: skip
ANSWER_NAMES = {"same": _l("是同一个孩子"), "other": _l("不是同一个孩子")}
FACT_NAMES = {
    "birth": _l("出生日期"), "id_number": _l("证件号码"), "village": _l("村(社区)"), "address": _l("住址"),
    "guardian": _l("监护人"), "phone": _l("电话"), "note": _l("备注"),
}  # fmt: skip
# By what a pupil may be the child of a list.
RULE_NAMES = {
    "id": _l("证件号码相同"), "id_near": _l("证件号码只差一两位,姓名相同"),
    "id_other_name": _l("证件号码相同,姓名不同"), "phone_name": _l("电话和姓名相同"),
    "phone_near": _l("电话相同,姓名相近"), "guardian": _l("监护人的电话和姓名相同"),
    "name_birth": _l("姓名和出生日期相同"), "name_near_birth": _l("姓名、出生日期相近"),
    "several": _l("有几个人都相符"), "other_number": _l("其他都相同,证件号码不同"),
}  # fmt: skip
LOOK_NAMES = {
    "household": _l("查户籍"), "roll": _l("查学籍"), "class": _l("查在校学生"),
    "poverty": _l("查脱贫户适龄儿童少年"),
}  # fmt: skip
CODE_NAMES = {
    "household_roll": _l("户籍与学籍比对"), "roll_class": _l("学籍与在校学生比对"),
    "dropped_poverty": _l("辍学学生与脱贫户比对"),
}  # fmt: skip
SIDE_NAMES = {
    "household_roll": (_l("户籍、村组名单里的适龄儿童"), _l("其中在学籍的")),
    "roll_class": (_l("学籍里的适龄学生"), _l("其中到过班的")),
    "dropped_poverty": (_l("三本台账上的学生和儿童"), _l("脱贫户名单里的适龄儿童少年")),
}  # fmt: skip
DIFFERENCE_NAMES = {
    "here": _l("已在校"), "ill": _l("生病,有证明"), "elsewhere": _l("在别处上学,有证明"),
    "ledger": _l("列入疑似辍学台账"), "helped": _l("已落实帮扶"), "wrong": _l("登记有误,已改"),
}  # fmt: skip


def ways() -> list[tuple[str, Any]]:
    """How a line may be asked to be closed."""
    return [(code, HOW_NAMES[code]) for code in rules.HOWS]
