"""The shape of what comes in: a round, an answer, an upload."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from xiaoan.kernel import clock
from xiaoan.surveys import rules

WHO_NAMES = {"pupils": _l("学生"), "staff": _l("教职工"), "both": _l("学生和教职工")}


class RoundForm(forms.Form):
    """A round as it is written down."""

    id = forms.UUIDField()
    title = forms.CharField(max_length=rules.LONGEST_TITLE)
    unit = forms.IntegerField()
    who = forms.ChoiceField(choices=list(WHO_NAMES.items()))
    due_day = forms.DateField()
    due_time = forms.TimeField()
    every_days = forms.IntegerField(required=False, min_value=1, max_value=rules.LONGEST_EVERY)

    def __init__(self, *args: Any, stages: list[tuple[str, Any]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["stages"] = forms.MultipleChoiceField(required=False, choices=stages)

    def wanted(self) -> rules.Wanted:
        given = self.cleaned_data
        return rules.Wanted(
            given["title"], given["who"], tuple(given["stages"]),
            clock.at(given["due_day"], given["due_time"]), given["every_days"],
        )  # fmt: skip


class AnswerForm(forms.Form):
    """An answer as it is typed; what is allowed is the rules' to say."""

    id = forms.UUIDField()
    whereabouts = forms.CharField(max_length=20, required=False)
    condition = forms.CharField(max_length=20, required=False)
    place = forms.CharField(required=False)
    since = forms.DateField(required=False)
    remark = forms.CharField(required=False)
    reason = forms.CharField(required=False)
    sure = forms.CharField(max_length=64, required=False)

    def said(self, categories: list[str]) -> rules.Said:
        given = self.cleaned_data
        since: dt.date | None = given.get("since")
        return rules.Said(
            given.get("whereabouts", ""), given.get("condition", ""), tuple(categories),
            given.get("place", ""), since, given.get("remark", ""),
        )  # fmt: skip


class DecisionForm(forms.Form):
    """Which of two answers stands, and why."""

    keep = forms.ChoiceField(choices=[("1", ""), ("0", "")])
    reason = forms.CharField(max_length=rules.LONGEST_REASON)
