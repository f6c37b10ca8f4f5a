"""What is wrong with a cell or a sheet, in a sentence that says how to mend it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _l

from xiaoan.directory import queries as directory
from xiaoan.web.uploads import FILE_FAULTS

KIND_NAMES = {"student": _l("学生"), "staff": _l("教职工")}
STATE_NAMES = {
    "received": _l("等待检查"),
    "checking": _l("正在检查"),
    "checked": _l("已检查,待确认"),
    "applying": _l("正在导入"),
    "done": _l("已导入"),
    "stopped": _l("已停止"),
    "refused": _l("没有导入"),
    "failed": _l("没有办成"),
}
EXPORT_STATES = {
    "waiting": _l("等另一人批准"),
    "approved": _l("已批准,可以写表"),
    "refused": _l("没有批准"),
    "annulled": _l("批准失效"),
    "asked": _l("等待开始"),
    "making": _l("正在写表"),
    "ready": _l("可以下载"),
    "failed": _l("没有写成"),
    "gone": _l("已过期"),
}
# Why a roster is fetched once more.
EXPORT_WHYS = {
    "broken": _l("下载中断了,文件不完整"),
    "unreadable": _l("文件打不开"),
    "lost": _l("没有找到下载的文件"),
}
# What became of a row, in the order of the page; and what that means.
OUTCOME_NAMES = {
    "new": _l("新增"),
    "changed": _l("有改动"),
    "moved": _l("换班或转入"),
    "identical": _l("没有变化"),
    "doubtful": _l("存疑"),
    "refused": _l("有错"),
    "waiting": _l("还没导入"),
}
OUTCOME_NOTES = {
    "new": _l("名册上还没有的人,或离校后回来的学生"),
    "changed": _l("同一个人,资料与名册不同"),
    "moved": _l("从生效日期起换到另一个班;原来的日子不变"),
    "identical": _l("与名册完全一样,不用导入"),
    "doubtful": _l("可能与名册上的某人是同一个人,留给人判断"),
    "refused": _l("这些行不导入,原因见下表"),
    "waiting": _l("停止时还没有轮到的学校的行"),
}
# code → sentence; what identity says of a cell is in directory.queries.
SENTENCES = {
    "empty": _l("没有填,请补上。"),
    "kind_of_person": _l("类别“%(text)s”不认识,请填“学生”或“教职工”。"),
    "kind_on_record": _l("这个证件号码在本校已登记为%(kind)s,请核对类别和号码。"),
    "not_your_school": _l("“%(text)s”不是您负责的学校,请删去这一行,由该校自己导入。"),
    "place_none": _l("没有“%(text)s”,请按系统里的名称或代码填写。"),
    "place_close": _l("没有“%(text)s”,相近的有:%(close)s。请照抄其中一个,或填代码。"),
    "place_several": _l("“%(text)s”不止一处,请改填代码:%(close)s。"),
    "class_closing": _l("%(text)s 从 %(day)s 起关闭(或才开设),不能编入。请改到开着的班级。"),
    "room_without_boarding": _l("写了宿舍,住宿却填“否”,请改正其中一个。"),
    "none_without_number": _l("没有证件的人要有学号或工号,请补上,否则下次认不出是同一个人。"),
    "birth_date_impossible": _l("%(text)s 不可能是出生日期,请核对。"),
    "number_shape": _l("“%(text)s”不像编号:只能有字母、数字、- 和 /,最多 32 位,请核对。"),
    "seat_shape": _l("座号“%(text)s”不对,请填 1 到 %(most)s 的整数。"),
    "row_twice": _l("与第 %(row)s 行完全相同,请删去一行。"),
    "person_twice": _l("与第 %(row)s 行是同一个证件号码,内容却不同。请核对后只留一行。"),
    "number_twice": _l("与第 %(row)s 行的编号相同,请核对。"),
    "seat_twice": _l("与第 %(row)s 行是同班同一个座号,请改正,或把座号留空。"),
    "enrolled_elsewhere": _l("这名学生在本县另一所学校在读。请办理转学,由对方学校同意后转入。"),
    "id_not_taken": _l("这个证件号码不能登记,请核对原件;如确属本人,请联系教育局。"),
    "formula": _l("是公式,系统不计算。请复制后“选择性粘贴”为值。"),
    "cell_error": _l("是表格的错误值(如 #N/A),请填真实内容。"),
    "cell_long": _l("有 %(length)s 个字,最多 %(longest)s 个。请核对是不是填错了列,再改短。"),
    "cell_kind": _l("单元格的类型不对,请设为文本后重新填写。"),
}
SHEETS = {
    "heads_missing": _l("表头缺少:%(heads)s。请用模板,或把列名改成这些。"),
    "heads_twice": _l("有两列都是:%(heads)s。请只留一列。"),
    "file_gone": _l("这份文件已过保存期,请重新上传。"),
    "broken": _l("系统出错,没有办完。已导入的学校不受影响,请稍后再试或联系管理员。"),
    "not_all_right": _l("还有行有错,一行也没有导入。"),
    **FILE_FAULTS,
}


def sentence(code: str, values: Mapping[str, Any]) -> str:
    """The sentence of a fault of a cell, in the language of the reader."""
    if code in directory.FAULT_NAMES:
        return directory.fault_sentence(code, values)
    return str(SENTENCES[code]) % {n: KIND_NAMES.get(str(v), v) for n, v in values.items()}


def of_sheet(fault: Mapping[str, Any]) -> str:
    """Why a sheet as a whole could not be taken."""
    known = SHEETS.get(str(fault.get("code", "")))
    return str(known) % dict(fault) if known else ""
