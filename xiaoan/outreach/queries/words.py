"""Words of outreach."""

from django.utils.translation import gettext_lazy as _l

STAGE_NAMES = {
    "call": _l("待打电话"), "visit": _l("待家访"), "principal": _l("校长办理"),
    "township": _l("乡镇办理"), "waiting": _l("已联系,等兑现"), "closed": _l("已办结"),
}  # fmt: skip
STAGE_SHAPES = {
    "call": "due", "visit": "late", "principal": "missed", "township": "missed", "waiting": "due",
    "closed": "done",
}  # fmt: skip
OUTCOME_NAMES = {
    "reached": _l("打通了"), "not_reached": _l("没打通"), "wrong_number": _l("号码不对"),
    "met": _l("见到家长"), "nobody": _l("家里没人"), "moved": _l("已搬走"), "refused": _l("拒绝沟通"),
    "settled": _l("已解决"), "again": _l("再去家访"), "township": _l("请乡镇协助"),
}  # fmt: skip
WAY_NAMES = {"call": _l("电话"), "visit": _l("家访"), "lead": _l("决定")}
WHY_NAMES = {
    "forgot": _l("忘了时间"), "no_device": _l("没有设备或网络"), "ill": _l("生病"),
    "family": _l("家里有事"), "work": _l("外出务工或帮家里干活"), "lost_heart": _l("不想学"),
    "moved": _l("随家人去外地"), "refuses": _l("家长不同意继续上"), "other": _l("其他"),
}  # fmt: skip
CLOSED_NAMES = {"reached": _l("联系上了"), "back": _l("回来了")}
