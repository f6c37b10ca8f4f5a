"""The shape of what the pages of demand are sent."""

from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _l

from xiaoan.demand import rules
from xiaoan.directory.queries import STAGE_NAMES
from xiaoan.duties.queries.levels import LEVEL_NAMES
from xiaoan.web.fields import ERRORS
from xiaoan.web.fields import shown as shown

_OUTBREAK = (("", _l("照现在")), ("yes", _l("有疫情")), ("no", _l("没有疫情")))


def _offer(field: forms.Field, choices: list[tuple[str, Any]]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


class NameForm(forms.Form):
    """A new scenario: how it is called; its first part stands in the same form."""

    name = forms.CharField(
        label=_l("名称"), max_length=40, error_messages=ERRORS,
        validators=[ProhibitNullCharactersValidator(message=ERRORS["null_characters_not_allowed"])],
    )  # fmt: skip


class PartForm(forms.Form):
    """One part of a scenario. `submission_id` is made with the page."""

    submission_id = forms.UUIDField(widget=forms.HiddenInput)
    reopens = forms.DateField(
        label=_l("返校日期(空着:照校历)"), input_formats=["%Y-%m-%d"], required=False,
        error_messages={"invalid": _l("日期请写成 2026-11-24 这样。")},
    )  # fmt: skip
    stages = forms.MultipleChoiceField(
        label=_l("学校类型(不选:全部)"), required=False, error_messages=ERRORS,
        choices=[(one, STAGE_NAMES[one]) for one in STAGE_NAMES if one in rules.STAGES],
    )  # fmt: skip
    grades = forms.MultipleChoiceField(
        label=_l("年级(不选:全部)"), required=False, error_messages=ERRORS,
    )  # fmt: skip
    share = forms.IntegerField(
        label=_l("到校比例(%)"), initial=100, min_value=0, max_value=100,
        error_messages={
            "required": _l("请填写。"), "invalid": _l("到校比例请写 0 到 100。"),
            "min_value": _l("到校比例请写 0 到 100。"), "max_value": _l("到校比例请写 0 到 100。"),
        },
    )  # fmt: skip
    level = forms.ChoiceField(
        label=_l("响应级别"), required=False, error_messages=ERRORS,
        choices=[("", _l("照现在")), *LEVEL_NAMES.items()],
    )  # fmt: skip
    outbreak = forms.ChoiceField(
        label=_l("疫情"), required=False, choices=_OUTBREAK, error_messages=ERRORS
    )

    def __init__(self, data: Any, grades: list[str], **more: Any) -> None:
        super().__init__(data, **more)
        _offer(self.fields["grades"], [(one, one) for one in grades])

    def part(self) -> rules.Part:
        """What was sent, as rules read it."""
        given = self.cleaned_data
        outbreak = {"yes": True, "no": False}.get(given["outbreak"])
        return rules.Part(
            tuple(given["stages"]), tuple(given["grades"]), given["reopens"], given["share"],
            given["level"], outbreak,
        )  # fmt: skip


class WantedForm(forms.Form):
    """Until which day, and by which scenario, a forecast is asked for."""

    until = forms.DateField(
        label=_l("预测到"), input_formats=["%Y-%m-%d"], required=False,
        error_messages={"invalid": _l("日期请写成 2026-11-24 这样。")},
    )  # fmt: skip
    scenario = forms.ChoiceField(label=_l("按哪个设想"), required=False, error_messages=ERRORS)

    def __init__(self, data: Any, scenarios: list[tuple[str, Any]]) -> None:
        super().__init__(data)
        _offer(self.fields["scenario"], [("", _l("照校历")), *scenarios])
