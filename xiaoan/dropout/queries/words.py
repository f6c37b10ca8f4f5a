"""Words of the drop-out watch."""

from django.utils.translation import gettext_lazy as _l

LEDGER_NAMES = {"suspected": _l("疑似辍学"), "dropped": _l("辍学")}
STATE_NAMES = {"open": _l("在办"), "closing": _l("待核对销号"), "closed": _l("已销号")}
STATE_SHAPES = {"open": "missed", "closing": "late", "closed": "done"}
STEP_NAMES = {
    "open": _l("列入台账"), "confirm": _l("认定辍学"), "note": _l("进展"), "name": _l("换负责人"),
    "ask_close": _l("提出销号"), "close": _l("核对销号"), "refuse": _l("不同意销号"),
}  # fmt: skip
HOW_NAMES = {
    "back": _l("已返校上课"), "transferred": _l("已转学,有接收回执"), "leave": _l("已办休学"),
    "abroad": _l("已出国出境"), "died": _l("已去世"), "mistake": _l("误列"),
}  # fmt: skip
GROUP_NAMES = {
    "orphan": _l("孤儿"), "unsupported": _l("事实无人抚养儿童"), "disabled": _l("残疾"),
    "left_behind": _l("留守"), "hardship": _l("困境"), "migrant": _l("随迁"), "case": _l("涉案"),
}  # fmt: skip
BASIS_NAMES = {"law": _l("法定职责"), "consent": _l("监护人同意")}
# What is said of each number of a score.
SEEN_NAMES = {
    "unexplained": _l("最近10个上学日,没有说明或非因病缺课(天)"),
    "unexplained_before": _l("再往前30个上学日,没有说明或非因病缺课(天)"),
    "run": _l("到最近一天为止连续没有说明的缺课(天)"),
    "sick": _l("最近10个上学日病假(天)"),
    "unseen": _l("最近10个上学日没看课、没交作业(次)"),
    "unreached": _l("上次联系上以后没联系上(次)"), "reached": _l("这10天里联系上过"),
    "moves": _l("两年内从别的学校转来(次)"), "key_group": _l("登记为重点群体"),
}  # fmt: skip
