"""The words for the codes of illness (glossary: docs/glossary.md)."""

from django.utils.translation import gettext_lazy as _

STAGE_NAMES = {
    "detected": _("发现,待复测"),
    "retested": _("复测仍异常"),
    "watched": _("回班观察"),
    "observed": _("在留观室"),
    "reached": _("已联系家长"),
    "in_care": _("已送医"),
    "diagnosed": _("已诊断"),
    "at_home": _("在家休息"),
    "cleared": _("可以复课"),
    "returned": _("已返校"),
    "well": _("观察后正常"),
    "withdrawn": _("误登,已撤销"),
    "moved": _("已转学,由新学校接续"),
    "left": _("已离校"),
}
# The same in the words of a parent.
STAGE_WORDS_AT_HOME = {
    "detected": _("老师发现孩子不舒服,校医正在复测。"),
    "retested": _("校医复测过,孩子要去留观室休息。"),
    "watched": _("校医复测正常,孩子已回班,老师会继续观察。"),
    "observed": _("孩子在留观室,有老师陪着。学校会马上联系您,请保持电话畅通。"),
    "reached": _("学校已经联系过家长,请尽快来校接孩子去看病。"),
    "in_care": _("孩子已送去就医。请把医院的诊断告诉班主任。"),
    "diagnosed": _("医院的诊断已登记。请让孩子在家休息,班主任会每天问一次情况。"),
    "at_home": _("孩子在家休息。班主任会每个上课日问一次情况。"),
    "cleared": _("复课证明已查验,孩子可以返校。"),
    "returned": _("孩子已经返校。"),
    "well": _("观察后一切正常。"),
}
STEP_NAMES = {
    "detected": _("发现"),
    "at_home": _("登记缺勤"),
    "noticed": _("又一次发现"),
    "retest_fever": _("复测:仍异常"),
    "retest_normal": _("复测:正常"),
    "observe": _("进留观室"),
    "unreachable": _("联系家长:未接通"),
    "reach": _("联系到家长"),
    "send": _("送医"),
    "diagnose": _("诊断"),
    "home": _("回家休息"),
    "trace": _("追踪病因"),
    "follow": _("每日随访"),
    "investigate": _("病因排查"),
    "hand_in": _("收到复课证明"),
    "refuse": _("复课证明未通过"),
    "clear": _("复课查验通过"),
    "clear_against": _("提前复课(未达隔离期)"),
    "well": _("观察后正常"),
    "absent": _("晨午检报缺勤"),
    "return": _("晨午检报到校"),
    "withdraw": _("撤销误登"),
    "moved": _("随转学接续"),
    "left": _("离校"),
    "late": _("迟到的记录"),
}
DUTY_NAMES = {
    "illness.care": _("处置不适学生"),
    "illness.watch": _("再看一次学生"),
    "illness.trace": _("追踪因病缺勤"),
    "illness.follow": _("随访病假学生"),
    "illness.investigate": _("病因排查"),
    "illness.return": _("等学生返校"),
}
CAUSE_NAME = _("查明缺勤原因")
ASKED_NAMES = {
    "ill": _("生病了"), "personal": _("事假或其他原因"), "came": _("其实到校了"), "unreached": _("没联系上"),
}  # fmt: skip
OUTCOME_NAMES = {
    **ASKED_NAMES,
    "named": _("点名表已写明原因"),
    "withdrawn": _("点名表已更正"),
    "moved": _("已转学"),
    "left": _("已离校"),
}
# What to do next, as the list says it.
NEXT_NAMES = {
    "detected": _("用腋温复测"),
    "retested": _("带去留观室"),
    "watched": _("再看一次"),
    "observed": _("联系家长"),
    "reached": _("送医或由家长接走"),
}
CERTAINTY_NAMES = {"suspected": _("疑似"), "confirmed": _("确诊"), "excluded": _("已排除")}
DISEASE_NAMES = {
    "influenza": _("流感(流感样病例)"),
    "varicella": _("水痘"),
    "mumps": _("流行性腮腺炎"),
    "measles": _("麻疹"),
    "measles_pneumonia": _("麻疹合并肺炎"),
    "rubella": _("风疹"),
    "scarlet_fever": _("猩红热"),
    "hfmd": _("手足口病"),
    "norovirus": _("诺如病毒感染"),
    "infectious_diarrhoea": _("其他感染性腹泻"),
    "dysentery": _("细菌性痢疾"),
    "cholera": _("霍乱"),
    "typhoid": _("伤寒和副伤寒"),
    "hepatitis_a_e": _("甲型、戊型肝炎"),
    "conjunctivitis": _("急性出血性结膜炎"),
    "meningococcal": _("流行性脑脊髓膜炎"),
    "tb_positive": _("肺结核(病原学阳性或重症)"),
    "tb_other": _("肺结核(其他)"),
    "pertussis": _("百日咳"),
    "mycoplasma": _("肺炎支原体肺炎"),
    "covid19": _("新型冠状病毒感染"),
}
# What is no infectious disease of the table: it holds nobody back.
OTHER_DISEASES = {
    "cold": _("普通感冒"),
    "gastric": _("胃肠不适(非感染)"),
    "injury": _("外伤"),
    "chronic": _("慢性病"),
    "other": _("其他疾病"),
}
DIAGNOSIS_NAMES = {**DISEASE_NAMES, **OTHER_DISEASES}
MISSING_NAMES = {
    "onset": _("发病日期"),
    "rash": _("出疹日期"),
    "treatment": _("开始治疗日期"),
    "fever_free": _("退热日期"),
    "symptom_free": _("症状全部消失的日期"),
    "crusted": _("疱疹全部结痂"),
    "swelling_gone": _("腮腺肿胀完全消退"),
    "cultures_negative": _("两次培养或检测阴性"),
    "swabs_negative": _("三次咽拭子阴性"),
    "liver_normal": _("肝功能正常"),
    "hospital_fit": _("医院注明可以复课"),
    "course_complete": _("全程治疗完成或治愈"),
    "tb_smears_negative": _("痰涂片和培养阴性"),
}
# Where the return certificate of a child stands (rules.CERTIFICATES).
CERTIFICATE_NAMES = {
    "": _("还没有交"), "handed": _("已交,待查验"), "refused": _("查验未通过"), "accepted": _("查验通过"),
}  # fmt: skip
# The first day back is so many days after it.
COUNTED_NAMES = {
    "onset": _("发病满 %(n)s 天"),
    "rash": _("出疹满 %(n)s 天"),
    "treatment": _("开始治疗满 %(n)s 天"),
    "fever_free": _("退热满 %(n)s 天"),
    "symptom_free": _("症状全部消失满 %(n)s 天"),
}
GONE_NAMES = {"symptom_free": _("症状全部消失"), "fever_free": _("已退热")}
PROFILE_NAMES = {"default": _("通用"), "strict": _("从严")}
RED_FLAG_NAMES = {
    "high_fever": _("不明原因高热"),
    "rapid_breathing": _("呼吸急促"),
    "severe_gut": _("剧烈呕吐或腹泻"),
}
SENT_BY_NAMES = {"guardian": _("家长"), "staff": _("校医或老师"), "ambulance": _("120 急救")}
SHOW_NAMES = {
    "open": _("正在关注"),
    "absent": _("病假中"),
    "untraced": _("未追踪"),
    "long": _("久缺未明"),
    "certificate": _("待查复课证明"),
    "cleared": _("可以复课"),
    "against": _("提前复课"),
    "closed": _("近 14 天已结束"),
}
