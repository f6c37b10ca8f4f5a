"""The return certificate as it is typed in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from xiaoan.illness.forms.fields import day, several, text
from xiaoan.illness.queries import words

_DATES = ("onset", "rash", "treatment", "fever_free", "symptom_free")
_SIGNS = {code: said for code, said in words.MISSING_NAMES.items() if code not in _DATES}


class CertificateForm(forms.Form):
    """Issuer, doctor, days and what it confirms; the reason only where the profile is not met."""

    step_id = forms.UUIDField(widget=forms.HiddenInput)
    issuer = text(_l("开具机构"), required=True)
    doctor = text(_l("医生"), required=True, longest=40)
    issued_on = day(_l("开具日期"), required=True)
    back_on = day(_l("返班日期"), required=True, ahead=True)
    onset = day(_l("发病日期"))
    rash = day(_l("出疹日期"))
    treatment = day(_l("开始治疗日期"))
    fever_free = day(_l("哪天起不发热"))
    symptom_free = day(_l("哪天起症状全消"))
    signs = several(_l("证明上写明的"), _SIGNS)
    reason = text(_l("未达隔离期仍要复课的理由"))

    def dates(self) -> dict[str, Any]:
        """The days that were given."""
        given = self.cleaned_data
        return {name: given[name] for name in _DATES if given.get(name)}
