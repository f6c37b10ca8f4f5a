"""Forms of the shell itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _


class SignInForm(forms.Form):
    login = forms.CharField(max_length=64)
    password = forms.CharField(max_length=256, strip=False)
    school = forms.CharField(max_length=64, required=False)


class LostForm(forms.Form):
    login = forms.CharField(max_length=64)
    school = forms.CharField(max_length=64, required=False)


class RenewForm(forms.Form):
    login = forms.CharField(max_length=64)
    school = forms.CharField(max_length=64, required=False)
    code = forms.CharField(max_length=64)
    password = forms.CharField(max_length=256, strip=False)
    again = forms.CharField(max_length=256, strip=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if {"password", "again"} <= given.keys() and given["password"] != given["again"]:
            self.add_error("again", _("两次输入的密码不一样。"))
        return given


class CodeForm(forms.Form):
    code = forms.CharField(max_length=32)


class ProveForm(forms.Form):
    password = forms.CharField(max_length=256, strip=False)


class PasswordForm(forms.Form):
    old = forms.CharField(max_length=256, strip=False)
    new = forms.CharField(max_length=256, strip=False)
    again = forms.CharField(max_length=256, strip=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if {"new", "again"} <= given.keys() and given["new"] != given["again"]:
            self.add_error("again", _("两次输入的新密码不一样。"))
        return given


class ProofForm(forms.Form):
    name = forms.CharField(max_length=64)
    digits = forms.CharField(min_length=4, max_length=4)


class TakeForm(forms.Form):
    guardian = forms.UUIDField(required=False)
    password = forms.CharField(max_length=256, strip=False)
    again = forms.CharField(max_length=256, strip=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if {"password", "again"} <= given.keys() and given["password"] != given["again"]:
            self.add_error("again", _("两次输入的密码不一样。"))
        return given
