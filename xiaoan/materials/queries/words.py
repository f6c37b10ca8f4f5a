"""Codes of materials in words, and texts in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.materials import rules

SUBJECT_NAMES: Mapping[str, Any] = {
    "influenza": _l("流感"), "norovirus": _l("诺如病毒"), "varicella": _l("水痘"),
    "mycoplasma": _l("肺炎支原体感染"), "hfmd": _l("手足口病"), "mumps": _l("流行性腮腺炎"),
    "covid19": _l("新冠病毒感染"), "tuberculosis": pgettext_lazy("subject", "肺结核"),
    "handwashing": _l("洗手"),
    "ventilation": _l("开窗通风"), "vomit": _l("呕吐物处置"), "masks": _l("口罩"),
    "stayhome": _l("什么时候在家休息"), "returning": _l("病后回校"), "rumours": _l("不信谣、不传谣"),
    "other": _l("其他"),
}  # fmt: skip
AUDIENCE_NAMES: Mapping[str, Any] = {
    "kindergarten": _l("幼儿园孩子"), "lower": _l("小学低年级"), "upper": _l("小学高年级"),
    "secondary": _l("中学生"), "parent": pgettext_lazy("audience", "家长"),
    "teacher": _l("教职工"), "canteen": _l("食堂人员"),
}  # fmt: skip
KIND_NAMES: Mapping[str, Any] = {"single": _l("单选"), "several": _l("多选"), "truth": _l("判断")}
STATE_NAMES: Mapping[str, Any] = {
    "draft": _l("草稿"), "submitted": _l("待审"), "approved": _l("在用"), "withdrawn": _l("已撤回"),
}  # fmt: skip
STATE_SHAPES = {"draft": "due", "submitted": "late", "approved": "done", "withdrawn": "excused"}


def text(words: Mapping[str, str]) -> str:
    """A text in the reader's language; 简体中文 where nobody has written that one."""
    return rules.in_language(words, get_language() or "")


def fault_sentence(field: str, what: str) -> str:
    """Why a version cannot be submitted."""
    least, most = rules.REVIEW_MONTHS
    said = {
        "title": _("请写标题,最多 60 个字。"),
        "summary": _("一句话说明最多 200 个字。"),
        "subject": _("请选病种或主题。"),
        "review_months": _("复核间隔请写 %(least)s 到 %(most)s 个月。") % {"least": least, "most": most},
        "sections": _("至少要有一节正文。"),
        "section": _("“%(what)s”这一节不完整:要有小标题、正文和给谁看。"),
        "question": _("“%(what)s”这道题不完整。"),
        "unread": _("“%(what)s”这道题问的人没有可读的正文,请给他们加一节,或改这道题问谁。"),
    }  # fmt: skip
    return said[field] % {"what": what}


def question_sentence(field: str, kind: str) -> str:
    """What is wrong with a field of a question, and how to mend it."""
    said = {
        "kind": _("题型请选单选、多选或判断。"),
        "audiences": _("请选问谁,至少一种人。"),
        "text": _("题目不能空,最多 300 个字。"),
        "options": _("单选 2 到 8 个选项,多选 3 到 8 个,判断 2 个;不能空、不能重复,每个最多 200 个字。"),
        "right": _("多选至少要有两个正确答案。")
        if kind == "several"
        else _("要有一个、且只有一个正确答案。"),
        "why": _("请写解析(为什么),最多 500 个字。"),
        "source": _("出处最多 200 个字。"),
    }  # fmt: skip
    return said[field]


def section_sentence(field: str) -> str:
    said = {
        "title": _("小标题不能空,最多 60 个字。"),
        "text": _("正文不能空,每种文字最多 2000 个字。"),
        "audiences": _("请选给谁看,至少一种人。"),
        "source": _("出处最多 200 个字。"),
    }
    return said[field]
