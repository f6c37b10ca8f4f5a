"""The shape of what the pages of investigations are sent, and how a field is shown."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _l

from xiaoan.illness.queries.words import DIAGNOSIS_NAMES
from xiaoan.investigations.queries.words import EXPOSURE_NAMES, STATUS_NAMES
from xiaoan.investigations.rules import LONGEST_LESSONS, LONGEST_REASON
from xiaoan.kernel import clock
from xiaoan.outbreaks.queries import SYNDROME_NAMES
from xiaoan.screening.queries import SYMPTOM_NAMES

_PICK = {"required": _l("请选一项。"), "invalid_choice": _l("请从列表中选择。")}
_DATE = _l("日期请写成 2026-11-24 这样。")
DECIDED = {code: STATUS_NAMES[code] for code in ("suspected", "probable", "confirmed", "excluded")}
Choices = Sequence[tuple[str, Any]]


def _has_been(day: dt.date) -> None:
    if not clock.FIRST_DAY <= day <= clock.today():
        raise forms.ValidationError(_l("日期不能晚于今天,也不能早于 1990 年。"))


def _day(label: Any, *, ahead: bool = False) -> forms.DateField:
    return forms.DateField(
        label=label, input_formats=["%Y-%m-%d"], required=False,
        validators=[] if ahead else [_has_been], error_messages={"invalid": _DATE},
    )  # fmt: skip


def _text(label: Any, *, required: bool = True, longest: int = LONGEST_REASON) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, required=required,
        validators=[ProhibitNullCharactersValidator(message=_l("有不能保存的字符。"))],
        error_messages={
            "required": _l("请填写。"),
            "max_length": _l("写了 %(show_value)d 个字,最多 %(limit_value)d 个字。请删短。"),
            "null_characters_not_allowed": _l("有不能保存的字符。"),
        },
    )  # fmt: skip


def _one(label: Any, choices: Choices, *, required: bool = True) -> forms.ChoiceField:
    first = [] if required else [("", _l("还不清楚"))]
    return forms.ChoiceField(
        label=label, choices=[*first, *choices], required=required, error_messages=_PICK
    )


class ActForm(forms.Form):
    """What every act has: the id of the form, and how many steps there were."""

    step_id = forms.UUIDField(widget=forms.HiddenInput)
    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=30_000)
    # Choices that a form takes from the event: given when it is made.
    taken: str = ""
    taken_label: Any = ""

    def __init__(self, *args: Any, choices: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.taken:
            self.fields = {self.taken: _one(self.taken_label, choices), **self.fields}


class AssignForm(ActForm):
    taken, taken_label = "assignee", _l("负责人")
    reason = _text(_l("说明"), required=False)


class ConfirmForm(ActForm):
    disease = _one(_l("疾病(疑似或确定)"), list(DIAGNOSIS_NAMES.items()), required=False)
    reason = _text(_l("依据"))


class ReasonForm(ActForm):
    reason = _text(_l("理由"))


class LearnForm(ActForm):
    reason = _text(_l("哪些做得好、哪些要改(不写学生姓名)"), longest=LONGEST_LESSONS)


class MergeForm(ActForm):
    taken, taken_label = "into", _l("并入哪一起")
    reason = _text(_l("理由"))


class DefineForm(ActForm):
    text = _text(_l("什么样的人算病例"))
    symptoms = forms.MultipleChoiceField(
        label=_l("症状(有其中一项)"), choices=list(SYMPTOM_NAMES.items()), required=False,
        error_messages={"invalid_choice": _l("有不认识的选项,请重新勾选。")},
    )  # fmt: skip
    since = _day(_l("发病从"))
    until = _day(_l("发病到"), ahead=True)

    def __init__(self, *args: Any, choices: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"] = forms.MultipleChoiceField(
            label=_l("班级(不选为全校)"), choices=list(choices), required=False,
            error_messages={"invalid_choice": _l("有不认识的选项,请重新勾选。")},
        )  # fmt: skip


FORMS: Mapping[str, type[ActForm]] = {
    "assign": AssignForm, "confirm": ConfirmForm, "exclude": ReasonForm, "merge": MergeForm,
    "close": ReasonForm, "reopen": ReasonForm, "define": DefineForm,
    "learn": LearnForm,
}  # fmt: skip


class OpenForm(forms.Form):
    """An event that no signal shows."""

    step_id = forms.UUIDField(widget=forms.HiddenInput)
    syndrome = _one(
        _l("症状类别"), [(k, v) for k, v in SYNDROME_NAMES.items() if k != "UNSPECIFIED"]
    )
    onset = _day(_l("发病日期(所选学生)"))
    reason = _text(_l("怎样发现的"))


class DecideForm(forms.Form):
    status = _one(_l("判定"), list(DECIDED.items()))
    reason = _text(_l("理由"), required=False)


class OnsetForm(forms.Form):
    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000)
    onset = _day(_l("发病日期(不知道就留空)"))
    onset_time = forms.TimeField(
        label=_l("发病时间(可不填)"), required=False, input_formats=["%H:%M", "%H:%M:%S"],
        error_messages={"invalid": _l("时间请写成 13:05 这样。")},
    )  # fmt: skip


class AddCaseForm(forms.Form):
    person = forms.UUIDField(widget=forms.HiddenInput)
    onset = _day(_l("发病日期"))
    symptoms = forms.MultipleChoiceField(
        label=_l("症状(可多选)"), choices=list(SYMPTOM_NAMES.items()), required=False
    )


class ExposureForm(forms.Form):
    step_id = forms.UUIDField(widget=forms.HiddenInput)
    kind = _one(_l("类别"), list(EXPOSURE_NAMES.items()))
    name = _text(_l("是什么"), longest=60)
    day = _day(_l("哪一天"))


def shown(form: forms.Form) -> Iterator[dict[str, Any]]:
    """Each field that is to be filled in, as templates show it."""
    for bound in form.visible_fields():
        value = bound.value()
        yield {
            "name": bound.html_name,
            "id": f"f-{form.prefix or 'x'}-{bound.html_name}",
            "label": bound.label,
            "kind": _kind(bound.field),
            "choices": list(getattr(bound.field, "choices", [])),
            "value": value if value is not None else "",
            "required": bound.field.required,
            "longest": getattr(bound.field, "max_length", None) or "",
            "error": " ".join(str(error) for error in bound.errors),
        }


def _kind(field: forms.Field) -> str:
    kinds = (
        (forms.MultipleChoiceField, "many"), (forms.ChoiceField, "choice"),
        (forms.DateField, "date"), (forms.TimeField, "time"),
    )  # fmt: skip
    longest = getattr(field, "max_length", None) or 0
    return next(
        (kind for known, kind in kinds if isinstance(field, known)),
        "area" if longest > LONGEST_REASON else "text",
    )
