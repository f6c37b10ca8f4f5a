"""The roll-call form: text → typed values, shape only. Field names are `m-<enrolment id>-<field>`."""

import datetime as dt
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiaoan.directory.rules.bells import Bell
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Invalid
from xiaoan.screening import queries, rules
from xiaoan.screening.queries import EXCUSE_NAMES, METHOD_NAMES, SYMPTOM_NAMES

NOTE_LENGTH = 200
SCHOOL_OR_NOT = gettext_lazy("请选择上学还是不上学。")
A_DATE = gettext_lazy("日期请写成 2026-11-24 这样。")
# Two digits and perhaps a decimal: no exponent, no sign.
_DEGREES = re.compile(r"[0-9]{2,3}(\.[0-9]+)?")
_TIME = re.compile(r"([0-9]{1,2})[:：]?([0-9]{2})")
# A name, a beginning and an end, with whatever people put between the two times.
_BELL = re.compile(r"(.*?\S)\s+(\S+?)\s*(?:-|–|—|~|～|\u81f3|\u5230)\s*(\S+)")
_FIELD = re.compile(r"m-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-")


@dataclass
class Typed:
    """What was typed about one pupil, kept as typed so that nothing is lost when the form comes back."""

    kind: str = ""
    symptoms: list[str] = field(default_factory=list)
    onset: str = ""
    temperature: str = ""
    method: str = ""
    retest: str = ""
    retest_method: str = ""
    note: str = ""
    errors: dict[str, str] = field(default_factory=dict)


@dataclass
class TypedInRound:
    """What was typed about one boarder of a round, as typed."""

    kind: str = ""
    since: str = ""
    until: str = ""
    symptoms: list[str] = field(default_factory=list)
    note: str = ""


_IN_ROUND = re.compile(r"r-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-kind")


class RoundForm(forms.Form):
    """What stands once on a round's form."""

    submission_id = forms.UUIDField()
    base_version = forms.IntegerField(min_value=0, max_value=10_000)
    ventilated = forms.TypedChoiceField(
        choices=[("1", ""), ("0", "")],
        coerce=lambda text: text == "1",
        error_messages={"required": gettext_lazy("请选择这间宿舍有没有通风。")},
    )
    reason = forms.CharField(max_length=NOTE_LENGTH, required=False)


def read_round(post: QueryDict) -> dict[UUID, TypedInRound]:
    """What was typed of each boarder who is not simply in bed."""
    found = {}
    for name in post:
        match = _IN_ROUND.fullmatch(name)
        kind = post.get(name, "")
        if match and kind in queries.ROUND_NAMES:
            at = f"r-{match[1]}-"
            found[UUID(match[1])] = TypedInRound(
                kind, post.get(f"{at}since", ""), post.get(f"{at}until", ""),
                post.getlist(f"{at}symptoms"), post.get(f"{at}note", "").strip(),
            )  # fmt: skip
    return found


def to_seen(who: UUID, typed: TypedInRound) -> rules.SeenInRound:
    """As the rules read it; a time or a symptom that cannot be read counts as not said."""
    known = [code for code in typed.symptoms if code in SYMPTOM_NAMES]
    leave, ill = typed.kind == "leave", typed.kind == "ill"
    return rules.SeenInRound(
        who,
        rules.RoundKind(typed.kind),
        read_moment(typed.since) if leave else None,
        read_moment(typed.until) if leave else None,
        rules.symptoms_of(known if ill else ()),
    )


def read_moment(text: str) -> dt.datetime | None:
    """2026-11-23T20:00 as an instant of the county; None for what is none."""
    try:
        found = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    inside = clock.FIRST_DAY <= found.date() <= clock.LAST_DAY
    return found.replace(tzinfo=clock.ZONE) if inside and found.tzinfo is None else None


def read_celsius(text: str) -> Decimal:
    """37.5 as a temperature; Invalid says how to write it."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not _DEGREES.fullmatch(plain) or len(plain) > 5:
        said = _("体温请写成 37.3 这样的数字。")
        raise Invalid(said, {"celsius": said})
    return Decimal(plain).quantize(Decimal("0.1"))


class DeviceForm(forms.Form):
    """A measuring device to add."""

    device_id = forms.UUIDField()
    school = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    kind = forms.CharField(required=False)
    serial = forms.CharField(required=False)
    place = forms.CharField(required=False)
    method = forms.CharField(required=False)
    calibrated = forms.DateField(required=False, error_messages={"invalid": A_DATE})


class HeadForm(forms.Form):
    """What stands once on the form."""

    submission_id = forms.UUIDField()
    base_version = forms.IntegerField(min_value=0, max_value=10_000)
    reason = forms.CharField(max_length=NOTE_LENGTH, required=False)
    confirmed = forms.BooleanField(required=False)


class ExcuseForm(forms.Form):
    """Why a class is not due."""

    slot = forms.ChoiceField(
        choices=[("", ""), ("morning", ""), ("noon", ""), ("evening", "")], required=False
    )
    reason = forms.ChoiceField(
        choices=list(EXCUSE_NAMES.items()),
        error_messages={"required": gettext_lazy("请选择原因。")},
    )
    note = forms.CharField(max_length=NOTE_LENGTH, required=False)


class StretchForm(forms.Form):
    """Perhaps several days in a row: until when."""

    until = forms.DateField(required=False, error_messages={"invalid": A_DATE})


class NamedDayForm(StretchForm):
    """What a day is to be called: school or none, why, by which document."""

    is_school_day = forms.TypedChoiceField(
        choices=[("1", ""), ("0", "")],
        coerce=lambda text: text == "1",
        error_messages={"required": SCHOOL_OR_NOT, "invalid_choice": SCHOOL_OR_NOT},
    )
    note = forms.CharField(
        error_messages={"required": gettext_lazy("请写名称或原因,例如“国庆节”“大雪停课”。")}
    )
    source = forms.CharField(required=False)


class TermForm(forms.Form):
    """A stretch of teaching."""

    name = forms.CharField(
        error_messages={"required": gettext_lazy("请写学期名称,不超过 40 个字。")}
    )
    since = forms.DateField(
        error_messages={"required": gettext_lazy("请填开始日期。"), "invalid": A_DATE}
    )
    until = forms.DateField(
        error_messages={"required": gettext_lazy("请填结束日期。"), "invalid": A_DATE}
    )


def read_time(text: str) -> dt.time | None:
    """06:30, 6:30, 6：30 or 0630 (a number pad has no colon) as a time of the day; None for nothing.

    ValueError for what is none.
    """
    if not text.strip():
        return None
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    return dt.time(int(found[1]), int(found[2]))


def read_bells(text: str) -> list[Bell]:
    """A line each: a name, a beginning and an end. Invalid says which line is none, and how to write it."""
    found, faults = [], []
    lines = [line.strip() for line in text.splitlines()]
    for row, line in enumerate((line for line in lines if line), start=1):
        match = _BELL.fullmatch(line)
        try:
            starts, ends = (read_time(match[n]) for n in (2, 3)) if match else (None, None)
        except ValueError:
            starts = ends = None
        if match and starts and ends:
            found.append(Bell(match[1], starts, ends))
        else:
            words = {"row": row, "line": line[:40]}
            faults.append(_("第 %(row)s 行“%(line)s”:请写成“第一节 08:30-09:10”这样。") % words)
    if faults:
        raise Invalid("\n".join(faults))
    return found


def bell_line(bell: Bell) -> str:
    """A bell as `read_bells` reads it."""
    return f"{bell.name} {bell.starts:%H:%M}-{bell.ends:%H:%M}"


def read_marks(data: QueryDict) -> dict[UUID, Typed]:
    """What was typed about each pupil who is not simply present, by enrolment id.

    Whoever the form names, on the roll or not: the service refuses strangers and says so. A name
    that no form of ours has is passed over.
    """
    found = {}
    for who in dict.fromkeys(match[1] for name in data if (match := _FIELD.match(name))):
        typed = _read(data, f"m-{who}-")
        if typed.kind:
            found[UUID(who)] = typed
    return found


def _read(data: QueryDict, prefix: str) -> Typed:
    symptoms = [code for code in data.getlist(f"{prefix}symptoms") if code]
    text: dict[str, Any] = {
        name: data.get(f"{prefix}{name}", "").strip()
        for name in ("onset", "temperature", "method", "retest", "retest_method", "note")
    }
    kind = data.get(f"{prefix}kind", "") or "present"
    if kind == "present" and not (symptoms or text["temperature"] or text["note"]):
        kind = ""  # simply present: nothing to say
    return Typed(kind=kind, symptoms=symptoms, **text)


def to_mark(enrolment_id: UUID, typed: Typed) -> rules.Mark | None:
    """The mark, or None with `typed.errors` saying what is wrong and how to mend it."""
    kind = _choice(typed, "kind", typed.kind, set(rules.Kind))
    method = _choice(typed, "method", typed.method, set(METHOD_NAMES))
    retest_method = _choice(typed, "retest_method", typed.retest_method, set(METHOD_NAMES))
    symptoms = _symptoms(typed)
    onset = _date(typed)
    temperature = _degrees(typed, "temperature", typed.temperature)
    retest = _degrees(typed, "retest", typed.retest)
    if len(typed.note) > NOTE_LENGTH:
        typed.errors["note"] = _("备注最多 200 个字。")
    if "\0" in typed.note:
        typed.errors["note"] = _("备注里有不能保存的字符,已去掉。请核对。")
        typed.note = typed.note.replace("\0", "")
    if typed.errors:
        return None
    return rules.Mark(
        person=enrolment_id,
        kind=rules.Kind(kind),
        symptoms=symptoms,
        onset=onset,
        temperature=temperature,
        method=method if temperature is not None else "",
        retest=retest,
        retest_method=retest_method if retest is not None else "",
    )


def _choice(typed: Typed, name: str, value: str, known: Collection[str]) -> str:
    if value and value not in known:
        typed.errors[name] = _("请从列表中选择。")
    return value


def _symptoms(typed: Typed) -> rules.Symptom:
    try:
        return rules.symptoms_of(typed.symptoms)
    except ValueError:
        typed.errors["symptoms"] = _("有不认识的症状,请重新勾选。")
        return rules.Symptom(0)


def _date(typed: Typed) -> dt.date | None:
    if not typed.onset:
        return None
    try:
        return dt.date.fromisoformat(typed.onset)
    except ValueError:
        typed.errors["onset"] = _("发病日期请写成 2026-11-23 这样。")
        return None


def _degrees(typed: Typed, name: str, text: str) -> Decimal | None:
    if not text:
        return None
    # Full width as Chinese keyboards write it; ℃ becomes °C by that.
    plain = unicodedata.normalize("NFKC", text).replace(",", ".").replace("。", ".")
    plain = plain.removesuffix("°C").strip()
    value = Decimal(plain) if _DEGREES.fullmatch(plain) else Decimal(0)
    if not Decimal(30) <= value < Decimal(100):
        typed.errors[name] = _("体温请写成 37.3 这样的数字。")
        return None
    return value.quantize(Decimal("0.1"))


def from_mark(mark: rules.Mark, note: str = "") -> Typed:
    """A stored mark as it would be typed, to fill the form of a correction."""
    return Typed(
        kind=str(mark.kind),
        symptoms=list(rules.codes_of(int(mark.symptoms))),
        onset=mark.onset.isoformat() if mark.onset else "",
        temperature=str(mark.temperature) if mark.temperature is not None else "",
        method=mark.method,
        retest=str(mark.retest) if mark.retest is not None else "",
        retest_method=mark.retest_method,
        note=note,
    )
