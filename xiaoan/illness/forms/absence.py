"""What somebody found out who asked after an unexplained absence: one form per outcome."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _l

from xiaoan.illness.forms.fields import day, several, text
from xiaoan.screening import queries as screening


class AskedForm(forms.Form):
    """Whom somebody asked; the id that its sender made."""

    outcome: ClassVar[str] = ""
    step_id = forms.UUIDField(widget=forms.HiddenInput)
    asked = text(_l("问了谁、怎么问的(如:母亲,电话)"), required=True)
    reason = text(_l("备注"))


class IllForm(AskedForm):
    outcome = "ill"
    field_order = ("step_id", "asked", "symptoms", "onset", "reason")
    symptoms = several(_l("症状(可多选)"), screening.SYMPTOM_NAMES)
    onset = day(_l("发病日期"))

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        given["symptoms"] = int(screening.symptoms_of(given.get("symptoms") or ()))
        return given


class PersonalForm(AskedForm):
    outcome = "personal"
    reason = text(_l("什么原因(写进点名表的更正)"), required=True)


class CameForm(AskedForm):
    outcome = "came"
    reason = text(_l("怎么会点成缺勤(写进点名表的更正)"), required=True)


class UnreachedForm(AskedForm):
    outcome = "unreached"
    asked = text(_l("找过谁、怎么找的(如:母亲,电话三次)"), required=True)


ASKED_FORMS: dict[str, type[AskedForm]] = {
    form.outcome: form for form in (IllForm, PersonalForm, CameForm, UnreachedForm)
}
