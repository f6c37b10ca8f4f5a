"""Codes of training in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.training import rules
from xiaoan.training.rules.courses import limits_of

STATE_NAMES: Mapping[str, Any] = {
    "valid": _l("有效"), "expiring": _l("快到期"), "expired": _l("已到期"), "missing": _l("还没有"),
}  # fmt: skip
STATE_SHAPES = {"valid": "done", "expiring": "late", "expired": "missed", "missing": "unknown"}
KIND_NAMES: Mapping[str, Any] = {
    "single": _l("单选"), "several": _l("多选"), "truth": _l("判断"),
}  # fmt: skip
# The options of a true-false question, as they stand on a sheet.
TRUTH_NAMES: tuple[Any, ...] = (_l("对"), _l("错"))
VERSION_NAMES: Mapping[str, Any] = {
    "draft": _l("草稿"), "published": _l("已发布"), "withdrawn": _l("已撤回"),
}  # fmt: skip
VERSION_SHAPES = {"draft": "due", "published": "done", "withdrawn": "excused"}
SOURCE_NAMES: Mapping[str, Any] = {
    "test": _l("在本系统测验通过"), "paper": _l("以前的培训证书"),
}  # fmt: skip
NUMBER_NAMES: Mapping[str, Any] = {
    "minutes": _l("大约几分钟读完"), "questions": _l("每次测验几题"), "pass_mark": _l("答对百分之几算通过"),
    "tries": _l("每天最多考几次"), "months": _l("证书有效几个月"),
    "practical_within": _l("理论通过后几天内要确认实操"), "ahead": _l("到期前几天提醒"),
}  # fmt: skip
# The columns of a question bank on a sheet.
BANK_HEADS: Mapping[str, Any] = {
    "kind": _l("题型"), "text": _l("题目"), "a": _l("选项A"), "b": _l("选项B"), "c": _l("选项C"),
    "d": _l("选项D"), "e": _l("选项E"), "f": _l("选项F"), "right": _l("答案"), "why": _l("解析"),
    "source": _l("出处"),
}  # fmt: skip
# The columns of papers of earlier trainings.
PAPER_HEADS: Mapping[str, Any] = {
    "name": _l("姓名"), "post": _l("岗位"), "course": _l("课程"), "since": _l("发证日期"),
    "until": _l("有效期至"), "number": _l("证书编号"),
}  # fmt: skip


def field_sentence(field: str, kind: str) -> str:
    """What is wrong with a field of a question, and how to mend it."""
    said = {
        "kind": _("题型请写单选、多选或判断。"),
        "text": _("题目不能空,最多 300 个字。"),
        "options": _("单选 2 到 8 个选项,多选 3 到 8 个,判断 2 个;不能空、不能重复,每个最多 200 个字。"),
        "right": _("多选至少要有两个正确答案。")
        if kind == "several"
        else _("要有一个、且只有一个正确答案。"),
        "why": _("请写解析(为什么),最多 500 个字。"),
        "source": _("出处最多 200 个字。"),
    }  # fmt: skip
    return said[field]


def fault_sentence(field: str, what: str, course: rules.Course) -> str:
    """Why a version cannot be published."""
    if field in NUMBER_NAMES:
        least, most = limits_of(field)
        return _("%(name)s要在 %(least)s 到 %(most)s 之间。") % {
            "name": NUMBER_NAMES[field], "least": least, "most": most,
        }  # fmt: skip
    said = {
        "title": _("课程名称不能空。"),
        "sections": _("至少要有一节正文,每节要有小标题和正文。"),
        "bank": _("题库只有 %(n)s 题,不够每次测验 %(most)s 题。")
        % {"n": len(course.questions), "most": course.numbers.questions},
        "points": _("有实操的课要写实操要点。"),
        "question": _("有一题不完整:%(key)s。") % {"key": what},
    }
    return said[field]
