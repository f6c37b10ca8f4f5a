"""Who sees which question, who may read it, who answers; lists and one with its messages."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory.queries import people
from xiaoan.duties.queries.chain import in_office
from xiaoan.enquiries import rules
from xiaoan.enquiries.models import Enquiry, Step
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, inside

SUBJECT_PLACE, TEXT_PLACE = "enquiries_enquiry.subject_cipher", "enquiries_step.text_cipher"
TITLE_PLACE = "enquiries_enquiry.about_title_cipher"


@dataclass(frozen=True)
class Row:
    """A question in a line. `subject` and `child` are empty where the actor may not read it (`is_masked`)."""

    id: UUID
    unit_no: int
    place: str
    school: str
    child: str
    kind: str
    is_health: bool
    desk: str
    desk_place: str
    state: str
    subject: str
    opened_at: dt.datetime
    asked_at: dt.datetime
    due_at: dt.datetime
    answered_at: dt.datetime | None
    overdue: bool
    late: bool
    unread: bool
    is_masked: bool


@dataclass(frozen=True)
class Message:
    """A step as the page tells it; `own`: of whoever reads."""

    kind: str
    at: dt.datetime
    role: str
    name: str
    desk: str
    text: str
    late: bool
    due_at: dt.datetime | None
    own: bool


@dataclass(frozen=True)
class Detail:
    """A question with its messages; `vacant`: nobody is in office at the desk that has it."""

    enquiry: Enquiry
    row: Row
    messages: tuple[Message, ...]
    is_masked: bool
    vacant: bool


def desks_of(actor: Actor, unit_no: int) -> set[str]:
    """The desks that are the actor's for a child of a class."""
    roles = {
        s.role
        for s in actor.scopes
        if Permission.ANSWER_ENQUIRIES in s.permissions and s.covers(unit_no)
    }
    return {code for code, desk in rules.DESKS.items() if roles & set(desk.roles)}


def is_own(actor: Actor, row: Enquiry) -> bool:
    """Whoever asked, as long as they answer for the child."""
    return row.asked_by_id == actor.user_id and row.person_id in actor.people


def may_answer(actor: Actor, row: Enquiry) -> bool:
    return row.desk in desks_of(actor, row.unit_no)


def role_of(actor: Actor, row: Enquiry) -> str:
    """As what somebody speaks: as family, or in the post of the desk."""
    if is_own(actor, row):
        return "guardian"
    wanted = rules.DESKS[row.desk].roles
    held = [s.role for s in actor.scopes if s.covers(row.unit_no)]
    return next((role for role in wanted if role in held), held[0] if held else "")


def may_read(actor: Actor, row: Enquiry) -> bool:
    """Whoever asked; the desk that has it. What is not of health also the desks that had it, and the
    principal."""
    if is_own(actor, row) or may_answer(actor, row):
        return True
    if row.is_health:
        return False
    had = set(Step.objects.filter(enquiry_id=row.pk).values_list("desk", flat=True))
    return bool(had & desks_of(actor, row.unit_no))


def desks_had(enquiry_id: UUID) -> set[str]:
    """The desks that have had a question; asked also where there is none, so that what is not one's own and
    what is not there take the same statements."""
    return set(Step.objects.filter(enquiry_id=enquiry_id).values_list("desk", flat=True))


def sees(actor: Actor, row: Enquiry, had: set[str]) -> bool:
    """Whoever asked; whoever watches over the unit; the desks that have or had it."""
    if is_own(actor, row) or actor.may(Permission.SEE_ENQUIRIES, row.unit_no):
        return True
    return bool({row.desk, *had} & desks_of(actor, row.unit_no))


def mine(actor: Actor) -> QuerySet[Enquiry]:
    """What the actor has asked, the latest first."""
    rows = Enquiry.objects.filter(asked_by_id=accounts.user_id(actor), person_id__in=actor.people)
    return rows.order_by("-opened_at", "-id")


def at_desk(actor: Actor) -> QuerySet[Enquiry]:
    """What lies at the actor's desks."""
    wanted = Q(pk__in=[])
    for scope in actor.scopes:
        if Permission.ANSWER_ENQUIRIES in scope.permissions:
            desks = [code for code, desk in rules.DESKS.items() if desk.roles[0] == scope.role]
            wanted |= Q(desk__in=desks, unit_no__gte=scope.lo, unit_no__lt=scope.hi)
    return Enquiry.objects.filter(wanted)


def watched(actor: Actor) -> QuerySet[Enquiry]:
    """What lies where the actor watches over."""
    return Enquiry.objects.filter(inside(actor.reach(Permission.SEE_ENQUIRIES)))


def children(actor: Actor) -> list[tuple[UUID, str]]:
    """The children that the actor answers for, (person, name)."""
    with everywhere("enquiries") as system:
        names = people.person_names(system, actor.people)
    return [(pk, names[pk]) for pk in actor.people if pk in names]


def unread(actor: Actor) -> int:
    """Answers that the family has not read."""
    return mine(actor).filter(seen_at=None).exclude(answered_at=None).count()


def rows_of(actor: Actor, found: Iterable[Enquiry]) -> list[Row]:
    """As lines; each masked where the actor may not read it. In bulk: one look for places, one for names."""
    rows = list(found)
    readable = {row.pk for row in rows if is_own(actor, row) or may_answer(actor, row)}
    had = _had([row.pk for row in rows if row.pk not in readable and not row.is_health])
    readable |= {row.pk for row in rows if had.get(row.pk, set()) & desks_of(actor, row.unit_no)}
    numbers = {no for row in rows for no in (row.unit_no, row.desk_no, row.school_id)}
    places = directory.places(numbers)
    with everywhere("enquiries") as system:
        names = people.person_names(system, {r.person_id for r in rows if r.pk in readable})
    now = clock.now()
    return [_line(row, places, names, now, row.pk in readable, actor) for row in rows]


def _had(ids: Sequence[UUID]) -> dict[UUID, set[str]]:
    found: dict[UUID, set[str]] = {}
    for pk, desk in Step.objects.filter(enquiry_id__in=ids).values_list("enquiry_id", "desk"):
        found.setdefault(pk, set()).add(desk)
    return found


def _line(
    row: Enquiry, places: dict[int, directory.Place], names: dict[UUID, str], now: dt.datetime,
    readable: bool, actor: Actor,
) -> Row:  # fmt: skip
    subject = (
        ciphers.unseal(row.subject_cipher, place=SUBJECT_PLACE, row=row.pk) if readable else ""
    )

    def name(no: int) -> str:
        return places[no].name if no in places else ""

    return Row(
        row.pk, row.unit_no, name(row.unit_no), name(row.school_id), names.get(row.person_id, ""),
        row.kind, row.is_health, row.desk, name(row.desk_no), row.state, subject, row.opened_at,
        row.asked_at, row.due_at, row.answered_at, row.state == "waiting" and row.due_at < now,
        row.late, is_own(actor, row) and row.seen_at is None
        and row.answered_at is not None, not readable,
    )  # fmt: skip


def enquiry(actor: Actor, enquiry_id: UUID) -> Enquiry:
    """One in the actor's sight."""
    with everywhere("enquiries"):
        row = Enquiry.objects.filter(pk=enquiry_id).first()
        had = desks_had(enquiry_id)
        if row is None or not sees(actor, row, had):
            raise NotFound
        return row


def detail(actor: Actor, enquiry_id: UUID) -> Detail:
    """A question with its messages: no words for whoever may not read it."""
    row = enquiry(actor, enquiry_id)
    with everywhere("enquiries") as system:
        readable = may_read(actor, row)
        line = rows_of(actor, [row])[0]
        steps = list(Step.objects.filter(enquiry_id=row.pk).order_by("no"))
        names = accounts.names(system, {one.by_id for one in steps if one.by_id != row.asked_by_id})
        vacant = row.state == "waiting" and not _in_office(row)
    messages = tuple(
        Message(
            one.kind, one.at, one.role, "" if is_own(actor, row) else names.get(one.by_id, ""), one.desk,
            ciphers.unseal(one.text_cipher, place=TEXT_PLACE, row=one.pk)
            if one.text_cipher and readable else "",
            one.late, one.due_at, one.by_id == actor.user_id,
        )
        for one in steps
    )  # fmt: skip
    return Detail(row, line, messages, not readable, vacant)


def _in_office(row: Enquiry) -> bool:
    wanted = (row.desk_no, rules.DESKS[row.desk].roles[:1])
    return bool(in_office([wanted], clock.today())[wanted])


def acts(actor: Actor, row: Enquiry) -> list[str]:
    """What the actor may do with it now."""
    can = rules.MOVES[row.state]
    found = []
    if is_own(actor, row):
        found += [act for act in ("add", "close", "reopen") if act in can]
    elif may_answer(actor, row):
        found += [act for act in ("reply", "pass") if act in can]
        found += ["close"] if row.state == "answered" else []
    return found


def listed(
    rows: QuerySet[Enquiry], state: str, interval: Interval | None = None
) -> QuerySet[Enquiry]:
    """Narrowed to a state: what waits the soonest due first, the rest the latest first."""
    now = clock.now()
    states: dict[str, Q] = {
        "overdue": Q(state="waiting", due_at__lt=now), "late": Q(late=True), "all": Q(),
        "answered": Q(state="answered"), "closed": Q(state="closed"),
    }  # fmt: skip
    found = rows.filter(states.get(state, Q(state="waiting")))
    if interval:
        found = found.filter(unit_no__gte=interval[0], unit_no__lt=interval[1])
    waits = state not in states or state == "overdue"
    return found.order_by(*(("due_at", "id") if waits else ("-opened_at", "-id")))


def about_title(row: Enquiry) -> str:
    """The title of what a question asks about; the caller has made sure that the actor may read its words."""
    cipher = row.about_title_cipher
    return ciphers.unseal(cipher, place=TITLE_PLACE, row=row.pk) if cipher else ""
