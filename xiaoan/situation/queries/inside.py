"""Inside a school: what is still open behind a figure, each with the person who can mend it."""

import datetime as dt
from dataclasses import dataclass

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory.queries import Place
from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.overview import queries as overview
from xiaoan.situation.queries.people import Person

SHOWN = 30
_SLOTS = {
    "rollcall.classes": "morning", "rollcall.pupils": "morning", "rollcall.late": "morning",
    "noon.classes": "noon",
}  # fmt: skip
_DUTIES = ("duties.overdue", "duties.done")


@dataclass(frozen=True)
class Open:
    """What is open: where, what, whose; nobody where nobody is named."""

    place: str
    what: str
    person: Person | None


def still_open(actor: Actor, place: Place, key: str, day: dt.date) -> list[Open] | None:
    """Classes that have not reported, or duties that are overdue, of a school; None for other figures and
    whoever may not read duties."""
    if place.kind != "school" or not actor.may(Permission.SEE_DUTIES, place.no):
        return None
    if key in _SLOTS:
        return _classes(actor, place, day, _SLOTS[key])
    return _dues(actor, place, day) if key in _DUTIES else None


def _classes(actor: Actor, place: Place, day: dt.date, slot: str) -> list[Open]:
    found = overview.unreported(actor, place.no, day, slot)
    rows = []
    for school in found.schools:
        for one in school.classes:
            who, role = (one.teacher, "class_teacher") if one.teacher else (one.deputy, "")
            words = str(accounts.ROLE_NAMES[role]) if role else ""
            rows.append(
                Open(one.place.name, "", Person(who.name, words, who.phone) if who else None)
            )
    return rows[:SHOWN]


def _dues(actor: Actor, place: Place, day: dt.date) -> list[Open]:
    _total, found = duties.blind_spots(actor, place.interval, day, limit=SHOWN)
    people = {who for due in found if (who := due.assignee_id or due.deputy_id)}
    names, phones = accounts.names(actor, people), accounts.phones(actor, people)
    places = directory.places({due.unit_no for due in found})
    rows = []
    for due in found:
        who = due.assignee_id or due.deputy_id
        person = Person(names[who], "", phones.get(who, "")) if who and who in names else None
        rows.append(Open(places[due.unit_no].name, kinds.title_of(due), person))
    return rows
