"""Taking a test: begun by the id of its form, handed in once, scored by the version it was begun with."""

import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.accounts.queries import user_id
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.races import altered, taken
from xiaoan.training import queries, rules
from xiaoan.training.events import AttemptBegun, AttemptHandedIn
from xiaoan.training.models import Attempt, Version
from xiaoan.training.queries import attempts, places
from xiaoan.training.services import acting, certifying, owing

# So many of one's earlier tests are looked at for questions that were asked already.
_LOOKS_BACK = 10


@transaction.atomic
def begin(actor: Actor, attempt_id: UUID, course_code: str) -> UUID:
    """Begin a test, or go on with the one of today that is open; gives the id of the attempt.

    Conflict: as often as allowed today already; the test is passed and waits for a second person. The same id
    once more gives the same test.
    """
    seat, who = places.home_of(actor), user_id(actor)
    held = queries.in_force(course_code)
    acting.hold(who)
    known = Attempt.objects.filter(pk=attempt_id).first()
    if known is not None:
        if known.user_id != who or known.course != course_code:
            raise taken()
        return known.pk
    today = clock.today()
    open_now = Attempt.objects.filter(user_id=who, course=course_code, day=today, handed_at=None)
    if found := open_now.values_list("id", flat=True).first():
        return found
    _refuse(attempts.allowance(actor, held))
    if acting.begin(actor, attempt_id, seat, "begin", course_code):
        raise taken()  # The id was of something else.
    row = _new(seat, attempt_id, held, attempts.asked(actor, course_code, _LOOKS_BACK), actor)
    journal.record(
        actor,
        AttemptBegun(
            school_id=seat.school_id, unit_no=seat.unit_no, attempt_id=row.pk, course=course_code,
            version_id=held.id,
        ),
    )  # fmt: skip
    return row.pk


def _refuse(allowed: attempts.Allowance) -> None:
    if allowed.waits:
        raise Conflict(_("测验已经通过,正在等第二个人确认实操,不用再考。"))
    if not allowed.left:
        raise Conflict(
            _("今天已经考了 %(n)s 次,请明天再考。先看看错在哪里。") % {"n": allowed.tries}
        )


def _new(
    seat: queries.Seat,
    attempt_id: UUID,
    held: queries.Held,
    seen: Sequence[Sequence[str]],
    actor: Actor,
) -> Attempt:
    drawn = rules.draw(attempt_id, queries.live(held.course), held.course.numbers.questions, seen)
    if not drawn:
        raise Conflict(_("这门课现在没有可用的题目。请告诉教育局经办人。"))
    keep(held)
    now = clock.now()
    return Attempt.objects.create(
        id=attempt_id, school_id=seat.school_id, unit_no=seat.unit_no, user_id=user_id(actor),
        course=held.course.code, version_id=held.id, questions=list(drawn), day=now.date(), begun_at=now,
    )  # fmt: skip


def keep(held: queries.Held) -> None:
    """What came with the product is kept once somebody is tested by it: a later edition may say otherwise."""
    if held.is_pack and not Version.objects.filter(pk=held.id).exists():
        row = Version(
            id=held.id, unit_no=0, course=held.course.code, number=0, origin="pack",
            content=rules.said_of(held.course), state="published", made_at=clock.now(),
            published_at=clock.now(),
        )  # fmt: skip
        Version.objects.bulk_create([row], ignore_conflicts=True)


@transaction.atomic
def hand_in(
    actor: Actor, attempt_id: UUID, answers: Mapping[int, Sequence[int]]
) -> attempts.Result:
    """Hand a test in: of each question (from 0, in its order) the places that were chosen, as they stood on
    the page.

    Invalid at `q-<n>`: a question without an answer, or more than one where one is asked for. Conflict: it
    was begun on another day, or handed in with other answers.
    """
    who = user_id(actor)
    acting.hold(who)
    row = Attempt.objects.select_for_update().filter(pk=attempt_id, user_id=who).first()
    if row is None:
        raise NotFound
    owing.hold(row.user_id, row.course)
    held = queries.version(row.version_id)
    asked = [one for key in row.questions if (one := held.course.question(key))]
    if row.handed_at is not None:
        if _said(row.pk, asked, answers) != row.answers:
            raise altered()
        return attempts.result(actor, attempt_id)
    if row.day != clock.today():
        raise Conflict(_("这份测验是另一天开始的,已经作废。请重新开始,次数不算。"))
    _refuse_gaps(asked, answers)
    said = _said(row.pk, asked, answers)
    score = rules.score(asked, said, held.course.numbers.pass_mark)
    _store(row, said, score, held)
    if score.passed and not row.waits:
        certifying.issue_for(row, held, actor)
    journal.record(
        actor,
        AttemptHandedIn(
            school_id=row.school_id, unit_no=row.unit_no, attempt_id=row.pk, course=row.course,
            right=score.right, total=score.total, passed=score.passed, waits=row.waits,
        ),
    )  # fmt: skip
    certifying.follow(actor, row.user_id, row.course, row.unit_no)
    return attempts.result(actor, attempt_id)


def _store(
    row: Attempt, said: Mapping[str, Sequence[int]], score: rules.Score, held: queries.Held
) -> None:
    row.answers, row.right, row.passed = dict(said), score.right, score.passed
    row.handed_at = clock.now()
    row.waits = score.passed and held.course.numbers.practical
    row.save(update_fields=["answers", "right", "passed", "handed_at", "waits"])


def _refuse_gaps(asked: Sequence[rules.Question], answers: Mapping[int, Sequence[int]]) -> None:
    """What is not answered is told question by question, and nothing counts as a try."""
    wrong: dict[str, str] = {}
    for n, one in enumerate(asked):
        chosen = set(answers.get(n, ()))
        if not chosen:
            wrong[f"q-{n}"] = "empty"
        elif not chosen <= set(range(len(one.options))) or (
            one.kind != "several" and len(chosen) > 1
        ):
            wrong[f"q-{n}"] = "invalid"
    if wrong:
        raise Invalid(_("还有 %(n)s 题没有答好,答完再交。") % {"n": len(wrong)}, wrong)


def _said(
    attempt_id: UUID, asked: Sequence[rules.Question], answers: Mapping[int, Sequence[int]]
) -> dict[str, list[int]]:
    """Key → places in the question itself, however they stood on the page."""
    found = {}
    for n, one in enumerate(asked):
        order = rules.order_of(attempt_id, one)
        found[one.key] = sorted({order[at] for at in answers.get(n, ()) if 0 <= at < len(order)})
    return found


def lapse_before(day: dt.date) -> int:
    """Tests that waited for a second person longer than their version allows wait no more; of the system.
    Gives how many."""
    rows = Attempt.objects.select_for_update().filter(waits=True, day__lt=day).order_by("id")
    over = [
        row
        for row in rows.select_related("version")
        if certifying.is_lapsed(row, row.version.content["numbers"]["practical_within"], day)
    ]
    return Attempt.objects.filter(pk__in=[row.pk for row in over]).update(waits=False)
