"""What states, parts of a priority and reasons are called."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.allocation import rules
from xiaoan.web.templatetags.web_tags import share

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


def part_means(name: str) -> str:
    """What a weight weighs, by the numbers of data/weights-cn.toml."""
    means = {
        "cases": _("得分:在校学生里未结病例占比,到 %(n)s 得满分") % {"n": share(100 * rules.CASES_FULL)},
        "event": _("得分:有正在处置的疫情事件得满分,没有得 0"),
        "cover": _("得分:一天也不够得满分,够用 %(n)s 天以上得 0;用量不明的按离标准差多少")
        % {"n": rules.COVER_DAYS},
        "pupils": _("得分:学生最多的学校得满分,别的按人数比"),
        "distance": _("补得一样多时才看:写 1,远 %(n)s 公里抵多跑一趟;写 0,只看趟数")
        % {"n": f"{rules.KM_AS_JOURNEY:g}"},
    }  # fmt: skip
    return means[name]
