"""The forms of a course that a phone may keep: choices, readings and times. Nothing is typed in words that
would lie on a phone in clear, but class and name or seat of the child."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.illness.forms.acts import FORMS, ActForm
from xiaoan.illness.forms.fields import one_of, reading, several, text
from xiaoan.kernel import clock
from xiaoan.screening import queries as screening

# In the order of the way; under the same names as on the child's own page.
LEAN = ("retest", "observe", "guardian", "send", "home", "well")
_AT = _l("时间(不填为按下按钮的时间)")
_METHODS = {code: screening.METHOD_NAMES[code] for code in ("axillary", "ear", "forehead")}
# A phone whose clock is farther off than this did not wait that long.
LONGEST = dt.timedelta(days=14)


def lean(kind: str, *args: Any, **kwargs: Any) -> ActForm:
    """The form of an act without its free text."""
    form = FORMS[kind](*args, **kwargs)
    for name in form.said:
        form.fields.pop(name, None)
    form.fields["at"].label = _AT
    return form


def pressed_at(pressed: str, phone_now: str) -> dt.datetime | None:
    """When a button was pressed, by the phone's clock; `phone_now`, what that clock says as it sends, sets it
    right. None where the phone did not say, or cannot have meant it."""
    now = clock.now()
    if not (pressed.isascii() and pressed.isdigit() and len(pressed) < 15):
        return None
    sends = phone_now if phone_now.isascii() and phone_now.isdigit() and len(phone_now) < 15 else ""
    phone = int(sends) if sends else int(now.timestamp() * 1000)
    waited = dt.timedelta(milliseconds=phone - int(pressed))
    return now - max(waited, dt.timedelta(0)) if waited < LONGEST else None


class NoticeForm(forms.Form):
    """The first sheet of a course: which child of which class, what was seen and measured."""

    step_id = forms.UUIDField(widget=forms.HiddenInput)
    # Its choices are the classes of a school: given when it is made.
    unit = forms.ChoiceField()
    who = text(_l("姓名或座号"), required=True, longest=60)
    symptoms = several(_l("症状(可多选)"), screening.SYMPTOM_NAMES)
    celsius = reading(_l("体温 ℃(没量就不填)"))
    method = one_of(_l("测法"), _METHODS)
    at = forms.TimeField(
        label=_AT, required=False,
        error_messages={"invalid": _l("时间请写成 08:05 这样。")},
    )  # fmt: skip

    def __init__(self, *args: Any, units: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.moment: dt.datetime | None = None
        choices = [(str(no), name) for no, name in units]
        self.fields["unit"] = forms.ChoiceField(
            label=_l("班级"), choices=choices,
            error_messages={"required": _l("请选班级。"), "invalid_choice": _l("请从列表中选择。")},
        )  # fmt: skip
        self.fields["celsius"].required = False
        self.order_fields(("step_id", "unit", "who", "symptoms"))

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        celsius, method = given.get("celsius"), given.get("method")
        if celsius is not None and not method:
            self.add_error("method", _("请选一项。"))
        if not (given.get("symptoms") or celsius is not None or self.errors):
            self.add_error("symptoms", _("请选症状,或填体温。"))
        return given

    def when(self) -> dt.datetime | None:
        time = self.cleaned_data.get("at")
        day = self.moment.date() if self.moment else clock.today()
        return clock.at(day, time) if time else self.moment

    def fever(self) -> bool:
        """Said, or measured under the arm; another reading at its line waits for the retest."""
        celsius: Decimal | None = self.cleaned_data.get("celsius")
        method = self.cleaned_data.get("method") or ""
        measured = celsius is not None and screening.judge_temperature(celsius, method).fever
        return "fever" in self.cleaned_data["symptoms"] or measured

    def facts(self) -> dict[str, Any]:
        celsius = self.cleaned_data.get("celsius")
        if celsius is None:
            return {}
        return {"celsius": str(celsius), "method": self.cleaned_data["method"]}
