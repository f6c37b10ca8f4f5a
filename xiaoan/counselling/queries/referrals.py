"""Referrals: a counsellor reads what was seen, whoever asked reads how far it has come."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from xiaoan.accounts import queries as accounts
from xiaoan.counselling.models import Case, Referral
from xiaoan.counselling.queries import sealed
from xiaoan.directory import queries as directory
from xiaoan.directory.queries import people
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere

SYSTEM = "counselling"


@dataclass(frozen=True)
class Row:
    """A referral in a line, without what was seen."""

    id: UUID
    child: str
    place: str
    via: str
    role: str
    urgency: str
    state: str
    at: dt.datetime
    due_at: dt.datetime
    overdue: bool


@dataclass(frozen=True)
class Detail:
    """With what was seen, for its counsellor. `case_id`: the child's open case with this counsellor."""

    row: Row
    person_id: UUID
    by: str
    ticks: tuple[str, ...]
    text: str
    answer: str
    case_id: UUID | None
    lasts: str = ""


def role_at(actor: Actor, unit_no: int) -> str:
    """The post in which somebody speaks of a child of a class: the nearest."""
    held = [s for s in actor.scopes if s.covers(unit_no) and Permission.REFER in s.permissions]
    return min(held, key=lambda s: s.hi - s.lo).role if held else ""


def reads(actor: Actor, row: Referral) -> bool:
    """A counsellor of the school; where the child is in care, the counsellor of the case alone."""
    if not actor.may(Permission.COUNSEL, row.unit_no):
        return False
    keepers = Case.objects.filter(person_id=row.person_id, state="open")
    keeper = keepers.values_list("counsellor_id", flat=True).first()
    if keeper is None and row.case_id is not None:
        was = Case.objects.filter(pk=row.case_id).values_list("counsellor_id", flat=True).first()
        keeper = was
    return keeper in (None, actor.user_id)


def mine(actor: Actor) -> list[Row]:
    """What the actor has asked, the latest first: who, when and how far; never what was written."""
    with everywhere(SYSTEM) as system:
        found = Referral.objects.filter(by_id=accounts.user_id(actor)).order_by("-at")[:50]
        return _rows(system, found)


def waiting(actor: Actor) -> list[Row]:
    """What waits for a counsellor, the soonest due first."""
    with everywhere(SYSTEM) as system:
        return _rows(system, _of(actor).order_by("due_at")[:100])


def count_waiting(actor: Actor) -> int:
    with everywhere(SYSTEM):
        return _of(actor).filter(state="waiting").count()


def _of(actor: Actor) -> QuerySet[Referral]:
    schools = [lo for lo, _hi in actor.reach(Permission.COUNSEL)]
    rows = Referral.objects.filter(school_id__in=schools, state__in=["waiting", "seen"])
    others = Case.objects.filter(school_id__in=schools, state="open").exclude(
        counsellor_id=accounts.user_id(actor)
    )
    return rows.exclude(person_id__in=others.values("person_id"))


def of_case(actor: Actor, case_id: UUID) -> list[Detail]:
    """What led to a case; the caller has asked whether the case is the actor's."""
    with everywhere(SYSTEM) as system:
        rows = list(Referral.objects.filter(case_id=case_id).order_by("at"))
        return [_detail(actor, system, row) for row in rows]


def detail(actor: Actor, referral_id: UUID) -> Detail:
    with everywhere(SYSTEM) as system:
        row = Referral.objects.filter(pk=referral_id).first()
        if row is None or not reads(actor, row):
            raise NotFound
        return _detail(actor, system, row)


def _detail(actor: Actor, system: Actor, row: Referral) -> Detail:
    said = sealed.unseal(row.body_cipher, sealed.REFERRAL, row.pk)
    names = accounts.names(system, [row.by_id]) if row.by_id else {}
    case = Case.objects.filter(
        person_id=row.person_id, state="open", counsellor_id=accounts.user_id(actor)
    ).first()
    return Detail(
        _rows(system, [row])[0], row.person_id, names.get(row.by_id, "") if row.by_id else "",
        tuple(said.get("ticks", ())), said.get("text", ""), said.get("answer", ""),
        case.pk if case else None, said.get("lasts", ""),
    )  # fmt: skip


def _rows(system: Actor, found: Iterable[Referral]) -> list[Row]:
    rows = list(found)
    who = {row.person_id for row in rows}
    names = people.person_names(system, who)
    classes = directory.classes_of_people(system, who, clock.today())
    places = directory.places(classes.values())
    now = clock.now()
    return [
        Row(
            row.pk, names.get(row.person_id, ""),
            places[classes[row.person_id]].name if classes.get(row.person_id) in places else "",
            row.via, row.role, row.urgency, row.state, row.at, row.due_at,
            row.state == "waiting" and row.due_at < now,
        )
        for row in rows
    ]  # fmt: skip
