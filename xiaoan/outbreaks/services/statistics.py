"""The nightly look of the statistical layers, and what people do about its signals."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from django.db import connection
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.patience import be_patient
from xiaoan.kernel.permission import Permission
from xiaoan.outbreaks.events import (
    NightLookedAt,
    PositionsSet,
    SignalDismissed,
    SignalGrew,
    SignalRaised,
)
from xiaoan.outbreaks.models import Glance, Position, Signal, SignalCase, Statistic
from xiaoan.outbreaks.queries import nights
from xiaoan.outbreaks.rules import layers
from xiaoan.outbreaks.rules.found import Found
from xiaoan.outbreaks.rules.night import WATCHED
from xiaoan.outbreaks.rules.triage import BUDGET, SHOWN, Entry, triage
from xiaoan.screening import queries as screening

_LOCK = "select pg_advisory_xact_lock(hashtext('outbreaks.statistics'))"
LONGEST_REASON = 300


@dataclass(frozen=True)
class Looked:
    """What a night came to. `days`: school days on record that it could learn from."""

    day: dt.date
    days: int
    classes: int
    shown: int
    kept: int
    too_short: bool
    scanned: int


def look_at_day(
    actor: Actor, day: dt.date, *, budget: int = BUDGET, within: int | None = None
) -> Looked | None:
    """Run all layers over a school day of the county; None on another day. Running again adds nothing.

    `within`: a unit other than the county, whose classes are then compared with each other alone. Refuses
    anybody but the system. One run at a time.
    """
    if not actor.is_system:
        raise Forbidden
    be_patient()
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
    read = nights.read(actor, day, within)
    if read is None:
        return None
    night = read.night
    entries = triage(layers.look(night, seed=day.toordinal()), nights.known(day), budget=budget)
    who = _who(actor, read, entries)
    _hold(entry.known.id for entry in entries if entry.known)
    for entry in entries:
        _take(actor, read, entry, who)
    shown, kept = (
        sum(entry.known is None and (entry.tier in SHOWN) is wanted for entry in entries)
        for wanted in (True, False)
    )
    if shown or kept:
        county = directory.county()
        journal.record(
            actor,
            NightLookedAt(
                school_id=0, unit_no=county.no, day=day, classes=int(night.classes.size),
                shown=shown, kept=kept,
            ),
        )  # fmt: skip
    return Looked(
        day, len(night.days), int(night.classes.size), shown, kept, layers.too_short(night),
        len(night.at),
    )  # fmt: skip


def unusual(actor: Actor, day: dt.date, level: str) -> list[tuple[Found, list[UUID]]]:
    """What the layers find at one level on a day, and whom they count; nothing is kept. For the system."""
    if not actor.is_system:
        raise Forbidden
    read = nights.read(actor, day)
    found = layers.look(read.night, space=level == "area") if read else []
    entries = [Entry(one) for one in found if one.level == level]
    if read is None or not entries:
        return []
    who = _who(actor, read, entries)
    return [
        (one.lead, [case.person_id for case in _people(read, one, Signal(), who)])
        for one in entries
    ]


Who = Mapping[int, screening.Who]


def _hold(signal_ids: Iterable[UUID]) -> None:
    """Before anything is written: whoever acts on one of these waits here, and not in the middle."""
    rows = Signal.objects.select_for_update().filter(pk__in=list(signal_ids))
    list(rows.order_by("pk").values_list("pk", flat=True))


def hold(actor: Actor, signal_id: UUID) -> None:
    """Have the night wait until an act on a signal is done; NotFound where the actor does not see it."""
    _hold([signal_id])
    signal = Signal.objects.filter(pk=signal_id).first()
    if signal is None or not actor.may(Permission.SEE_SIGNALS, signal.unit_no):
        raise NotFound


def _who(actor: Actor, read: nights.Read, entries: Iterable[Entry]) -> Who:
    """The people behind the numbers, of the classes that matter."""
    units: set[int] = set()
    since = read.night.day
    for entry in entries:
        if entry.lead.school_no:
            units |= set(_classes(read, entry))
            since = min(since, entry.lead.since)
    days = clock.days(since - nights.BEFORE, read.night.day)
    return screening.who_was(actor, days, units) if units else {}


def _classes(read: nights.Read, entry: Entry) -> list[int]:
    lead = entry.lead
    if lead.level == "class":
        return [lead.unit_no]
    found: list[int] = read.night.classes[read.night.school_of == lead.school_no].tolist()
    return found


def _take(actor: Actor, read: nights.Read, entry: Entry, who: Who) -> None:
    """Raise the entry as a signal, or bring the one it goes on with up to date."""
    if entry.known:
        _go_on(actor, read, entry, who)
        return
    lead = entry.lead
    told, owed = lead.told, lead.owed
    signal = Signal(
        id=uuid7(), school_id=_school(entry), unit_no=_unit(entry), level=lead.level,
        layer=lead.layer, rule=lead.method, rule_version="", basis="", rule_status="statistics",
        syndrome=lead.syndrome, day=lead.day, last_day=lead.day, window_from=lead.since,
        cases=lead.observed, raised_at=clock.now(), deadline_at=None, days_reported=told,
        days_due=owed,
    )  # fmt: skip
    signal.save(force_insert=True)
    Statistic.objects.create(signal_id=signal.pk, listed_on=lead.day, **_said(entry))
    people = _people(read, entry, signal, who)
    SignalCase.objects.bulk_create(people)
    if people:
        Signal.objects.filter(pk=signal.pk).update(cases=len(people))
    journal.record(
        actor,
        SignalRaised(
            school_id=signal.school_id, unit_no=signal.unit_no, signal_id=signal.pk,
            rule=signal.rule, syndrome=signal.syndrome, day=signal.day,
            cases=len(people) or signal.cases, deadline_at=None,
        ),
    )  # fmt: skip


def _school(entry: Entry) -> int:
    """The school of a class; of a township its own number; of an area the school in the middle."""
    return entry.lead.school_no or entry.lead.unit_no


def _unit(entry: Entry) -> int:
    """Whoever sees this number sees the signal: an area is for the township that holds it, or the county."""
    lead = entry.lead
    if lead.level != "area":
        return lead.unit_no
    return lead.township_no or numbering.ancestors(lead.unit_no)[-1]


def _said(entry: Entry) -> dict[str, object]:
    lead = entry.lead
    return {
        "school_id": _school(entry),
        "unit_no": _unit(entry),
        "township_no": lead.township_no,
        "tier": entry.tier,
        "rank": entry.rank,
        "score": lead.score,
        "p": lead.p,
        "recurrence": lead.recurrence,
        "observed": lead.observed,
        "expected": lead.expected,
        "upper": lead.upper,
        "members": list(lead.members),
        "curve": [list(point) for point in lead.curve],
        "also": [
            {
                "level": one.level, "unit_no": one.unit_no, "syndrome": one.syndrome,
                "method": one.method, "since": one.since.isoformat(), "observed": one.observed,
                "expected": one.expected,
            }
            for one in entry.also
        ],
        "beside_id": entry.beside,
    }  # fmt: skip


def _people(read: nights.Read, entry: Entry, signal: Signal, who: Who) -> list[SignalCase]:
    """Who fell ill there in the days of the finding. An area or township counts, and names nobody."""
    lead, onsets = entry.lead, read.onsets
    if not lead.school_no:
        return []
    first = read.night.days.index(lead.since)
    rows = np.flatnonzero(
        np.isin(onsets.unit_no, _classes(read, entry))
        & (onsets.column >= first)
        & (onsets.group == WATCHED.index(lead.syndrome))
    )
    found: dict[UUID, SignalCase] = {}
    for row in rows.tolist():
        person = who.get(int(onsets.person[row]))
        if person:
            day = read.night.days[int(onsets.column[row])]
            class_no = int(onsets.unit_no[row])
            found.setdefault(person.person_id, _case(signal, person, class_no, day))
    return list(found.values())


def _case(signal: Signal, person: screening.Who, class_no: int, day: dt.date) -> SignalCase:
    """The onset is the one stated, if it lies shortly before the day it was told; else that day."""
    stated = person.onset or dt.date.min
    known = day - nights.BEFORE <= stated <= day
    return SignalCase(
        signal_id=signal.pk, person_id=person.person_id, school_id=signal.school_id,
        unit_no=signal.unit_no, class_no=class_no, onset=stated if known else day,
        onset_known=known, symptoms=person.symptoms,
    )  # fmt: skip


def _go_on(actor: Actor, read: nights.Read, entry: Entry, who: Who) -> None:
    """The same at the same place: nothing is told again unless it has grown, or comes onto the list."""
    known, lead = entry.known, entry.lead
    if known is None:
        return
    signal = Signal.objects.get(pk=known.id)
    if lead.day <= signal.last_day and entry.tier == known.tier:
        return
    before = nights.people_known(signal.pk)
    fresh = [one for one in _people(read, entry, signal, who) if one.person_id not in before]
    SignalCase.objects.bulk_create(fresh)
    reopened = known.dismissed and entry.rank > 0
    signal.last_day = max(signal.last_day, lead.day)
    signal.cases = len(before) + len(fresh) if before or fresh else max(signal.cases, lead.observed)
    signal.days_reported, signal.days_due = lead.told, lead.owed
    if reopened:
        signal.state, signal.acknowledged_at, signal.acknowledged_by_id = "open", None, None
    signal.save()
    _say_anew(entry, signal, reopened=reopened)
    if fresh:
        journal.record(
            actor,
            SignalGrew(
                school_id=signal.school_id, unit_no=signal.unit_no, signal_id=signal.pk,
                cases=signal.cases, day=lead.day,
            ),
        )  # fmt: skip


def _say_anew(entry: Entry, signal: Signal, *, reopened: bool) -> None:
    """The newest figures; the place on the list only where it is on it anew."""
    said = _said(entry)
    keep = ("school_id", "unit_no", "township_no") + (() if entry.rank else ("rank",))
    changed = {name: value for name, value in said.items() if name not in keep}
    if entry.rank:
        changed["listed_on"] = entry.lead.day
    if reopened:
        changed |= {"dismissed_at": None, "dismissed_by_id": None, "reason": ""}
        Glance.objects.filter(signal_id=signal.pk).delete()
    if entry.beside is None:
        del changed["beside_id"]
    Statistic.objects.filter(signal_id=signal.pk).update(**changed)


def put_beside(actor: Actor, signal_id: UUID) -> None:
    """A statistical signal belongs to an event from now on: it waits on the list no more."""
    if not actor.is_system and not actor.may_anywhere(Permission.INVESTIGATE):
        raise Forbidden
    Statistic.objects.filter(signal_id=signal_id).update(tier="beside")


def dismiss(actor: Actor, signal_id: UUID, reason: str) -> None:
    """Lay a statistical signal aside, with why: it comes again only when it has grown."""
    said = Statistic.objects.filter(signal_id=signal_id).first()
    if said is None or not actor.may(Permission.SEE_SIGNALS, said.unit_no):
        raise NotFound
    if not actor.may(Permission.ACKNOWLEDGE, said.unit_no):
        raise Forbidden
    text = reason.strip()
    if not text:
        raise Invalid(_("请写明为什么不用再看,例如:核实过,是不同原因。"), {"reason": "empty"})
    if len(text) > LONGEST_REASON:
        raise Invalid(_("原因最多 %(n)s 个字。") % {"n": LONGEST_REASON}, {"reason": "long"})
    now = clock.now()
    changed = Signal.objects.filter(pk=signal_id, state__in=("open", "acknowledged")).update(
        state="closed", acknowledged_at=now, acknowledged_by_id=actor.user_id
    )
    if not changed:
        raise Conflict
    Statistic.objects.filter(signal_id=signal_id).update(
        dismissed_at=now, dismissed_by_id=actor.user_id, reason=text
    )
    journal.record(
        actor, SignalDismissed(school_id=said.school_id, unit_no=said.unit_no, signal_id=signal_id)
    )


def set_positions(actor: Actor, found: Mapping[str, tuple[float, float]]) -> list[str]:
    """Say where schools are: code → longitude, latitude. Gives the codes that no school has."""
    if not actor.is_system:
        raise Forbidden
    county = directory.county()
    schools = {one.code: one.no for one in directory.places_inside(county.interval, "school")}
    rows = [
        Position(school_id=schools[code], unit_no=schools[code], longitude=x, latitude=y)
        for code, (x, y) in found.items()
        if code in schools
    ]
    Position.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["school_id"],
        update_fields=["longitude", "latitude"],
    )  # fmt: skip
    if rows:
        journal.record(actor, PositionsSet(school_id=0, unit_no=county.no, schools=len(rows)))
    return sorted(set(found) - set(schools))
