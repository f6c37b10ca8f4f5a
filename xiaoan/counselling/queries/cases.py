"""Cases: the counsellor of a case reads its notes; others of the school read that a child is in care."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.counselling.models import Case, Emergency, Note
from xiaoan.counselling.queries import sealed
from xiaoan.directory import queries as directory
from xiaoan.directory.queries import people
from xiaoan.duties.queries.chain import in_office
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, visible

PAGE = 50


@dataclass(frozen=True)
class Row:
    """A case in its counsellor's list."""

    id: UUID
    child: str
    place: str
    risk: str
    state: str
    opened_at: dt.datetime
    next_at: dt.datetime | None
    overdue: bool


@dataclass(frozen=True)
class Written:
    """A note, opened. `own`: by whoever reads."""

    kind: str
    at: dt.datetime
    name: str
    text: str
    risk: str
    how: str
    outcome: str
    plan: tuple[tuple[str, str], ...]
    next_at: dt.datetime | None
    own: bool


@dataclass(frozen=True)
class Detail:
    """A case as its counsellor reads it, the latest note first; `plan`: the safety plan in force."""

    case: Case
    row: Row
    notes: tuple[Written, ...]
    plan: tuple[tuple[str, str], ...]
    plan_at: dt.datetime | None
    emergency_id: UUID | None
    others: tuple[tuple[UUID, str], ...]
    guardians: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class InCare:
    """That a child is in care: no more than who looks after it."""

    person_id: UUID
    child: str
    place: str
    since: dt.date
    counsellor: str


def is_own(actor: Actor, row: Case) -> bool:
    """Whether the actor is the counsellor of a case, and still one of that school."""
    return row.counsellor_id == actor.user_id and actor.may(Permission.COUNSEL, row.unit_no)


def risk_of(row: Case) -> str:
    """The level of risk of the latest note, in the running scope."""
    note = Note.objects.filter(case_id=row.pk).order_by("-no").first()
    return str(_body(note).get("risk", "some")) if note else "some"


def mine(actor: Actor, state: str = "open", offset: int = 0) -> tuple[list[Row], int]:
    """The actor's own cases, the next look first; and how many there are."""
    rows = visible(Case.objects.filter(state=state), actor, Permission.COUNSEL)
    rows = rows.filter(counsellor_id=accounts.user_id(actor))
    order = ("next_at", "id") if state == "open" else ("-closed_at", "id")
    found = list(rows.order_by(*order)[offset : offset + PAGE])
    return _rows(actor, found), rows.count()


def _rows(actor: Actor, found: Sequence[Case]) -> list[Row]:
    names = people.person_names(actor, {row.person_id for row in found})
    places = directory.places({row.unit_no for row in found})
    last = Note.objects.filter(case_id__in=[row.pk for row in found]).order_by("case_id", "-no")
    risks = {note.case_id: _body(note).get("risk", "") for note in last.distinct("case_id")}
    now = clock.now()
    return [
        Row(
            row.pk, names.get(row.person_id, ""),
            places[row.unit_no].name if row.unit_no in places else "", risks.get(row.pk, ""), row.state,
            row.opened_at, row.next_at, row.next_at is not None and row.next_at < now,
        )
        for row in found
    ]  # fmt: skip


def detail(actor: Actor, case_id: UUID) -> Detail:
    """One with its notes; NotFound for everybody but its counsellor."""
    row = Case.objects.filter(pk=case_id).first()
    if row is None or not is_own(actor, row):
        raise NotFound
    notes = list(Note.objects.filter(case_id=row.pk).order_by("-no"))
    with everywhere("counselling") as system:
        names = accounts.names(system, {note.by_id for note in notes})
        others = _others(system, actor, row)
        kin = tuple(
            (one.name, one.relation, one.phone)
            for one in directory.contacts(system, row.person_id, in_full=True)
        )
    written = tuple(_written(actor, note, names) for note in notes)
    planned = next((one for one in written if one.plan), None)
    now = Emergency.objects.filter(person_id=row.person_id, state="open").first()
    return Detail(
        row, _rows(actor, [row])[0], written, planned.plan if planned else (),
        planned.at if planned else None, now.pk if now else None, others, kin,
    )  # fmt: skip


def _others(system: Actor, actor: Actor, row: Case) -> tuple[tuple[UUID, str], ...]:
    wanted = (row.school_id, ("counsellor",))
    held = [who for who, _role in in_office([wanted], clock.today())[wanted]]
    names = accounts.names(system, held)
    return tuple((who, names.get(who, "")) for who in held if who != actor.user_id)


def _body(note: Note) -> dict[str, Any]:
    return sealed.unseal(note.body_cipher, sealed.NOTE, note.pk)


def _written(actor: Actor, note: Note, names: Mapping[UUID, str]) -> Written:
    body = _body(note)
    plan = tuple((part, text) for part, text in body.get("plan", {}).items() if text)
    at = body.get("next_at")
    return Written(
        body["kind"], note.at, names.get(note.by_id, ""), body.get("text", ""), body.get("risk", ""),
        body.get("how", ""), body.get("outcome", ""), plan,
        dt.datetime.fromisoformat(at) if at else None, note.by_id == actor.user_id,
    )  # fmt: skip


def in_care(actor: Actor, offset: int = 0) -> tuple[list[InCare], int]:
    """Who is in care where the actor sees that; and how many."""
    rows = visible(Case.objects.filter(state="open"), actor, Permission.SEE_IN_CARE)
    found = list(rows.order_by("unit_no", "opened_at")[offset : offset + PAGE])
    names = people.person_names(actor, {row.person_id for row in found})
    places = directory.places({row.unit_no for row in found})
    with everywhere("counselling") as system:
        users = accounts.names(system, {row.counsellor_id for row in found})
    return [
        InCare(
            row.person_id, names.get(row.person_id, ""),
            places[row.unit_no].name if row.unit_no in places else "",
            row.opened_at.astimezone(clock.ZONE).date(), users.get(row.counsellor_id, ""),
        )
        for row in found
    ], rows.count()  # fmt: skip


def cared_for(actor: Actor, person_ids: Collection[UUID]) -> set[UUID]:
    """Which of some children are in care, as far as the actor sees that."""
    rows = Case.objects.filter(state="open", person_id__in=list(person_ids))
    return set(visible(rows, actor, Permission.SEE_IN_CARE).values_list("person_id", flat=True))


def school_of(actor: Actor) -> int:
    """The school that the actor counsels at, the first; NotFound if none."""
    reach = actor.reach(Permission.COUNSEL)
    if not reach:
        raise NotFound
    return reach[0][0]
