"""The words for the codes of the daily checks (glossary: docs/glossary.md)."""

from django.utils.translation import gettext_lazy as _

from xiaoan.duties import queries as duties

SLOT_NAMES = {"morning": _("晨检"), "noon": _("午检"), "evening": _("晚检")}
# What has times to be set: the checks, and the evening's round.
TIMES_NAMES = {**SLOT_NAMES, "round": _("查寝")}
KIND_NAMES = {
    "absent_sick": _("因病缺勤"),
    "absent_personal": _("事假"),
    "absent_unknown": _("原因不明"),
    "absent_isolation": _("隔离"),
    "late": _("迟到"),
    "sent_home": _("已送回家"),
    "present": _("在校有症状"),
}
SYMPTOM_NAMES = {
    "fever": _("发热"),
    "cough": _("咳嗽"),
    "headache": _("头痛"),
    "sore_throat": _("咽痛"),
    "parotid": _("腮腺肿大"),
    "abdominal_pain": _("腹痛"),
    "diarrhoea": _("腹泻"),
    "vomiting": _("呕吐"),
    "rash": _("皮疹"),
    "dizziness": _("头晕"),
    "fatigue": _("乏力"),
    "red_eyes": _("结膜充血"),
    "jaundice": _("黄疸"),
    "other": _("其他"),
}
METHOD_NAMES = {"forehead": _("额温"), "axillary": _("腋温"), "ear": _("耳温")}
ENTRY_NAMES = {
    "self": _("本人填报"),
    "deputy": _("代理人填报"),
    "office": _("校办代填"),
    "import": _("导入"),
}
# What a person may say; duties know why else something may be excused.
EXCUSE_NAMES = {code: duties.WHY_NAMES[code] for code in ("outing", "closed", "other")}

# Why a pupil is not simply let in, as the sheet says it beside the name.
HOLD_NAMES = {"isolation": _("隔离中"), "certificate": _("待查复课证明"), "sick": _("送医或回家")}

ROUND_NAMES = {"leave": _("请假外出"), "missing": _("不在(无请假)"), "ill": _("生病")}
FOUND_NAMES = {
    "in_room": _("已回宿舍"),
    "campus": _("在校内"),
    "home": _("在家"),
    "hospital": _("在医院"),
    "other": _("其他地方"),
    "corrected": _("查寝更正:其实在"),
}
DEVICE_NAMES = {"thermometer": _("体温计"), "camera": _("热成像"), "gate": _("测温门")}
READ_BY_NAMES = {**METHOD_NAMES, "camera": _("热成像")}
