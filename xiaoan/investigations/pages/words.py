"""Codes, days and numbers as the pages of investigations say them."""

import math
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.illness import queries as illness
from xiaoan.illness.queries.words import CERTAINTY_NAMES, DIAGNOSIS_NAMES, STAGE_NAMES
from xiaoan.investigations.queries.cases import CaseRow
from xiaoan.investigations.queries.words import (
    SOURCE_NAMES,
    STATUS_NAMES,
)
from xiaoan.screening import queries as screening

STATUS_SHAPES = {
    "suspected": "unknown", "probable": "late", "confirmed": "missed", "excluded": "excused",
    "withdrawn": "excused",
}  # fmt: skip


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
