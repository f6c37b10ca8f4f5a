"""Forms of the shell itself."""

from django import forms


class SignInForm(forms.Form):
    login = forms.CharField(max_length=64)
    password = forms.CharField(max_length=256, strip=False)
