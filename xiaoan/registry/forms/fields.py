"""What the forms of the registry share: dates, choices, identities, and how a field is shown."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory.rules import identity
from xiaoan.directory.rules.lives import LONGEST_NOTE, When
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Invalid
from xiaoan.registry.queries.words import sentence

A_DATE = _l("日期请写成 2026-11-24 这样。")
Choices = Sequence[tuple[str, Any]]  # the words may be lazy


def one_of(label: Any, choices: Choices, *, required: bool = True) -> forms.ChoiceField:
    """A choice; what is not on the list was closed or moved meanwhile."""
    return forms.ChoiceField(
        label=label, choices=[("", "–"), *choices], required=required,
        error_messages={
            "required": _l("请选一项。"),
            "invalid_choice": _l("这一项已经不在了,请重新选。"),
        },
    )  # fmt: skip


def day(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label, input_formats=["%Y-%m-%d"], required=required,
        error_messages={"invalid": A_DATE, "required": A_DATE},
    )  # fmt: skip


class Words(forms.CharField):
    """Free text without characters that nobody sees: read as the words of rosters are."""

    def to_python(self, value: Any) -> str:
        try:
            return said(super().to_python(value) or "")
        except Invalid as refused:
            raise forms.ValidationError(str(refused)) from None


def said(text: str) -> str:
    """What somebody typed, on one line; Invalid if it holds what hides or turns text around, or NUL."""
    found = identity.read_words(text, field="")
    if isinstance(found, identity.Fault):
        raise Invalid(sentence(found.code, found.values))
    return found


def text(label: Any, longest: int, *, required: bool = True) -> forms.CharField:
    return Words(
        label=label, max_length=longest, required=required,
        error_messages={"required": _l("请填写。"), "max_length": _l("太长了,请写短一些。")},
    )  # fmt: skip


class WhenForm(forms.Form):
    """From which day on, and why if that day is past."""

    since = day(_l("从哪天起"))
    reason = text(_l("补记的原因(日期已过时必填)"), LONGEST_NOTE, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("since", clock.today())
        super().__init__(*args, **kwargs)
        # The day stands last: first what, then when.
        self.order_fields([n for n in self.fields if n not in ("since", "reason")])

    def when(self) -> When:
        return When(self.cleaned_data["since"], self.cleaned_data["reason"])


class IdentityForm(forms.Form):
    """A form whose cells are read by rules.identity: one way to read a name, here and in rosters."""

    def read(self, name: str, found: Any) -> Any:
        """The value read, or the field's error."""
        if isinstance(found, identity.Fault):
            self.add_error(name, sentence(found.code, found.values))
            return None
        return found


def shown(form: forms.Form) -> Iterator[dict[str, Any]]:
    """Each field as templates show it."""
    for bound in form:
        field = bound.field
        yield {
            "name": bound.html_name,
            "label": bound.label,
            "kind": _kind(field),
            "choices": list(getattr(field, "choices", [])),
            "value": bound.value() if bound.value() is not None else "",
            "required": field.required,
            "longest": getattr(field, "max_length", None) or "",
            "error": " ".join(str(error) for error in bound.errors),
            "help": field.help_text,
        }


def _kind(field: forms.Field) -> str:
    kinds = (
        (forms.MultipleChoiceField, "many"),
        (forms.ChoiceField, "choice"),
        (forms.DateField, "date"),
        (forms.BooleanField, "yes"),
        (forms.IntegerField, "number"),
    )
    return next((kind for known, kind in kinds if isinstance(field, known)), "text")
