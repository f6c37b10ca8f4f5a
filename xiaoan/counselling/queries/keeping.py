"""How long what was said is kept, what was destroyed, and which cases lost their counsellor."""

from dataclasses import dataclass
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.counselling import rules
from xiaoan.counselling.models import Case, Certificate, Keeping, Takeover
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.duties.queries.chain import in_office
from xiaoan.kernel import clock
from xiaoan.kernel.actor import EVERYWHERE, Actor, Interval
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, visible

SYSTEM = "counselling"


@dataclass(frozen=True)
class Gone:
    """Who counselled at a school, holds the post no more, and has so many cases that nobody reads."""

    user_id: UUID
    name: str
    cases: int


@dataclass(frozen=True)
class Asked:
    """A takeover in words."""

    id: UUID
    school: str
    from_name: str
    to_name: str
    by_name: str
    row: Takeover


def days(unit_no: int) -> int:
    """In force at a county; the first one where nothing was set."""
    with everywhere(SYSTEM):
        row = Keeping.objects.filter(unit_no=unit_no).order_by("-at", "-id").first()
        return row.days if row else rules.KEEP_DAYS


def counties() -> list[tuple[int, Interval]]:
    return [(p.no, p.interval) for p in directory.places_inside(EVERYWHERE, "county")]


def certificates(actor: Actor) -> list[tuple[Certificate, str]]:
    """What was destroyed in sight, the latest first, with the school's name."""
    rows = list(
        visible(Certificate.objects.all(), actor, Permission.SEE_COUNSELLING).order_by("-at")[:50]
    )
    places = directory.places({row.unit_no for row in rows})
    return [(row, places[row.unit_no].name if row.unit_no in places else "") for row in rows]


def school(actor: Actor, school_no: int) -> directory.Place:
    """A school whose principal the actor is."""
    if "principal" not in {s.role for s in actor.scopes if s.covers(school_no)}:
        raise NotFound
    place = directory.place(school_no)
    if place.kind != "school":
        raise NotFound
    return place


def gone(actor: Actor, school_no: int) -> list[Gone]:
    """Whose cases at a school lie with nobody."""
    here = {who for who, _name in counsellors(school_no)}
    found: dict[UUID, int] = {}
    with everywhere(SYSTEM) as system:
        rows = Case.objects.filter(school_id=school_no, destroyed_at=None)
        for who in rows.values_list("counsellor_id", flat=True):
            if who not in here:
                found[who] = found.get(who, 0) + 1
        names = accounts.names(system, found)
    return [Gone(who, names.get(who, ""), count) for who, count in found.items()]


def counsellors(school_no: int) -> list[tuple[UUID, str]]:
    """Who counsels at a school today."""
    wanted = (school_no, ("counsellor",))
    held = [who for who, _role in in_office([wanted], clock.today())[wanted]]
    with everywhere(SYSTEM) as system:
        names = accounts.names(system, held)
    return [(who, names.get(who, "")) for who in held]


def asked(actor: Actor) -> list[Asked]:
    """Takeovers that wait for the bureau, the oldest first."""
    rows = visible(Takeover.objects.filter(state="asked"), actor, Permission.SET_COUNSELLING)
    return _said(list(rows.order_by("asked_at")))


def of_school(school_no: int) -> list[Asked]:
    """Takeovers of a school, the latest first; the caller has asked whose it is."""
    return _said(list(Takeover.objects.filter(school_id=school_no).order_by("-asked_at")[:20]))


def _said(rows: list[Takeover]) -> list[Asked]:
    users = {who for row in rows for who in (row.from_id, row.to_id, row.asked_by_id)}
    with everywhere(SYSTEM) as system:
        names = accounts.names(system, users)
    places = directory.places({row.unit_no for row in rows})
    return [
        Asked(
            row.pk, places[row.unit_no].name, names.get(row.from_id, ""), names.get(row.to_id, ""),
            names.get(row.asked_by_id, ""), row,
        )
        for row in rows
    ]  # fmt: skip


def count_asked(actor: Actor) -> int:
    rows = Takeover.objects.filter(state="asked")
    return visible(rows, actor, Permission.SET_COUNSELLING).count()


def county_of(actor: Actor) -> int:
    """The county whose settings the actor keeps."""
    reach = actor.reach(Permission.SET_COUNSELLING)
    if not reach:
        raise NotFound
    return numbering.ancestors(reach[0][0])[2]
