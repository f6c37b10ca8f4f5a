"""Reading a pupil's life at school: who it is, where they stand today, every stretch of days."""

import datetime as dt
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory.models import Enrolment, Guardian, Person, Placement
from xiaoan.directory.rules import SCHOOL, lives, school_of
from xiaoan.directory.rules.lives import Stretch
from xiaoan.directory.services import GUARDIAN_PHONE, ID_PLACE
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside

BEGUN = {
    lives.ENROLLED: _l("入学"),
    lives.RETURNED: _l("复学"),
    lives.CLASS_CHANGED: _l("转班"),
    lives.BOARDING_CHANGED: _l("住宿变动"),
    lives.TRANSFERRED: _l("转学"),
}
LEAVING = {
    "graduated": _l("毕业"),
    "moved_away": _l("迁往县外"),
    "illness": _l("因病休学"),
    "dropped_out": _l("失学"),
    "other": _l("其他原因"),
}
ENDED = {**BEGUN, **LEAVING}
PLACEMENT_NAMES = {"bus": _l("校车"), "canteen": _l("就餐")}


@dataclass(frozen=True)
class Line:
    """A stretch of days of a life: what it is about, what it says, from when until (not including)."""

    about: str
    text: str
    since: dt.date | None
    until: dt.date | None
    note: str = ""


@dataclass(frozen=True)
class Kin:
    """A guardian today. Name and phone as far as the policy shows them."""

    id: UUID
    name: str
    relation: str
    phone: str
    may_see: bool
    may_be_called: bool
    is_legal: bool


@dataclass(frozen=True)
class Life:
    """A pupil at one school, as much as the actor may read."""

    id: UUID
    name: str
    sex: str
    number: str
    id_number: str
    born: str
    school: directory.Place
    unit: directory.Place | None
    boarder: bool
    room: str
    planned: str
    enrolled: bool
    last_until: dt.date | None
    guardians: list[Kin]
    lines: list[Line]
    elsewhere: list[tuple[UUID, str]]
    in_full: bool


def person_seen(actor: Actor, person_id: UUID) -> Person:
    """A pupil whom the actor may look up; who is not there and who is not theirs look the same."""
    rows = Person.objects.filter(inside(actor.intervals), pk=person_id, kind="student")
    person = rows.first()
    if person is None:
        raise NotFound
    if not may_open(actor, person.unit_no):
        raise Forbidden
    return person


def may_open(actor: Actor, unit_no: int) -> bool:
    """Whether somebody opens the pages of the pupils of a unit: the page asks, and "who can see" too."""
    return actor.may(Permission.SEARCH_PEOPLE, unit_no)


def life(actor: Actor, person_id: UUID) -> Life:
    """Everything of one pupil at one school; `services.see_life` records who looked."""
    person = person_seen(actor, person_id)
    in_full = accounts.sees_family_phones(actor)
    rows = _enrolments(actor, person)
    placed = _placements(actor, person)
    kin = _guardians(actor, person)
    places = directory.places(
        {person.school_id, *(row.unit_no for row in rows), *(one.place_no for one in placed)}
        | {row.dormitory_no for row in rows if row.dormitory_no}
    )
    stretches = [Stretch(row.since, row.until) for row in rows]
    today = lives.on_day(stretches, clock.today())
    now = rows[stretches.index(today)] if today else None
    return Life(
        id=person.pk, name=person.name, sex=person.sex,
        number=person.number if in_full else masked(person.number),
        id_number=_id_number(person) if in_full else "",
        born=person.birth_date.isoformat() if in_full else str(person.birth_date.year),
        school=places[person.school_id], unit=places.get(now.unit_no) if now else None,
        boarder=bool(now and now.boarder),
        room=_name(places, now.dormitory_no if now else None),
        planned=lives.planned(stretches, clock.today()),
        enrolled=bool(rows) and rows[-1].until is None,
        last_until=rows[-1].until if rows else None,
        guardians=[_kin(row, in_full) for row in kin if row.until is None],
        lines=_lines(rows, placed, kin, places, in_full),
        elsewhere=_elsewhere(actor, person), in_full=in_full,
    )  # fmt: skip


def masked(number: str) -> str:
    """A number of which four characters at most can be read."""
    shown = min(4, len(number) // 2)
    return "*" * (len(number) - shown) + number[len(number) - shown :]


def _id_number(person: Person) -> str:
    return masked(ciphers.unseal(person.id_cipher, place=ID_PLACE, row=person.pk))


def _enrolments(actor: Actor, person: Person) -> list[Enrolment]:
    rows = Enrolment.objects.filter(
        inside(actor.intervals), school_id=person.school_id, person_id=person.pk
    )
    return list(rows.order_by("since"))


def _placements(actor: Actor, person: Person) -> list[Placement]:
    rows = Placement.objects.filter(
        inside(actor.intervals), school_id=person.school_id, person_id=person.pk
    )
    return list(rows.order_by("since"))


def _guardians(actor: Actor, person: Person) -> list[Guardian]:
    rows = Guardian.objects.filter(
        inside(actor.intervals), school_id=person.school_id, person_id=person.pk
    )
    return list(rows.order_by("rank", "past_rank", "id"))


def _kin(row: Guardian, in_full: bool) -> Kin:
    phone = ""
    if in_full and row.may_be_called:
        phone = ciphers.unseal(row.phone_cipher, place=GUARDIAN_PHONE, row=row.pk)
    return Kin(
        row.pk, row.name if in_full else f"{row.name[:1]}**", row.relation, phone, row.may_see,
        row.may_be_called, row.is_legal,
    )  # fmt: skip


def _elsewhere(actor: Actor, person: Person) -> list[tuple[UUID, str]]:
    """The same human being at other schools that the actor may look into."""
    rows = Person.objects.filter(
        inside(actor.reach(Permission.SEARCH_PEOPLE)), identity_id=person.identity_id
    ).exclude(pk=person.pk)
    found = dict(rows.values_list("id", "school_id"))
    if not found:
        return []
    places = directory.places(found.values())
    return [(pk, _name(places, no)) for pk, no in sorted(found.items())]


def _name(places: dict[int, directory.Place], no: int | None) -> str:
    return places[no].name if no in places else ""


def _lines(
    rows: list[Enrolment], placed: list[Placement], kin: list[Guardian],
    places: dict[int, directory.Place], in_full: bool,
) -> list[Line]:  # fmt: skip
    """Every stretch, the newest first; what runs together reads as one."""
    found = [
        *_joined([_class_line(row, places) for row in rows]),
        *_joined([_boarding_line(row, places) for row in rows if row.boarder]),
        *[
            Line(
                str(PLACEMENT_NAMES[one.kind]),
                " · ".join(t for t in (_name(places, one.place_no), one.label) if t),
                one.since, one.until,
            )
            for one in placed
        ],
        *[_kin_line(row, in_full) for row in kin],
    ]  # fmt: skip
    return sorted(found, key=lambda line: line.since or dt.date.min, reverse=True)


def _class_line(row: Enrolment, places: dict[int, directory.Place]) -> Line:
    how = [
        _("%(how)s转入") % {"how": BEGUN[row.begun_by]}
        if row.begun_by in (lives.CLASS_CHANGED, lives.TRANSFERRED)
        else str(BEGUN[row.begun_by])
        if row.begun_by in (lives.ENROLLED, lives.RETURNED)
        else "",
        _("因%(why)s结束") % {"why": ENDED[row.ended_by]}
        if row.ended_by in ENDED and row.ended_by != lives.BOARDING_CHANGED
        else "",
        row.note,
    ]
    return Line(
        _("班级"), _name(places, row.unit_no), row.since, row.until, ";".join(h for h in how if h)
    )


def _boarding_line(row: Enrolment, places: dict[int, directory.Place]) -> Line:
    return Line(_("住宿"), _name(places, row.dormitory_no) or _("住校"), row.since, row.until)


def _kin_line(row: Guardian, in_full: bool) -> Line:
    name = row.name if in_full else f"{row.name[:1]}**"
    rank = row.rank or row.past_rank
    text = _("%(name)s(%(relation)s),第 %(rank)s 联系人") % {
        "name": name, "relation": row.relation or "–", "rank": rank,
    }  # fmt: skip
    limits = [
        words
        for held, words in (
            (row.may_see, _("不可查看")),
            (row.may_be_called, _("不作联系")),
            (row.is_legal, _("非法定")),
        )
        if not held
    ]
    return Line(_("监护人"), text, row.since, row.until, "、".join(limits))


def _joined(lines: list[Line]) -> list[Line]:
    """Lines that say the same and follow one another without a gap, as one."""
    found: list[Line] = []
    for line in lines:
        last = found[-1] if found else None
        if last and last.text == line.text and last.until == line.since:
            notes = [n for n in (last.note, line.note) if n]
            found[-1] = replace(last, until=line.until, note=";".join(dict.fromkeys(notes)))
        else:
            found.append(line)
    return found


def choices(school_no: int, *kinds: str) -> list[tuple[str, str]]:
    """Open units of these kinds of a school that are not going to close, for a choice."""
    found = directory.places_inside((school_no, school_no + SCHOOL), *kinds)
    return [(str(p.no), p.name) for p in found if p.closed is None]


def class_of(person_id: UUID, day: dt.date) -> int | None:
    """The class of a pupil of the running scope on a day."""
    rows = Enrolment.objects.filter(
        Q(until=None) | Q(until__gt=day), person_id=person_id, since__lte=day
    )
    return rows.values_list("unit_no", flat=True).first()


def school_and_class(unit_no: int) -> tuple[directory.Place, directory.Place]:
    """A class and its school; NotFound for anything else."""
    found = directory.places([unit_no, school_of(unit_no)])
    place = found.get(unit_no)
    if place is None or place.kind != "class":
        raise NotFound
    return found[place.school_id], place
