"""One person in one round: who may say what of them, what stands, and everything that was said."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.directory import queries as directory
from xiaoan.directory.models import Enrolment, Person
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, visible
from xiaoan.surveys import rules
from xiaoan.surveys.models import Answer, Round, Tally, Unsettled
from xiaoan.surveys.queries.declared import said_by
from xiaoan.surveys.queries.units import BY_NAME

STANDING = ("current", "agreeing", "contradicting")


@dataclass(frozen=True)
class AskedAbout:
    """A person about whom the actor may answer. `standing`: what the actor's own side has said."""

    row: Round
    tally_id: UUID
    unit_no: int
    name: str
    place: str
    standing: rules.Said | None
    as_guardian: bool
    is_staff: bool


@dataclass(frozen=True)
class OfChild:
    """A guardian's child in an open round."""

    row: Round
    person_id: UUID
    name: str
    answered_at: dt.datetime | None


@dataclass(frozen=True)
class Version:
    """One version of what was said about a person, unsealed."""

    row: Round
    person_id: UUID
    is_staff: bool
    name: str
    unit_no: int
    version: int
    state: str
    source: str
    said: rules.Said
    in_bulk: bool
    by_id: UUID | None
    answered_at: dt.datetime
    late: bool
    reason: str
    decided_by_id: UUID | None
    decided_at: dt.datetime | None
    decided_reason: str


def unit_of(row: Round, person: Person) -> int | None:
    """The class (of staff: the school) under which a person is asked in a round; None: not at all."""
    unit_no: int | None = person.unit_no
    if person.kind != "staff":
        today = clock.today()
        found = Enrolment.objects.filter(
            school_id=person.school_id, person_id=person.pk, since__lte=today
        ).exclude(until__lte=today)
        unit_no = found.values_list("unit_no", flat=True).first()
    inside = unit_no is not None and row.unit_no <= unit_no < row.unit_end
    return unit_no if inside else None


def source_of(
    actor: Actor, unit_no: int | None, person_id: UUID | None, *, as_guardian: bool = False
) -> str:
    """As what somebody answers there; NotFound or Forbidden if as nothing."""
    if unit_no is None:
        raise NotFound
    if not as_guardian and actor.may(Permission.ANSWER_SURVEY, unit_no):
        return "teacher"
    if not as_guardian and actor.may(Permission.ANSWER_FOR_OTHERS, unit_no):
        return "office"
    if person_id in actor.people and actor.may_anywhere(Permission.ANSWER_FOR_CHILD):
        return "guardian"
    raise Forbidden if actor.sees(unit_no) else NotFound


@dataclass(frozen=True)
class Asked:
    """Where somebody is asked in a round: under which class (of staff: school)."""

    row: Round
    tally: Tally

    @property
    def unit_no(self) -> int:
        return self.tally.unit_no


_TALLY = ("id", "school_id", "unit_no", "round_id")
_ROUND = tuple(field.attname for field in Round._meta.concrete_fields)
# One statement, whether somebody is there or not: the time that an answer takes tells nothing either.
# And all that an answer needs to know: of these there are a hundred a second.
_WHERE = """
select columns from directory_person p
left join directory_enrolment e on e.school_id = p.school_id and e.person_id = p.id
  and e.since <= %(day)s and (e.until is null or e.until > %(day)s)
join surveys_tally t on t.round_id = %(round)s and t.school_id = p.school_id
  and t.unit_no = case when p.kind = 'staff' then p.unit_no else e.unit_no end
join surveys_round r on r.id = t.round_id and r.state <> 'draft'
where p.id = %(person)s limit 1
""".replace("columns", ", ".join([*(f"t.{n}" for n in _TALLY), *(f"r.{n}" for n in _ROUND)]))


def where_asked(round_id: UUID, person_id: UUID) -> Asked | None:
    """The class (of staff: school) under which a person is asked in a round; None for who is not."""
    given: dict[str, Any] = {"round": round_id, "person": person_id, "day": clock.today()}
    with connection.cursor() as cursor:
        cursor.execute(_WHERE, given)
        found = cursor.fetchone()
    if found is None:
        return None
    cut = len(_TALLY)
    return Asked(
        Round.from_db("default", _ROUND, found[cut:]), Tally.from_db("default", _TALLY, found[:cut])
    )


def asked_about(actor: Actor, round_id: UUID, person_id: UUID) -> AskedAbout:
    """Whom the actor may answer for, with what the own side has said before: in an open round, or in one that
    is over where an answer is owed anew.
    """
    with everywhere("surveys"):
        found = where_asked(round_id, person_id)
    if found is None:
        raise NotFound
    source = source_of(actor, found.unit_no, person_id)
    with everywhere("surveys"):
        person = Person.objects.get(pk=person_id)
        standing = _own(person.school_id, round_id, person_id, rules.SIDES[source])
        asked = found.row.state == "open" or _owed_anew(person, round_id)
    if not asked:
        raise NotFound
    place = directory.place(found.unit_no)
    return AskedAbout(
        found.row, found.tally.pk, found.unit_no, person.name, place.name, standing,
        source == "guardian", person.kind == "staff",
    )  # fmt: skip


def _owed_anew(person: Person, round_id: UUID) -> bool:
    rows = Unsettled.objects.filter(school_id=person.school_id, person_id=person.pk, state="open")
    return rows.filter(round_id=round_id, what=rules.AGAIN).exists()


def _own(school_id: int, round_id: UUID, person_id: UUID, side: str) -> rules.Said | None:
    row = Answer.objects.filter(
        school_id=school_id, round_id=round_id, person_id=person_id, side=side, state__in=STANDING
    ).first()
    return said_by(row) if row else None


def form_of(round_id: UUID, person_id: UUID) -> tuple[Round, rules.Said | None, str]:
    """What a proven code shows: the round, what the family has said, the name. In the system's scope."""
    person = Person.objects.get(pk=person_id)
    row = Round.objects.get(pk=round_id)
    return row, _own(person.school_id, round_id, person_id, "family"), person.name


def of_children(actor: Actor) -> list[OfChild]:
    """The open rounds that ask about the actor's children."""
    wanted = list(actor.people)
    if not wanted:
        return []
    today = clock.today()
    with everywhere("surveys"):
        people = list(Person.objects.filter(pk__in=wanted))
        names = {one.pk: one.name for one in people}
        schools = {one.school_id for one in people}
        units = dict(
            Enrolment.objects.filter(school_id__in=schools, person_id__in=wanted, since__lte=today)
            .exclude(until__lte=today)
            .values_list("person_id", "unit_no")
        )
        tallies = Tally.objects.filter(
            unit_no__in=list(units.values()),
            round_id__in=Round.objects.filter(state="open").values("id"),
        )
        asked = set(tallies.values_list("round_id", "unit_no"))
        rows = Round.objects.in_bulk({pk for pk, _no in asked})
        answered = {
            (pk, who): at
            for pk, who, at in Answer.objects.filter(
                round_id__in=list(rows), person_id__in=wanted, side="family", state__in=STANDING
            ).values_list("round_id", "person_id", "answered_at")
        }
    return [
        OfChild(rows[pk], who, names[who], answered.get((pk, who)))
        for who, unit_no in units.items()
        for pk, no in sorted(asked)
        if no == unit_no
    ]


def versions(actor: Actor, round_id: UUID, person_id: UUID) -> list[Version]:
    """Everything that was said about a person in a round, the newest first."""
    rows = Answer.objects.filter(round_id=round_id, person_id=person_id)
    for needed in BY_NAME:
        rows = visible(rows, actor, needed)
    found = _versions(rows.order_by("-version"))
    if not found:
        raise NotFound
    return found


def others(actor: Actor, contra_ids: Iterable[UUID]) -> dict[UUID, Version]:
    """The answers that contradict those that stand, by id; what is no answer is a source outside."""
    rows = Answer.objects.filter(pk__in=list(contra_ids), state="contradicting")
    for needed in BY_NAME:
        rows = visible(rows, actor, needed)
    found = list(rows)
    return dict(zip([row.pk for row in found], _versions(found), strict=True))


def waiting(actor: Actor) -> int:
    """How many answers about the actor's children are still owed."""
    return sum(one.answered_at is None for one in of_children(actor))


def contradiction(actor: Actor, answer_id: UUID) -> list[Version]:
    """The answer that stands and what contradicts it, if that is an answer; for who decides."""
    row = visible(Answer.objects.filter(pk=answer_id), actor, Permission.CHECK_ANSWERS).first()
    if row is None or row.contra_id is None:
        raise NotFound
    other = Answer.objects.filter(pk=row.contra_id, state="contradicting").first()
    return _versions([row, other] if other else [row])


def _versions(rows: Iterable[Answer]) -> list[Version]:
    found = list(rows)
    people = Person.objects.in_bulk({row.person_id for row in found})
    asked = Round.objects.in_bulk({row.round_id for row in found})
    return [
        Version(
            asked[row.round_id], row.person_id, row.unit_no == row.school_id,
            people[row.person_id].name if row.person_id in people else "", row.unit_no,
            row.version, row.state, row.source, said_by(row), row.in_bulk, row.by_id,
            row.answered_at, row.late,
            row.reason, row.decided_by_id, row.decided_at, row.decided_reason,
        )
        for row in found
    ]  # fmt: skip
