"""Words of arrivals."""

from django.utils.translation import gettext_lazy as _l

STATE_NAMES = {
    "draft": _l("草稿"), "published": _l("已公布"), "replaced": _l("已换"), "withdrawn": _l("已撤回"),
    "dropped": _l("已弃"),
}  # fmt: skip
STATE_SHAPES = {
    "draft": "due", "published": "done", "replaced": "excused", "withdrawn": "excused", "dropped": "excused",
}  # fmt: skip
# Why somebody has no slot, and what would mend it.
REASON_NAMES = {
    "full": _l("那天的时段都满了"), "no_day": _l("年级没有定到校的日子"),
    "no_bus": _l("坐的校车没有写到校时间,或到校时间不在时段里"), "bus_full": _l("校车坐不下"),
    "no_window": _l("寄宿生或走读生的时间里没有空位"),
}  # fmt: skip
MEND_NAMES = {
    "full": _l("加一个登记台、把最晚时间改晚,或让一个年级改天"),
    "no_day": _l("给这个年级填日子"), "no_bus": _l("填这条线的到校时间,落在某个时段里"),
    "bus_full": _l("加座位数(加一班车),或改乘别的车"),
    "no_window": _l("把寄宿生的时间改长或改短"),
}  # fmt: skip
HOW_NAMES = {
    "solved": _l("按容量和班级排的"), "kept": _l("跟上一份一样"), "bus": _l("跟校车到"),
    "hand": _l("人工改的"),
}  # fmt: skip
RESULT_NAMES = {"in": _l("放行"), "resting": _l("休息复测"), "turned_away": _l("劝返")}
RESULT_SHAPES = {"in": "done", "resting": "late", "turned_away": "missed"}
TIMING_NAMES = {
    "on_time": _l("按时"), "early": _l("早到"), "late": _l("迟到"), "wrong_day": _l("不是这一天"),
    "unplanned": _l("没有排时段"),
}  # fmt: skip
WHY_NAMES = {
    "not_cleared": _l("还不能返校"), "fever": _l("发热"), "symptoms": _l("身体不舒服"), "other": _l("其他"),
}  # fmt: skip
FOLLOWED_NAMES = {
    "home": _l("已回家,家长看着"), "care": _l("去就诊了"), "back": _l("已补好手续,回来了"),
    "online": _l("暂不返校,上网课"),
}  # fmt: skip
METHOD_NAMES = {"forehead": _l("额温"), "axillary": _l("腋温"), "ear": _l("耳温")}
STANDING_NAMES = {
    "cleared": _l("可以返校"), "not_cleared": _l("还不能返校"), "unknown": _l("没有核验记录"),
}  # fmt: skip
STANDING_SHAPES = {"cleared": "done", "not_cleared": "missed", "unknown": "unknown"}
LINE_NAMES = {
    "in": _l("已到"), "resting": _l("在休息复测"), "turned_away": _l("被劝返,待跟进"),
    "followed": _l("被劝返,已跟进"),
    "late": _l("该到没到"), "waiting": _l("还没到"), "none": _l("没有排时段"),
}  # fmt: skip
LINE_SHAPES = {
    "in": "done", "resting": "late", "turned_away": "missed", "followed": "excused", "late": "late",
    "waiting": "due", "none": "unknown",
}  # fmt: skip
