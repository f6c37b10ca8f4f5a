"""What comes with the file of a map."""

from django import forms
from django.utils.translation import gettext_lazy as _l

from xiaoan.situation.queries.words import SYSTEM_NAMES
from xiaoan.web import fields


class MapForm(forms.Form):
    """`submission_id` is made with the page. The file itself is read by the service."""

    submission_id = forms.UUIDField(widget=forms.HiddenInput)
    system = fields.choice(_l("坐标系"), [*SYSTEM_NAMES.items()])
    source = fields.text(_l("边界来源(谁提供、哪一年)"), required=True, longest=120)
    approval = fields.text(_l("审图号(公开展示的地图要有)"), longest=120)
