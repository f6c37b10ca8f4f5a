"""The shape of what the pages of accountability are sent."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.validators import (
    MaxValueValidator,
    MinValueValidator,
    ProhibitNullCharactersValidator,
)
from django.utils.translation import gettext_lazy as _l

from xiaoan.accountability import rules
from xiaoan.accountability.queries import words
from xiaoan.kernel import clock

Choices = Sequence[tuple[str, Any]]
_MESSAGES = {
    "required": _l("请填写。"),
    "max_length": _l("写了 %(show_value)d 个字,最多 %(limit_value)d 个字。请删短。"),
    "null_characters_not_allowed": _l("有不能保存的字符。"),
    "invalid_choice": _l("有不认识的选项,请重新选择。"),
    "invalid": _l("写法不对,请照样子写。"),
}


def _text(label: Any, *, required: bool = True, longest: int = rules.LONGEST) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, required=required, error_messages=_MESSAGES,
        validators=[ProhibitNullCharactersValidator(message=_MESSAGES["null_characters_not_allowed"])],
    )  # fmt: skip


def _day() -> forms.DateField:
    return forms.DateField(
        required=False, input_formats=["%Y-%m-%d"], error_messages=_MESSAGES,
        validators=[MinValueValidator(clock.FIRST_DAY), MaxValueValidator(clock.LAST_DAY)],
    )  # fmt: skip


class PastForm(forms.Form):
    """Which instant of the past."""

    day = forms.DateField(required=False, input_formats=["%Y-%m-%d"], error_messages=_MESSAGES)
    time = forms.TimeField(
        required=False, input_formats=["%H:%M", "%H:%M:%S"], error_messages=_MESSAGES
    )


class CourseForm(forms.Form):
    """Between which days, and what is narrowed to."""

    since = _day()
    until = _day()
    group = forms.ChoiceField(
        required=False, choices=[("", ""), *words.GROUP_NAMES.items()], error_messages=_MESSAGES
    )
    person = forms.UUIDField(required=False, error_messages=_MESSAGES)
    file = forms.UUIDField(required=False, error_messages=_MESSAGES)
    offset = forms.IntegerField(
        required=False, min_value=0, max_value=100_000, error_messages=_MESSAGES
    )


class OpenForm(forms.Form):
    step_id = forms.UUIDField(widget=forms.HiddenInput)
    question = _text(_l("要查清什么"), longest=rules.LONGEST_QUESTION)


class StepForm(forms.Form):
    """Every step: the id of the form, and how many steps its person has seen."""

    step_id = forms.UUIDField(widget=forms.HiddenInput)
    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=30_000)
    text = _text(_l("说明"))


class AskForm(StepForm):
    user_id = forms.ChoiceField(label=_l("请谁陈述"), error_messages=_MESSAGES)
    concerned = forms.ChoiceField(
        label=_l("身份"), choices=[("1", _l("当事人(结论可能涉及)")), ("0", _l("证人"))],
        error_messages=_MESSAGES,
    )  # fmt: skip

    def __init__(self, *args: Any, people: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user_id"] = forms.ChoiceField(
            label=_l("请谁陈述"), choices=list(people), error_messages=_MESSAGES
        )
        self.fields["text"].label = _l("请陈述什么")
        self.order_fields(["step_id", "base", "user_id", "concerned", "text"])


class ProposeForm(StepForm):
    verdict = forms.ChoiceField(
        label=_l("结论"), choices=list(words.VERDICT_NAMES.items()), error_messages=_MESSAGES
    )
    about = forms.MultipleChoiceField(
        label=_l("是哪一种(可多选)"), required=False, error_messages=_MESSAGES,
        choices=[(code, words.WORD_NAMES[code]) for code in rules.WORDS],
    )  # fmt: skip
    laws = forms.MultipleChoiceField(
        label=_l("依据(可多选)"), required=False, error_messages=_MESSAGES
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unconfirmed = _l("(未见文本,待核)")
        self.fields["laws"] = forms.MultipleChoiceField(
            label=_l("依据(可多选)"), error_messages=_MESSAGES,
            choices=[
                (one.code, f"{one.title} {'' if one.confirmed else unconfirmed}")
                for one in rules.catalogue().laws.values()
            ],
        )  # fmt: skip
        self.fields["text"].label = _l("查明的事实和理由")
        self.order_fields(["step_id", "base", "verdict", "about", "laws", "text"])


class MeasureForm(StepForm):
    measure = forms.ChoiceField(
        label=_l("处理"), error_messages=_MESSAGES,
        choices=[(one.code, one.name) for one in rules.catalogue().sanctions.values()],
    )  # fmt: skip


class DecideForm(StepForm):
    outcome = forms.ChoiceField(
        label=_l("裁定"), choices=list(words.OUTCOME_NAMES.items()), error_messages=_MESSAGES
    )


class PickForm(StepForm):
    """Entries as chain-number, ticked in the course."""

    text = _text(_l("说明"), required=False)


STEP_FORMS: dict[str, type[StepForm]] = {
    "ask": AskForm, "propose": ProposeForm, "return": StepForm, "confirm": StepForm,
    "measure": MeasureForm, "decide": DecideForm, "close": StepForm,
}  # fmt: skip


class ConductForm(forms.Form):
    step_id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_l("表扬还是过失"),
        choices=list(words.CONDUCT_NAMES.items()),
        error_messages=_MESSAGES,
    )
    user_id = forms.ChoiceField(
        label=_l("谁(空:整个单位)"), required=False, error_messages=_MESSAGES
    )
    day = forms.DateField(label=_l("日期"), input_formats=["%Y-%m-%d"], error_messages=_MESSAGES)
    reason = _text(_l("事由"), longest=400)
    source = _text(_l("来源(文件、会议、记录)"), longest=200)

    def __init__(self, *args: Any, people: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user_id"] = forms.ChoiceField(
            label=_l("谁(空:整个单位)"), required=False, choices=[("", "–"), *people],
            error_messages=_MESSAGES,
        )  # fmt: skip


class ReplyForm(forms.Form):
    step_id = forms.UUIDField(widget=forms.HiddenInput)
    text = _text(_l("答复"))


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
    if isinstance(field, forms.CharField) and (field.max_length or 0) > 200:
        return "long"
    kinds = (
        (forms.MultipleChoiceField, "many"), (forms.ChoiceField, "choice"),
        (forms.DateField, "date"),
    )  # fmt: skip
    return next((kind for known, kind in kinds if isinstance(field, known)), "text")
