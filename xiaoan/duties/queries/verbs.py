"""How a duty reads on a list, by what has to be done: 待查验, 逾期未查验, 已查验. 未报 is of roll-calls."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _l

_NO_NEED = _l("不用办")


@dataclass(frozen=True)
class Said:
    """The words of each state of one kind."""

    due: Any
    missed: Any
    done: Any
    late: Any
    excused: Any = _NO_NEED

    def of(self, status: str) -> Any:
        return getattr(self, status)


DO = Said(_l("待办"), _l("逾期未办"), _l("已办"), _l("迟办"))
REPORT = Said(_l("待报"), _l("未报"), _l("已报"), _l("迟报"), _l("不需报"))
SEND = Said(_l("待上报"), _l("逾期未上报"), _l("已上报"), _l("迟上报"))
CHECK = Said(_l("待查验"), _l("逾期未查验"), _l("已查验"), _l("迟查验"))
SETTLE = Said(_l("待核定"), _l("逾期未核定"), _l("已核定"), _l("迟核定"))
JUDGE = Said(_l("待核实"), _l("逾期未核实"), _l("已核实"), _l("迟核实"))
REPLY = Said(_l("待回复"), _l("逾期未回复"), _l("已回复"), _l("迟回复"))
SIGN = Said(_l("待签收"), _l("逾期未签收"), _l("已签收"), _l("迟签收"))
READ = Said(_l("待阅"), _l("逾期未阅"), _l("已阅"), _l("迟阅"))
FOLLOW = Said(_l("待随访"), _l("逾期未随访"), _l("已随访"), _l("迟随访"))
FIND = Said(_l("待找到"), _l("逾期未找到"), _l("已找到"), _l("迟找到"))
MEASURE = Said(_l("待复测"), _l("逾期未复测"), _l("已复测"), _l("迟复测"))
ROUND = Said(_l("待查寝"), _l("逾期未查寝"), _l("已查寝"), _l("迟查寝"))
FILL = Said(_l("待填报"), _l("逾期未填报"), _l("已填报"), _l("迟填报"))
CHECK_IN = Said(_l("待签到"), _l("缺岗"), _l("已签到"), _l("迟到"))
TRACE = Said(_l("待追访"), _l("逾期未追访"), _l("已追访"), _l("迟追访"))
CLEAR = Said(_l("待核清"), _l("逾期未核清"), _l("已核清"), _l("迟核清"))
APPROVE = Said(_l("待审批"), _l("逾期未审批"), _l("已审批"), _l("迟审批"))
DECIDE = Said(_l("待决定"), _l("逾期未决定"), _l("已决定"), _l("迟决定"))
RECEIVE = Said(_l("待点收"), _l("逾期未点收"), _l("已点收"), _l("迟点收"))
CHASE = Said(_l("待催货"), _l("逾期未催货"), _l("已催货"), _l("迟催货"))
CALIBRATE = Said(_l("待校准"), _l("逾期未校准"), _l("已校准"), _l("迟校准"))
INSPECT = Said(_l("待巡查"), _l("逾期未巡查"), _l("已巡查"), _l("迟巡查"))
REFILL = Said(_l("待补齐"), _l("逾期未补齐"), _l("已补齐"), _l("迟补齐"))
RESTOCK = Said(_l("待处理"), _l("逾期未处理"), _l("已处理"), _l("迟处理"))
TRAIN = Said(_l("待学习"), _l("逾期未通过"), _l("已通过"), _l("迟通过"), _l("不需要了"))
REVIEW = Said(_l("待复核"), _l("逾期未复核"), _l("已复核"), _l("迟复核"))
RECALL = Said(_l("待召回"), _l("逾期未召回"), _l("已召回"), _l("迟召回"))
CLEAN = Said(_l("待消毒"), _l("逾期未消毒"), _l("已消毒"), _l("迟消毒"))
CLEAR_AWAY = Said(_l("待处置"), _l("逾期未处置"), _l("已处置"), _l("迟处置"))
RECTIFY = Said(_l("待整改"), _l("逾期未整改"), _l("已整改"), _l("迟整改"))
RECHECK = Said(_l("待复查"), _l("逾期未复查"), _l("已复查"), _l("迟复查"))
CALL = Said(_l("待打电话"), _l("逾期未打电话"), _l("已打电话"), _l("迟打电话"))
LOOK_AT = Said(_l("待抽查"), _l("逾期未抽查"), _l("已抽查"), _l("迟抽查"))
