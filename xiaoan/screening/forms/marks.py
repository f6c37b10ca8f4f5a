"""The roll-call form: text → typed values, shape only. Field names are `m-<enrolment id>-<field>`."""

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiaoan.kernel.errors import Invalid
from xiaoan.screening import rules
from xiaoan.screening.queries import EXCUSE_NAMES, METHOD_NAMES, read_celsius

NOTE_LENGTH = 200
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
        typed.errors["note"] = _("备注写了 %(n)s 个字,最多 200 个字。请删短。") % {
            "n": len(typed.note)
        }
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
    try:
        return read_celsius(text)
    except Invalid as wrong:
        typed.errors[name] = str(wrong)
        return None


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
