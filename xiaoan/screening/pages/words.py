"""How the pages of the daily checks say things."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory import queries as directory
from xiaoan.duties import queries as duties
from xiaoan.kernel.clock import ZONE
from xiaoan.screening import forms, queries, rules
from xiaoan.screening.pages.address import Address

# How a doubt is asked; %(name)s is the pupil.
DOUBTS = {
    "more_than_enrolled": _l("标记的人数多于班级人数。请刷新页面后重新填写。"),
    "same_pupil_twice": _l("%(name)s 被标记了两次。请只保留一条。"),
    "all_absent": _l("全班都缺勤,是这样吗?"),
    "temperature_implausible": _l("%(name)s 的体温不可能这么高。请核对后重填。"),
    "measure_again": _l("%(name)s 的体温低于 35.0 ℃,多半没量准,请复测。先这样提交吗?"),
    "retest_needed": _l("%(name)s 的额温或耳温偏高,需要用腋温复测。先这样提交吗?"),
    "fever_not_ticked": _l("%(name)s 的腋温达到 37.3 ℃,按发热统计,但没有勾选“发热”。确认吗?"),
    "onset_in_future": _l("%(name)s 的发病日期在检查日之后。请改正。"),
    "onset_long_ago": _l("%(name)s 的发病日期早于 30 天前,确认吗?"),
    "sick_without_symptom": _l("%(name)s 因病缺勤,还没填症状。症状暂时不明吗?"),
    "present_without_symptom": _l("%(name)s 标为在校有症状,但没有勾选症状。确认吗?"),
    "present_in_isolation": _l("%(name)s 应在隔离中,却标为到校。确认吗?"),
    "all_suddenly_well": _l("上次检查有多名学生因病缺勤,这次全部到校。确认吗?"),
    "recovered": _l("%(name)s 上次因病缺勤,今天已返校,并且看过复课证明?"),
}


def doubts(found: Sequence[rules.Doubt], names: Mapping[Any, str]) -> list[str]:
    """One sentence per doubt."""
    return [str(DOUBTS[str(doubt.code)]) % {"name": names.get(doubt.person, "")} for doubt in found]


def short(typed: forms.Typed) -> str:
    """One line about a pupil: what, and the symptoms."""
    words = [str(queries.KIND_NAMES.get(typed.kind, typed.kind))]
    words += [str(queries.SYMPTOM_NAMES[s]) for s in typed.symptoms if s in queries.SYMPTOM_NAMES]
    if typed.temperature:
        words.append(f"{typed.temperature}℃")
    return " · ".join(words)


def lines() -> dict[str, str]:
    """Temperature lines for the page's hints, from the rules."""
    return {
        "fever": str(rules.FEVER_AXILLARY_CELSIUS),
        "forehead": str(rules.SCREEN_FOREHEAD_CELSIUS),
        "ear": str(rules.SCREEN_EAR_CELSIUS),
        "low": str(rules.MEASURE_AGAIN_BELOW_CELSIUS),
        "high": str(rules.IMPLAUSIBLE_ABOVE_CELSIUS),
    }


def place(where: Address) -> dict[str, Any]:
    """What the head of a page says about where it is."""
    return {
        "unit": {"name": where.place.name, "school": where.school_name, "no": where.place.no},
        "day": where.day,
        "slot": where.slot,
        "slot_label": queries.SLOT_NAMES[where.slot],
    }


def version(found: queries.Version, names: Mapping[UUID, str]) -> dict[str, Any]:
    """One version as a page shows it."""
    at = found.submitted_at.astimezone(ZONE)
    return {
        "id": str(found.id),
        "number": str(found.id)[-8:].upper(),
        "version": found.version,
        "state": found.state,
        "at": at,
        "time": at.strftime("%H:%M"),
        "by": found.by,
        "entry": found.entry,
        "entry_label": queries.ENTRY_NAMES.get(found.entry, found.entry),
        "late": found.late,
        "reason": found.reason,
        "counts": {**found.counts, "absent": found.counts["enrolled"] - found.counts["present"]},
        "marks": [mark(m, names) for m in found.marks],
    }


def mark(row: Any, names: Mapping[UUID, str]) -> dict[str, Any]:
    """One mark as a page shows it."""
    return {
        "name": names.get(row.enrolment_id, ""),
        "kind": row.kind,
        "kind_label": queries.KIND_NAMES[row.kind],
        "symptoms": [queries.SYMPTOM_NAMES[code] for code in rules.codes_of(row.symptoms)],
        "onset": row.onset,
        "temperature": row.temperature,
        "method_label": queries.METHOD_NAMES.get(row.method, ""),
        "retest": row.retest,
        "fever": row.fever,
        "note": row.note,
    }


def graver(
    one: queries.Version, other: queries.Version, names: Mapping[UUID, str]
) -> list[dict[str, Any]]:
    """Pupils whom the two versions see differently, with the graver mark of each: never hidden."""
    sides = [{m.enrolment_id: m for m in side.marks} for side in (one, other)]
    found = []
    for who in sorted(sides[0].keys() | sides[1].keys(), key=lambda w: names.get(w, "")):
        pair = [side[who] for side in sides if who in side]
        worst = max(pair, key=lambda m: rules.seriousness(queries.as_rule_mark(m)))
        found.append({**mark(worst, names), "in_both": len(pair) == 2})
    return found


def next_due(due: Sequence[duties.Due]) -> dict[str, Any] | None:
    """The next thing the same person has to do today."""
    if not due:
        return None
    first = due[0]
    return {
        "title": str(queries.SLOT_NAMES[first.slot]),
        "place": directory.full_name(first.unit_no),
        "due_text": first.due_at.astimezone(ZONE).strftime("%H:%M"),
    }


def contact(name: str, phone: str) -> dict[str, str]:
    """A person with a number to call, or the word that there is none."""
    return {"name": name or _("未指定"), "phone": phone}
