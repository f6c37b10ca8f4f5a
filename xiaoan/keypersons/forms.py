"""The shape of what the pages of key persons are sent."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django import forms

from xiaoan.kernel import clock
from xiaoan.kernel.errors import Invalid
from xiaoan.keypersons.queries import labels
from xiaoan.keypersons.queries.lines import SORTS
from xiaoan.screening.queries import METHOD_NAMES, SYMPTOM_NAMES, read_celsius

NOTE = 200


def day_field(*, required: bool = True) -> forms.DateField:
    """A day inside the county's record."""
    return forms.DateField(
        required=required,
        widget=forms.DateInput,
        error_messages={"invalid": "", "required": ""},
        validators=[_within],
    )


def _within(day: object) -> None:
    if not isinstance(day, dt.date) or not clock.FIRST_DAY <= day <= clock.LAST_DAY:
        raise forms.ValidationError("")


def _choice(names: Iterable[str], *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(choices=[(code, code) for code in names], required=required)


class ListForm(forms.Form):
    """The filter of the line list, as it stands in the address."""

    state = _choice(("open", "released", "moved", "withdrawn"), required=False)
    category = _choice(labels.CATEGORY_NAMES, required=False)
    only = _choice(("overdue", "isolated", "mine"), required=False)
    sort = _choice(SORTS, required=False)
    offset = forms.IntegerField(min_value=0, max_value=1_000_000, required=False)


class AddForm(forms.Form):
    source_id = forms.UUIDField()
    category = forms.CharField(max_length=40)
    since = day_field()
    until = day_field(required=False)
    whereabouts = _choice(labels.WHEREABOUTS_NAMES)
    place = forms.CharField(max_length=NOTE, required=False)


class FollowForm(forms.Form):
    id = forms.UUIDField()
    day = day_field()
    reached = _choice(labels.REACHED_NAMES)
    whereabouts = _choice(labels.WHEREABOUTS_NAMES, required=False)
    temperature = forms.CharField(required=False)
    method = _choice(METHOD_NAMES, required=False)
    symptoms = forms.MultipleChoiceField(
        choices=[(code, code) for code in SYMPTOM_NAMES], required=False
    )
    remark = forms.CharField(max_length=NOTE, required=False)

    def clean_temperature(self) -> Decimal | None:
        typed: str = self.cleaned_data["temperature"]
        try:
            return read_celsius(typed) if typed else None
        except Invalid as wrong:
            raise forms.ValidationError(str(wrong)) from None


class WhereForm(forms.Form):
    whereabouts = _choice(labels.WHEREABOUTS_NAMES)
    place = forms.CharField(max_length=NOTE, required=False)


class UntilForm(forms.Form):
    until = day_field()
    note = forms.CharField(max_length=NOTE, required=False)


class IsolationForm(forms.Form):
    id = forms.UUIDField()
    kind = _choice(labels.ISOLATION_NAMES)
    since = day_field()
    until = day_field(required=False)
    basis = _choice(labels.BASIS_NAMES)


class PaperForm(forms.Form):
    """A paper; without a kind: none."""

    paper = _choice(labels.PAPER_NAMES, required=False)
    issuer = forms.CharField(max_length=NOTE, required=False)
    number = forms.CharField(max_length=NOTE, required=False)
    issued_on = day_field(required=False)
    note = forms.CharField(max_length=NOTE, required=False)


class TravelForm(forms.Form):
    id = forms.UUIDField()
    expected = day_field()
    origin = forms.CharField(max_length=NOTE, required=False)
    transport = _choice(labels.TRANSPORT_NAMES)
    number = forms.CharField(max_length=NOTE, required=False)
    announced_by = _choice(labels.ANNOUNCER_NAMES)


class AnswerForm(forms.Form):
    day = day_field(required=False)
    note = forms.CharField(max_length=NOTE, required=False)


class PackForm(forms.Form):
    pack = forms.CharField(max_length=40)
    since = day_field()
