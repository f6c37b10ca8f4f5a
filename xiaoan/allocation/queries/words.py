"""What states, parts of a priority and reasons are called."""

from django.utils.translation import gettext_lazy as _l

STATE_NAMES = {
    "draft": _l("草稿"), "asked": _l("等另一人批准"), "approved": _l("已批准,已发出"),
    "withdrawn": _l("已撤回"),
}  # fmt: skip
PART_NAMES = {
    "cases": _l("未结病例的比例"), "event": _l("有疫情事件"), "cover": _l("还能用几天"),
    "pupils": _l("学生数"), "distance": _l("路程"),
}  # fmt: skip
REASON_NAMES = {
    "enough": _l("已达到标准"), "met": _l("缺口已补齐"), "pack": _l("剩下的缺口不到一个整包装"),
    "empty": _l("能调给它的单位已经调空"), "least": _l("够不上一趟的最少数量"),
    "room": _l("这一趟已经装满"), "others": _l("人工改过,余下的没有分"),
}  # fmt: skip
