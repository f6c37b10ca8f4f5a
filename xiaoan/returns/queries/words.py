"""What returns are called, and why something is refused."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.returns.rules import requests
from xiaoan.web import uploads

RUN_NAMES = {
    "waiting": _l("等待填表"),
    "running": _l("正在填表"),
    "done": _l("已填好"),
    "failed": _l("没有填成"),
}
RUN_SHAPES = {"waiting": "due", "running": "due", "done": "done", "failed": "missed"}
REQUEST_NAMES = {"open": _l("进行中"), "refused": _l("不受理"), "ended": _l("已结束")}
REQUEST_SHAPES = {"open": "due", "refused": "missed", "ended": "done"}
EVERY_NAMES = {"once": _l("一次"), "day": _l("每天"), "week": _l("每周"), "month": _l("每月")}
KIND_NAMES = {"number": _l("数字"), "text": _l("文字"), "choice": _l("选一项")}
LEVEL_NAMES = {"school": _l("每所学校一份"), "township": _l("每个乡镇一份")}
SOURCE_NAMES = {"figure": _l("已有数据"), "given": _l("系统填"), "typed": _l("手工填")}
SOURCE_SHAPES = {"figure": "done", "given": "done", "typed": "due"}
# Why a file is no form that can be taken, beside what uploads says of any file.
UNFIT = {
    "not_a_form": _l("这不是 .xlsx 或 .docx(而是 %(kind)s)。请在 Excel、Word 或 WPS 里另存后再上传。"),
    "old_xls": _l("这是旧的 .xls 或 .doc 格式。请另存为 .xlsx 或 .docx。"),
    "has_macros": _l("文件里有宏或控件。请另存为不带宏的 .xlsx 或 .docx。"),
    "has_objects": _l("文件里嵌了另一个文件(%(part)s)。请删掉嵌入的对象,再保存。"),
    "nested_file": _l("文件里嵌了另一个文件(%(part)s)。请删掉嵌入的对象,再保存。"),
    "outside_links": _l("文件引用了别的文件或网址(%(part)s)。请断开链接,再保存。"),
    "active_field": _l("文件里有会运行或取外部内容的域或公式(%(part)s)。请改成文字或数值。"),
    "too_deep": _l("文件的写法不寻常。请在 Excel、Word 或 WPS 里另存后再上传。"),
    "too_wide": _l("表太大:最多 %(rows)s 行、%(columns)s 列。请只留要填的部分。"),
    "too_many_marks": _l("要填的格子太多:最多 %(limit)s 个。请分成几张表。"),
    "nothing_in_it": _l("文件里没有表格,也没有占位符。请核对是不是选错了文件。"),
    "shared_formula": _l("重复的行(%(part)s)里有共用公式。请把公式逐格写出。"),
    "two_repeats": _l("同一行(%(part)s)只能写“每校”或“每乡镇”中的一个。"),
    "damaged": _l("文件损坏或不完整。请在 Excel、Word 或 WPS 里打开,另存后再上传。"),
    "unusual_xml": _l("文件的写法不是办公软件会用的。请在 Excel、Word 或 WPS 里另存后再上传。"),
}  # fmt: skip
# Why a request is refused.
REFUSED = {
    "no_ground": _l("没有写依据(文号或来函)。没有依据的数据需求不收。"),
    "identity": _l("“%(field)s”是证件或学籍号码,汇总数据用不着。请去掉这一项。"),
    "named": _l("“%(field)s”是个人信息,超出汇总数据的需要。请去掉这一项;确需个案的走疫情病例一览表。"),
    "parents": _l("学校不得收集“%(field)s”。请去掉这一项。"),
}  # fmt: skip
ANSWER_FAULTS = {
    "missing": _l("请填写;没有的填 0,不知道的请先核实。"),
    "number": _l("请填数字。"),
    "low": _l("不能小于 %(low)s。"),
    "high": _l("不能大于 %(high)s。"),
    "choice": _l("请从列表中选一项。"),
    "long": _l("太长了:最多 300 个字。"),
}


def unfit(code: str, values: Mapping[str, object]) -> str:
    """Why a file is not taken, and how to mend it."""
    known = UNFIT.get(code)
    return str(known) % values if known else uploads.of_file(code, dict(values))


def refused(rule: str, about: str) -> str:
    return str(REFUSED[rule]) % {"field": about} if rule in REFUSED else ""


def rule_source(rule: str) -> str:
    """Where a rule says so, marked where its text was not seen."""
    one = next((one for one in requests.refusals() if one.code == rule), None)
    if one is None:
        return ""
    if one.source == "own choice":
        return _("本系统的规定")
    return one.source if one.confirmed else _("%(source)s(未核对原文)") % {"source": one.source}
