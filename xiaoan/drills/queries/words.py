"""Words of drills."""

from django.utils.translation import gettext_lazy as _l

from xiaoan.outbreaks.queries.names import DIAGNOSIS_NAMES, SYNDROME_NAMES

FORM_NAMES = {"live": _l("实战演练"), "tabletop": _l("桌面推演")}
STATE_NAMES = {
    "planned": _l("已安排"), "running": _l("正在演练"), "held": _l("待评估"), "closed": _l("已评估"),
    "cancelled": _l("已取消"),
}  # fmt: skip
STATE_SHAPES = {
    "planned": "due", "running": "late", "held": "late", "closed": "done", "cancelled": "excused",
}  # fmt: skip
VERDICT_NAMES = {"passed": _l("合格"), "again": _l("需要复练")}
VERDICT_SHAPES = {"passed": "done", "again": "missed"}
RESULT_NAMES = {
    "in_time": _l("按时"), "late": _l("超时"), "missed": _l("没有做"), "skipped": _l("免做"),
    "waiting": _l("待做"), "overdue": _l("已超时,还没做"), "afterwards": _l("补记,不算按时"),
}  # fmt: skip
RESULT_SHAPES = {
    "in_time": "done", "late": "late", "missed": "missed", "skipped": "excused", "waiting": "due",
    "overdue": "missed", "afterwards": "late",
}  # fmt: skip
ACT_NAMES = {
    "plan": _l("安排演练"), "move": _l("改期"), "cancel": _l("取消"), "begin": _l("开始"),
    "done": _l("做到一步"), "skip": _l("免做一步"), "undo": _l("撤回一步"), "inject": _l("加一名虚拟学生"),
    "end": _l("结束"), "finding": _l("记下问题"), "conclude": _l("评估"),
}  # fmt: skip
# What made-up pupils may show.
SIGNS = {
    code: SYNDROME_NAMES[code] for code in ("FEVER", "RESP", "GI", "RASH", "PAROTID", "EYE", "JAUNDICE")
}  # fmt: skip
DIAGNOSES = {
    code: DIAGNOSIS_NAMES[code]
    for code in (
        "influenza", "norovirus", "varicella", "mumps", "hfmd", "scarlet_fever", "measles", "covid19",
        "mycoplasma", "pertussis",
    )
}  # fmt: skip
STAND_NAMES = {
    "never": _l("没有演练过"), "old": _l("超过期限没有演练"), "again": _l("需要复练"),
    "open": _l("问题没有整改完"), "held": _l("已演练,待评估"), "good": _l("合格,问题已整改"),
}  # fmt: skip
STAND_SHAPES = {
    "never": "missed", "old": "missed", "again": "missed", "open": "late", "held": "late", "good": "done",
}  # fmt: skip
