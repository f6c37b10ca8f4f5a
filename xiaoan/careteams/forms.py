"""The shape of what the pages of care teams are sent."""

import datetime as dt
from collections.abc import Iterable
from typing import TypeVar

from django import forms
from django.utils.translation import gettext as _

from xiaoan.careteams import rules
from xiaoan.careteams.queries.words import SCHEME_NAMES, STATE_NAMES, WAY_NAMES
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Invalid

Any_ = TypeVar("Any_", bound=forms.Form)


def _choice(names: Iterable[str], *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(choices=[(code, code) for code in names], required=required)


def _roles() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(choices=[(code, code) for code in rules.ROLES], required=False)


def _day() -> forms.DateField:
    return forms.DateField(validators=[_within])


def _within(day: object) -> None:
    if not isinstance(day, dt.date) or not clock.FIRST_DAY <= day <= clock.LAST_DAY:
        raise forms.ValidationError("")


class ActForm(forms.Form):
    act_id = forms.UUIDField()


class ArrangeForm(forms.Form):
    """How a school's teams are to be arranged, as it stands in the address too."""

    mode = _choice(rules.MODES, required=False)
    roles = _roles()


class ApplyForm(ArrangeForm):
    act_id = forms.UUIDField()


class ConfirmForm(forms.Form):
    base = forms.CharField(max_length=64)
    lists = forms.BooleanField(required=False)


class ChangeForm(forms.Form):
    act_id = forms.UUIDField()
    role = _choice(rules.ROLES)
    carer = forms.CharField(max_length=60, required=False)
    base = forms.UUIDField(required=False)


class SwapForm(forms.Form):
    act_id = forms.UUIDField()
    role = _choice(rules.ROLES)


class LimitForm(forms.Form):
    act_id = forms.UUIDField()
    carer = forms.CharField(max_length=60)
    most = forms.IntegerField(min_value=0, max_value=rules.MOST, required=False)


class ListForm(forms.Form):
    act_id = forms.UUIDField()
    unit_no = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    role = _choice(rules.ROLES)
    name = forms.CharField(max_length=80)
    post = forms.CharField(max_length=80, required=False)
    phone = forms.CharField(max_length=40, required=False)


class UnlistForm(forms.Form):
    act_id = forms.UUIDField()
    listed_id = forms.UUIDField()


class ContactForm(forms.Form):
    submission_id = forms.UUIDField()
    day = _day()
    way = _choice(WAY_NAMES)
    state = _choice(STATE_NAMES)
    note = forms.CharField(max_length=rules.LONGEST, required=False)


class SchemeForm(forms.Form):
    scheme = _choice(SCHEME_NAMES)
    student = _roles()
    staff = _roles()
    since = _day()
    reason = forms.CharField(max_length=rules.LONGEST)


def valid(form: Any_) -> Any_:
    """The form, if it has the shape; else a sentence that says what to mend."""
    if form.is_valid():
        return form
    names = set(form.errors)
    said = {
        "since": _("请把日期写成 2026-11-23 这样。"),
        "day": _("请把日期写成 2026-11-23 这样。"),
        "note": _("最多写 200 个字。"),
        "reason": _("请写明理由(不超过 200 个字)。"),
        "most": _("上限请填 0 到 %(most)s。") % {"most": rules.MOST},
        "name": _("请填姓名,姓名和职务各不超过 40 个字。"),
    }
    words = next((text for name, text in said.items() if name in names), _("请从列表中选一项。"))
    raise Invalid(words, dict.fromkeys(names, "invalid"))
