"""One form per thing to do about a child that is ill. `kind()` says which step it is, by what was found."""

import datetime as dt
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.illness import rules
from xiaoan.illness.forms.fields import day, one_of, reading, several, text
from xiaoan.illness.queries import words
from xiaoan.kernel import clock
from xiaoan.screening import queries as screening

_METHODS = {code: screening.METHOD_NAMES[code] for code in ("axillary", "ear", "forehead")}


class ActForm(forms.Form):
    """What every act has: the id that its sender made, and when it was, if not just now."""

    step: ClassVar[str] = ""
    # Names of fields that are free text: sealed. Days and codes are the rest.
    said: ClassVar[tuple[str, ...]] = ("note",)
    # When the button was pressed, if the sheet waited on the phone.
    moment: dt.datetime | None = None

    step_id = forms.UUIDField(widget=forms.HiddenInput)
    at = forms.TimeField(
        label=_l("时间(不填为现在)"), required=False,
        error_messages={"invalid": _l("时间请写成 08:05 这样。")},
    )  # fmt: skip
    note = text(_l("备注"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name not in ("at", "note")])

    def kind(self) -> str:
        return self.step

    def clean_at(self) -> dt.time | None:
        """A time of today that has come: whoever did it yesterday says so in the remark."""
        time: dt.time | None = self.cleaned_data.get("at")
        if time and clock.at(self._day(), time) > clock.now():
            raise forms.ValidationError(_("这个时间还没有到。昨天做的请不填时间,写在备注里。"))
        return time

    def when(self) -> dt.datetime | None:
        """The instant: on the day of the button at the time given, else when it was pressed."""
        time = self.cleaned_data.get("at")
        return clock.at(self._day(), time) if time else self.moment

    def _day(self) -> dt.date:
        return self.moment.date() if self.moment else clock.today()

    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(name) or "" for name in self.said}

    def facts(self) -> dict[str, Any]:
        """Codes, days and readings, as the step keeps them."""
        left_out = {"step_id", "at", *self.said}
        told = {
            name: _plain(value) for name, value in self.cleaned_data.items() if name not in left_out
        }
        return {name: value for name, value in told.items() if value not in ("", None, [])}


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


class RetestForm(ActForm):
    """The second reading decides: on with it, or back to class."""

    celsius = reading(_l("复测体温 ℃"))
    method = one_of(_l("测法"), _METHODS, required=True)
    ill = forms.BooleanField(label=_l("体温正常,但仍不舒服,去留观室"), required=False)
    flags = several(_l("有没有这些情况"), words.RED_FLAG_NAMES)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        celsius, method = given.get("celsius"), given.get("method")
        if celsius is None or not method:
            return given
        judged = screening.judge_temperature(celsius, method)
        given["fever"] = judged.fever
        if celsius >= Decimal(rules.HIGH_FEVER_CELSIUS):
            given["flags"] = sorted({*given.get("flags", []), "high_fever"})
        if judged.judgement == "retest":
            self.add_error("method", _("这个读数偏高:请再用腋温测一次,以腋温为准。"))
        if judged.judgement in ("implausible", "measure_again"):
            self.add_error("celsius", _("这个读数不可信,请重测。"))
        return given

    def kind(self) -> str:
        ill = self.cleaned_data["fever"] or self.cleaned_data["ill"] or self.cleaned_data["flags"]
        return "retest_fever" if ill else "retest_normal"


class ObserveForm(ActForm):
    step = "observe"
    said = ("room", "carer", "note")
    room = text(_l("留观地点"))
    carer = text(_l("谁陪着(孩子不单独等)"))
    flags = several(_l("有没有这些情况"), words.RED_FLAG_NAMES)


class GuardianForm(ActForm):
    said = ("who", "note")
    who = text(_l("联系了哪位家长"), required=True)
    outcome = one_of(
        _l("结果"), {"reach": _l("联系到了"), "unreachable": _l("没有接通")}, required=True
    )

    def kind(self) -> str:
        return str(self.cleaned_data["outcome"])


class SendForm(ActForm):
    step = "send"
    said = ("clinic", "who", "note")
    by = one_of(_l("谁送去"), words.SENT_BY_NAMES, required=True)
    who = text(_l("姓名"))
    clinic = text(_l("去哪里看病"))


class DiagnoseForm(ActForm):
    step = "diagnose"
    said = ("clinic", "note")
    diagnosis = one_of(_l("诊断"), words.DIAGNOSIS_NAMES, required=True)
    certainty = one_of(_l("把握"), words.CERTAINTY_NAMES, required=True)
    clinic = text(_l("就诊医院"))
    diagnosed_on = day(_l("诊断日期"))
    onset = day(_l("发病日期"))
    rash = day(_l("出疹日期"))


class HomeForm(ActForm):
    step = "home"
    said = ("who", "note")
    who = text(_l("谁接走"))


class TraceForm(ActForm):
    """What the family said. Who was not reached is not traced: the duty stays open."""

    step = "trace"
    said = ("asked", "clinic", "note")
    asked = text(_l("问了谁、怎么问的(如:母亲,电话)"))
    symptoms = several(_l("症状(可多选)"), screening.SYMPTOM_NAMES)
    onset = day(_l("发病日期"))
    clinic = text(_l("就诊医院(没去就不填)"))
    diagnosis = one_of(_l("医生的诊断"), words.DIAGNOSIS_NAMES)
    certainty = one_of(_l("把握"), words.CERTAINTY_NAMES)
    isolates = one_of(_l("需不需要隔离"), {"yes": _l("需要"), "no": _l("不需要")})

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not any(given.get(name) for name in ("asked", "symptoms", "diagnosis", "clinic")):
            self.add_error(
                "asked", _("请写问了谁,或选症状、诊断。没联系上先不登记,追踪留在待办里。")
            )
        given["symptoms"] = int(screening.symptoms_of(given.get("symptoms") or ()))
        asked = given.get("isolates")
        given["isolates"] = None if not asked else asked == "yes"
        return given


class FollowForm(ActForm):
    step = "follow"
    said = ("condition", "note")
    condition = text(_l("今天怎么样"), required=True)
    fever_free = day(_l("哪天起不发热"))
    symptom_free = day(_l("哪天起症状全消"))


class InvestigateForm(ActForm):
    step = "investigate"
    said = ("finding", "clinic", "note")
    finding = text(_l("排查结果"), required=True)
    clinic = text(_l("就诊医院(没去就不填)"))
    onset = day(_l("发病日期"))


class HandInForm(ActForm):
    """The certificate is at school; the doctor has it to read."""

    step = "hand_in"
    issued_on = day(_l("开具日期"))


class WellForm(ActForm):
    step = "well"


class WithdrawForm(ActForm):
    step = "withdraw"
    said = ("reason",)
    reason = text(_l("为什么撤销"), required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["note"], self.fields["at"]


# Under which name in the address; in the order in which the page offers them.
FORMS: dict[str, type[ActForm]] = {
    "retest": RetestForm,
    "observe": ObserveForm,
    "guardian": GuardianForm,
    "send": SendForm,
    "diagnose": DiagnoseForm,
    "home": HomeForm,
    "trace": TraceForm,
    "follow": FollowForm,
    "investigate": InvestigateForm,
    "hand_in": HandInForm,
    "well": WellForm,
    "withdraw": WithdrawForm,
}
