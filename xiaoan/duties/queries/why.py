"""Words of slots, and of why a duty is excused or due again."""

from django.utils.translation import gettext_lazy as _l

SLOT_NAMES = {"morning": _l("晨检"), "noon": _l("午检"), "evening": _l("晚检")}
# Why a duty is excused (those before `withdrawn`, and `over`), or due again.
WHY_NAMES = {
    "outing": _l("外出活动"),
    "closed": _l("停课放假"),
    "suspended": _l("因疫情停课"),
    "other": _l("其他原因"),
    "calendar": _l("按校历"),
    "closing": _l("班级关闭或并入别班"),
    "withdrawn": _l("撤销登记"),
    "resumed": _l("复课"),
    # What the duty is about has ended meanwhile.
    "over": _l("已不需要"),
    "ended": _l("所关注的事已结束或已变"),
    "again": _l("所关注的事重新进行"),
    "level": _l("响应级别已变"),
    "decided": _l("上级同意不办"),
    "unseated": _l("缺岗已记下,班已另有安排"),
}
# A class that is no more leaves the day's figures, others stay in them as excused.
GONE = "closing"
