"""One room's round of an evening: submitted once, corrected with a reason, never overwritten."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.screening import queries, rules
from xiaoan.screening.events import RoundConflicted, RoundReported
from xiaoan.screening.models import Round, RoundMark
from xiaoan.screening.services.missing import look_for, mend_missing

LONGEST_REASON = 200


@dataclass(frozen=True)
class RoundSent:
    """What a keeper's phone sends. `id` is made there; `base` is the version it was made from (0: none).

    `seen` name boarders by enrolment id; whoever is not named is in bed and well.
    """

    id: UUID
    room_no: int
    day: dt.date
    base: int
    ventilated: bool
    seen: tuple[rules.SeenInRound, ...] = ()
    notes: tuple[tuple[UUID, str], ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class _Work:
    """What one round has found out on its way."""

    held: duties.Held
    now: dt.datetime
    body: bytes
    roll: dict[rules.Person, directory.Boarder]
    counts: rules.RoundCounts
    current: Round | None


def submit_round(actor: Actor, sent: RoundSent) -> Round:
    """Store a room's round or its correction; gives the version that was stored.

    The same id again answers as the first time. From a stale base both versions are kept (its state is
    "conflict") until somebody looks again: the next version from the newest base settles it. Raises
    NotFound, Forbidden or Invalid; then nothing was stored.
    """
    room = queries.room_at(actor, sent.room_no)
    _refuse_unreadable(sent)
    now = clock.now()
    held = _hold(room, sent, now)
    body = _hash(sent)
    before = Round.objects.filter(pk=sent.id).first()
    if before is not None:
        return _same(before, sent, body)
    found = queries.residents(actor, room.no, sent.day)
    roll: dict[rules.Person, directory.Boarder] = {one.enrolment_id: one for one in found}
    _refuse_faults(sent, roll, now)
    rows = Round.objects.filter(unit_no=room.no, day=sent.day)
    current = rows.filter(state="current").first()
    conflicts = rows.filter(state="conflict").exists()
    if current and bytes(current.body_hash) == body and not conflicts:
        return current
    if sent.base and not sent.reason.strip():
        raise Invalid(_("更正要写明原因。"), {"reason": "missing"})
    work = _Work(held, now, body, roll, rules.round_counts(len(roll), sent.seen), current)
    if current is not None and current.version != sent.base:
        return _keep_both(actor, sent, work, current)
    return _store(actor, sent, work, room)


def _refuse_unreadable(sent: RoundSent) -> None:
    texts = [sent.reason, *(text for _who, text in sent.notes)]
    if any("\0" in text or len(text) > LONGEST_REASON for text in texts):
        raise Invalid(_("备注和原因不超过 200 个字,也不能有控制字符。"), {"reason": "unreadable"})


def _hold(room: directory.Place, sent: RoundSent, now: dt.datetime) -> duties.Held:
    """The building's duty, locked: two keepers of one building wait for each other here."""
    not_due = Invalid(_("这个晚上这间宿舍不需要查寝。如有误,请联系校长。"), {"day": "not_due"})
    if not rules.is_round_day(sent.day, now):
        raise not_due
    rooms = queries.building(room, sent.day)
    # Under the first room that has boarders: mostly the first that is asked.
    found = (duties.hold(one.no, queries.ROUND, sent.day, queries.ROUND_SLOT) for one in rooms)
    held = next((one for one in found if one is not None), None)
    if held is None or held.state == "excused":
        raise not_due
    if held.opens_at and now < held.opens_at:
        when = held.opens_at.astimezone(clock.ZONE).strftime("%H:%M")
        raise Invalid(_("还没到时间,%(when)s 起可以提交。") % {"when": when}, {"day": "early"})
    return held


def _same(row: Round, sent: RoundSent, body: bytes) -> Round:
    if (row.unit_no, row.day) != (sent.room_no, sent.day) or bytes(row.body_hash) != body:
        raise _reused()
    return row


def _reused() -> Invalid:
    return Invalid(_("这个编号已用于另一份内容。请刷新页面后重新提交。"), {"id": "reused"})


def _refuse_faults(
    sent: RoundSent, roll: dict[rules.Person, directory.Boarder], now: dt.datetime
) -> None:
    who = [one.person for one in sent.seen]
    if len(set(who)) < len(who) or any(one not in roll for one in who):
        raise Invalid(
            _("名单有变动:有学生今天不住这间宿舍。请刷新页面后再提交。"), {"marks": "not_in_room"}
        )
    faults = {str(one.person): fault for one in sent.seen if (fault := rules.round_fault(one, now))}
    if faults:
        raise Invalid(_("有学生的情况没填完整,请看下面的提示。"), faults)


def _store(actor: Actor, sent: RoundSent, work: _Work, room: directory.Place) -> Round:
    old = work.current
    late = old.late if old else rules.is_late(work.now, work.held.due_at)
    was_ill = _classes_of_the_ill(old)
    Round.objects.filter(unit_no=room.no, day=sent.day, state="conflict").update(state="discarded")
    row = _replace(actor, sent, work, late)
    mend_missing(actor, row, _missing(sent, work), work.held.due_at)
    if _is_done(actor, room, sent.day):
        duties.discharge(actor, work.held, work.now, on_behalf=False)
    counts = work.counts
    journal.record(
        actor,
        RoundReported(
            school_id=row.school_id, unit_no=row.unit_no, round_id=row.pk, day=row.day,
            version=row.version, late=late, residents=counts.residents, in_bed=counts.in_bed,
            on_leave=counts.on_leave, missing=counts.missing, ill=counts.ill,
            class_nos=tuple(sorted(was_ill | _classes_of_the_ill(row))),
        ),
    )  # fmt: skip
    return row


@transaction.atomic  # an id that is refused leaves the old version in force
def _replace(actor: Actor, sent: RoundSent, work: _Work, late: bool) -> Round:
    if work.current is not None:
        Round.objects.filter(pk=work.current.pk, state="current").update(state="superseded")
        RoundMark.objects.filter(school_id=work.held.school_id, round_id=work.current.pk).update(
            current=False
        )
    return _insert(actor, sent, work, "current", late)


def _keep_both(actor: Actor, sent: RoundSent, work: _Work, current: Round) -> Round:
    """Whoever is missing in one of the two is missing: the graver word is never hidden."""
    row = _insert(actor, sent, work, "conflict", current.late)
    look_for(actor, row, _missing(sent, work), work.held.due_at)
    journal.record(
        actor,
        RoundConflicted(
            school_id=row.school_id, unit_no=row.unit_no, round_id=row.pk,
            current_id=current.pk, day=row.day,
        ),
    )  # fmt: skip
    return row


def _insert(actor: Actor, sent: RoundSent, work: _Work, state: str, late: bool) -> Round:
    counts = work.counts
    row = Round(
        id=sent.id, school_id=work.held.school_id, unit_no=sent.room_no, day=sent.day,
        version=(work.current.version if work.current else 0) + 1, base=sent.base, state=state,
        residents=counts.residents, in_bed=counts.in_bed, on_leave=counts.on_leave,
        missing=counts.missing, ill=counts.ill, ventilated=sent.ventilated, at=work.now,
        by_id=actor.user_id, late=late, reason=sent.reason.strip(), body_hash=work.body,
    )  # fmt: skip
    Round.objects.bulk_create([row], ignore_conflicts=True)
    if not Round.objects.filter(pk=row.pk, body_hash=work.body, unit_no=row.unit_no).exists():
        raise _reused()  # of a room that row security hides: said as of any other
    notes = dict(sent.notes)
    RoundMark.objects.bulk_create(
        [_mark(row, one, work.roll, notes, state == "current") for one in sent.seen]
    )
    return row


def _mark(
    row: Round,
    seen: rules.SeenInRound,
    roll: dict[rules.Person, directory.Boarder],
    notes: dict[UUID, str],
    current: bool,
) -> RoundMark:
    boarder = roll[seen.person]
    return RoundMark(
        id=uuid7(), school_id=row.school_id, unit_no=boarder.unit_no, room_no=row.unit_no,
        round_id=row.pk, enrolment_id=boarder.enrolment_id, person_id=boarder.person_id,
        day=row.day, current=current, kind=str(seen.kind), since=seen.since, until=seen.until,
        symptoms=int(seen.symptoms), note=notes.get(boarder.enrolment_id, ""),
    )  # fmt: skip


def _missing(sent: RoundSent, work: _Work) -> list[directory.Boarder]:
    gone = [one.person for one in sent.seen if one.kind is rules.RoundKind.MISSING]
    return [work.roll[who] for who in gone]


def _classes_of_the_ill(row: Round | None) -> set[int]:
    if row is None:
        return set()
    ill = RoundMark.objects.filter(school_id=row.school_id, round_id=row.pk, kind="ill")
    return set(ill.values_list("unit_no", flat=True))


def _is_done(actor: Actor, room: directory.Place, day: dt.date) -> bool:
    """Whether every room of the building with boarders in it has been seen."""
    school = directory.place(room.school_id)
    mine = {one.no for one in queries.building(room, day)}
    return all(
        state.round is not None
        for state in queries.rooms_of(actor, school, day)
        if state.place.no in mine
    )


def _hash(sent: RoundSent) -> bytes:
    """Of what was said, not of who said it or from which base: equal reports are the same report."""
    seen: Sequence[tuple[str, ...]] = sorted(
        (str(s.person), str(s.kind), str(s.since), str(s.until), str(int(s.symptoms)))
        for s in sent.seen
    )
    notes = sorted((str(who), text) for who, text in sent.notes)
    said = [sent.room_no, sent.day.isoformat(), sent.ventilated, seen, notes]
    return sha256(repr(said).encode()).digest()[:16]
