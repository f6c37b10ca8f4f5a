"""What is entered about where units stand."""

from django import forms
from django.utils.translation import gettext_lazy as _l

from xiaoan.registry.forms.fields import one_of, text
from xiaoan.registry.queries.sites import DATUM_NAMES

_DATUMS = list(DATUM_NAMES.items())


class DatumForm(forms.Form):
    """In what the degrees of a sheet are, where a row does not say."""

    datum = one_of(_l("坐标系"), _DATUMS)


class SiteForm(forms.Form):
    """One site; both empty: not known."""

    longitude = text(_l("经度,如 111.2345"), 20, required=False)
    latitude = text(_l("纬度,如 30.6789"), 20, required=False)
    datum = one_of(_l("坐标系"), _DATUMS)
