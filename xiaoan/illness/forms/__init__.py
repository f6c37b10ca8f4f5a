"""The forms of illness: text → typed values, shape only. Which form belongs to which act: `FORMS`."""

from xiaoan.illness.forms.absence import ASKED_FORMS, AskedForm
from xiaoan.illness.forms.acts import FORMS, ActForm
from xiaoan.illness.forms.certificate import CertificateForm
from xiaoan.illness.forms.course import LEAN, NoticeForm, lean, pressed_at
from xiaoan.illness.forms.fields import shown
from xiaoan.illness.forms.opening import OpenForm, SettingForm

__all__ = [
    "ASKED_FORMS",
    "FORMS",
    "LEAN",
    "ActForm",
    "AskedForm",
    "CertificateForm",
    "NoticeForm",
    "OpenForm",
    "SettingForm",
    "lean",
    "pressed_at",
    "shown",
]
