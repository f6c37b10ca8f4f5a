"""What the numbers of the catalogue are called, and how they are said."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.duties import rules

VALUE_NAMES = {
    "screening.rollcall.noon": _l("午检(没有安排午检的也要做)"),
    "screening.rollcall.evening": _l("住校生晚检(没有安排晚检的也要做)"),
    "hygiene.incident.within": _l("呕吐物多久内处置完"),
    "screening.missing_boarder.within": _l("未归住校生多久内找到"),
    "directives.acknowledge.within": _l("学校多久内签收督办"),
    "directives.township_acknowledge.within": _l("乡镇多久内签收督办"),
    "procurement.approve.within": _l("多久内审批请领单"),
    "procurement.decide.within": _l("多久内决定请领单"),
    "procurement.chase.within": _l("采购过期后多久内催货"),
    "illness.care.within": _l("不适学生多久内处置"),
    "command.check_in.within": _l("值班签到,开班后几分钟内"),
    "command.check_in.nights": _l("夜班要不要排"),
    "command.fill.within": _l("值班表缺人,几分钟内补齐"),
    "equipment.calibration.ahead": _l("设备校准到期前几天开始催办"),
    "equipment.kit_check.every": _l("防护套装最多隔几天巡查一次"),
    "equipment.kit_refill.within": _l("防护套装缺了几天内补齐"),
    "keypersons.follow.by": _l("重点人员随访,每天几点前"),
    "keypersons.follow.every": _l("重点人员最多隔几天随访一次"),
    "keypersons.arrival.by": _l("返县人员到达,当天几点前确认"),
    "ladder.grade_head": _l("逾期后告知年级组长"),
    "ladder.principal": _l("逾期后告知校长"),
    "ladder.township_liaison": _l("逾期后告知乡镇联络员"),
    "ladder.bureau_officer": _l("逾期后告知教育局"),
}
DUE_NAMES = {
    "slots": _l("按作息时间里定的时限"),
    "value": _l("按下面的数"),
    "row": _l("按这件事本身的规则"),
}


def shown(value: rules.Value, number: int) -> str:
    """A number with its unit."""
    if value.unit == "time":
        return rules.time_of(number).strftime("%H:%M")
    if value.unit == "switch":
        return _("要做") if number else _("照平常")
    if value.unit == "days":
        return _("%(n)s 天") % {"n": number} if number else _("照类别")
    return _("%(n)s 分钟") % {"n": number}
