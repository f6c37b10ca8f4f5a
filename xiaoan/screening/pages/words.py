"""How the pages of the daily checks say things."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory import queries as directory
from xiaoan.duties import queries as duties
from xiaoan.kernel import clock
from xiaoan.kernel.clock import ZONE
from xiaoan.screening import forms, queries, rules
from xiaoan.screening import services as screening
from xiaoan.screening.pages.address import Address
from xiaoan.web.templatetags.web_tags import day as day_words

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
    "fever_not_measured": _l("%(name)s 勾选了“发热”,腋温却正常。是在家发过热吗?"),
    "present_with_fever": _l(
        "%(name)s 的腋温达到发热标准,却标为在校。发热的学生不应留在班里。确认还在校吗?"
    ),
    "sick_without_symptom": _l("%(name)s 因病缺勤,还没填症状。症状暂时不明吗?"),
    "home_without_symptom": _l("%(name)s 已送回家,还没填症状。症状暂时不明吗?"),
    "present_without_symptom": _l("%(name)s 标为在校有症状,但没有勾选症状。确认吗?"),
    "present_in_isolation": _l("%(name)s 应在隔离中,却标为到校。确认吗?"),
    "not_cleared": _l(
        "%(name)s 的复课证明还没查验。请先让孩子到保健室,校医放行后再标为到校;现在请标“因病”或“送回家”。"
    ),
    "present_after_sent": _l(
        "校医已送 %(name)s 就医或回家,还没有返校的记录,这里却标为到校。孩子确实回来了吗?"
    ),
    "all_suddenly_well": _l("上次检查有多名学生因病缺勤,这次全部到校。确认吗?"),
    "recovered": _l("%(name)s 上次因病缺勤,今天已返校,并且看过复课证明?"),
}


def doubts(found: Sequence[rules.Doubt], names: Mapping[Any, str]) -> list[dict[str, str]]:
    """One sentence per doubt, with the pupil it is about."""
    return [
        {
            "text": str(DOUBTS[str(doubt.code)]) % {"name": names.get(doubt.person, "")},
            "enrolment_id": str(doubt.person or ""),
            "key": doubt_key(doubt),
        }
        for doubt in found
    ]


def doubt_key(doubt: rules.Doubt) -> str:
    """How the form says which questions were answered."""
    return f"{doubt.code}:{doubt.person or ''}"


def head_errors(head: forms.HeadForm) -> list[dict[str, str]]:
    """What is wrong with what stands once on the form."""
    texts = []
    if "reason" in head.errors:
        texts.append(_("更正原因最多 200 个字,并且不能有特殊字符。请改正。"))
    elif head.cleaned_data.get("base_version") and not head.cleaned_data["reason"].strip():
        texts.append(screening.reason_missing())
    if {"submission_id", "base_version", "confirmed"} & set(head.errors):
        texts.append(stale_page())
    return [{"text": text, "enrolment_id": ""} for text in texts]


def stale_page() -> str:
    """What is said of a form whose own fields cannot be read."""
    return _("页面已过期。请刷新后重新提交。")


def form_errors(
    typed: Mapping[UUID, forms.Typed], names: Mapping[UUID, str]
) -> list[dict[str, str]]:
    """What is wrong with the shape of the form, pupil by pupil; nothing typed is lost."""
    return [
        {"text": f"{names.get(who, '')}:{text}", "enrolment_id": str(who)}
        for who, one in typed.items()
        for text in one.errors.values()
    ]


def typed_mark(typed: forms.Typed) -> dict[str, Any]:
    """What was typed about one pupil, with its words."""
    known = [str(queries.SYMPTOM_NAMES[s]) for s in typed.symptoms if s in queries.SYMPTOM_NAMES]
    if typed.temperature:
        known.append(f"{typed.temperature} ℃")
    return {
        **typed.__dict__,
        "kind_label": queries.KIND_NAMES.get(typed.kind, ""),
        "symptoms_text": _("、").join(known),
    }


def version_note(found: Sequence[queries.Version], where: Address) -> dict[str, Any] | None:
    """What a correction starts from."""
    current = next((one for one in found if one.state == "current"), None)
    if current is None:
        return None
    return {
        "version": current.version,
        "at": current.submitted_at,
        "by": current.by,
        "url": where.url("screening:versions"),
    }


def lines() -> dict[str, str]:
    """Temperature lines for the page's hints, from the rules."""
    return {
        "axillary": str(rules.FEVER_AXILLARY_CELSIUS),
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


STATE_WORDS = {
    "current": _l("有效"),
    "superseded": _l("已被更正"),
    "conflict": _l("待选择"),
    "discarded": _l("未采用"),
}
FIGURES = {
    "enrolled": _l("在册"),
    "expected": _l("应到(不含隔离)"),
    "present": _l("实到"),
    "absent": _l("缺勤"),
    "absent_sick": _l("因病缺勤"),
    "absent_personal": _l("事假"),
    "absent_unknown": _l("原因不明"),
    "absent_isolation": _l("隔离"),
    "late_arrivals": _l("迟到"),
    "sent_home": _l("已送回家"),
}


def version(found: queries.Version) -> dict[str, Any]:
    """The head of one version."""
    return {
        "id": found.id,
        "version": found.version,
        "state": found.state,
        "state_label": STATE_WORDS[found.state],
        "at": found.submitted_at,
        "by": found.by,
        "entry_label": queries.ENTRY_NAMES.get(found.entry, found.entry),
        "reason": found.reason,
        "decided": _decided(found.decided),
    }


KEPT_WORDS = {"current": _l("没有采用这一份"), "other": _l("采用了这一份")}


def _decided(found: queries.Decided | None) -> dict[str, Any] | None:
    """What a person decided about a version that waited, and how that was found out."""
    if found is None:
        return None
    return {
        "kept": KEPT_WORDS[found.kept],
        "by": found.by,
        "at": found.at,
        "reason": found.reason,
    }


def receipt(found: queries.Version, where: Address, *, conflict: bool) -> dict[str, Any]:
    """What the sender keeps."""
    deadline = where.deadline
    late = (found.submitted_at - deadline).total_seconds() // 60 if deadline and found.late else 0
    return {
        "number": str(found.id)[-8:].upper(),
        "version": found.version,
        "state": "conflict" if conflict else found.state,
        "at": found.submitted_at,
        "late": found.late,
        "minutes_late": max(int(late), 0) if found.version == 1 else 0,
        "by": found.by,
        "stood_in": "" if found.entry == "self" else queries.ENTRY_NAMES[found.entry],
    }


def counted(found: queries.Version) -> dict[str, Any]:
    """The figures of a version, with the causes in words."""
    causes = [
        f"{FIGURES[name]} {found.counts[name]}"
        for name in ("absent_sick", "absent_personal", "absent_unknown", "absent_isolation")
        if found.counts[name]
    ]
    isolated = found.counts["absent_isolation"]
    return {
        **found.counts,
        "absent": _absent(found),
        "isolated": isolated,
        "causes": " · ".join(causes),
    }


def _absent(found: queries.Version) -> int:
    return found.counts["enrolled"] - found.counts["present"]


def _figure(found: queries.Version, name: str) -> str:
    """A figure as it is read: the absent say how many of them are not among the expected."""
    if name != "absent":
        return str(found.counts[name])
    isolated = found.counts["absent_isolation"]
    if not isolated:
        return str(_absent(found))
    return _("%(absent)s(含隔离 %(isolated)s)") % {"absent": _absent(found), "isolated": isolated}


def case(row: Any, names: Mapping[UUID, str]) -> dict[str, Any]:
    """One mark in words (a stored mark, or an `Exceptional` with its own name)."""
    codes = rules.codes_of(row.symptoms) if isinstance(row.symptoms, int) else row.symptoms
    return {
        "name": names.get(row.enrolment_id, getattr(row, "name", "")),
        "kind_label": queries.KIND_NAMES[row.kind],
        "symptoms_text": _("、").join(str(queries.SYMPTOM_NAMES[code]) for code in codes),
        "temperature": str(row.temperature) if row.temperature is not None else "",
        "method_label": queries.METHOD_NAMES.get(row.method, ""),
        "onset": row.onset or "",
        "onset_open": row.onset is None and row.kind == "absent_sick",
        "fever": row.fever,
        "note": getattr(row, "note", ""),
        "undecided": row.undecided if hasattr(row, "undecided") else not row.current,
    }


def _said(row: Any | None) -> str:
    if row is None:
        return _("出勤")
    found = case(row, {})
    parts = [str(found["kind_label"]), found["symptoms_text"]]
    parts.append(f"{found['temperature']} ℃" if found["temperature"] else "")
    parts.append(_("备注:%(note)s") % {"note": found["note"]} if found["note"] else "")
    return " · ".join(part for part in parts if part)


def figures_beside(found: Sequence[queries.Version]) -> list[dict[str, Any]]:
    """One row a figure, one cell a version; marked where it differs from the one before."""
    rows = []
    for name, label in FIGURES.items():
        values = [_figure(one, name) for one in found]
        cells = [
            {"text": value, "differs": n > 0 and value != values[n - 1]}
            for n, value in enumerate(values)
        ]
        rows.append({"label": label, "cells": cells})
    return rows


def pupils_beside(
    found: Sequence[queries.Version], names: Mapping[UUID, str]
) -> list[dict[str, Any]]:
    """One row a pupil with something to say in any version."""
    sides = [{mark.enrolment_id: mark for mark in one.marks} for one in found]
    rows = []
    for who in _everybody(sides, names):
        said = [_said(side.get(who)) for side in sides]
        cells = [
            {"text": text, "differs": n > 0 and text != said[n - 1]} for n, text in enumerate(said)
        ]
        rows.append({"name": names.get(who, ""), "cells": cells})
    return rows


def _everybody(sides: Sequence[Mapping[UUID, Any]], names: Mapping[UUID, str]) -> list[UUID]:
    return sorted({who for side in sides for who in side}, key=lambda who: names.get(who, ""))


def figures_against(one: queries.Version, other: queries.Version) -> list[dict[str, Any]]:
    """The figures of two versions beside each other."""
    return [
        {
            "label": label,
            "current": _figure(one, name),
            "other": _figure(other, name),
            "differs": _figure(one, name) != _figure(other, name),
        }
        for name, label in FIGURES.items()
    ]


def pupils_against(
    one: queries.Version, other: queries.Version, names: Mapping[UUID, str]
) -> list[dict[str, Any]]:
    """Pupils whom one of two versions names; where they differ, the graver side is marked."""
    sides = [{mark.enrolment_id: mark for mark in side.marks} for side in (one, other)]
    rows = []
    for who in _everybody(sides, names):
        pair = [side.get(who) for side in sides]
        said = [_said(mark) for mark in pair]
        rows.append(
            {
                "name": names.get(who, ""),
                "current": said[0],
                "other": said[1],
                "differs": said[0] != said[1],
                "graver": _graver(pair) if said[0] != said[1] else "",
            }
        )
    return rows


def _graver(pair: Sequence[Any | None]) -> str:
    first, second = (
        rules.seriousness(queries.as_rule_mark(mark)) if mark is not None else None for mark in pair
    )
    if second is None or (first is not None and first >= second):
        return "current"
    return "other"


def not_due(due: duties.Due | None, where: Address) -> str:
    """Why a roll-call cannot be filled in now; '' when it can."""
    opens = due.opens_at if due else where.opening
    if opens and clock.now() < opens and (due or where.is_school_day):
        words = {"day": day_words(where.day), "at": opens.astimezone(ZONE).strftime("%H:%M")}
        return _("还没到时间,%(day)s %(at)s 起可以填报。") % words
    if due is None or due.state == "excused":
        return _("这一天这个班不需要这项检查。如有误,请联系校医或校长。")
    return ""


def next_due(due: Sequence[duties.Due]) -> dict[str, Any] | None:
    """The next thing the same person has to do today."""
    if not due:
        return None
    first = due[0]
    at = first.due_at.astimezone(ZONE).strftime("%H:%M")
    early = first.opens_at is not None and clock.now() < first.opens_at
    return {
        "title": f"{directory.place(first.unit_no).name} {queries.SLOT_NAMES[first.slot]}",
        "due_text": _("%(at)s 前") % {"at": at},
        "url": ""
        if early
        else reverse("screening:rollcall", args=[first.unit_no, first.day.isoformat(), first.slot]),
    }


def proposed(found: queries.Proposal) -> forms.Typed:
    """What was noted between the checks, as the sheet proposes it."""
    return forms.Typed(
        kind=str(rules.Kind.PRESENT),
        symptoms=list(rules.codes_of(found.symptoms)),
        temperature=str(found.temperature) if found.temperature is not None else "",
        method=found.method,
    )


def held(found: queries.Held) -> forms.Typed:
    """A pupil who is not simply let in, as the sheet proposes the absence."""
    return forms.Typed(
        kind=str(rules.HELD_AS[found.kind]),
        symptoms=list(rules.codes_of(found.symptoms)),
        onset=found.onset.isoformat() if found.onset else "",
    )


# So many names stand beside the button; the list above it has them all.
NAMES_SHOWN = 5


def rest(pupils: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Whom submitting declares present and well, and whom it leaves out: who is marked, or held back."""
    names = [str(pupil["name"]) for pupil in pupils if pupil["mark"] or pupil["held"]]
    text = _("、").join(names[:NAMES_SHOWN]) + (_("等") if len(names) > NAMES_SHOWN else "")
    return {"n": len(pupils) - len(names), "names": names, "text": text}
