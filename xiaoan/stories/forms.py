"""The shape of what the pages of stories are sent."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from xiaoan.stories import rules
from xiaoan.web import fields


class ActForm(forms.Form):
    submission_id = forms.UUIDField(widget=forms.HiddenInput)


class ReasonForm(ActForm):
    reason = fields.text(_l("理由"), required=True, rows=3)


class PublishForm(ActForm):
    edition = forms.IntegerField(widget=forms.HiddenInput)


class ConsentForm(ActForm):
    edition = forms.IntegerField(widget=forms.HiddenInput)
    said = forms.ChoiceField(choices=[(one, one) for one in rules.SAID])
    child_asked = forms.BooleanField(required=False)


class StoryForm(ActForm):
    """A story; who is shown is chosen from the class or school. Photos come beside it (web.pictures)."""

    title = fields.text(_l("标题"), required=True, longest=rules.LONGEST_TITLE)
    text = fields.text(_l("做了什么(每行一段)"), required=True, longest=rules.LONGEST_TEXT, rows=8)

    def __init__(
        self, *args: Any, pupils: fields.Choices, staff: fields.Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if pupils:
            self.fields["pupils"] = fields.many(_l("能认出来的学生"), pupils)
        self.fields["staff"] = fields.many(_l("能认出来的教职工"), staff)
        self.fields["nobody"] = fields.ticked(_l("没有人"), _l("文字和照片里没有能认出来的人"))
