"""Words of signals."""

from django.utils.translation import gettext_lazy as _

SYNDROME_NAMES = {
    "RESP": _("发热伴咳嗽、咽痛"),
    "GI": _("呕吐、腹泻、腹痛"),
    "RASH": _("皮疹"),
    "PAROTID": _("腮腺肿大"),
    "EYE": _("结膜充血"),
    "JAUNDICE": _("黄疸"),
    "FEVER": _("发热"),
    "COUGH": _("咳嗽、咽痛(无发热)"),
    "OTHER": _("其他症状"),
    "UNSPECIFIED": _("症状未填"),
}
LEVEL_NAMES = {"class": _("班级"), "dormitory": _("宿舍")}
STATE_NAMES = {
    "open": _("待处理"),
    "acknowledged": _("已知晓"),
    "closed": _("已结束"),
    "withdrawn": _("已撤销(更正后不再达到)"),
}
RUNNING = ("open", "acknowledged")
