"""The shape of a question in an address, and of one that is kept."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from xiaoan.analysis import rules
from xiaoan.analysis.rules import Question
from xiaoan.directory.queries import STAGE_NAMES
from xiaoan.indicators import queries as indicators
from xiaoan.web import fields

BY_NAMES = {
    "township": _l("乡镇"), "school": _l("学校"), "stage": _l("学段"), "boarding": _l("寄宿或走读"),
    "day": _l("每天"), "week": _l("每周"), "month": _l("每月"),
}  # fmt: skip
PERIOD_NAMES = {
    "today": _l("今天"), "yesterday": _l("昨天"), "last7": _l("最近 7 天"), "last30": _l("最近 30 天"),
    "week": _l("这一周"), "month": _l("这个月"), "term": _l("这学期"), "between": _l("指定日期"),
}  # fmt: skip


class AskForm(forms.Form):
    """What stands in the address; what is left out is as in a new question."""

    m = fields.many(_l("指标"), [(one.key, one.key) for one in indicators.catalogue()])
    rows = fields.choice(_l("行"), [(one, BY_NAMES[one]) for one in rules.ROWS], required=False)
    columns = fields.choice(
        _l("列"),
        [(one, BY_NAMES[one] if one else _l("不分列")) for one in rules.COLUMNS],
        required=False,
    )
    period = fields.choice(_l("时间"), list(PERIOD_NAMES.items()), required=False)
    since = fields.day(_l("从"), required=False)
    until = fields.day(_l("到"), required=False)
    stage = fields.many(_l("只看学段"), list(STAGE_NAMES.items()))

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("period") == "between":
            for name in ("since", "until"):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, fields.ERRORS["required"])
        return given

    def question(self, unit_no: int, rows: str) -> Question:
        """`rows`: what is told apart where nothing is said."""
        given = self.cleaned_data
        return Question(
            tuple(given["m"]), unit_no, given["rows"] or rows, given["columns"],
            given["period"] or "last7", given["since"], given["until"], tuple(given["stage"]),
        )  # fmt: skip


class SaveForm(forms.Form):
    submission_id = forms.UUIDField(widget=forms.HiddenInput)
    name = fields.text(_l("名称"), required=True, longest=rules.LONGEST_NAME)
    shared = forms.BooleanField(label=_l("同单位的人也能用"), required=False)
