"""The same in forms for other systems: entries of feeds, events of a calendar file, JSON."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.texts import fit
from xiaoan.publicity import rules
from xiaoan.publicity.queries import shown
from xiaoan.publicity.queries.words import KIND_NAMES
from xiaoan.reopening import queries as reopening
from xiaoan.reopening.queries.words import stage_name


@dataclass(frozen=True)
class Entry:
    """One entry of a feed. `path`: after the language, or "" for the front page."""

    id: UUID
    title: str
    text: str
    path: str
    first_at: dt.datetime
    at: dt.datetime
    kind: str


@dataclass(frozen=True)
class Event:
    """One event of a calendar file: `uid` stays, `sequence` rises with each change; `day` of one that is
    cancelled is the last that was announced."""

    uid: str
    sequence: int
    day: dt.date
    is_cancelled: bool
    title: str
    text: str
    at: dt.datetime


def entries(language: str) -> list[Entry]:
    """Texts and decided dates, the last changed first; what was withdrawn stays as an entry that says so."""
    found = [_of_text(one) for one in shown.changed(language, rules.FEED)]
    decided = sorted(reopening.versions(), key=lambda one: one.decided_at, reverse=True)
    places = directory.places({one.place_no for one in decided[: rules.FEED]})
    found += [
        Entry(
            one.id, dated(one, places[one.place_no].name), about(one), "", one.decided_at,
            one.decided_at, _("开学时间"),
        )
        for one in decided[: rules.FEED]
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.at, reverse=True)[: rules.FEED]


def _of_text(one: shown.Shown) -> Entry:
    if one.withdrawn_why:
        kind = str(KIND_NAMES[one.kind])
        return Entry(
            one.id, _("已撤回的%(kind)s") % {"kind": kind},
            _("这条信息已经撤回,请不要再转发。原因:%(why)s") % {"why": one.withdrawn_why},
            f"texts/{one.id}/", one.first_at, one.at, kind,
        )  # fmt: skip
    text = f"{one.phone}\n{one.body}".strip()
    if one.version > 1 and one.reason:
        text += "\n\n" + _("更新说明:%(why)s") % {"why": one.reason}
    return Entry(
        one.id, one.title, text, f"texts/{one.id}/", one.first_at, one.at,
        str(KIND_NAMES[one.kind]),
    )  # fmt: skip


def dated(one: reopening.Opening, place: str) -> str:
    """A decision as a title: 青禾县小学 2026-11-30 开学."""
    words = {"place": fit(place), "stage": stage_name(one.stage), "day": day_of(one.day)}
    if one.what == "lifted":
        return _("%(place)s %(stage)s不再单独安排,随上级的开学时间") % words
    if one.what == "held":
        return _("%(place)s %(stage)s暂缓开学,日期另行通知") % words
    if one.moved_from:
        return _("%(place)s %(stage)s改为 %(day)s 开学") % words
    return _("%(place)s %(stage)s %(day)s 开学") % words


def day_of(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def about(one: reopening.Opening) -> str:
    """What is said of a decision, line by line."""
    lines = []
    if one.moved_from:
        lines.append(_("原定 %(day)s。") % {"day": day_of(one.moved_from)})
    if one.reason:
        lines.append(_("原因:%(why)s") % {"why": one.reason})
    if one.note:
        lines.append(_("到校须知:%(note)s") % {"note": one.note})
    lines.append(_("依据:%(document)s") % {"document": one.document})
    at = f"{one.decided_at.astimezone(clock.ZONE):%Y-%m-%d %H:%M}"
    lines.append(_("%(at)s 公布") % {"at": at})
    return "\n".join(lines)


def county_events() -> list[Event]:
    """One event for each place and stage that ever had a date."""
    by_key: dict[tuple[int, str], list[reopening.Opening]] = {}
    for one in reopening.versions():
        by_key.setdefault((one.place_no, one.stage), []).append(one)
    places = directory.places({no for no, _stage in by_key})
    found = []
    for (no, stage), decided in by_key.items():
        place = places[no]
        made = _event(f"{place.code}-{stage}", decided, decided[-1], place.name)
        found += [made] if made else []
    return found


def school_events(no: int) -> list[Event]:
    """A school's own: whatever its dates come from, one event for each of its stages."""
    one, decided = shown.school(no)
    code = directory.place(no).code
    found = []
    for row in one.stages:
        codes = {row.stage.code, row.stage.follows}
        concerned = [each for each in reversed(decided) if each.stage in codes]
        if row.opening is None or (row.stage.follows and not row.is_own):
            continue
        made = _event(f"{code}-{row.stage.code}", concerned, row.opening, one.name)
        found += [made] if made else []
    return found


def _event(
    key: str, decided: Sequence[reopening.Opening], holds: reopening.Opening, place: str
) -> Event | None:
    days = [one.day for one in decided if one.day]
    day = holds.day or (days[-1] if days else None)
    if day is None:
        return None
    return Event(
        f"opening-{key}@xiaoan", len(decided) - 1, day, holds.day is None, dated(holds, place),
        about(holds), decided[-1].decided_at,
    )  # fmt: skip


def as_json() -> dict[str, Any]:
    """Opening dates for other systems: stages with their names, decisions that hold, and for each school the
    date of each of its stages (null: none, or held back)."""
    county = directory.county()
    places = directory.places({one.place_no for one in reopening.openings()})
    return {
        "version": 1,
        "county": fit(county.name),
        "stages": [
            {"code": code, "names": {rules.TAGS[k]: v for k, v in names.items()}}
            for code, names in reopening.stage_names()
        ],
        "openings": [_decision(one, places[one.place_no]) for one in reopening.openings()],
        "schools": [_school(one) for one in shown.schools()],
    }


def _decision(one: reopening.Opening, place: directory.Place) -> dict[str, Any]:
    return {
        "place": {"no": place.no, "kind": place.kind, "name": fit(place.name)},
        "stage": one.stage, "version": one.no, "what": one.what, "date": _iso(one.day),
        "moved_from": _iso(one.moved_from), "document": one.document, "note": one.note,
        "reason": one.reason, "decided_at": one.decided_at.astimezone(clock.ZONE).isoformat(),
    }  # fmt: skip


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _school(one: shown.School) -> dict[str, Any]:
    dates = {row.stage.code: _iso(row.opening.day) if row.opening else None for row in one.stages}
    return {"no": one.no, "name": one.name, "township": one.township, "dates": dates}


def towns(found: Iterable[shown.School]) -> list[tuple[str, list[shown.School]]]:
    """Schools under their township, in the order of the tree."""
    groups: dict[str, list[shown.School]] = {}
    for one in found:
        groups.setdefault(one.township, []).append(one)
    return list(groups.items())
