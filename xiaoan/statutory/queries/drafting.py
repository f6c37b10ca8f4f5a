"""What a report says, drafted from what was recorded: form F and the summary of the event. Nothing is typed
twice.

The draft is said in 简体中文 whatever the reader's language: it goes to an office. `data` is plain values,
so that what was sent can be kept and its digest worked out again.
"""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.illness.queries import official
from xiaoan.illness.queries.words import CERTAINTY_NAMES, DIAGNOSIS_NAMES, STAGE_NAMES
from xiaoan.investigations import queries as investigations
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.outbreaks import queries as outbreaks
from xiaoan.screening import queries as screening
from xiaoan.statutory import rules
from xiaoan.statutory.models import Report, Version
from xiaoan.statutory.queries import CONTENT_PLACE, WORDS_PLACE


@dataclass(frozen=True)
class Draft:
    """The draft of now. `named`: whose names stand in it, with their classes; `words`: what was added."""

    data: dict[str, Any]
    words: dict[str, str]
    named: dict[UUID, int]

    @property
    def digest(self) -> str:
        return digest_of(canonical(self.data))


def canonical(data: dict[str, Any]) -> str:
    """One text for equal data, whatever order they were put together in."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def words_of(row: Report) -> dict[str, str]:
    """What a person has added so far."""
    if row.words is None:
        return {}
    found: dict[str, str] = json.loads(ciphers.unseal(row.words, place=WORDS_PLACE, row=row.pk))
    return found


def content_of(actor: Actor, row: Report, number: int) -> dict[str, Any] | None:
    """A version as it was sent; names are hidden from who may not read illnesses there."""
    version = Version.objects.filter(
        school_id=row.school_id, report_id=row.pk, number=number
    ).first()
    if version is None:
        return None
    text = ciphers.unseal(version.content, place=CONTENT_PLACE, row=version.pk)
    data: dict[str, Any] = json.loads(text)
    return {
        **_hidden(actor, row, data),
        "digest": version.digest,
        "intact": digest_of(text) == version.digest,
    }


def draft(actor: Actor, row: Report) -> Draft:
    """The draft as of now, as its recipient is to read it; see `shown` for what an actor may."""
    with translation.override("zh-hans"):
        event = investigations.event(actor, row.event_id)
        cases = investigations.counted(actor, row.event_id)
        people, named = _people(actor, row, cases)
        data = {
            "school": directory.place(row.school_id).name,
            "recipient": row.recipient, "kind": row.kind,
            "day": row.day.isoformat() if row.day else "",
            "event": [event.year, event.number], "syndrome": event.syndrome,
            "disease": str(DIAGNOSIS_NAMES.get(event.disease, event.disease)),
            "detected_at": row.detected_at.isoformat(), "total": len(cases),
            "before": _before(row), "state": event.state,
            "closed_at": event.closed_at.isoformat() if event.closed_at else "",
            "classes": _classes(actor, row, cases), "onsets": _onsets(cases),
            "onset_unknown": sum(not one.onset_known for one in cases), "people": people,
            "rules": _rules(actor, row),
        }  # fmt: skip
    return Draft(data, words_of(row), named)


def shown(actor: Actor, row: Report, found: Draft) -> dict[str, Any]:
    """The draft's data as the actor may read them."""
    return _hidden(actor, row, found.data)


def _hidden(actor: Actor, row: Report, data: dict[str, Any]) -> dict[str, Any]:
    if actor.may(Permission.SEE_ILLNESS, row.unit_no):
        return data
    people = [
        {**one, "name": rules.masked_name(one["name"]), "clinic": ""} for one in data["people"]
    ]
    return {**data, "people": people}


def _before(row: Report) -> int | None:
    """How many cases the last report to this recipient told of; None before there was one."""
    earlier = Report.objects.filter(
        school_id=row.school_id, event_id=row.event_id, recipient=row.recipient,
        sent_at__isnull=False,
    ).exclude(pk=row.pk)  # fmt: skip
    last = earlier.order_by("-sent_at").first()
    if last is None:
        return None
    version = Version.objects.filter(school_id=row.school_id, report_id=last.pk).order_by("number")
    newest = version.last()
    if newest is None:
        return None
    text = ciphers.unseal(newest.content, place=CONTENT_PLACE, row=newest.pk)
    return int(json.loads(text)["total"])


def _classes(
    actor: Actor, row: Report, cases: list[investigations.CaseHead]
) -> list[dict[str, Any]]:
    """Cases by class, with how many are on its roll."""
    counted = Counter(one.class_then for one in cases)
    place = directory.place(row.school_id)
    sizes = {
        one.place.no: one for one in directory.class_sizes(actor, place.interval, clock.today())
    }
    names = directory.places(counted)
    return [
        {
            "name": names[no].name if no in names else "",
            "cases": counted[no],
            "enrolled": sizes[no].enrolled if no in sizes else None,
        }
        for no in sorted(counted)
    ]


def _onsets(cases: list[investigations.CaseHead]) -> list[dict[str, Any]]:
    """The curve: cases by day of onset, days without one among them."""
    counted = Counter(one.onset for one in cases if one.onset)
    if not counted:
        return []
    days = clock.days(min(counted), max(counted))
    return [{"day": day.isoformat(), "n": counted[day]} for day in days]


def _people(
    actor: Actor, row: Report, cases: list[investigations.CaseHead]
) -> tuple[list[dict[str, Any]], dict[UUID, int]]:
    """Form F, a line for each case; and who is named in full."""
    ids = [one.person_id for one in cases]
    pupils = official.pupils(actor, ids, clock.today())
    place = directory.place(row.school_id)
    ill = {
        one.row.person_id: one
        for one in official.traced(actor, place.interval, clock.today(), person_id__in=ids)
    }
    classes = directory.places({one.class_then for one in cases})
    lines = [
        _line(row, one, pupils.get(one.person_id), ill.get(one.person_id), classes) for one in cases
    ]
    in_full = rules.names_in_full(row.recipient)
    named = {one.person_id: one.unit_no for one in cases if in_full and one.person_id in pupils}
    return sorted(lines, key=lambda one: (one["class"], one["onset"], one["name"])), named


def _line(
    row: Report,
    case: investigations.CaseHead,
    pupil: official.Pupil | None,
    ill: official.Traced | None,
    classes: dict[int, directory.Place],
) -> dict[str, Any]:
    said = [str(screening.SYMPTOM_NAMES[code]) for code in screening.codes_of(case.symptoms)]
    disease = ""
    if ill and ill.row.diagnosis:
        sure = str(CERTAINTY_NAMES.get(ill.row.certainty, ""))
        name = str(DIAGNOSIS_NAMES.get(ill.row.diagnosis, ill.row.diagnosis))
        disease = _("%(name)s(%(sure)s)") % {"name": name, "sure": sure}
    place = classes.get(case.class_then)
    return {
        "class": place.name if place else "",
        "name": rules.name_for(row.recipient, pupil.name if pupil else ""),
        "illness": disease or _("、").join(said),
        "onset": case.onset.isoformat() if case.onset else "",
        "onset_known": case.onset_known,
        "care": str(STAGE_NAMES.get(ill.row.stage, "")) if ill else "",
        "clinic": ill.told("clinic") if ill else "",
    }


def _rules(actor: Actor, row: Report) -> list[dict[str, Any]]:
    """The rules that the event met; of one that a person found, the rule it is reported by."""
    found = outbreaks.texts_of(investigations.signals_of(actor, row.event_id))
    if not found:
        asks = outbreaks.asks_by(row.rule)
        found = [asks] if asks else []
    return [
        {
            "rule": one.rule,
            "text": one.text,
            "basis": one.basis,
            "confirmed": one.status == "confirmed",
        }
        for one in found
    ]
