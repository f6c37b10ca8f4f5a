"""Tests: the paper as it is put before somebody, what they may still do today, and what came of one."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from xiaoan.accounts.queries import user_id
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.training import rules
from xiaoan.training.models import Attempt, Certificate, Practical
from xiaoan.training.queries.courses import Held, version


@dataclass(frozen=True)
class Allowance:
    """How often one may be tested a day (`tries`), how often still today (`left`); `waits`: passed, and a
    second person has to see it done."""

    tries: int
    left: int
    waits: bool
    open_id: UUID | None


@dataclass(frozen=True)
class Asked:
    """A question on the page: nothing of which is right. `options` in the order of this attempt."""

    n: int
    kind: str
    text: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A test to be filled in; `handed_at` None until it is."""

    id: UUID
    course: str
    title: str
    day: dt.date
    handed_at: dt.datetime | None
    questions: tuple[Asked, ...]
    pass_mark: int


@dataclass(frozen=True)
class Said:
    """One question after handing in. `options`: words, whether right, whether chosen."""

    n: int
    key: str
    text: str
    options: tuple[tuple[str, bool, bool], ...]
    right: bool
    why: str
    source: str
    confidence: str


@dataclass(frozen=True)
class Result:
    """What came of a test."""

    id: UUID
    course: str
    title: str
    right: int
    total: int
    passed: bool
    waits: bool
    pass_mark: int
    handed_at: dt.datetime
    said: tuple[Said, ...]
    certificate_id: UUID | None
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Waiting:
    """Passed, and a second person has to see it done."""

    id: UUID
    user_id: UUID
    course: str
    school_id: int
    unit_no: int
    handed_at: dt.datetime
    version_id: UUID


def allowance(actor: Actor, held: Held) -> Allowance:
    """What the actor may do today in a course."""
    rows = Attempt.objects.filter(user_id=user_id(actor), course=held.course.code)
    today = rows.filter(day=clock.today())
    done = today.filter(handed_at__isnull=False).count()
    tries = held.course.numbers.tries
    open_id = today.filter(handed_at=None).values_list("id", flat=True).first()
    return Allowance(tries, max(tries - done, 0), rows.filter(waits=True).exists(), open_id)


def waits(actor: Actor) -> set[str]:
    """The courses in which the actor waits for a second person."""
    rows = Attempt.objects.filter(user_id=user_id(actor), waits=True)
    return set(rows.values_list("course", flat=True))


def asked(actor: Actor, course: str, most: int) -> list[list[str]]:
    """The questions of one's last tests in a course, the newest first."""
    rows = Attempt.objects.filter(user_id=user_id(actor), course=course)
    return list(rows.order_by("-begun_at").values_list("questions", flat=True)[:most])


def _own(actor: Actor, attempt_id: UUID) -> Attempt:
    row = Attempt.objects.filter(pk=attempt_id, user_id=user_id(actor)).first()
    if row is None or actor.user_id is None:
        raise NotFound
    return row


def sheet(actor: Actor, attempt_id: UUID) -> Sheet:
    """One's own test as it is filled in."""
    row = _own(actor, attempt_id)
    course = version(row.version_id).course
    questions = [one for key in row.questions if (one := course.question(key))]
    return Sheet(
        row.pk, row.course, course.title, row.day, row.handed_at,
        tuple(
            Asked(n, one.kind, one.text, tuple(one.options[at] for at in rules.order_of(row.pk, one)))
            for n, one in enumerate(questions)
        ),
        course.numbers.pass_mark,
    )  # fmt: skip


def result(actor: Actor, attempt_id: UUID) -> Result:
    """What came of one's own test. NotFound: it is not handed in."""
    row = _own(actor, attempt_id)
    if row.handed_at is None or row.answers is None:
        raise NotFound
    course = version(row.version_id).course
    questions = [one for key in row.questions if (one := course.question(key))]
    notes = (
        Practical.objects.filter(attempt_id=row.pk).order_by("at").values_list("note", flat=True)
    )
    paper = Certificate.objects.filter(attempt_id=row.pk).values_list("id", flat=True).first()
    return Result(
        row.pk, row.course, course.title, row.right or 0, len(questions), bool(row.passed), row.waits,
        course.numbers.pass_mark, row.handed_at,
        tuple(_said(row, n, one) for n, one in enumerate(questions)), paper,
        tuple(note for note in notes if note),
    )  # fmt: skip


def _said(row: Attempt, n: int, one: rules.Question) -> Said:
    chosen = set((row.answers or {}).get(one.key, ()))
    return Said(
        n, one.key, one.text,
        tuple(
            (one.options[at], at in one.right, at in chosen) for at in rules.order_of(row.pk, one)
        ),
        chosen == set(one.right), one.why, one.source, one.confidence,
    )  # fmt: skip


def history(
    actor: Actor, course: str, most: int = 20
) -> list[tuple[UUID, dt.datetime, int, int, bool]]:
    """One's tests in a course that were handed in, the newest first: id, when, right, of how many, passed."""
    rows = Attempt.objects.filter(user_id=user_id(actor), course=course, handed_at__isnull=False)
    found = rows.order_by("-handed_at").values_list(
        "id", "handed_at", "right", "questions", "passed"
    )
    return [
        (pk, at, right, len(keys), passed)
        for pk, at, right, keys, passed in found[:most]
        if at is not None and right is not None and passed is not None
    ]


_WAITING = ("id", "user_id", "course", "school_id", "unit_no", "handed_at", "version_id")


def waiting_in(actor: Actor, interval: tuple[int, int], most: int = 500) -> list[Waiting]:
    """Who waits for a second person inside an interval, the longest waiting first; never oneself."""
    lo, hi = interval
    rows = visible(_others(actor), actor, Permission.CERTIFY).filter(
        unit_no__gte=lo, unit_no__lt=hi
    )
    found = rows.order_by("handed_at").values_list(*_WAITING)[:most]
    return [Waiting(*row) for row in found]


def waiting_count(actor: Actor) -> int:
    return visible(_others(actor), actor, Permission.CERTIFY).count()


def _others(actor: Actor) -> QuerySet[Attempt]:
    return Attempt.objects.filter(waits=True).exclude(user_id=user_id(actor))


def waiting_one(actor: Actor, attempt_id: UUID) -> tuple[Waiting, Held]:
    """One of them, with the version by which they were tested."""
    rows = visible(_others(actor), actor, Permission.CERTIFY).filter(pk=attempt_id)
    row = rows.values_list(*_WAITING).first()
    if row is None:
        raise NotFound
    found = Waiting(*row)
    return found, version(found.version_id)


def waiting_people(user_ids: Iterable[UUID], courses: Iterable[str]) -> set[tuple[UUID, str]]:
    """Of some people who waits for a second person, as far as the running scope reaches."""
    rows = Attempt.objects.filter(user_id__in=set(user_ids), course__in=list(courses), waits=True)
    return set(rows.values_list("user_id", "course"))
