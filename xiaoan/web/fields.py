"""Fields of forms as pages that take in goods, orders and devices build them, and how each is shown.

What is typed stays as it was typed: the service reads it and says what is wrong with it, at its field.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _l

Choices = Sequence[tuple[str, Any]]
LONGEST = 200
ERRORS = {
    "required": _l("请填写。"),
    "invalid": _l("请从列表中选一项。"),
    "invalid_choice": _l("请从列表中选一项。"),
    "max_length": _l("写了 %(show_value)d 个字,最多 %(limit_value)d 个字。请删短。"),
    "null_characters_not_allowed": _l("有不能保存的字符。"),
}
_NO_DAY = _l("日期请写成 2026-11-24 这样。")


def text(
    label: Any, *, required: bool = False, longest: int = LONGEST, mode: str = "", rows: int = 0
) -> forms.CharField:
    """`mode`: which keys a phone offers; `rows`: of a field of several lines."""
    field = forms.CharField(
        label=label, max_length=longest, required=required, error_messages=ERRORS,
        validators=[ProhibitNullCharactersValidator(message=ERRORS["null_characters_not_allowed"])],
    )  # fmt: skip
    field.widget.attrs |= {"inputmode": mode, "rows": rows}
    return field


def number(label: Any, *, required: bool = False) -> forms.CharField:
    """A quantity or an amount."""
    return text(label, required=required, longest=40, mode="decimal")


def day(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label, input_formats=["%Y-%m-%d"], required=required,
        error_messages={"invalid": _NO_DAY, "required": ERRORS["required"]},
    )  # fmt: skip


def choice(label: Any, choices: Choices, *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=list(choices), required=required, error_messages=ERRORS
    )


def many(label: Any, choices: Choices) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=list(choices), required=False, error_messages=ERRORS
    )


def ticked(label: Any, words: Any) -> forms.MultipleChoiceField:
    """One box to tick."""
    return many(label, [("1", words)])


def put(form: forms.Form, fields: Mapping[str, str], sentence: str) -> list[str]:
    """A refusal beside its field; what no field that is seen is at fault for is given back."""
    at = [name for name in fields if name in form.fields and not form.fields[name].widget.is_hidden]
    for name in at:
        form.add_error(name, sentence)
    return [] if at else [sentence]


def shown(
    form: forms.Form, *, is_plain: bool = False, once_asked: Collection[str] = ()
) -> Iterator[dict[str, Any]]:
    """Each field that is to be filled in, as templates show it. `is_plain`: no code is scanned into it;
    `once_asked`: names of those that are there when they were asked for."""
    for bound in form.visible_fields():
        value, field = bound.value(), bound.field
        if bound.html_name in once_asked and not (bound.errors or value):
            continue
        numeric = "numeric" if isinstance(field, forms.IntegerField) else ""
        yield {
            "name": bound.html_name, "id": f"f-{bound.html_name}", "label": bound.label,
            "is_plain": is_plain, "kind": _kind(field), "choices": list(getattr(field, "choices", [])),
            "value": value if value is not None else "", "required": field.required,
            "longest": getattr(field, "max_length", None) or "",
            "rows": field.widget.attrs.get("rows", 0),
            "inputmode": field.widget.attrs.get("inputmode", "") or numeric,
            "error": " ".join(str(error) for error in bound.errors),
        }  # fmt: skip


def _kind(field: forms.Field) -> str:
    kinds = (
        (forms.MultipleChoiceField, "many"), (forms.ChoiceField, "choice"), (forms.DateField, "date"),
    )  # fmt: skip
    return next((kind for known, kind in kinds if isinstance(field, known)), "text")
