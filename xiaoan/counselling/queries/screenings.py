"""Screenings: what a family is asked, what a counsellor reads of the answers."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from xiaoan.counselling import rules
from xiaoan.counselling.models import Answer, Screening
from xiaoan.counselling.queries import sealed
from xiaoan.counselling.rules import instruments
from xiaoan.counselling.rules.instruments import Instrument
from xiaoan.directory import queries as directory
from xiaoan.directory.queries import people
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, visible

SYSTEM = "counselling"


@dataclass(frozen=True)
class Asked:
    """A screening that a guardian is asked about one child; `state`: "" while nothing was said."""

    screening_id: UUID
    person_id: UUID
    child: str
    until: dt.date
    by: str
    state: str


@dataclass(frozen=True)
class Child:
    """A child in a counsellor's list of a screening. `band`: "" unless answered; `left`: items without
    an answer."""

    person_id: UUID
    name: str
    place: str
    state: str
    band: str
    total: int | None
    danger: bool
    on_paper: bool


@dataclass(frozen=True)
class Counts:
    """Of a screening: on the roll, answered, refused, taken back; the rest has said nothing."""

    enrolled: int = 0
    answered: int = 0
    refused: int = 0
    withdrawn: int = 0

    @property
    def silent(self) -> int:
        return self.enrolled - self.answered - self.refused - self.withdrawn


def instrument_for(person_id: UUID) -> Instrument | None:
    """The questionnaire for a child by its age today; None: there is none."""
    return _instruments([person_id]).get(person_id)


def _instruments(person_ids: list[UUID]) -> Mapping[UUID, Instrument | None]:
    with everywhere(SYSTEM) as system:
        found = directory.on_record(system, person_ids)
    today = clock.today()
    return {pk: instruments.for_age(rules.age(one.birth_date, today)) for pk, one in found.items()}


def class_for(actor: Actor, found: Screening, person_id: UUID, *, on_paper: bool) -> int:
    """The class of a child that may be answered for; NotFound for whoever may not."""
    if on_paper:
        if not actor.may(Permission.COUNSEL, found.school_id):
            raise NotFound
        with everywhere(SYSTEM) as system:
            classes = directory.classes_of_people(system, [person_id], clock.today())
    else:
        classes = dict(zip(actor.people, actor.classes, strict=True))
    if classes.get(person_id) not in found.classes:
        raise NotFound
    return classes[person_id]


def asked(actor: Actor) -> list[Asked]:
    """What a guardian is asked, with what was said; past ones as long as they can be taken back."""
    pairs = list(zip(actor.people, actor.classes, strict=True))
    with everywhere(SYSTEM) as system:
        rows = list(
            Screening.objects.filter(
                classes__overlap=[no for _who, no in pairs],
                until__gte=clock.today() - dt.timedelta(days=365),
            ).order_by("-until")
        )
        if not rows:
            return []
        said = {
            (a.screening_id, a.person_id): a.state
            for a in Answer.objects.filter(
                screening_id__in=[row.pk for row in rows], person_id__in=actor.people
            )
        }
        names = people.person_names(system, actor.people)
    by = _instruments(list(actor.people))
    found = []
    for row in rows:
        for who, no in pairs:
            one, state = by.get(who), said.get((row.pk, who), "")
            runs = row.until >= clock.today()
            if no in row.classes and one and (runs or state == "answered"):
                found.append(Asked(row.pk, who, names.get(who, ""), row.until, one.by, state))
    return found


def unanswered(actor: Actor) -> int:
    """How many wait for a guardian."""
    today = clock.today()
    return sum(one.state == "" and one.until >= today for one in asked(actor))


def asked_one(actor: Actor, screening_id: UUID, person_id: UUID) -> Asked:
    for one in asked(actor):
        if (one.screening_id, one.person_id) == (screening_id, person_id):
            return one
    raise NotFound


def of_school(actor: Actor) -> list[tuple[Screening, Counts]]:
    """The screenings of the actor's schools, the latest first, with their counts."""
    rows = list(visible(Screening.objects.all(), actor, Permission.COUNSEL).order_by("-until")[:20])
    return [(row, counts(row)) for row in rows]


def counts(row: Screening) -> Counts:
    with everywhere(SYSTEM) as system:
        states = list(Answer.objects.filter(screening_id=row.pk).values_list("state", flat=True))
        rolls = directory.class_rolls(system, row.classes, clock.today())
    enrolled = sum(len(found) for found in rolls.values())
    return Counts(
        enrolled, states.count("answered"), states.count("refused"), states.count("withdrawn")
    )


def screening(actor: Actor, screening_id: UUID) -> Screening:
    rows = visible(Screening.objects.all(), actor, Permission.COUNSEL)
    row = rows.filter(pk=screening_id).first()
    if row is None:
        raise NotFound
    return row


_ORDER = {"talk": 0, "watch": 1, "steady": 2}


def children(row: Screening) -> list[Child]:
    """All children of a screening, those to be talked with first. The caller has asked whose it is."""
    with everywhere(SYSTEM) as system:
        said = {a.person_id: a for a in Answer.objects.filter(screening_id=row.pk)}
        rolls = directory.class_rolls(system, row.classes, clock.today())
        places = directory.places(row.classes)
    found = [
        _child(pupil.person_id, pupil.name, places[no].name, said.get(pupil.person_id))
        for no, pupils in rolls.items()
        for pupil in pupils
    ]
    return sorted(found, key=lambda one: (not one.danger, _ORDER.get(one.band, 3), one.state == ""))


def _child(person_id: UUID, name: str, place: str, said: Answer | None) -> Child:
    body = sealed.unseal(said.body_cipher, sealed.ANSWER, said.pk) if said else {}
    return Child(
        person_id, name, place, said.state if said else "", body.get("band", ""), body.get("total"),
        bool(body.get("danger")), bool(said and said.on_paper),
    )  # fmt: skip


def answers_of(
    actor: Actor, screening_id: UUID, person_id: UUID
) -> tuple[Instrument | None, dict[str, int]]:
    """One child's answers for a counsellor of the school, item → 0–3."""
    row = screening(actor, screening_id)
    with everywhere(SYSTEM):
        said = Answer.objects.filter(screening_id=row.pk, person_id=person_id).first()
    if said is None:
        return None, {}
    body = sealed.unseal(said.body_cipher, sealed.ANSWER, said.pk)
    return instruments.INSTRUMENTS.get(said.instrument), dict(body.get("answers", {}))
