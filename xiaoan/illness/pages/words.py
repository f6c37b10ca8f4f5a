"""Codes, days and what was said, as the pages of illness say them."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.illness import queries, rules
from xiaoan.illness.queries import words
from xiaoan.illness.queries.official import Traced
from xiaoan.kernel import clock
from xiaoan.screening import queries as screening
from xiaoan.web import sources
from xiaoan.web.templatetags.web_tags import day as day_words
from xiaoan.web.templatetags.web_tags import moment

# Stage → one of the five shapes.
SHAPES = {
    "detected": "missed", "retested": "missed", "watched": "late", "observed": "missed",
    "reached": "late", "in_care": "late", "diagnosed": "late", "at_home": "late", "cleared": "due",
    "returned": "done", "well": "done", "withdrawn": "excused", "moved": "excused", "left": "excused",
}  # fmt: skip


def symptoms(mask: int, fever: bool = False) -> str:
    """发热、咳嗽."""
    codes = list(screening.codes_of(mask))
    if fever and "fever" not in codes:
        codes.insert(0, "fever")
    return _("、").join(str(screening.SYMPTOM_NAMES[code]) for code in codes)


def diagnosis(code: str, certainty: str) -> str:
    """水痘(确诊)."""
    if not code:
        return ""
    name = words.DIAGNOSIS_NAMES.get(code, code)
    sure = words.CERTAINTY_NAMES.get(certainty, "")
    return _("%(name)s(%(sure)s)") % {"name": name, "sure": sure} if sure else str(name)


def next_words(row: queries.Row) -> str:
    """What is to be done next about a child."""
    if row.stage in words.NEXT_NAMES:
        return str(words.NEXT_NAMES[row.stage])
    if row.closed_at:
        return ""
    if row.is_untraced and row.stage != "cleared":
        return _("追踪病因")
    if row.stage == "cleared":
        return _("等学生返校")
    return _("病因排查") if row.long else _("每个上课日随访")


def row(one: queries.Row, place: str) -> dict[str, Any]:
    """One line of a list."""
    overdue = one.is_untraced and one.trace_due_at is not None and one.trace_due_at < clock.now()
    return {
        "id": one.id,
        "name": one.name or _("(不在册)"),
        "place": place,
        "shape": SHAPES[one.stage],
        "stage": words.STAGE_NAMES[one.stage],
        "next": next_words(one),
        "since": one.since,
        "began": began(one.onset, one.since),
        "moved_at": one.moved_at,
        "symptoms": symptoms(one.symptoms, one.fever),
        "diagnosis": diagnosis(one.diagnosis, one.certainty),
        "days": days_away(one),
        "overdue": overdue,
        "trace_due_at": one.trace_due_at if one.is_untraced else None,
        "long": one.long,
        "held": one.held,
        "certificate": words.CERTIFICATE_NAMES[one.certificate] if one.held else "",
        "against": one.against,
        "back_on": one.back_on,
    }


def began(onset: dt.date | None, since: dt.date) -> str:
    """The two days that are easily taken for one: when it began, as told, and when it was first noticed."""
    noticed = _("%(day)s 发现") % {"day": day_words(since)}
    if onset is None:
        return noticed
    return _("%(day)s 发病") % {"day": day_words(onset)} + _("、") + noticed


def days_away(one: queries.Row) -> int:
    """Calendar days since the first day of absence, that one included."""
    if one.absent_since is None:
        return 0
    last = one.closed_at.astimezone(clock.ZONE).date() if one.closed_at else clock.today()
    return max((last - one.absent_since).days + 1, 1)


FACT_LABELS = {
    "onset": _l("发病日期"), "rash": _l("出疹日期"), "treatment": _l("开始治疗日期"),
    "fever_free": _l("退热日期"), "symptom_free": _l("症状消失日期"), "diagnosed_on": _l("诊断日期"),
    "issued_on": _l("开具日期"), "back_on": _l("返班日期"), "earliest": _l("隔离期满"),
    "not_before": _l("最早不早于"),
}  # fmt: skip


# A step that was told so long after it was done is marked: it waited on a phone, or was typed in later.
_LATER = dt.timedelta(minutes=2)


def step(one: queries.StepRow) -> dict[str, Any]:
    """One line of the course: when, what, who, and what was found and said; when it was told, if later."""
    return {
        "later": one.recorded_at if one.recorded_at - one.at >= _LATER else None,
        "title": _title(one),
        "at": one.at,
        "by": one.by or _("系统"),
        "facts": list(_facts(one.facts)),
        "said": [text for text in one.words.values() if text],
        "shape": "missed" if one.kind in ("refuse", "unreachable") else "done",
        "against": one.kind == "clear_against",
    }


def _title(one: queries.StepRow) -> str:
    name = words.STEP_NAMES.get(one.kind, one.kind)
    late = words.STEP_NAMES.get(one.facts.get("late", ""), "")
    return _("%(name)s:%(what)s") % {"name": name, "what": late} if late else str(name)


def _facts(facts: dict[str, Any]) -> Iterator[str]:
    """What was found: readings and codes, then days, then what is missing."""
    if "celsius" in facts:
        method = screening.METHOD_NAMES.get(facts.get("method", ""), "")
        yield f"{facts['celsius']} ℃ {method}".strip()
    if facts.get("retest"):
        how = screening.METHOD_NAMES.get(facts.get("retest_method", ""), "")
        yield (_("复测 %(celsius)s ℃") % {"celsius": facts["retest"]} + f" {how}").strip()
    if facts.get("diagnosis"):
        yield diagnosis(facts["diagnosis"], facts.get("certainty", ""))
    if isinstance(facts.get("symptoms"), int) and facts["symptoms"]:
        yield symptoms(facts["symptoms"])
    yield from _codes(facts)
    for name, label in FACT_LABELS.items():
        if facts.get(name):
            yield f"{label} {day_words(dt.date.fromisoformat(facts[name]))}"
    if facts.get("missing"):
        yield _("还缺:%(what)s") % {"what": missing(facts["missing"])}


def _codes(facts: dict[str, Any]) -> Iterator[str]:
    if facts.get("by") in words.SENT_BY_NAMES:
        yield str(words.SENT_BY_NAMES[facts["by"]])
    if facts.get("slot"):
        yield str(screening.SLOT_NAMES.get(facts["slot"], ""))
    for flag in facts.get("flags", []):
        yield str(words.RED_FLAG_NAMES[flag])


def missing(codes: Any) -> str:
    return _("、").join(str(words.MISSING_NAMES[code]) for code in codes)


def verdict(found: queries.Detail) -> str:
    """When the child may be back, in a sentence; nothing for what holds nobody back."""
    row = found.row
    disease = rules.book().diseases.get(row.diagnosis)
    if disease is None or row.certainty == "excluded" or row.stage in rules.CLOSED:
        return ""
    told = {
        "disease": words.DISEASE_NAMES[disease.code],
        "profile": words.PROFILE_NAMES[found.in_force.profile],
    }
    about = _("%(disease)s,按“%(profile)s”隔离期") % told
    if found.verdict.day is not None:
        day = day_words(found.verdict.day)
        return _("%(about)s:最早 %(day)s 复课。") % {"about": about, "day": day}
    lacks = missing(found.verdict.missing)
    if found.verdict.not_before and found.verdict.not_before > row.since:
        day = day_words(found.verdict.not_before)
        return _("%(about)s:最早不早于 %(day)s,还缺:%(lacks)s。") % {
            "about": about, "day": day, "lacks": lacks,
        }  # fmt: skip
    return _("%(about)s:还缺:%(lacks)s。") % {"about": about, "lacks": lacks}


def contacts(found: queries.Detail) -> str:
    """For how long classmates are watched."""
    disease = rules.book().diseases.get(found.row.diagnosis)
    if disease is None or disease.contacts_days is None or found.row.certainty == "excluded":
        return ""
    return _("同班接触者医学观察 %(n)s 天。") % {"n": disease.contacts_days}


def basis(found: queries.Detail) -> list[str]:
    """Where the terms come from that the page names, and how sure they are."""
    disease = rules.book().diseases.get(found.row.diagnosis)
    said = []
    if disease and verdict(found):
        told = {"source": sources.titles(disease.source), "sure": _sure(disease.confidence)}
        said.append(_("隔离期:%(source)s。%(sure)s") % told)
    if disease and contacts(found):
        sure = _sure(disease.contacts_confidence)
        said.append(_("医学观察天数:%(sure)s") % {"sure": sure})
    return said


def _sure(confidence: str) -> str:
    return str(sources.CONFIDENCE_NAMES[confidence])


def red_flags(found: queries.Detail) -> list[str]:
    """What is to be reported at once because of this one child, with rule and source."""
    said = []
    row = found.row
    if row.diagnosis in rules.book().diseases and row.certainty in ("suspected", "confirmed"):
        said.append(
            _(
                "N-02:发现传染病或疑似传染病病人,马上报告县疾控中心和教育局(卫办疾控发〔2006〕65号)。"
            )
        )
    flags = {flag for one in found.steps for flag in one.facts.get("flags", [])}
    if flags and row.certainty != "excluded":
        what = _("、").join(str(words.RED_FLAG_NAMES[flag]) for flag in sorted(flags))
        said.append(
            _(
                "N-03:%(what)s,一名学生也要报告,24 小时内报县疾控中心和教育局(卫办疾控发〔2006〕65号)。"
            )
            % {"what": what}
        )
    return said


def sex(code: str) -> str:
    return {"M": _("男"), "F": _("女")}.get(code, "")


def course(one: Traced) -> str:
    """The follow-ups of an illness in a cell: when and what."""
    told = [
        f"{moment(step.at)} {step.words.get('condition') or step.words.get('note', '')}".strip()
        for step in one.steps
        if step.kind in ("trace", "follow", "investigate")
    ]
    return _(";").join(told)
