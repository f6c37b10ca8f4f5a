"""The shape of what the pages of returns are sent."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory.queries import STAGE_NAMES
from xiaoan.returns import rules
from xiaoan.returns.queries import words
from xiaoan.web import fields


class UploadForm(forms.Form):
    submission_id = forms.UUIDField(widget=forms.HiddenInput)
    name = fields.text(_l("表的名称"), required=True, longest=rules.SHORT)
    office = fields.text(_l("哪个部门要的"), required=True, longest=rules.SHORT)
    unknown_word = fields.text(_l("没有记录时填什么"), required=True, longest=20)


class FillForm(forms.Form):
    """For which unit and day; what is typed by hand comes beside it."""

    unit = fields.choice(_l("单位"), [])
    day = fields.day(_l("统计日期"))

    def __init__(self, said: Any, units: Sequence[tuple[str, Any]], **more: Any) -> None:
        super().__init__(said, **more)
        self.fields["unit"] = fields.choice(_l("单位"), units)


class RunForm(FillForm):
    submission_id = forms.UUIDField(widget=forms.HiddenInput)
    level = fields.choice(_l("怎么填"), list(words.LEVEL_NAMES.items()))


class RequestForm(forms.Form):
    """Who asks; the fields wanted come as rows beside it."""

    submission_id = forms.UUIDField(widget=forms.HiddenInput)
    office = fields.text(_l("哪个部门要"), required=True, longest=rules.SHORT)
    person = fields.text(_l("经办人和电话"), required=True, longest=rules.SHORT)
    ground = fields.text(_l("依据(文号或来函)"), longest=rules.SHORT)
    purpose = fields.text(_l("做什么用"), required=True, longest=rules.LONG, rows=2)
    every = fields.choice(_l("多久要一次"), list(words.EVERY_NAMES.items()))
    first = fields.day(_l("第一次统计哪天"))
    until = fields.day(_l("要到哪天为止"))
    due_days = fields.text(
        _l("统计日后几天内交(当天写 0)"), required=True, longest=3, mode="numeric"
    )
    stage = fields.choice(
        _l("哪些学校"), [("", _l("全部学校")), *STAGE_NAMES.items()], required=False
    )


class WhyForm(forms.Form):
    submission_id = forms.UUIDField(widget=forms.HiddenInput)
    why = fields.text(_l("为什么结束"), required=True, longest=rules.LONG, rows=2)


class NamesForm(forms.Form):
    submission_id = forms.UUIDField(widget=forms.HiddenInput)
    names = fields.text(_l("一行一个:本系统编码,对方编码"), longest=100_000, rows=10)
