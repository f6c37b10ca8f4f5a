"""Certificates: by a test, by a second person's look at the practical part, by a paper; revoked."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.accounts.queries import standing, user_id
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere
from xiaoan.training import queries, rules
from xiaoan.training.events import CertificateIssued, CertificateRevoked, PracticalChecked
from xiaoan.training.models import Attempt, Certificate, Practical
from xiaoan.training.services import acting, counting, owing

# A paper of longer than this is a slip of the pen (own choice).
_LONGEST_YEARS = 5
_LONGEST_NUMBER = 60


@dataclass(frozen=True)
class Check:
    """What a second person says of the practical part."""

    id: UUID
    attempt_id: UUID
    passed: bool
    note: str = ""


@dataclass(frozen=True)
class Earlier:
    """A paper of an earlier training of somebody in office at a school or office (`unit_no`)."""

    id: UUID
    unit_no: int
    user_id: UUID
    course: str
    since: dt.date
    until: dt.date
    number: str


def issue_for(row: Attempt, held: queries.Held, actor: Actor) -> UUID:
    """The certificate of a passed test, from today on; the caller holds the person and records the test."""
    since = clock.today()
    made = _issue(
        actor, queries.Seat(row.school_id, row.unit_no), row.user_id, row.course, "test",
        (since, rules.last_day(since, held.course.numbers.months)), attempt_id=row.pk,
    )  # fmt: skip
    return made.pk


def _issue(
    actor: Actor, seat: queries.Seat, user_id: UUID, course: str, source: str,
    days: tuple[dt.date, dt.date], *, attempt_id: UUID | None = None, number: str = "",
) -> Certificate:  # fmt: skip
    pk = uuid7()
    # Whoever passes has no right to write certificates: the system does, for the service that judged it.
    with everywhere("training"):
        row = Certificate.objects.create(
            id=pk, school_id=seat.school_id, unit_no=seat.unit_no, user_id=user_id, course=course,
            source=source, attempt_id=attempt_id, number=number or rules.number_of(pk, days[0]),
            since=days[0], until=days[1], made_at=clock.now(), made_by_id=actor.user_id,
        )  # fmt: skip
    journal.record(
        actor,
        CertificateIssued(
            school_id=seat.school_id, unit_no=seat.unit_no, certificate_id=pk, user_id=user_id,
            course=course, source=source, until=days[1],
        ),
    )  # fmt: skip
    return row


def follow(actor: Actor, user_id: UUID, course: str, unit_no: int) -> None:
    """What is owed and what is counted follows a certificate, wherever the person is in office."""
    owing.follow(actor, user_id, course)
    seats = {one.unit_no for one in queries.seats_of(user_id)} | {queries.seat_of(unit_no).unit_no}
    with everywhere("training") as system:
        counting.recount(system, sorted(seats))


@transaction.atomic
def check(actor: Actor, given: Check) -> UUID | None:
    """A second person has seen it done: the certificate's id; or not well enough: None, and it waits on.

    Forbidden: one's own. Conflict: it does not wait (any more), or longer than its version allows.
    """
    row = Attempt.objects.filter(pk=given.attempt_id).first()
    if row is None or not (actor.may(Permission.CERTIFY, row.unit_no) or actor.sees(row.unit_no)):
        raise NotFound
    _refuse_own(actor, row.user_id)
    if not actor.may(Permission.CERTIFY, row.unit_no):
        raise Forbidden
    note = acting.words_of(
        given.note, "note", required="" if given.passed else _("没有通过的,请写明哪里要再练。")
    )
    acting.hold(str(row.user_id))
    owing.hold(row.user_id, row.course)
    row = Attempt.objects.select_for_update().get(pk=row.pk)
    seat = queries.Seat(row.school_id, row.unit_no)
    if acting.begin(actor, given.id, seat, "check", given.attempt_id, given.passed, note):
        return _made(row.pk)
    held = _waiting(row)
    Practical.objects.create(
        id=given.id, school_id=row.school_id, unit_no=row.unit_no, user_id=row.user_id,
        course=row.course, attempt_id=row.pk, passed=given.passed, note=note, at=clock.now(),
        by_id=user_id(actor),
    )  # fmt: skip
    if given.passed:
        row.waits = False
        row.save(update_fields=["waits"])
        issue_for(row, held, actor)
    journal.record(
        actor,
        PracticalChecked(
            school_id=row.school_id, unit_no=row.unit_no, attempt_id=row.pk, course=row.course,
            passed=given.passed,
        ),
    )  # fmt: skip
    follow(actor, row.user_id, row.course, row.unit_no)
    return _made(row.pk)


def is_lapsed(row: Attempt, within: int, day: dt.date) -> bool:
    """Whether the practical part of a test comes too late on a day; `within`: days its version allows."""
    return row.day + dt.timedelta(days=within) < day


def _waiting(row: Attempt) -> queries.Held:
    """The version of a test that waits, and not too long; also where the night's work has not run."""
    if not row.waits:
        raise Conflict(_("这份测验已经办结,不用再确认。"))
    held = queries.version(row.version_id)
    within = held.course.numbers.practical_within
    if is_lapsed(row, within, clock.today()):
        raise Conflict(
            _("理论通过已超过 %(n)s 天,没有按时确认实操。请本人重新测验后再确认。") % {"n": within}
        )
    return held


def _made(attempt_id: UUID) -> UUID | None:
    return Certificate.objects.filter(attempt_id=attempt_id).values_list("id", flat=True).first()


def _refuse_own(actor: Actor, user_id: UUID) -> None:
    if actor.user_id == user_id:
        raise Forbidden(_("不能给自己办,请由另一个人办。"))


@transaction.atomic
def enter(actor: Actor, given: Earlier) -> UUID:
    """Bring in one paper; faults at `user_id`, `course`, `since`, `until` or `number`."""
    seat = acting.unit_for(actor, given.unit_no, Permission.CERTIFY)
    _refuse_own(actor, given.user_id)
    if given.user_id not in in_office(seat):
        raise Invalid(_("请从列表中选在岗的人。"), {"user_id": "unknown"})
    number = acting.words_of(
        given.number, "number", required=_("请写证书编号。"), longest=_LONGEST_NUMBER
    )
    refuse_days(given.course, given.since, given.until)
    body = (given.unit_no, given.user_id, given.course, given.since, given.until, number)
    acting.hold(str(given.user_id))
    owing.hold(given.user_id, given.course)
    if acting.begin(actor, given.id, seat, "enter", *body):
        return _same(given.user_id, given.course, number)
    refuse_number(given.user_id, given.course, number)
    days = (given.since, given.until)
    row = _issue(actor, seat, given.user_id, given.course, "paper", days, number=number)
    follow(actor, given.user_id, given.course, given.unit_no)
    return row.pk


def _same(user_id: UUID, course: str, number: str) -> UUID:
    rows = Certificate.objects.filter(user_id=user_id, course=course, number=number)
    return rows.order_by("-made_at").values_list("id", flat=True)[0]


def in_office(seat: queries.Seat) -> dict[UUID, str]:
    """Who is in office at a school or office today: person → name; as far as the running scope reaches."""
    posts = standing.inside(seat.interval, clock.today())
    return {one.user_id: one.name for one in posts}


def refuse_days(course: str, since: dt.date, until: dt.date) -> None:
    """The days of a paper, and that there is such a course."""
    if course not in queries.course_titles():
        raise Invalid(_("请从列表中选课程。"), {"course": "unknown"})
    if since > clock.today():
        raise Invalid(_("发证日期不能晚于今天。"), {"since": "future"})
    if until < since:
        raise Invalid(_("有效期不能早于发证日期。"), {"until": "before"})
    if until > rules.add_months(since, 12 * _LONGEST_YEARS):
        raise Invalid(
            _("有效期超过 %(n)s 年,请查对原证书。") % {"n": _LONGEST_YEARS}, {"until": "long"}
        )


def refuse_number(user_id: UUID, course: str, number: str) -> None:
    with everywhere("training"):
        rows = Certificate.objects.filter(
            user_id=user_id, course=course, number=number, revoked_at=None
        )
        known = rows.exists()
    if known:
        raise Invalid(_("这个人的这张证书已经登记过。"), {"number": "twice"})


@transaction.atomic
def revoke(actor: Actor, act_id: UUID, certificate_id: UUID, reason: str) -> None:
    """A certificate that was entered or given wrongly counts no more; by another person, with the reason."""
    found = queries.certificate(actor, certificate_id)
    _refuse_own(actor, found.user_id)
    if not actor.may(Permission.CERTIFY, found.unit_no):
        raise Forbidden
    words = acting.words_of(reason, "reason", required=_("请写明为什么撤销。"))
    acting.hold(str(found.user_id))
    owing.hold(found.user_id, found.course)
    seat = queries.Seat(found.school_id, found.unit_no)
    if acting.begin(actor, act_id, seat, "revoke", certificate_id, words):
        return
    row = Certificate.objects.select_for_update().get(pk=certificate_id)
    if row.revoked_at is not None:
        raise Conflict(_("这张证书已经撤销。"))
    row.revoked_at, row.revoked_by_id, row.reason = clock.now(), actor.user_id, words
    row.save(update_fields=["revoked_at", "revoked_by_id", "reason"])
    journal.record(
        actor,
        CertificateRevoked(
            school_id=row.school_id, unit_no=row.unit_no, certificate_id=row.pk,
            user_id=row.user_id, course=row.course,
        ),
    )  # fmt: skip
    follow(actor, row.user_id, row.course, row.unit_no)
