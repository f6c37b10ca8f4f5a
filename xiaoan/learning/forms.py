"""The shape of what the pages of learning are sent."""

from django import forms
from django.utils.translation import gettext_lazy as _l

from xiaoan.learning import rules
from xiaoan.web import fields

WHAT = [
    ("video", _l("听课、学习的视频或截图")), ("punch_in", _l("每天打卡")),
    ("daily_form", _l("每天填一次的表")),
    ("other", _l("其他")),
]  # fmt: skip


class AskForm(forms.Form):
    submission_id = forms.UUIDField(widget=forms.HiddenInput)
    what = fields.choice(_l("收什么"), WHAT)
    why = fields.text(_l("为什么收"), required=True, longest=rules.LONGEST_WHY, rows=3)
    until = fields.day(_l("收到哪天"))


class ReasonForm(forms.Form):
    reason = fields.text(_l("为什么破例"), required=True, longest=rules.LONGEST_WHY, rows=3)
