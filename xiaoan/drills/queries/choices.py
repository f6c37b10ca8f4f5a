"""Who and what a plan may choose from."""

from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.drills.models import Drill
from xiaoan.kernel import clock
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere

_STAFF = (
    "principal", "school_doctor", "grade_head", "class_teacher", "subject_teacher", "logistics", "canteen",
    "dormitory_keeper", "counsellor",
)  # fmt: skip
_ASSESSORS = ("principal", "school_doctor", "bureau_officer")


def staff(school_no: int) -> list[tuple[UUID, str]]:
    """Who of a school can play a part, with their posts, by name."""
    place = directory.place(school_no)
    with everywhere("drills") as system:
        found = accounts.holders(system, _STAFF, range(*place.interval), clock.today())
    return _listed(found)


def units_of(school_no: int) -> dict[UUID, int]:
    """At which unit each of them works: the widest."""
    place = directory.place(school_no)
    with everywhere("drills") as system:
        found = accounts.holders(system, _STAFF, range(*place.interval), clock.today())
    wide = sorted(found, key=lambda one: one.unit_no - one.unit_end)
    return {one.user_id: one.unit_no for one in reversed(wide)}


def in_posts(school_no: int, posts: tuple[str, ...], class_no: int | None = None) -> UUID | None:
    """Who holds the first of these posts that is filled; of a class teacher, that of the class."""
    place = directory.place(school_no)
    with everywhere("drills") as system:
        found = accounts.holders(system, posts, range(*place.interval), clock.today())
    here = [
        one
        for one in found
        if class_no is None or one.role != "class_teacher" or one.unit_no == class_no
    ]
    ranked = sorted(here, key=lambda one: (posts.index(one.role), one.unit_no))
    return ranked[0].user_id if ranked else None


def assessors(school_no: int) -> list[tuple[UUID, str]]:
    """Who can say what a drill of a school came to: its leaders, and the bureau."""
    county = directory.county()
    units = {school_no, county.no}
    with everywhere("drills") as system:
        found = accounts.holders(system, _ASSESSORS, units, clock.today())
        present = accounts.actors_of({one.user_id for one in found})
    may = {pk for pk, who in present.items() if who.may(Permission.KEEP_DRILLS, school_no)}
    return _listed([one for one in found if one.user_id in may])


def _listed(found: list[accounts.Holder]) -> list[tuple[UUID, str]]:
    posts: dict[tuple[str, UUID], list[str]] = {}
    for one in found:
        named = posts.setdefault((one.name, one.user_id), [])
        role = str(accounts.ROLE_NAMES[one.role])
        named += [] if role in named else [role]
    rows = sorted(posts.items(), key=lambda one: (one[0][0], str(one[0][1])))
    return [(pk, f"{name}({'、'.join(of)})") for (name, pk), of in rows]


def classes(school_no: int) -> list[tuple[int, str]]:
    """Classes of a school, in number order."""
    place = directory.place(school_no)
    found = directory.places_inside(place.interval, "class", day=clock.today())
    return [(one.no, one.name) for one in found]


def to_repeat(school_no: int) -> list[tuple[UUID, str]]:
    """Drills of a school that have to be done again and are not planned yet."""
    rows = Drill.objects.filter(unit_no=school_no, state="closed", verdict="again")
    planned = set(
        Drill.objects.filter(unit_no=school_no, repeats_id__isnull=False)
        .exclude(state="cancelled")
        .values_list("repeats_id", flat=True)
    )
    return [(one.pk, one.name) for one in rows.order_by("-ended_at") if one.pk not in planned]
