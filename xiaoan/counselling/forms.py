"""The shape of what the pages of counselling are sent. What is typed is judged by the services, at its
field."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from xiaoan.counselling import rules
from xiaoan.counselling.queries import words
from xiaoan.counselling.rules.instruments import Instrument
from xiaoan.kernel import clock
from xiaoan.web import fields

TIMES = [(f"{hour:02d}:{minute:02d}",) * 2 for hour in range(7, 22) for minute in (0, 30)]
_NOTHING = [("", "–")]


class ActForm(forms.Form):
    submission_id = forms.UUIDField(widget=forms.HiddenInput)


class TextForm(ActForm):
    def __init__(self, *args: Any, label: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"] = fields.text(label, longest=rules.LONGEST, rows=5)


class ReferForm(ActForm):
    def __init__(self, *args: Any, pupils: fields.Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = fields.choice(_l("学生"), _NOTHING + list(pupils), required=False)
        self.fields["ticks"] = fields.many(
            _l("看到了什么(可多选)"), [(code, words.TICK_NAMES[code]) for code in rules.TICKS]
        )
        self.fields["lasts"] = fields.choice(
            _l("看到多久了"),
            _NOTHING + [(code, words.LASTS_NAMES[code]) for code in rules.LASTS],
            required=False,
        )
        self.fields["text"] = fields.text(
            _l("补充说明(只有心理教师能看)"), longest=rules.LONGEST, rows=4
        )
        self.fields["urgency"] = fields.choice(
            _l("有多急"),
            [(code, words.URGENCY_NAMES[code]) for code in rules.URGENCIES],
            required=False,
        )


class AskForm(ActForm):
    def __init__(self, *args: Any, children: fields.Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = fields.choice(_l("孩子"), children, required=False)
        self.fields["via"] = fields.choice(
            _l("谁想谈"),
            [(code, words.VIA_NAMES[code]) for code in ("guardian", "pupil")],
            required=False,
        )
        self.fields["text"] = fields.text(
            _l("想说的话(可不填,只有心理教师能看)"), longest=rules.LONGEST, rows=4
        )
        self.fields["urgency"] = fields.choice(
            _l("有多急"),
            [(code, words.URGENCY_NAMES[code]) for code in rules.URGENCIES],
            required=False,
        )


def _next(form: forms.Form) -> None:
    form.fields["next_at"] = fields.day(_l("下次随访日期"), required=False)
    form.fields["next_time"] = fields.choice(_l("下次随访时间"), TIMES, required=False)
    form.fields["next_time"].initial = "08:30"
    form.fields["how"] = fields.choice(
        _l("怎样随访"), list(words.HOW_NAMES.items()), required=False
    )


def _risk(form: forms.Form, *, keeps: bool) -> None:
    codes = [*([""] if keeps else []), *rules.RISKS]
    form.fields["risk"] = fields.choice(
        _l("风险程度"), [(code, words.RISK_NAMES[code]) for code in codes], required=False
    )


class TakeForm(ActForm):
    def __init__(self, *args: Any, pupils: fields.Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if pupils:
            self.fields["person"] = fields.choice(
                _l("学生"), _NOTHING + list(pupils), required=False
            )
        _risk(self, keeps=False)
        self.fields["text"] = fields.text(_l("第一次记录(可不填)"), longest=rules.LONGEST, rows=4)
        _next(self)


class NoteForm(ActForm):
    KINDS = ("talk", "family", "risk", "referred_out")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = fields.choice(
            _l("种类"), [(code, words.NOTE_NAMES[code]) for code in self.KINDS], required=False
        )
        self.fields["text"] = fields.text(
            _l("记录(只有本个案的心理教师能看)"), longest=rules.LONGEST, rows=8
        )
        _risk(self, keeps=True)
        _next(self)


class PlanForm(ActForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in rules.PLAN:
            self.fields[part] = fields.text(words.PLAN_NAMES[part], longest=rules.LONGEST, rows=2)
        _next(self)


class CloseForm(ActForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"] = fields.choice(
            _l("结果"), _NOTHING + list(words.OUTCOME_NAMES.items()), required=False
        )
        self.fields["text"] = fields.text(_l("结案小结"), longest=rules.LONGEST, rows=5)


class ReopenForm(ActForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"] = fields.text(_l("为什么重新打开"), longest=rules.LONGEST, rows=3)
        _risk(self, keeps=True)
        _next(self)


class HandOverForm(ActForm):
    def __init__(self, *args: Any, others: fields.Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = fields.choice(
            _l("接手的心理教师"), _NOTHING + list(others), required=False
        )
        self.fields["text"] = fields.text(_l("移交说明"), longest=rules.LONGEST, rows=4)
        self.fields["agreed"] = fields.ticked(_l("同意"), _l("学生和家长已同意移交"))


class ScreeningForm(ActForm):
    def __init__(self, *args: Any, classes: fields.Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["classes"] = fields.many(_l("班级"), classes)
        self.fields["until"] = fields.day(_l("截止日期"), required=False)


class AnswerForm(ActForm):
    """The items of one questionnaire. `paper`: with the box that a signed paper is there."""

    def __init__(self, *args: Any, one: Instrument, paper: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        yes = _l("同意参加") if not paper else _l("家长已签字同意参加")
        self.fields["agreed"] = fields.choice(
            _l("是否参加"), [("1", yes), ("0", words.ANSWER_NAMES["refused"])], required=False
        )
        if paper:
            self.fields["signed"] = fields.ticked(_l("同意书"), _l("纸上有家长签字,已收好"))
        scale = [("", "–"), *((str(n), name) for n, name in words.SCALE.items())]
        for item in one.asked:
            self.fields[item] = fields.choice(words.ITEM_NAMES[item], scale, required=False)


class KeepingForm(ActForm):
    days = forms.IntegerField(
        label=_l("结案后保存多少天"), required=False, error_messages={"invalid": _l("请填整数。")}
    )


class SuccessorForm(ActForm):
    def __init__(
        self,
        *args: Any,
        gone: Sequence[tuple[str, Any]],
        here: Sequence[tuple[str, Any]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from"] = fields.choice(
            _l("原来的心理教师"), _NOTHING + list(gone), required=False
        )
        self.fields["to"] = fields.choice(_l("由谁接手"), _NOTHING + list(here), required=False)


def next_at(given: dict[str, Any]) -> dt.datetime | None:
    """Day and time of the next look as one instant; half past eight where only the day was given."""
    day = given.get("next_at")
    if day is None:
        return None
    return clock.at(day, dt.time.fromisoformat(given.get("next_time") or "08:30"))
