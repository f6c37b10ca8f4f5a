"""Fields that the forms of illness share, and how a field is shown."""

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _l

from xiaoan.kernel import clock
from xiaoan.kernel.errors import Invalid
from xiaoan.screening import queries as screening

LONGEST = 300
A_DATE = _l("日期请写成 2026-11-24 这样。")


def _has_been(day: dt.date) -> None:
    if not clock.FIRST_DAY <= day <= clock.today():
        raise forms.ValidationError(_l("日期不能晚于今天,也不能早于 1990 年。"))


def day(label: Any, *, required: bool = False, ahead: bool = False) -> forms.DateField:
    """A day that has been; `ahead`: one that may lie ahead, its own service says how far."""
    return forms.DateField(
        label=label, input_formats=["%Y-%m-%d"], required=required,
        validators=[] if ahead else [_has_been],
        error_messages={"invalid": A_DATE, "required": A_DATE},
    )  # fmt: skip


def text(label: Any, *, required: bool = False, longest: int = LONGEST) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, required=required,
        validators=[ProhibitNullCharactersValidator(message=_l("有不能保存的字符。"))],
        error_messages={
            "required": _l("请填写。"),
            "max_length": _l("写了 %(show_value)d 个字,最多 %(limit_value)d 个字。请删短。"),
            "null_characters_not_allowed": _l("有不能保存的字符。"),
        },
    )  # fmt: skip


def one_of(label: Any, words: Mapping[str, Any], *, required: bool = False) -> forms.ChoiceField:
    """A choice from a list; nothing chosen stands first where nothing has to be."""
    first = [] if required else [("", _l("不清楚"))]
    return forms.ChoiceField(
        label=label, choices=[*first, *words.items()], required=required,
        error_messages={"required": _l("请选一项。"), "invalid_choice": _l("请从列表中选择。")},
    )  # fmt: skip


def several(label: Any, words: Mapping[str, Any]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=list(words.items()), required=False,
        error_messages={"invalid_choice": _l("有不认识的选项,请重新勾选。")},
    )  # fmt: skip


class Celsius(forms.Field):
    """38.6, also in full width and with a unit behind it."""

    def to_python(self, value: Any) -> Decimal | None:
        typed = str(value or "").strip()
        try:
            return screening.read_celsius(typed) if typed else None
        except Invalid as wrong:
            raise forms.ValidationError(str(wrong)) from None


def reading(label: Any) -> Celsius:
    return Celsius(label=label, error_messages={"required": _l("请填写复测体温。")})


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
        (forms.MultipleChoiceField, "many"),
        (forms.ChoiceField, "choice"),
        (forms.DateField, "date"),
        (forms.TimeField, "time"),
        (forms.BooleanField, "yes"),
        (Celsius, "celsius"),
        (forms.IntegerField, "number"),
    )
    return next((kind for known, kind in kinds if isinstance(field, known)), "text")
