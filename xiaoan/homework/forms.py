"""The shape of what the pages of homework are sent."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from xiaoan.homework import rules
from xiaoan.homework.queries import words
from xiaoan.web import fields

_NO_TIME = _l("时间请写成 18:00 这样。")


class ActForm(forms.Form):
    submission_id = forms.UUIDField(widget=forms.HiddenInput)


class ReasonForm(ActForm):
    reason = fields.text(_l("理由"), required=True, rows=3)


class CommentForm(ActForm):
    comment = fields.text(_l("要订正什么"), required=True, longest=rules.LONGEST_COMMENT, rows=3)


class HandInForm(ActForm):
    """Photos come beside it (web.pictures)."""

    text = fields.text(_l("写几个字(可不写)"), longest=rules.LONGEST_TEXT, rows=3)


class MarkForm(ActForm):
    grade = fields.choice(_l("等第"), [], required=False)
    points = fields.text(_l("或者分数"), longest=3, mode="numeric")
    comment = fields.text(_l("评语(可不写)"), longest=rules.LONGEST_COMMENT, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grade"].choices = [("", "–"), *words.marks()]  # type: ignore[attr-defined]  # a choice

    def mark(self) -> str:
        """Points, if some were written; else the grade."""
        return str(self.cleaned_data["points"]).strip() or str(self.cleaned_data["grade"])


class SetForm(ActForm):
    """Homework of one or several classes. Photos come beside it (web.pictures)."""

    def __init__(
        self, *args: Any, classes: fields.Choices, subjects: fields.Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {
            "classes": fields.many(_l("班级"), classes),
            "subject": fields.choice(_l("科目"), subjects),
            "title": fields.text(_l("作业名称"), required=True, longest=rules.LONGEST_TITLE),
            "text": fields.text(_l("要求(可不写)"), longest=rules.LONGEST_TEXT, rows=4),
            "minutes": forms.IntegerField(
                label=_l("学生预计用时(分钟)"),
                error_messages={"required": _l("请填写。"), "invalid": _l("请写整数。")},
            ),
            "way": fields.choice(
                _l("怎么交"), [(one, words.way_words(one)) for one in rules.WAYS]
            ),
            "due": fields.day(_l("哪天截止")),
            "time": forms.TimeField(
                label=_l("几点截止"), input_formats=["%H:%M"],
                error_messages={"required": _l("请填写。"), "invalid": _NO_TIME},
            ),
        }  # fmt: skip

    def due(self) -> tuple[dt.date, dt.time]:
        return self.cleaned_data["due"], self.cleaned_data["time"]
