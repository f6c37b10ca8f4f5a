"""The shape of what the pages of measures are sent, and how a field is shown."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _l

from xiaoan.kernel import clock
from xiaoan.kernel.errors import Invalid
from xiaoan.measures.rules import LONGEST

Choices = Sequence[tuple[str, Any]]


def _text(label: Any, *, required: bool = True, longest: int = LONGEST) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, required=required,
        validators=[ProhibitNullCharactersValidator(message=_l("有不能保存的字符。"))],
        error_messages={
            "required": _l("请填写。"),
            "max_length": _l("写了 %(show_value)d 个字,最多 %(limit_value)d 个字。请删短。"),
            "null_characters_not_allowed": _l("有不能保存的字符。"),
        },
    )  # fmt: skip


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _l("日期请写成 2026-11-24 这样。"), "required": _l("请填写。")},
    )  # fmt: skip


class ActForm(forms.Form):
    """What every act has: the id of the form."""

    step_id = forms.UUIDField(widget=forms.HiddenInput)


class DoneForm(ActForm):
    told = _text(_l("做了什么"))
    day = _day(_l("哪天办好"))
    time = forms.TimeField(
        label=_l("几点办好"), input_formats=["%H:%M", "%H:%M:%S"],
        error_messages={"invalid": _l("时间请写成 13:05 这样。"), "required": _l("请填写。")},
    )  # fmt: skip
    evidence = _text(_l("凭据说明(原件放在哪里)"), required=False)


class WhyForm(ActForm):
    told = _text(_l("理由"))


MEASURE_FORMS: Mapping[str, type[ActForm]] = {
    "done": DoneForm, "declined": WhyForm, "withdrawn": WhyForm,
}  # fmt: skip


class ProposeForm(ActForm):
    since = _day(_l("从哪天停课"))
    until = _day(_l("到哪天(最后一天停课)"))
    reason = _text(_l("理由"))

    def __init__(self, *args: Any, choices: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {
            "classes": forms.MultipleChoiceField(
                label=_l("哪些班"), choices=list(choices),
                error_messages={
                    "required": _l("请选一项。"),
                    "invalid_choice": _l("有不认识的选项,请重新勾选。"),
                },
            ),
            **self.fields,
        }  # fmt: skip


class StepForm(ActForm):
    """Every act on a suspension: how many steps there were."""

    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=30_000)


class DecideForm(StepForm):
    since = _day(_l("从哪天停课"))
    until = _day(_l("到哪天(最后一天停课)"))
    cdc_office = _text(_l("疾控机构"))
    cdc_person = _text(_l("疾控评估人"))
    paper_no = _text(_l("评估文书编号"))
    paper_on = _day(_l("评估日期"))
    reason = _text(_l("理由"))


class ReasonForm(StepForm):
    reason = _text(_l("理由"))


class ExtendForm(StepForm):
    until = _day(_l("延长到哪天(最后一天停课)"))
    reason = _text(_l("理由"))


class ReopenForm(StepForm):
    back_on = _day(_l("从哪天复课"))
    reason = _text(_l("理由"))


SUSPENSION_FORMS: Mapping[str, type[StepForm]] = {
    "decide": DecideForm, "refuse": ReasonForm, "withdraw": ReasonForm, "extend": ExtendForm,
    "reopen": ReopenForm,
}  # fmt: skip


def point_at(form: forms.Form, refused: Invalid) -> None:
    """Say it beside the field that it is about, too; in any case the form has to be mended."""
    names = [name for name in refused.fields if name in form.fields]
    for name in names:
        form.add_error(name, str(refused))
    if not names:
        form.add_error(None, str(refused))


def now_initial() -> dict[str, Any]:
    """Done just now, unless they say otherwise."""
    now = clock.now().astimezone(clock.ZONE)
    return {"day": now.date(), "time": now.time().replace(second=0, microsecond=0)}


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
        (forms.MultipleChoiceField, "many"), (forms.DateField, "date"), (forms.TimeField, "time"),
    )  # fmt: skip
    return next((kind for known, kind in kinds if isinstance(field, known)), "text")
