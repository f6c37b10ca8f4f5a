"""The words for the codes of key persons."""

from django.utils.translation import gettext_lazy as _

PACK_NAMES = {
    "covid-2020-02": _("2020 年新冠疫情防控"),
    "post-2023": _("2023 年以后(多病共防)"),
}
CATEGORY_NAMES = {
    "fever": _("发热"),
    "epidemic_area": _("涉疫区旅居"),
    "isolated": _("隔离中"),
    "contact": _("有接触史"),
    "returning": _("即将返回"),
    "respiratory": _("呼吸道症状"),
    "gastro": _("胃肠炎"),
    "rash": _("皮疹"),
    "notifiable": _("法定传染病诊断"),
    "household": _("同住者患病"),
}
DEFINITIONS = {
    "fever": _("体温达到发热标准,还没有排除传染病。"),
    "epidemic_area": _("14 天内到过或住过疫情发生地区。"),
    "isolated": _("正在集中隔离、居家隔离或医学观察,还没有解除。"),
    "contact": _("14 天内接触过病例、疑似病例或从疫区回来有症状的人。"),
    "returning": _("在县外(疫区),准备返回本县。"),
    "respiratory": _("发热、咳嗽、咽痛等呼吸道症状,还没有恢复。"),
    "gastro": _("呕吐、腹泻,最后一次症状后未满 72 小时。"),
    "rash": _("出疹原因不明,或疑似水痘、麻疹、手足口病等。"),
    "notifiable": _("医院诊断为法定传染病,还没有开具可以返校的证明。"),
    "household": _("同住的人患传染病,本人在观察期内。"),
}
WHEREABOUTS_NAMES = {
    "home": _("在家"),
    "central": _("集中隔离点(酒店)"),
    "hospital": _("医院"),
    "away": _("在县外"),
    "other": _("其他地方"),
}
STATE_NAMES = {
    "open": _("跟踪中"),
    "released": _("已解除"),
    "moved": _("已转到别校"),
    "withdrawn": _("已撤销"),
}
END_NAMES = {
    "paper": _("凭证明解除"),
    "decision": _("由负责人解除"),
    "expiry": _("到期自动解除"),
    "moved": _("随学生转到别校"),
    "withdrawn": _("登记有误,已撤销"),
}
SOURCE_NAMES = {
    "hand": _("人工登记"),
    "survey": _("摸排问卷"),
    "list": _("外部名单核实"),
    "illness": _("因病追踪"),
    "travel": _("返县报备"),
    "move": _("转学带入"),
}
ISOLATION_NAMES = {
    "central": _("集中隔离"),
    "home": _("居家隔离"),
    "watch": _("居家健康监测"),
    "observation": _("医学观察"),
}
BASIS_NAMES = {
    "contact": _("密切接触者"),
    "epidemic_area": _("从疫区返回"),
    "case": _("确诊、疑似或无症状感染"),
    "order": _("疾控或指挥部通知"),
    "doctor": _("医生建议"),
    "other": _("其他"),
}
PAPER_NAMES = {
    "release": _("解除隔离证明"),
    "observation": _("医学观察证明"),
    "clearance": _("复课证明"),
    "other": _("其他证明"),
}
REACHED_NAMES = {
    "person": _("本人"),
    "guardian": _("家长"),
    "visit": _("上门见到"),
    "colleague": _("驻点人员或社区"),
    "nobody": _("没有联系上"),
}
TRANSPORT_NAMES = {
    "train": _("火车"),
    "plane": _("飞机"),
    "coach": _("长途汽车"),
    "car": _("自驾或乘私家车"),
    "ship": _("轮船"),
    "other": _("其他"),
}
ANNOUNCER_NAMES = {
    "self": _("本人"),
    "guardian": _("家长"),
    "teacher": _("学校"),
    "other": _("其他人"),
}
TRAVEL_NAMES = {
    "expected": _("待确认"),
    "arrived": _("已到达"),
    "withdrawn": _("已取消"),
    "moved": _("已转到别校"),
}
CHANGE_NAMES = {
    "opened": _("列为重点人员"),
    "named_again": _("再次被上报"),
    "extended": _("改了预计结束日期"),
    "whereabouts": _("改了去向"),
    "carer": _("换了跟踪人"),
    "isolated": _("开始隔离"),
    "isolation_ended": _("解除隔离"),
    "released": _("解除跟踪"),
    "expired": _("到期自动解除"),
    "withdrawn": _("撤销登记"),
    "moved_out": _("转到别校,由新学校接着跟踪"),
    "moved_in": _("由原学校转来,接着跟踪"),
    "travel_announced": _("报备返县"),
    "arrived": _("确认已到达"),
    "not_arrived": _("没有到达,改了日期"),
    "travel_withdrawn": _("取消返县"),
}
# Where somebody stands on the way back to class (rules.returning), and what that counts.
STAND_NAMES = {
    "today": _("今天可以返校"),
    "overdue": _("超期未返"),
    "check": _("等校医查验"),
    "paper": _("等证明"),
    "early": _("未到期"),
}
STAND_DEFINITIONS = {
    "today": _("证明已查验或隔离已解除,今天是第一个可以返校的上课日。"),
    "overdue": _("可以返校以后过了一个上课日或更久,点名表里还没有到校。"),
    "check": _("复课证明已交到学校,校医还没有查验。"),
    "paper": _("隔离期已满,复课证明或解除隔离证明还没有交,或交来的没有通过。"),
    "early": _("隔离期还没有满,或可以返校的上课日还没有到。"),
}
