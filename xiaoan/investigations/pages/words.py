"""Codes, days and numbers as the pages of investigations say them."""

import math
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.illness import queries as illness
from xiaoan.illness.queries.words import CERTAINTY_NAMES, DIAGNOSIS_NAMES, STAGE_NAMES
from xiaoan.investigations.queries import EventHead, number_of
from xiaoan.investigations.queries.cases import CaseRow
from xiaoan.investigations.queries.words import (
    SOURCE_NAMES,
    STATE_NAMES,
    STATE_SHAPES,
    STATUS_NAMES,
)
from xiaoan.kernel import clock
from xiaoan.outbreaks.queries import SYNDROME_NAMES
from xiaoan.screening import queries as screening

STATUS_SHAPES = {
    "suspected": "unknown", "probable": "late", "confirmed": "missed", "excluded": "excused",
    "withdrawn": "excused",
}  # fmt: skip


def head(one: EventHead, place: str) -> dict[str, Any]:
    """An event in a line."""
    return {
        "id": one.id,
        "number": number_of(one.year, one.number),
        "title": title(one, place),
        "syndrome": SYNDROME_NAMES.get(one.syndrome, one.syndrome),
        "disease": DIAGNOSIS_NAMES.get(one.disease, ""),
        "state": one.state,
        "shape": STATE_SHAPES[one.state],
        "state_words": STATE_NAMES[one.state],
        "cases": one.cases,
        "detected_at": one.detected_at,
        "first_onset": one.first_onset,
        "last_onset": one.last_onset,
        "since": since(one),
    }


def title(one: EventHead, place: str) -> str:
    what = str(DIAGNOSIS_NAMES.get(one.disease) or SYNDROME_NAMES[one.syndrome])
    told = {"number": number_of(one.year, one.number), "place": place, "what": what}
    return _("%(number)s %(place)s %(what)s") % told


def since(one: EventHead) -> str:
    """How long ago the event was detected; of a closed one, how long it ran."""
    until = one.closed_at or clock.now()
    hours = int((until - one.detected_at).total_seconds() // 3600)
    if hours < 48:
        return _("%(n)s 小时") % {"n": max(hours, 0)}
    return _("%(n)s 天") % {"n": hours // 24}


def symptoms(mask: int) -> str:
    return _("、").join(str(screening.SYMPTOM_NAMES[code]) for code in screening.codes_of(mask))


def outcome(one: illness.Outcome | None) -> str:
    """已送医 · 诺如病毒感染(确诊)."""
    if one is None:
        return ""
    parts = [str(STAGE_NAMES[one.stage])]
    if one.diagnosis:
        name = str(DIAGNOSIS_NAMES.get(one.diagnosis, one.diagnosis))
        sure = CERTAINTY_NAMES.get(one.certainty, "")
        parts.append(_("%(name)s(%(sure)s)") % {"name": name, "sure": sure} if sure else name)
    return " · ".join(parts)


def case(one: CaseRow, event_id: Any) -> dict[str, Any]:
    """One line of the line list."""
    return {
        "id": one.id, "no": one.no, "name": one.name, "is_named": one.is_named, "sex": one.sex,
        "class_name": one.class_name, "now": _moved(one), "dormitory": one.dormitory,
        "seat": one.seat, "onset": one.onset, "onset_time": one.onset_time,
        "onset_known": one.onset_known, "symptoms": symptoms(one.symptoms),
        "status": one.status, "status_words": STATUS_NAMES[one.status],
        "shape": STATUS_SHAPES[one.status], "reason": reason(one),
        "source": SOURCE_NAMES[one.source], "outcome": outcome(one.outcome),
        "outcome_url": reverse("illness:child", args=[one.outcome.id]) if one.outcome else "",
        "decided_by": one.decided_by, "decided_at": one.decided_at, "version": one.version,
        "is_counted": one.is_counted, "signal": _signal(one), "misses": one.meets is False,
        "url": reverse("investigations:case", args=[event_id, one.id]),
    }  # fmt: skip


def reason(one: CaseRow) -> str:
    return _("已是并入的那一起疫情的病例") if one.reason == "merged" else one.reason


def _moved(one: CaseRow) -> str:
    if one.now is None:
        return _("已不在本校")
    return _("现在 %(place)s") % {"place": one.now} if one.now else ""


def _signal(one: CaseRow) -> str:
    if one.signal == "gone":
        return _("点名表更正后,信号不再计入")
    return _("点名表上的发病日期不同") if one.signal == "onset" else ""


def figure(value: float, digits: int = 1) -> str:
    """4.5 · ∞ · – ; never a false precision."""
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞"
    return f"{value:.{digits}f}" if value >= 0.05 or value == 0 else f"{value:.3f}"


def chance(p: float) -> str:
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def tabs(event_id: Any, here: str) -> list[dict[str, Any]]:
    """The pages of an event."""
    pages = (
        ("event", _("概况")), ("cases", _("病例一览表")), ("picture", _("图和罹患率")),
        ("exposures", _("暴露因素")), ("contacts", _("接触者")),
        ("measures:event", _("防控措施")), ("statutory:summary", _("总结")),
    )  # fmt: skip
    return [
        {
            "label": label,
            # What lies above an event is linked to, not known.
            "url": reverse(name if ":" in name else f"investigations:{name}", args=[event_id]),
            "here": name == here,
        }
        for name, label in pages
    ]
