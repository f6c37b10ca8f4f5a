"""The words for the codes of the daily checks (glossary: docs/glossary.md)."""

from django.utils.translation import gettext_lazy as _

from xiaoan.duties import queries as duties

SLOT_NAMES = {"morning": _("晨检"), "noon": _("午检"), "evening": _("晚检")}
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
HOLD_NAMES = {"isolation": _("隔离中"), "certificate": _("待查复课证明")}
