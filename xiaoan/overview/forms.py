"""What may be asked of the board: a day, a slot, an order, a page; a name."""

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from xiaoan.kernel import clock
from xiaoan.overview.queries import STAGE_NAMES
from xiaoan.screening.queries import SLOT_NAMES

_COLUMNS = ("name", "unreported", "sick", "rate", "fever")
_SORTS = [(sort, sort) for name in _COLUMNS for sort in (name, f"-{name}")]


class FilterForm(forms.Form):
    """The filter bar; what is missing means today and the slot that is running."""

    day = forms.DateField(
        required=False,
        input_formats=["%Y-%m-%d"],
        validators=[MinValueValidator(clock.FIRST_DAY), MaxValueValidator(clock.LAST_DAY)],
    )
    slot = forms.ChoiceField(required=False, choices=list(SLOT_NAMES.items()))
    sort = forms.ChoiceField(required=False, choices=_SORTS)
    stage = forms.ChoiceField(required=False, choices=list(STAGE_NAMES.items()))
    q = forms.CharField(required=False, max_length=40)
    offset = forms.IntegerField(required=False, min_value=0, max_value=100_000)


class SearchForm(forms.Form):
    q = forms.CharField(max_length=64)
