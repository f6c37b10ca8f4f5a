"""Checking one answer: by a call, a visit or a paper; done for a spot check, or on one's own account."""

import datetime as dt
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.surveys import services as surveys
from xiaoan.verification.events import AnswerChecked
from xiaoan.verification.models import Check, SpotCheck
from xiaoan.verification.rules import sources
from xiaoan.verification.services import declarations
from xiaoan.verification.services.asked import lacking
from xiaoan.verification.services.declarations import Declaration
from xiaoan.verification.services.judging import Given, add_checks

SPOT_CHECK = "verification.spot_check"
LONGEST = 200
# Nobody writes down a call of longer ago; and clocks of phones go wrong by minutes.
OLDEST, AHEAD = dt.timedelta(days=60), dt.timedelta(minutes=10)
OWN_CHANNELS = (sources.PHONE, sources.VISIT, sources.DOCUMENT)
_LOCK = "select pg_advisory_xact_lock(hashtext(%s))"


def check_answer(actor: Actor, answer_id: UUID, given: Given) -> str:
    """Add a check of an answer; gives what the answer is after it. The same id once more: once.

    What contradicts the answer is told to the survey, where the person counts as contradicted.
    """
    answer = declarations.of_answer(actor, answer_id)
    require(actor, answer.unit_no)
    lock_answer(answer_id)
    before = Check.objects.filter(pk=given.id).first()
    if before:
        if bytes(before.body_hash) != given.digest(answer_id):
            raise Conflict(_("这一次核实已经记过,内容不同。请刷新后再看。"))
        return sources.DECLARED
    _refuse(given)
    spots = _hold_spots(answer_id) if given.result != sources.UNREACHED else []
    if spots:
        _refuse_lacking(lacking(actor, SPOT_CHECK, answer.unit_no, given.channel, answer_id))
    status = add_checks(actor, [(answer, given)])[answer_id]
    _done(actor, spots, given)
    told(actor, answer, given, status)
    return status


def _refuse(given: Given) -> None:
    """What is missing to be able to trace it back later."""
    _refuse_lacking({**_wrong_codes(given), **_wrong_details(given)})


def _refuse_lacking(wrong: dict[str, str]) -> None:
    if wrong:
        raise Invalid(_("还差几项,见下面。"), wrong)


def _wrong_codes(given: Given) -> dict[str, str]:
    now, wrong = clock.now(), {}
    if given.channel not in OWN_CHANNELS:
        wrong["channel"] = _("请选择怎样核实的。")
    if given.result not in sources.RESULTS:
        wrong["result"] = _("请选择核实的结果。")
    if not now - OLDEST <= given.happened_at <= now + AHEAD:
        wrong["happened_at"] = _("时间应在过去 60 天之内,不能晚于现在。")
    if given.channel != sources.DOCUMENT and given.informant not in sources.INFORMANTS:
        wrong["informant"] = _("请选择问的是谁。")
    return wrong


def _wrong_details(given: Given) -> dict[str, str]:
    needed = {
        sources.VISIT: {"place": _("请写去了哪里。")},
        sources.DOCUMENT: {"paper": _("请写是什么材料。"), "number": _("请写材料的编号或日期。")},
    }
    asked = needed.get(given.channel, {}).items()
    missing = {name: words for name, words in asked if not given.details.get(name)}
    too_long = {
        name: _("不超过 200 个字。")
        for name, text in given.details.items()
        if len(text) > LONGEST or "\0" in text
    }
    return {**missing, **too_long}


def told(actor: Actor, answer: Declaration, given: Given, status: str) -> None:
    """Record the check, and let the survey know of an answer that is not so."""
    if given.result == sources.CONTRADICTS:
        surveys.mark_contradicted(actor, answer.answer_id, given.id)
    checked(actor, answer, given, status)


def checked(actor: Actor, answer: Declaration, given: Given, status: str) -> None:
    """Record the check."""
    journal.record(
        actor,
        AnswerChecked(
            school_id=answer.school_id, unit_no=answer.unit_no, check_id=given.id,
            answer_id=answer.answer_id, channel=given.channel, result=given.result, status=status,
        ),
    )  # fmt: skip


def _hold_spots(answer_id: UUID) -> list[SpotCheck]:
    """The open spot checks of an answer, with their duties locked before anything is recorded."""
    rows = SpotCheck.objects.select_for_update().filter(answer_id=answer_id)
    spots = list(rows.filter(done_at=None, went_at=None).order_by("id"))
    for spot in spots:
        duties.hold_about(spot.pk, SPOT_CHECK)
    return spots


def _done(actor: Actor, spots: list[SpotCheck], given: Given) -> None:
    now = clock.now()
    for spot in spots:
        SpotCheck.objects.filter(pk=spot.pk, done_at=None).update(done_at=now, check_id=given.id)
        duties.discharge_about(actor, spot.pk, SPOT_CHECK, now)


def lock_answer(answer_id: UUID) -> None:
    """Who checks the same answer at the same time waits here."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [f"verification {answer_id}"])


def require(actor: Actor, unit_no: int) -> None:
    if not actor.may(Permission.CHECK_ANSWERS, unit_no):
        raise Forbidden if actor.sees(unit_no) else NotFound
