"""The roll-call form: text → typed values, shape only. Field names are `m-<enrolment id>-<field>`."""

import datetime as dt
import re
import tomllib
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiaoan.directory.rules.bells import Bell
from xiaoan.kernel.errors import Invalid
from xiaoan.screening import rules
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


# How people write it on paper, beside the words of the form itself.
_PAPER = tomllib.loads((Path(__file__).parent / "data" / "paper-cn.toml").read_text("utf-8"))
_SEAT = re.compile(r"([0-9]{1,3})\s*[\u53f7\u865f]?(?![0-9.])\s*(.*)", re.DOTALL)
# Perhaps where it was taken, the degrees, perhaps their sign or word.
_READING = re.compile(r"([^0-9]*?)\s*([0-9]{2}(?:\.[0-9])?)\s*(?:\u00b0C|\u2103|\u5ea6)?")


def read_paper(text: str, roll: Sequence[Any]) -> dict[UUID, Typed]:
    """A sheet of paper, typed by seat: "3 发热 38.2; 17 因病 咳嗽". Whoever is not named is present. Readings
    are axillary unless said otherwise, as on the sheet. Invalid says which piece cannot be read, and why.
    """
    seats: dict[int, list[UUID]] = {}
    for pupil in roll:
        seats.setdefault(pupil.seat, []).append(pupil.enrolment_id)
    found: dict[UUID, Typed] = {}
    faults = []
    for piece in filter(None, (part.strip() for part in re.split(r"[;\uff1b\n]", text))):
        match = _SEAT.fullmatch(unicodedata.normalize("NFKC", piece))
        fault = _paper_fault(piece, match, seats, found)
        if fault or match is None:
            faults.append(fault)
        else:
            found[seats[int(match[1])][0]] = _on_paper(match[2])
    if faults:
        raise Invalid("\n".join(faults))
    return found


def _paper_fault(
    piece: str, match: re.Match[str] | None, seats: dict[int, list[UUID]], found: dict[UUID, Typed]
) -> str:
    words = {"piece": piece[:40], "seat": match[1] if match else ""}
    if match is None:
        return _("“%(piece)s”:请以座号开头,例如“3 发热 38.2”。") % words
    here = seats.get(int(match[1]), [])
    if not here:
        return _("“%(piece)s”:这个班没有座号 %(seat)s。") % words
    if len(here) > 1:
        return _("“%(piece)s”:座号 %(seat)s 有两名学生,请在表里按姓名填。") % words
    if here[0] in found:
        return _("“%(piece)s”:座号 %(seat)s 写了两次,请合成一条。") % words
    if not match[2].strip():
        return _("“%(piece)s”:座号后面请写情况,例如“3 因病 咳嗽”。") % words
    return ""


@cache
def _signs() -> dict[str, str]:
    """The words of the list in both writings, and what people write instead."""
    found = dict(_PAPER["signs"])
    for writing in ("zh-hans", "zh-hant"):
        with translation.override(writing):
            found |= {str(words): code for code, words in SYMPTOM_NAMES.items()}
    return found


def _on_paper(text: str) -> Typed:
    """What is said of one pupil; words that are none of ours become the remark."""
    typed = Typed(kind="present")
    words = [word for word in re.split(r"[\s,\u3001]+", text.strip()) if word]
    typed.note = " ".join(word for word in words if not _understands(word, typed))
    if typed.temperature and not typed.method:
        typed.method = "axillary"
    return typed


def _understands(word: str, typed: Typed) -> bool:
    kinds, methods, reading = _PAPER["kinds"], _PAPER["methods"], _READING.fullmatch(word)
    if word in kinds:
        typed.kind = kinds[word]
    elif word in _signs():
        typed.symptoms.append(_signs()[word])
    elif word in methods:
        typed.method = methods[word]
    elif reading and not typed.temperature and reading[1] in {"", *methods}:
        typed.method = methods.get(reading[1], typed.method)
        typed.temperature = reading[2]
    else:
        return False
    return True


def as_post(found: Mapping[UUID, Typed]) -> QueryDict:
    """What was typed as the form itself would post it."""
    post = QueryDict(mutable=True)
    for who, typed in found.items():
        for name in ("kind", "temperature", "method", "note"):
            post[f"m-{who}-{name}"] = getattr(typed, name)
        post.setlist(f"m-{who}-symptoms", typed.symptoms)
    return post
