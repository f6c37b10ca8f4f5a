"""The words of verification; what is wrong with a cell or a list, and how to mend it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _l

from xiaoan.directory import queries as directory
from xiaoan.registry.queries.words import SENTENCES, SHEETS

LIST_KINDS = {
    "operator": _l("运营商名单"),
    "travel": _l("旅居名单"),
    "cdc": _l("疾控名单"),
    "other": _l("其他名单"),
}
AWAY_NAME = _l("人在外地")
STATES = {
    "received": _l("等待比对"),
    "working": _l("正在比对"),
    "stopped": _l("已停止"),
    "matched": _l("已比对"),
    "failed": _l("没有办成"),
    "closed": _l("已结束,等待删除"),
    "destroyed": _l("明细已删除"),
}
GRADES = {
    "sure": _l("确定"),
    "likely": _l("很可能"),
    "doubtful": _l("存疑"),
    "nobody": _l("不在花名册"),
    "refused": _l("有错,没有用"),
}
GRADE_NOTES = {
    "sure": _l("证件号码相同"),
    "likely": _l("电话和姓名相同,或姓名和出生日期相同"),
    "doubtful": _l("只有一部分相同,由人判断"),
    "nobody": _l("全县师生里没有这个人"),
    "refused": _l("没有姓名、没有可用的号码,或日期读不出"),
}
STANDS = {"agrees": _l("与申报一致"), "denied": _l("申报为“没有”"), "silent": _l("没有申报")}
# Where somebody is changes: an answer says where they are now, a list where they were.
_AWAY_DENIED = _l("现在不在外地")
RULES = {
    "id": _l("证件号码相同"),
    "id_near": _l("证件号码只差一两位,姓名相同"),
    "id_other_name": _l("证件号码相同,姓名不同"),
    "phone_name": _l("电话和姓名相同"),
    "phone_near": _l("电话相同,姓名相近"),
    "guardian": _l("监护人的电话和姓名相同"),
    "name_birth": _l("姓名和出生日期相同"),
    "name_near_birth": _l("姓名、出生日期相近"),
    "several": _l("有几个人都相符"),
    "other_number": _l("其他都相同,证件号码不同"),
}
OUTCOMES = {
    "untrue": _l("申报不实"),
    "omitted": _l("漏报,情况属实"),
    "reported": _l("已补报"),
    "over": _l("行程已结束"),
    "list_wrong": _l("名单有误"),
    "not_person": _l("不是本人"),
}
OUTCOME_NOTES = {
    "untrue": _l("名单属实,申报时说没有"),
    "omitted": _l("名单属实,一直没有申报"),
    "reported": _l("家长或老师已经改报,与名单一致"),
    "over": _l("去过,申报时已经回来,两边都属实"),
    "list_wrong": _l("本人没有去过,名单错了"),
    "not_person": _l("名单上是另一个人"),
}
CHANNELS = {
    "phone": _l("打电话"),
    "visit": _l("上门"),
    "document": _l("看材料"),
    "outside": _l("外部名单"),
}
INFORMANTS = {
    "self": _l("本人"),
    "guardian": _l("监护人"),
    "teacher": _l("老师"),
    "community": _l("村(社区)"),
    "hospital": _l("医院"),
    "other": _l("其他人"),
}
RESULTS = {
    "confirms": _l("与申报一致"),
    "contradicts": _l("与申报不符"),
    "unreached": _l("没有联系上"),
}
STATUSES = {
    "declared": _l("只有申报"),
    "checked": _l("核过,还不独立"),
    "verified": _l("已核实"),
    "contradicted": _l("与申报不符"),
}
LAPSES = {
    "untrue": _l("不实"),
    "late": _l("迟报"),
    "missed": _l("漏报"),
    "changed": _l("改报"),
}
_SENTENCES = {
    "alone": _l("只有姓名认不出人,请补证件号码、手机或出生日期。"),
    "ends_before": _l("“止”早于“起”,请核对。"),
}
_SHEETS = {"broken": _l("系统出错,没有办完,什么也没有写入。请再试一次或联系管理员。")}


def stands(category: str, beside: str) -> str:
    """What was declared beside the claim of a list, in words."""
    is_past = category == "away" and beside == "denied"
    return str(_AWAY_DENIED if is_past else STANDS[beside])


def sentence(code: str, values: Mapping[str, Any]) -> str:
    """The sentence of a fault of a cell, in the language of the reader."""
    if code in directory.FAULT_NAMES:
        return directory.fault_sentence(code, values)
    return str(_SENTENCES.get(code) or SENTENCES[code]) % dict(values)


def of_list(fault: Mapping[str, Any]) -> str:
    """Why a list as a whole could not be taken."""
    code = str(fault.get("code", ""))
    known = _SHEETS.get(code) or SHEETS.get(code)
    return str(known) % dict(fault) if known else ""
