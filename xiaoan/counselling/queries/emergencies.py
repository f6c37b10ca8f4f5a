"""An emergency with its steps: read by the people named by their posts, whoever told what to whom."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.counselling.models import Emergency, EmergencyStep
from xiaoan.counselling.queries import sealed
from xiaoan.counselling.rules import emergency
from xiaoan.directory import queries as directory
from xiaoan.directory.queries import people
from xiaoan.duties.queries.chain import in_office
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, visible

SYSTEM = "counselling"


@dataclass(frozen=True)
class Done:
    """A step that was done: when, by whom, what was written."""

    step: str
    at: dt.datetime
    name: str
    role: str
    text: str


@dataclass(frozen=True)
class Line:
    """A step of the path: by when, what was done of it; `late`: not done and past its time."""

    code: str
    by: dt.datetime
    roles: tuple[str, ...]
    done: tuple[Done, ...]
    late: bool


@dataclass(frozen=True)
class Detail:
    """An emergency as its page shows it; `team`: (role, name, phone) of who is named."""

    row: Emergency
    child: str
    place: str
    lines: tuple[Line, ...]
    ended: Done | None
    team: tuple[tuple[str, str, str], ...]
    guardians: tuple[tuple[str, str, str], ...]


def sees(actor: Actor, row: Emergency) -> bool:
    return actor.may(Permission.SEE_IN_CARE, row.unit_no) or actor.may(
        Permission.COUNSEL, row.unit_no
    )


def may_close(actor: Actor, row: Emergency) -> bool:
    held = {scope.role for scope in actor.scopes if scope.covers(row.unit_no)}
    return bool(held & {"counsellor", "principal"})


def role_of(actor: Actor, row: Emergency) -> str:
    """As what somebody acts in it: the first of the posts of the path that is theirs there."""
    held = [scope.role for scope in actor.scopes if scope.covers(row.unit_no)]
    return next((role for role in emergency.FIRST if role in held), held[0] if held else "")


def open_in(actor: Actor) -> list[Emergency]:
    """What is open in the actor's sight, the latest first."""
    rows = Emergency.objects.filter(state="open")
    return list(visible(rows, actor, Permission.SEE_IN_CARE).order_by("-opened_at")[:50])


def detail(actor: Actor, emergency_id: UUID) -> Detail:
    """One with its steps; NotFound where it is not the actor's."""
    with everywhere(SYSTEM) as system:
        row = Emergency.objects.filter(pk=emergency_id).first()
        if row is None or not sees(actor, row):
            raise NotFound
        steps = list(EmergencyStep.objects.filter(emergency_id=row.pk).order_by("at"))
        names = accounts.names(system, {one.by_id for one in steps if one.by_id})
        child = people.person_names(system, [row.person_id]).get(row.person_id, "")
        team = _team(system, row)
        kin = tuple(
            (one.name, one.relation, one.phone)
            for one in directory.contacts(system, row.person_id, in_full=True)
        )
    done = [_done(one, names) for one in steps]
    return Detail(
        row, child, directory.full_name(row.unit_no), _lines(row, done),
        next((one for one in done if one.step == "close"), None), team, kin,
    )  # fmt: skip


def _done(one: EmergencyStep, names: dict[UUID, str]) -> Done:
    text = sealed.unseal(one.text_cipher, sealed.STEP, one.pk).get("text", "")
    return Done(one.step, one.at, names.get(one.by_id, "") if one.by_id else "", one.role, text)


def _lines(row: Emergency, done: list[Done]) -> tuple[Line, ...]:
    now, found = clock.now(), []
    for step in emergency.STEPS.values():
        own = tuple(one for one in done if one.step == step.code)
        by = row.opened_at + step.within
        late = not own and row.state == "open" and by < now
        found.append(Line(step.code, by, step.roles, own, late))
    return tuple(found)


def _team(system: Actor, row: Emergency) -> tuple[tuple[str, str, str], ...]:
    wanted = [
        (row.unit_no if role == "class_teacher" else row.school_id, (role,))
        for role in emergency.FIRST
    ]
    held = in_office(wanted, clock.today())
    users = {who for found in held.values() for who, _role in found}
    names, phones = accounts.names(system, users), accounts.phones(system, users)
    return tuple(
        (role, names.get(who, ""), phones.get(who, "")) for one in wanted for who, role in held[one]
    )
