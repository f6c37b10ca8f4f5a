"""The words for the codes of surveys."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as pgettext

from xiaoan.keypersons import queries as keypersons

WHEREABOUTS_NAMES = {"home": _("在本县"), "away": _("在外地")}
# What an answer said whose days are over.
CLEARED = _("已按保存期限删除")
CONDITION_NAMES = {
    "well": pgettext("condition", "健康"),
    "symptoms": _("有症状"),
    "isolated": _("隔离中"),
}
SOURCE_NAMES = {
    "self": _("本人"),
    "guardian": _("家长"),
    "teacher": _("班主任"),
    "office": _("校办代填"),
    "import": _("表格导入"),
    "carried": _("随转学带入"),
}
STATE_NAMES = {"known": _("已知"), "unknown": _("未知"), "contradicted": _("有矛盾,待定")}
ROUND_STATE_NAMES = {"draft": _("草稿"), "open": _("进行中"), "closed": _("已结束")}
VERSION_NAMES = {
    "current": _("现行"),
    "agreeing": _("另一方,说法一致"),
    "contradicting": _("另一方,说法不同,待定"),
    "superseded": _("已被更正"),
    "discarded": _("核实后不采用"),
}
OWN_WORD = _("您是其中一方:这一处由校医、校长或上级核定,不由说过的人自己定。")
DECISION_MISSING = _("请选采用哪一份,并写明依据,不超过 200 个字。")
LIST_NAMES = {
    "all": _("全部"),
    "unknown": _("未知"),
    "contradicted": _("有矛盾"),
    "key_group": _("重点人群"),
    "away": _("在外地"),
    "symptoms": _("有症状"),
    "isolated": _("隔离中"),
    "late": _("迟报"),
}
FAULT_NAMES = {
    "whereabouts": _("请选现在在哪里。"),
    "condition": _("请选身体状况。"),
    "categories": _("有一类不在这一轮的问题里,请重新选。"),
    "place": _("在外地的请写明地方,不超过 60 个字。"),
    "since": _("日期请选今天或以前、三年以内的。"),
    "remark": _("补充说明不超过 200 个字,也不能有不能保存的字符。"),
    "reason": _("更正要写明原因,不超过 200 个字。"),
    "id": _("页面已过期,请刷新后重填。"),
    "title": _("请写标题,不超过 60 个字。"),
    "who": _("请选问谁。"),
    "stages": _("请从列表中选学段;这个范围里要有人可问。"),
    "unit": _("请选全县、一个乡镇或一所学校。"),
    "due_at": _("截止时间要在现在之后、30 天以内。"),
    "due_day": _("截止日期请写成 2026-11-24 这样。"),
    "due_time": _("截止时间请写成 18:00 这样。"),
    "every_days": _("每几天一轮:请写 1 到 30 的数字;只做这一轮的,空着。"),
}


def doubt_words(codes: tuple[str, ...]) -> str:
    """One question about what cannot both be so."""
    return gettext("选了“健康”,又选了“%(what)s”,哪一个对?") % {"what": category_words(codes)}


def category_words(codes: tuple[str, ...]) -> str:
    return "、".join(keypersons.category_name(code) for code in codes)
