"""A person says that a rule is met."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _l

from xiaoan.kernel import clock
from xiaoan.outbreaks.rules import LONGEST_WORDS, MOST_PEOPLE

_NEEDED = {"required": _l("请填写。"), "invalid": _l("请写整数。")}


class ReportForm(forms.Form):
    """How many people, found when, what was seen, and which pupils of the class, if it is one."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    cases = forms.IntegerField(
        label=_l("涉及多少人"), min_value=1, max_value=MOST_PEOPLE,
        error_messages={**_NEEDED, "min_value": _l("至少 1 人。"), "max_value": _l("最多 5000 人。")},
    )  # fmt: skip
    found_on = forms.DateField(
        label=_l("发现日期"), input_formats=["%Y-%m-%d"],
        error_messages={"required": _l("请填写。"), "invalid": _l("日期请写成 2026-11-24 这样。")},
    )  # fmt: skip
    found_at = forms.TimeField(
        label=_l("发现时间"), input_formats=["%H:%M"],
        error_messages={"required": _l("请填写。"), "invalid": _l("时间请写成 08:30 这样。")},
    )  # fmt: skip
    words = forms.CharField(
        label=_l("看到了什么、怎么发现的"), max_length=LONGEST_WORDS, required=False,
        widget=forms.Textarea,
        validators=[ProhibitNullCharactersValidator(message=_l("有不能保存的字符。"))],
        error_messages={
            "max_length": _l("写了 %(show_value)d 个字,最多 %(limit_value)d 个字。请删短。")
        },
    )  # fmt: skip

    def __init__(self, *args: Any, pupils: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pupils = [(str(pk), name) for pk, name in pupils]
        self.fields["people"] = forms.MultipleChoiceField(
            choices=self.pupils, required=False,
            error_messages={"invalid_choice": _l("有学生不在这个班今天的名单上,请刷新后重选。")},
        )  # fmt: skip

    def detected_at(self) -> dt.datetime:
        """When it was found, by the county's clock."""
        return clock.at(self.cleaned_data["found_on"], self.cleaned_data["found_at"])
