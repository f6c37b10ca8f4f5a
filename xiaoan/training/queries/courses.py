"""Courses as they are in force, their versions, and what the county has set about who needs them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q, QuerySet

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.training import rules
from xiaoan.training.models import Need, Retired, Version
from xiaoan.training.rules.courses import pack_id


@dataclass(frozen=True)
class Held:
    """A version with its content. `number`: 0 for what came with the product."""

    id: UUID
    course: rules.Course
    state: str
    number: int
    is_pack: bool
    edits: int = 0
    made_by_id: UUID | None = None
    published_at: dt.datetime | None = None
    published_by_id: UUID | None = None
    writers: tuple[UUID, ...] = ()
    submitted_at: dt.datetime | None = None
    returned: str = ""


@dataclass(frozen=True)
class Rule:
    """Who needs a course. `required_from` None: nobody is held to it yet; a hint is shown."""

    course: str
    roles: tuple[str, ...]
    required_from: dt.date | None
    ahead: int
    is_set: bool

    def requires(self, day: dt.date) -> bool:
        return self.required_from is not None and self.required_from <= day


def _held(row: Version) -> Held:
    return Held(
        row.pk, rules.course_of(row.content), row.state, row.number, row.origin == "pack", row.edits,
        row.made_by_id, row.published_at, row.published_by_id, tuple(row.writers),
        row.submitted_at, row.returned,
    )  # fmt: skip


def _pack(code: str) -> Held:
    course = rules.PACK[code]
    return Held(pack_id(course), course, "published", 0, is_pack=True)


def all_in_force() -> dict[str, Held]:
    """Every course as it is in force, by code: those of the product first, then the county's own."""
    own = {row.course: _held(row) for row in _newest()}
    return {code: own.get(code) or _pack(code) for code in rules.PACK} | own


def in_force(code: str) -> Held:
    """The version by which people are tested now. NotFound: there is no such course."""
    found = _of_county(code)
    if found is not None:
        return found
    if code not in rules.PACK:
        raise NotFound
    return _pack(code)


def _newest() -> QuerySet[Version]:
    """Of each course the county's version in force, however many there were before."""
    rows = Version.objects.filter(state="published", origin="own")
    return rows.order_by("course", "-number").distinct("course")


def _of_county(code: str) -> Held | None:
    rows = Version.objects.filter(course=code, state="published", origin="own")
    row = rows.order_by("-number").first()
    return _held(row) if row else None


def version(version_id: UUID) -> Held:
    """A version by its id, drafts and what is no more in force too."""
    row = Version.objects.filter(pk=version_id).first()
    if row is None:
        raise NotFound
    return _held(row)


def versions(code: str) -> list[Held]:
    """The county's versions of a course, the newest first; then what came with the product."""
    rows = Version.objects.filter(course=code, origin="own").order_by("-made_at", "-id")
    return [_held(row) for row in rows] + ([_pack(code)] if code in rules.PACK else [])


def drafts() -> dict[str, Held]:
    """Course → the draft in hand."""
    return {row.course: _held(row) for row in Version.objects.filter(state="draft").order_by("id")}


def to_publish(actor: Actor) -> int:
    """How many drafts were handed over and wait for somebody who did not write in them."""
    rows = Version.objects.filter(submitted_at__isnull=False).values_list("unit_no", "writers")
    return sum(
        actor.may(Permission.KEEP_COURSES, no) and actor.user_id not in writers
        for no, writers in rows
    )


def retired(code: str) -> dict[str, str]:
    """Questions of a course that are asked no more → why."""
    return dict(Retired.objects.filter(course=code).values_list("question", "reason"))


def live(course: rules.Course) -> tuple[str, ...]:
    """The questions of a version that may be drawn."""
    gone = retired(course.code)
    return tuple(one.key for one in course.questions if one.key not in gone)


_TITLES = "content__title"


def course_titles() -> dict[str, str]:
    """Course → title, as in force; of courses that are only drafts too. No content is read."""
    found = {code: one.title for code, one in rules.PACK.items()}
    rows = Version.objects.filter(~Q(state="withdrawn"), origin="own")
    newest = rows.order_by("course", F("published_at").desc(nulls_last=True)).distinct("course")
    for code, state, title in newest.values_list("course", "state", _TITLES):
        if state == "published" or code not in found:
            found[code] = str(title)
    return found


def title_of(code: str) -> str:
    return course_titles().get(code, code)


def rules_of(codes: Iterable[str] | None = None) -> dict[str, Rule]:
    """Course → who needs it; as set by the county, else as the course itself says, then not required."""
    rows = Need.objects.order_by("course", "-at").distinct("course")
    newest = {row.course: row for row in rows}
    known = (
        _plain()
        if codes is None
        else {code: one for code, one in _plain().items() if code in set(codes)}
    )
    return {code: _as_set(newest[code]) if code in newest else one for code, one in known.items()}


def rule_of(code: str) -> Rule:
    found = rules_of([code]).get(code)
    if found is None:
        raise NotFound
    return found


def _plain() -> dict[str, Rule]:
    """What the courses in force say themselves; of their content only that is read."""
    found = {
        code: Rule(code, one.roles, None, one.numbers.ahead, is_set=False)
        for code, one in rules.PACK.items()
    }
    for code, roles, ahead in _newest().values_list(
        "course", "content__roles", "content__numbers__ahead"
    ):
        found[code] = Rule(code, tuple(roles or ()), None, int(ahead), is_set=False)
    return found


def _as_set(row: Need) -> Rule:
    return Rule(row.course, tuple(row.roles), row.required_from, row.ahead, is_set=True)
