"""The daily follow-up: how a key person is, where they are, whom the carer reached."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.scope import inside
from xiaoan.keypersons import rules
from xiaoan.keypersons.events import FollowedUp
from xiaoan.keypersons.models import FollowUp, KeyPerson
from xiaoan.keypersons.queries.sealed import REMARK_PLACE, opened
from xiaoan.keypersons.services.due import EVERY, FOLLOW
from xiaoan.keypersons.services.writing import (
    checked_code,
    checked_note,
    lock_person,
    require,
    seal,
)
from xiaoan.screening import queries as screening

# What was noted without a network may come in some days later (our own choice).
LATEST = dt.timedelta(days=7)


@dataclass(frozen=True)
class NewFollowUp:
    """One time of asking; `id` is made where it is noted (UUIDv7). `whereabouts` empty: as it was."""

    id: UUID
    line_id: UUID
    day: dt.date
    reached: str = "guardian"
    whereabouts: str = ""
    temperature: Decimal | None = None
    method: str = ""
    symptoms: tuple[str, ...] = ()
    remark: str = ""


@dataclass(frozen=True)
class Followed:
    """What is stored; not new if the same one had arrived before. `next_due`: none, if it has ended."""

    follow_up_id: UUID
    is_new: bool
    fever: bool
    next_due: dt.date | None


def follow_up(actor: Actor, sent: NewFollowUp) -> Followed:
    """Keep one follow-up; the same id once more answers as before. Whoever keeps key persons there may,
    and the carer or deputy of this one. Who reached nobody has still to follow up."""
    line = _line(actor, sent.line_id)
    earlier = FollowUp.objects.filter(pk=sent.id).first()
    if earlier is not None:
        if not _is_same(earlier, sent):
            raise taken()
        return Followed(earlier.pk, is_new=False, fever=earlier.fever, next_due=line.next_due)
    if line.state != "open":
        raise Conflict(_("这条跟踪已经结束。请刷新后核对。"))
    row = _row(actor, line, sent)
    with new_id():
        row.save(force_insert=True)
    _carry_on(line, row)
    if row.reached != "nobody":
        _discharge(actor, line, row.day)
    journal.record(
        actor,
        FollowedUp(
            school_id=row.school_id, unit_no=row.unit_no, follow_up_id=row.pk, line_id=line.pk,
            person_id=row.person_id, day=row.day, reached=row.reached, fever=row.fever,
            symptomatic=row.symptoms != 0,
        ),
    )  # fmt: skip
    return Followed(row.pk, is_new=True, fever=row.fever, next_due=line.next_due)


def _is_same(row: FollowUp, sent: NewFollowUp) -> bool:
    """A press repeated, or something else under the same id."""
    kept = (row.line_id, row.day, row.reached, row.temperature, row.symptoms)
    where = sent.whereabouts or row.whereabouts
    remark = opened(row.remark_cipher, REMARK_PLACE, row.pk)
    return (*kept, row.whereabouts, remark) == (
        sent.line_id, sent.day, sent.reached, sent.temperature, _symptoms(sent), where,
        sent.remark.strip(),
    )  # fmt: skip


def _line(actor: Actor, line_id: UUID) -> KeyPerson:
    """The line, locked, of somebody whom the actor keeps or looks after."""
    seen = KeyPerson.objects.filter(inside(actor.intervals), pk=line_id).first()
    if seen is None:
        raise NotFound
    if actor.user_id is None or actor.user_id not in (seen.carer_id, seen.deputy_id):
        if not actor.may(Permission.SEE_KEY_PERSONS, seen.unit_no):
            raise NotFound
        require(actor, Permission.KEEP_KEY_PERSONS, seen.unit_no)
    lock_person(seen.person_id)
    return KeyPerson.objects.select_for_update().get(pk=line_id)


def _row(actor: Actor, line: KeyPerson, sent: NewFollowUp) -> FollowUp:
    today = clock.today()
    if sent.day > today or sent.day < max(line.opened_on, today - LATEST):
        raise Invalid(
            _("跟踪日期应在列为重点人员以后、今天以前,补记不超过 7 天。"), {"day": "out_of_range"}
        )
    checked_code(sent.reached, rules.REACHED, "reached")
    where = checked_code(sent.whereabouts or line.whereabouts, rules.WHEREABOUTS, "whereabouts")
    fever, method = _temperature(sent)
    return FollowUp(
        id=sent.id, school_id=line.school_id, unit_no=line.unit_no, person_id=line.person_id,
        line_id=line.pk, day=sent.day, at=clock.now(), by_id=actor.user_id,
        temperature=sent.temperature, method=method, fever=fever, symptoms=_symptoms(sent),
        whereabouts=where, reached=sent.reached,
        remark_cipher=seal(checked_note(sent.remark), REMARK_PLACE, sent.id),
    )  # fmt: skip


def _temperature(sent: NewFollowUp) -> tuple[bool, str]:
    """Whether it is a fever, and how it was measured."""
    if sent.temperature is None:
        return False, ""
    checked_code(sent.method, ("", *screening.METHOD_NAMES), "method")
    verdict = screening.judge_temperature(sent.temperature, sent.method)
    if verdict.judgement in ("implausible", "measure_again"):
        raise Invalid(
            _("体温应在 35.0 到 43.0 ℃之间,请核对后重填。"), {"temperature": "implausible"}
        )
    return verdict.fever, sent.method or "forehead"


def _symptoms(sent: NewFollowUp) -> int:
    try:
        return int(screening.symptoms_of(sent.symptoms))
    except ValueError:
        raise Invalid(_("请从列表中选症状。"), {"symptoms": "unknown"}) from None


def _carry_on(line: KeyPerson, row: FollowUp) -> None:
    """The line knows its last follow-up and the next; who was not reached stays due."""
    if line.last_at is None or row.day >= (line.last_day or row.day):
        line.whereabouts = row.whereabouts
    if row.reached != "nobody":
        line.last_day = max(line.last_day or row.day, row.day)
        line.last_at = row.at
        more_often = duty_queries.ladders().value(EVERY, line.unit_no)
        every = min(line.every, more_often or line.every)
        following = rules.next_due(row.day, every)
        # A later day stands, unless it lies farther off than asking today would put it.
        farthest = rules.next_due(clock.today(), every)
        line.next_due = min(max(line.next_due or following, following), farthest)
    line.save(update_fields=["whereabouts", "last_day", "last_at", "next_due"])


def _discharge(actor: Actor, line: KeyPerson, day: dt.date) -> None:
    """The duties of this day and those missed before are done; what was late stays late."""
    now = clock.now()
    for held in duties.hold_about(line.pk, FOLLOW):
        if held.due_at.astimezone(clock.ZONE).date() <= day:
            behalf = held.assignee_id is not None and held.assignee_id != actor.user_id
            duties.discharge(actor, held, now, on_behalf=behalf)
