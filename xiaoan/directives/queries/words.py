"""Words of directives."""

from django.utils.translation import gettext_lazy as _l

SOURCE_NAMES = {
    "county_committee": _l("县委"), "county_government": _l("县政府"), "bureau": _l("教育局"),
    "township": _l("乡镇"), "meeting": _l("会议"), "other": _l("其他来文"),
}  # fmt: skip
SECRECY_NAMES = {"public": _l("公开"), "internal": _l("内部")}
STATE_NAMES = {
    "registered": _l("已登记,未下发"), "issued": _l("办理中"), "closed": _l("已办结"),
    "withdrawn": _l("已撤回"),
}  # fmt: skip
STATE_SHAPES = {"registered": "unknown", "issued": "due", "closed": "done", "withdrawn": "excused"}
LEVEL_NAMES = {"school": _l("学校"), "township": _l("乡镇")}
TARGET_NAMES = {
    "open": _l("未开始"), "doing": _l("进行中"), "done": _l("已完成,待核验"), "accepted": _l("核验通过"),
    "let_off": _l("免办"), "withdrawn": _l("已撤回"),
}  # fmt: skip
STAGE_NAMES = {"open": _l("未开始"), "doing": _l("进行中"), "done": _l("已完成")}
FIELD_NAMES = {
    "source": _l("来源"), "issuer": _l("来文单位或会议名称"), "paper_no": _l("文号"),
    "dated_on": _l("来文日期"), "meeting_id": _l("由哪次会议交办"), "title": _l("标题"),
    "text": _l("正文或要点"), "files": _l("附件"), "secrecy": _l("密级"),
}  # fmt: skip
REPORTED = {
    "open": _l("已记下:还没有开始。"), "doing": _l("已记下:进行中。办完后请再报完成。"),
    "done": _l("已报完成,等下发单位核验。"),
}  # fmt: skip
LIGHT_NAMES = {
    "red": _l("红灯:逾期"), "amber": _l("黄灯:三天内到期"), "green": _l("绿灯:正常"),
    "grey": _l("灰灯:未开始或免办"),
}  # fmt: skip
LIGHT_SHAPES = {"red": "missed", "amber": "late", "green": "done", "grey": "unknown"}
ENTRY_NAMES = {
    "acknowledge": _l("签收"), "report": _l("报进展"), "accept": _l("核验通过"), "return": _l("退回重办"),
    "let_off": _l("免办"), "ask": _l("申请延期"), "grant": _l("同意延期"), "refuse": _l("不同意延期"),
    "split": _l("分解到学校"), "computed": _l("按各校情况计算"),
}  # fmt: skip
CIRCULAR_NAMES = {"draft": _l("草稿"), "issued": _l("已印发"), "dropped": _l("作废")}
CIRCULAR_SHAPES = {"draft": "unknown", "issued": "done", "dropped": "excused"}
