"""What is on record for a unit, and what the rules choose of it."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from xiaoan.accounts import queries as accounts
from xiaoan.briefings import rules
from xiaoan.briefings.rules import Told
from xiaoan.directory import queries as directory
from xiaoan.indicators import queries as indicators
from xiaoan.investigations.queries import lists as events
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import enter
from xiaoan.statutory import queries as statutory
from xiaoan.web import waiting

# Who leads a unit: the first of them who may decide something is whom it waits for.
LEADS = {
    "county": ("county_leader", "bureau_officer"),
    "township": ("township_leader", "township_liaison"),
}
_WEEK = dt.timedelta(days=7)
# Clocks beyond this many are not counted one by one.
_MOST = 500


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of what was chosen."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def last_day(now: dt.datetime) -> dt.date:
    """The newest day that a briefing may be about: today from midday on, before it yesterday."""
    local = now.astimezone(clock.ZONE)
    book = rules.book()
    return local.date() if local.time() >= book.today_from else local.date() - dt.timedelta(days=1)


def choose(actor: Actor, place: directory.Place) -> dict[str, Any]:
    """The content of a briefing as of now; of the system, in its scope (`kernel.scope.everywhere`), so that
    every reader has the same before them. Changes the scope to leaders' and back."""
    book, now = rules.book(), clock.now()
    last = last_day(now)
    series = indicators.series(
        actor, place.no, book.keys, last - dt.timedelta(days=book.back), last
    )
    told = {key: [_told(one) for one in found] for key, found in series.items()}
    newest = {key: found[-1] for key, found in told.items() if found}
    clocks = _clocks(actor, place, now)
    chosen = {
        "changes": [asdict(one) for one in rules.changes(_pairs(told), book.changes, book.most)],
        "risks": [
            asdict(one)
            for one in rules.risks(
                newest, clocks, _unjudged(actor, place), book.risks, book.most
            )
        ],
        "decisions": [
            asdict(one)
            for one in rules.decisions(_waiting(actor, place), book.decisions, book.most)
        ],
    }  # fmt: skip
    return {
        "version": book.version, "no": place.no, "unit": place.name, "level": place.kind,
        "as_of": now.astimezone(clock.ZONE).isoformat(timespec="seconds"),
        "last": max((one.day for one in newest.values()), default=""), **chosen,
    }  # fmt: skip


def _told(one: indicators.Figure) -> Told:
    return Told(
        one.key,
        one.day.isoformat(),
        one.num,
        one.den,
        one.unknown,
        one.units,
        one.silent,
        one.state,
    )


def _pairs(told: Mapping[str, list[Told]]) -> Iterator[tuple[str, Told, Told]]:
    """(against, was, now): the day before that has figures, and the same weekday a week before. Of one
    newest day for all: a figure that stopped is no change of today."""
    last = max((found[-1].day for found in told.values() if found), default="")
    for found in told.values():
        if not found or found[-1].day != last:
            continue
        now = found[-1]
        if len(found) > 1:
            yield "day", found[-2], now
        week = (dt.date.fromisoformat(now.day) - _WEEK).isoformat()
        for one in found:
            if one.day == week:
                yield "week", one, now


def _clocks(actor: Actor, place: directory.Place, now: dt.datetime) -> list[float]:
    """Hours until each report that the law asks for and that is not sent."""
    found = []
    for shape in ("missed", "due"):
        wanted = statutory.Wanted(place.interval, shape)
        _total, rows = statutory.page_of_reports(actor, wanted, 0, _MOST)
        found += [(one.due_at - now).total_seconds() / 3600 for one in rows]
    return found


def _unjudged(actor: Actor, place: directory.Place) -> int:
    total, _open, _rows = events.page_of_events(
        actor, events.Wanted(place.interval, state="open"), 0, 0
    )
    return total


def _waiting(actor: Actor, place: directory.Place) -> list[rules.Decision]:
    """What waits for those who lead the unit, of whom the first who may decide it is named by post."""
    found: list[rules.Decision] = []
    by_address = {one.address: one for one in waiting.kinds()}
    for leader, role in _leaders(actor, place):
        enter(leader)
        for rule in rules.book().decisions:
            kind = by_address.get(rule.address)
            if kind is not None and leader.may(kind.permission, place.no):
                found.append(rules.Decision(rule.address, kind.count(leader), role, rule.weight))
        enter(actor)
    return found


def _leaders(actor: Actor, place: directory.Place) -> list[tuple[Actor, str]]:
    roles = LEADS[place.kind]
    held = accounts.holders(actor, roles, [place.no], clock.today())
    ordered = sorted(held, key=lambda one: (roles.index(one.role), str(one.user_id)))
    actors = accounts.actors_of(one.user_id for one in ordered)
    return [(actors[one.user_id], one.role) for one in ordered if one.user_id in actors]
