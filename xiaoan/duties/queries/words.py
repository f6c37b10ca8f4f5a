"""What the numbers of the catalogue are called, and how they are said."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.duties import rules

VALUE_NAMES = {
    "readiness.recheck.within": _l("开学条件整改后几天内复查"),
    "readiness.broken.within": _l("开学后条件不再符合,几天内处理"),
    "dailyreports.school.by": _l("学校日报几点以前签发"),
    "dailyreports.township.by": _l("乡镇日报几点以前签发"),
    "dailyreports.county.by": _l("全县日报几点以前签发"),
    "screening.rollcall.noon": _l("午检(没有安排午检的也要做)"),
    "screening.rollcall.evening": _l("住校生晚检(没有安排晚检的也要做)"),
    "hygiene.check.places": _l("每校每天抽查几处消毒"),
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
    "enquiries.teacher.within": _l("班主任几个上课日内答复家长"),
    "enquiries.doctor.within": _l("校医几个上课日内答复家长"),
    "enquiries.school.within": _l("校长几个上课日内答复家长"),
    "enquiries.bureau.within": _l("教育局热线几个上课日内答复家长"),
    "rumours.check.within": _l("传言报来后多久核查答复"),
    "inspections.rectify.minor": _l("一般隐患几天内整改"),
    "inspections.rectify.major": _l("较大隐患几天内整改"),
    "inspections.rectify.grave": _l("重大隐患几天内整改(0 为当天)"),
    "inspections.recheck.within": _l("报整改后几天内复查"),
    "homework.mark.limit": _l("作业交来后,几个上课日内批改"),
    "lessons.viewing.call_after": _l("网课开始几分钟后,没在看的要打电话"),
    "lessons.viewing.watched": _l("看了一节课的百分之几算听了"),
    "outreach.call.within": _l("要联系的家庭,几分钟内打电话"),
    "outreach.call.tries": _l("打几次不通就家访"),
    "outreach.visit.within": _l("家访,几分钟内去"),
    "outreach.principal.within": _l("联系不上的家庭,校长几分钟内决定"),
    "outreach.township.within": _l("联系不上的家庭,乡镇几分钟内办理"),
    "notices.call.within": _l("通知过期后多少分钟内打完电话"),
    "notices.call_staff.within": _l("教职工通知过期后多少分钟内打完电话"),
    "hygiene.plan.within": _l("消毒方案不全,最多几天补齐"),
    "equipment.calibration.ahead": _l("设备校准到期前几天开始催办"),
    "equipment.kit_check.every": _l("防护套装最多隔几天巡查一次"),
    "equipment.kit_refill.within": _l("防护套装缺了几天内补齐"),
    "training.course.within": _l("缺培训证书的几天内通过"),
    "materials.review.ahead": _l("防疫知识复核,到期前几天提醒"),
    "keypersons.follow.by": _l("重点人员随访,每天几点前"),
    "keypersons.follow.every": _l("重点人员最多隔几天随访一次"),
    "keypersons.arrival.by": _l("返县人员到达,当天几点前确认"),
    "screening.retest.within": _l("测得高温后多久内复测"),
    "illness.watch.by": _l("在校观察的学生,当天几点前有结果"),
    "illness.investigate.by": _l("查清久未确诊的病因,当天几点前"),
    "illness.cause.within": _l("缺课原因不明的,多久内问清"),
    "illness.follow.by": _l("追访病假学生,上课日几点前"),
    "clearances.follow.two_papers": _l("诊断证明没有存档的,暂缓返校(双证明)"),
    "clearances.follow.by": _l("联系暂缓返校的学生,上课日几点前"),
    "illness.return.by": _l("返校查验,返校当天几点前"),
    "surveys.settle.within": _l("不同的申报多久内核定"),
    "surveys.again.within": _l("不实的申报多久内重新申报"),
    "verification.clear.within": _l("不一致多久内核清"),
    "verification.spot_check.within": _l("抽查几天内核实"),
    "investigations.judge.within": _l("疫情多久内核实"),
    "statutory.report.promptly": _l("条文只写“及时”的,多久内报告"),
    "statutory.report.emergency": _l("条文写“立即”的,多久内报告"),
    "statutory.report.progress": _l("进程报告,每天几点前"),
    "statutory.report.closing": _l("结案报告,结案后多久内"),
    "statutory.read.within": _l("官方预警多久内阅知"),
    "careteams.rearrange.by": _l("重新安排包联,当天几点前"),
    "directives.read.within": _l("学校几天内阅通报"),
    "directives.township_read.within": _l("乡镇几天内阅通报"),
    "ladder.grade_head": _l("逾期后告知年级组长"),
    "ladder.principal": _l("逾期后告知校长"),
    "ladder.township_liaison": _l("逾期后告知乡镇联络员"),
    "ladder.township_leader": _l("乡镇自己的事逾期后告知乡镇分管领导"),
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
    if value.unit == "count":
        return _("%(n)s 处") % {"n": number}
    if value.unit == "tries":
        return _("%(n)s 次") % {"n": number}
    if value.unit == "percent":
        return f"{number}%"
    if value.unit == "days":
        return _("%(n)s 天") % {"n": number} if number else _("照类别")
    return _("%(n)s 分钟") % {"n": number}
