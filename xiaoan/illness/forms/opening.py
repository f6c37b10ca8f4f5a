"""Opening an illness by hand, and what a county sets."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _l

from xiaoan.illness import rules
from xiaoan.illness.forms.fields import day, one_of, several, text
from xiaoan.illness.queries import words
from xiaoan.screening import queries as screening

_WHERE = {"here": _l("人在学校"), "absent": _l("没来上学或已回家")}


class OpenForm(forms.Form):
    """Which pupil, here or absent, with which symptoms since when."""

    step_id = forms.UUIDField(widget=forms.HiddenInput)
    # Its choices are the pupils of a class: given when it is made.
    pupil = forms.ChoiceField()
    where = one_of(_l("在哪里"), _WHERE, required=True)
    symptoms = several(_l("症状(可多选)"), screening.SYMPTOM_NAMES)
    onset = day(_l("发病日期"))
    note = text(_l("备注"))

    def __init__(self, *args: Any, pupils: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pupil"] = forms.ChoiceField(
            label=_l("学生"),
            choices=[(str(pk), name) for pk, name in pupils],
            error_messages={
                "required": _l("请选一名学生。"),
                "invalid_choice": _l("请从名单中选。"),
            },
        )


class SettingForm(forms.Form):
    """The profile and the terms of a county."""

    profile = one_of(_l("复课隔离期"), words.PROFILE_NAMES, required=True)
    trace_hours = forms.IntegerField(
        label=_l("因病缺勤几小时内追踪到病因"),
        min_value=rules.TRACE_HOURS[0], max_value=rules.TRACE_HOURS[1],
        error_messages={"invalid": _l("请写整数。"), "required": _l("请填写。")},
    )  # fmt: skip
    long_days = forms.IntegerField(
        label=_l("连续缺勤几个上课日仍无诊断,由校医排查"),
        min_value=rules.LONG_DAYS[0], max_value=rules.LONG_DAYS[1],
        error_messages={"invalid": _l("请写整数。"), "required": _l("请填写。")},
    )  # fmt: skip
