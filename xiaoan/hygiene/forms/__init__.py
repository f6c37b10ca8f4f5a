"""The shape of what the pages of hygiene are sent, and how fields are shown (hygiene/_fields.html)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _l

from xiaoan.hygiene.rules import LONGEST

Choices = Sequence[tuple[str, Any]]
_ERRORS = {
    "required": _l("请填写。"),
    "invalid_choice": _l("请从列表中选一项。"),
    "invalid": _l("请填整数。"),
    "max_length": _l("写了 %(show_value)d 个字,最多 %(limit_value)d 个字。请删短。"),
    "null_characters_not_allowed": _l("有不能保存的字符。"),
    "min_value": _l("最小是 %(limit_value)s。"),
    "max_value": _l("最大是 %(limit_value)s。"),
}


def text(
    label: Any, *, required: bool = False, longest: int = LONGEST, hint: Any = ""
) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, required=required, help_text=hint, error_messages=_ERRORS,
        validators=[ProhibitNullCharactersValidator(message=_ERRORS["null_characters_not_allowed"])],
    )  # fmt: skip


def number(
    label: Any, least: int, most: int, *, required: bool = False, hint: Any = ""
) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, required=required, help_text=hint,
        error_messages=_ERRORS,
    )  # fmt: skip


def day(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label, input_formats=["%Y-%m-%d"], required=required, help_text=hint,
        error_messages={"invalid": _l("日期请写成 2026-11-24 这样。"), "required": _l("请填写。")},
    )  # fmt: skip


def choice(
    label: Any, choices: Choices, *, required: bool = True, hint: Any = ""
) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=list(choices),
        required=required,
        help_text=hint,
        error_messages=_ERRORS,
    )


def yes(label: Any, *, hint: Any = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, help_text=hint)


class ActForm(forms.Form):
    """What every act has: the id of the form."""

    submission_id = forms.UUIDField(widget=forms.HiddenInput)


def put(form: forms.Form, fields: Mapping[str, str], sentence: str) -> list[str]:
    """A refusal beside its fields; what no field is at fault for is given back. A code of a fault is said by
    the sentence, words of a field by themselves."""
    at = {name: words for name, words in fields.items() if name in form.fields}
    for name, words in at.items():
        form.add_error(name, sentence if words.isascii() else words)
    return [] if at and len(at) == len(fields) and len(set(at.values())) == 1 else [sentence]


_KINDS = (
    (forms.BooleanField, "yes"), (forms.ChoiceField, "choice"), (forms.DateField, "date"),
    (forms.IntegerField, "number"),
)  # fmt: skip


def shown(form: forms.Form, *names: str) -> Iterator[dict[str, Any]]:
    """The fields that are to be filled in (or these), as templates show them."""
    for bound in form.visible_fields():
        if names and bound.name not in names:
            continue
        value = bound.value()
        yield {
            "name": bound.html_name, "id": f"f-{bound.html_name}", "label": bound.label,
            "kind": next((kind for known, kind in _KINDS if isinstance(bound.field, known)), "text"),
            "choices": list(getattr(bound.field, "choices", [])),
            "value": value if value is not None else "", "required": bound.field.required,
            "longest": getattr(bound.field, "max_length", None) or "", "hint": bound.help_text,
            "error": " ".join(str(error) for error in bound.errors),
        }  # fmt: skip


def as_id(typed: str) -> UUID | None:
    """A choice that is an id; None for the empty one."""
    try:
        return UUID(typed)
    except ValueError:
        return None
