"""Words of readiness."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.readiness.rules.judging import Result

STATE_NAMES = {
    "pass": _l("符合"), "fail": _l("不符合"), "unknown": _l("不清楚"), "none": _l("不适用"),
}  # fmt: skip
STATE_SHAPES = {"pass": "done", "fail": "missed", "unknown": "unknown", "none": "excused"}
GATE_NAMES = {
    "blocked": _l("不能开学"), "unknown": _l("情况不清,不能开学"), "may_open": _l("条件齐,可以决定开学"),
    "open": _l("已开学"), "broken": _l("已开学,有条件不再符合"),
}  # fmt: skip
GATE_SHAPES = {
    "blocked": "missed", "unknown": "unknown", "may_open": "due", "open": "done", "broken": "late",
}  # fmt: skip
KIND_NAMES = {"open": _l("开学"), "override": _l("破例开学"), "close": _l("停止到校")}
DECISION_NAMES = {
    "asked": _l("等另一人签"), "signed": _l("已签"), "refused": _l("未同意"), "dropped": _l("已撤回"),
}  # fmt: skip
DECISION_SHAPES = {"asked": "due", "signed": "done", "refused": "missed", "dropped": "excused"}
AUTHORITY_NAMES = {"education": _l("教育"), "health": _l("卫生健康"), "market": _l("市场监管")}
HOW_NAMES = {"computed": _l("系统计算"), "inspected": _l("现场查看")}
SAID_NAMES = {
    "self": _l("学校自查"), "joint": _l("联合核查"), "recheck": _l("复查"), "mend": _l("报整改"),
    "withdraw": _l("撤回"),
}  # fmt: skip
RESULT_NAMES = {"ok": _l("合格"), "bad": _l("不合格"), "none": _l("没有这一项")}
RESULT_SHAPES = {"ok": "done", "bad": "missed", "none": "excused"}
FINDING_NAMES = {
    "open": _l("待整改"), "answered": _l("待复查"), "closed": _l("已销号"), "void": _l("已撤销"),
}  # fmt: skip
FINDING_SHAPES = {"open": "missed", "answered": "late", "closed": "done", "void": "excused"}
PACK_STATES = {
    "draft": _l("草稿"), "asked": _l("等另一人发布"), "published": _l("已发布"), "dropped": _l("已放弃"),
}  # fmt: skip
CHANGE_NAMES = {"new": _l("新增"), "gone": _l("去掉"), "changed": _l("有改动")}
FIELD_NAMES = {
    "text": _l("条目"), "group": _l("组别"), "hard": _l("是否必须"), "how": _l("怎么判"), "by": _l("怎么算"),
    "params": _l("参数"), "asks": _l("要什么证据"), "stages": _l("适用学校"), "only": _l("住宿或走读"),
    "may_lack": _l("可以没有"), "words_do": _l("文字即可"),
    "source": _l("依据"), "confidence": _l("可信度"), "since": _l("起"),
    "until": _l("止"), "code": _l("代码"),
}  # fmt: skip
EVALUATOR_NAMES = {
    "response_level": _l("响应级别"), "roll_known": _l("摸排"), "key_persons": _l("重点人员"),
    "clearances": _l("返校判定"), "plan_approved": _l("一校一案"), "trained": _l("培训"),
    "drill": _l("演练"), "supplies": _l("物资"), "devices": _l("测温设备"), "disinfection": _l("清洁消毒"),
    "observation_room": _l("观察室"), "care_coverage": _l("包联"), "findings_closed": _l("检查整改"),
    "no_event": _l("疫情事件"), "opening_date": _l("开学日期"), "calendar": _l("校历"),
    "arrivals": _l("到校安排"), "seats": _l("就餐座位"), "beds": _l("床位"),
}  # fmt: skip
STAGE_NAMES = {
    "kindergarten": _l("幼儿园"), "primary": _l("小学"), "teaching_point": _l("教学点"), "junior": _l("初中"),
    "nine_year": _l("九年一贯制学校"), "senior": _l("高中"), "special": _l("特殊教育学校"),
}  # fmt: skip
TAB_NAMES = {
    "home": _l("各校"), "what_if": _l("假如某天开学"), "findings": _l("核查与整改"),
    "decisions": _l("开学决定"),
    "packs": _l("开学条件"),
}  # fmt: skip
# What num of den counts.
_SHARES = {
    "response_level": _l("级别允许:%(num)s/%(den)s"),
    "roll_known": _l("已知 %(num)s 人,应知 %(den)s 人"),
    "key_persons": _l("按时跟踪 %(num)s 人,在册 %(den)s 人"),
    "clearances": _l("已判定 %(num)s 人,在册 %(den)s 人"),
    "plan_approved": _l("已批准 %(num)s/%(den)s"),
    "trained": _l("证书有效 %(num)s 人次,应有 %(den)s 人次(填报时只提示的课程也算)"),
    "drill": _l("演练通过 %(num)s/%(den)s"),
    "supplies": _l("达标 %(num)s 种,有标准的 %(den)s 种"),
    "devices": _l("在有效期 %(num)s 台,应检 %(den)s 台"),
    "disinfection": _l("做到 %(num)s 处,应做 %(den)s 处"),
    "observation_room": _l("备齐 %(num)s 间,观察室 %(den)s 间"),
    "care_coverage": _l("包联完整 %(num)s 人,应包 %(den)s 人"),
    "findings_closed": _l("已销号 %(num)s 条,查出 %(den)s 条"),
    "no_event": _l("正在处置 %(den)s 起"),
    "opening_date": _l("已定 %(num)s 个学段,共 %(den)s 个"),
    "calendar": _l("开学后有上学日:%(num)s/%(den)s"),
    "arrivals": _l("已排 %(num)s 人,应排 %(den)s 人"),
    "seats": _l("有座位 %(num)s 人,就餐 %(den)s 人"),
    "beds": _l("有床位 %(num)s 人,住宿 %(den)s 人"),
}
_NOTHING = {
    "roll_known": _l("没有查到覆盖本校学生的摸排"), "clearances": _l("还没有返校判定的记录"),
    "plan_approved": _l("还没有一校一案"), "trained": _l("培训情况还没有统计"),
    "drill": _l("没有演练记录"), "supplies": _l("物资标准或库存还没有统计"),
    "devices": _l("没有登记测温设备"), "disinfection": _l("没有可查的清洁消毒记录"),
    "care_coverage": _l("包联还没有开始"), "arrivals": _l("还没有到校安排"),
    "seats": _l("就餐座位还没有登记"), "beds": _l("床位还没有登记"), "opening_date": _l("还没有决定开学日期"),
}  # fmt: skip
_WORDS = {
    "zero": _l("没有需要处理的"), "not_counted": _l("学校规模还没有统计,标准算不出"),
    "not_begun": _l("还没有开始"), "held": _l("上级决定暂不开学"), "later": _l("决定的开学日期在这一天以后"),
    "draft": _l("还没有批准"), "changed": _l("批准以后有改动,改动还没有审"),
    "failed": _l("演练没有通过,或发现的问题没有整改完"), "unpublished": _l("还没有发布"),
    "no_room": _l("没有登记观察室"), "higher": _l("响应级别高于允许的级别"),
    "joint_bad": _l("核查不合格,还没有复查通过"), "joint_none": _l("核查确认没有这一项"),
    "self_missing": _l("学校还没有自查,或自查的证据已撤回"), "self_bad": _l("学校自查不合格"),
    "joint_missing": _l("自查合格,还没有联合核查"), "joint_ok": _l("自查和核查都合格"),
}  # fmt: skip


def result_words(by: str, found: Result) -> str:
    """Why an item stands as it does, in a sentence; `by`: its evaluator, "" of an inspected one."""
    figures = {"num": found.num, "den": found.den}
    share = str(_SHARES[by]) % figures if by in _SHARES and found.den else ""
    if found.code == "share":
        # Of the last day on which there was something to clean, which need not be today.
        return f"{found.day} {share}" if by == "disinfection" and found.day else share
    if found.code == "nothing":
        return str(_NOTHING.get(by, _("没有查到记录")))
    if found.code == "old":
        return _("记录太旧(%(day)s):%(share)s") % {
            "day": found.day or _("日期不详"),
            "share": share,
        }
    words = str(_WORDS[found.code])
    return f"{words} · {share}" if share else words
