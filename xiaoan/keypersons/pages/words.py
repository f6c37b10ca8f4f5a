"""Rows and history in words, and what the pages share."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.kernel.errors import Invalid
from xiaoan.keypersons.queries import labels
from xiaoan.keypersons.queries.lines import Line
from xiaoan.keypersons.queries.person import Apart, Entry, Journey, SeenPaper
from xiaoan.screening.queries import METHOD_NAMES, SYMPTOM_NAMES
from xiaoan.web.templatetags.web_tags import day as day_words

Form = TypeVar("Form", bound=forms.Form)
# What a choice is called beside its field.
_FIELDS = {
    "category": _l("类别"), "whereabouts": _l("去向"), "reached": _l("联系上了谁"), "method": _l("怎样测的"),
    "symptoms": _l("症状"), "kind": _l("方式"), "basis": _l("依据"), "paper": _l("证明的种类"),
    "transport": _l("交通工具"), "announced_by": _l("谁报备的"), "pack": _l("分类"),
}  # fmt: skip
_DAYS = {"since", "until", "issued_on", "expected", "day"}


def valid(form: Form) -> Form:
    """The form, if it has the shape; else a sentence that names the field."""
    if form.is_valid():
        return form
    names = set(form.errors)
    if names & _DAYS:
        raise Invalid(_("请把日期写成 2026-11-23 这样。"), dict.fromkeys(names, "invalid"))
    if "temperature" in names:
        raise Invalid(_("体温请填数字,例如 36.5。"), {"temperature": "invalid"})
    if names & {"note", "place", "remark", "issuer", "number", "origin"}:
        raise Invalid(_("说明不超过 200 个字。"), dict.fromkeys(names, "too_long"))
    missing = _("、").join(str(words) for name, words in _FIELDS.items() if name in names)
    if missing:
        raise Invalid(
            _("请选择:%(fields)s。") % {"fields": missing}, dict.fromkeys(names, "missing")
        )
    raise Invalid(_("请刷新页面后重新提交。"), dict.fromkeys(names, "missing"))


def options(names: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(code, str(words)) for code, words in names.items()]


def list_url(unit_no: int, name: str = "lines", **query: object) -> str:
    """The list of a unit (or its sheet, `name` "export") with a filter."""
    kept = {key: value for key, value in query.items() if value}
    address = reverse(f"keypersons:{name}", args=[unit_no])
    return f"{address}?{urlencode(kept)}" if kept else address


def row(line: Line) -> dict[str, Any]:
    """A line of the list in words."""
    return {
        "line_id": str(line.line_id),
        "name": line.name or _("(姓名不可见)"),
        "url": reverse("keypersons:person", args=[line.person_id]),
        "unit": line.unit,
        "school": line.school,
        "staff": line.kind != "student",
        "category": str(labels.CATEGORY_NAMES.get(line.category, line.category)),
        "where": str(labels.WHEREABOUTS_NAMES[line.whereabouts]),
        "isolated": line.isolated,
        "since": line.since,
        "until": line.until,
        "carer": line.carer,
        "last_day": line.last_day,
        "next_due": line.next_due,
        "state": _state(line),
        "state_label": _state_label(line),
        "ended_on": line.ended_on,
        "early": line.ended_early,
    }


def _state(line: Line) -> str:
    if line.state != "open":
        return "done" if line.state == "released" else "excused"
    return "missed" if line.overdue else "due"


def _state_label(line: Line) -> str:
    if line.state != "open":
        return str(labels.END_NAMES.get(line.ended_as, ""))
    if line.overdue:
        return _("随访逾期")
    return _("到期待证明") if line.expired else _("跟踪中")


def paper_words(paper: SeenPaper | None) -> str:
    """解除隔离证明 · 县疾控中心 · 2026-0117 · 11月23日开具,11月24日由某某查验."""
    if paper is None:
        return ""
    seen = _("%(issued)s开具,%(seen)s由%(name)s查验") % {
        "issued": day_words(paper.issued_on),
        "seen": day_words(paper.seen_on),
        "name": paper.seen_by or _("系统"),
    }
    parts = [str(labels.PAPER_NAMES[paper.kind]), paper.issuer, paper.number, seen]
    return " · ".join(filter(None, parts))


def apart_words(one: Apart) -> dict[str, Any]:
    return {
        "kind": str(labels.ISOLATION_NAMES[one.kind]),
        "basis": str(labels.BASIS_NAMES[one.basis]),
        "since": one.since,
        "until": one.until,
        "ended_on": one.ended_on,
        "early_note": one.early_note,
        "paper": paper_words(one.paper),
    }


def journey_words(one: Journey) -> dict[str, Any]:
    transport = " ".join(filter(None, [str(labels.TRANSPORT_NAMES[one.transport]), one.number]))
    return {
        "expected": one.expected,
        "origin": one.origin,
        "transport": transport,
        "announced_by": str(labels.ANNOUNCER_NAMES[one.announced_by]),
        "state": one.state,
        "state_label": str(labels.TRAVEL_NAMES[one.state]),
        "arrived_on": one.arrived_on,
        "url": reverse("keypersons:travel", args=[one.travel_id]),
    }


def entry_words(one: Entry) -> dict[str, Any]:
    """One entry of the history: when, who, what, in words."""
    return {
        "at": one.at,
        "by": one.by or _("系统"),
        "what": _("随访") if one.what == "followed" else str(labels.CHANGE_NAMES[one.what]),
        "category": str(labels.CATEGORY_NAMES.get(one.category, "")),
        "words": " · ".join(filter(None, _details(one))),
        "note": one.note,
        "fever": bool(one.detail.get("fever")),
    }


def _details(one: Entry) -> list[str]:
    detail = one.detail
    if one.what == "followed":
        return _of_follow_up(one)
    names = {
        "source": labels.SOURCE_NAMES, "isolation": labels.ISOLATION_NAMES, "paper": labels.PAPER_NAMES,
    }  # fmt: skip
    found = [str(names[key][detail[key]]) for key in names if detail.get(key)]
    if one.what == "whereabouts":
        found.append(_change(detail, labels.WHEREABOUTS_NAMES))
    elif one.what == "extended":
        found.append(_change(detail, {}))
    found += [_day(detail[key]) for key in ("since", "until", "expected", "day") if detail.get(key)]
    found.append(str(detail.get("carer", "")))
    found.append(_("早于原定日期") if detail.get("early") else "")
    return found


def _change(detail: Mapping[str, Any], names: Mapping[str, Any]) -> str:
    before, after = (str(names.get(detail[key], _day(detail[key]))) for key in ("from", "to"))
    return f"{before} → {after}"


def _day(text: str) -> str:
    try:
        return day_words(dt.date.fromisoformat(text))
    except ValueError:
        return text


def _of_follow_up(one: Entry) -> list[str]:
    detail = one.detail
    found = [
        str(labels.REACHED_NAMES[detail["reached"]]),
        str(labels.WHEREABOUTS_NAMES[detail["whereabouts"]]),
    ]
    if one.temperature is not None:
        found.append(f"{METHOD_NAMES.get(detail['method'], '')} {one.temperature} ℃".strip())
    if one.symptoms:
        found.append(_("、").join(str(SYMPTOM_NAMES[code]) for code in one.symptoms))
    elif detail["reached"] != "nobody" and not detail.get("fever"):
        found.append(_("无异常"))
    return found
