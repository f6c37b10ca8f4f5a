"""Words of enquiries."""

from django.utils.translation import gettext_lazy as _l

KIND_NAMES = {
    "class": _l("班级的事"), "health": _l("孩子的健康"), "school": _l("学校的事"),
    "county": _l("政策和教育局的事"),
}  # fmt: skip
KIND_NOTES = {
    "class": _l("由班主任答复"), "health": _l("由校医答复,内容只有校医和校长能看"),
    "school": _l("由校长答复"), "county": _l("由教育局热线答复"),
}  # fmt: skip
DESK_NAMES = {
    "teacher": _l("班主任"), "doctor": _l("校医"), "school": _l("校长"), "bureau": _l("教育局热线"),
}  # fmt: skip
STATE_NAMES = {"waiting": _l("待答复"), "answered": _l("已答复"), "closed": _l("已办结")}
STATE_SHAPES = {"waiting": "due", "answered": "done", "closed": "excused"}
STEP_NAMES = {
    "ask": _l("提问"), "add": _l("补充"), "reply": _l("答复"), "pass": _l("转交"), "close": _l("办结"),
    "reopen": _l("重新打开"),
}  # fmt: skip
