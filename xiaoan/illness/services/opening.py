"""Opening illnesses: from a roll-call, many at once; or by hand."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory.rules import school_of
from xiaoan.illness import queries, rules
from xiaoan.illness.events import IllnessesOpened
from xiaoan.illness.models import Illness, Step
from xiaoan.illness.services import acting, due
from xiaoan.illness.services.acting import Done
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import taken
from xiaoan.kernel.said import fingerprint, is_other
from xiaoan.screening import queries as screening


@dataclass(frozen=True)
class Found:
    """A pupil with signs of illness: in school, or absent. `at`: when it was found, if not just now."""

    person_id: UUID
    unit_no: int
    is_absent: bool
    symptoms: int = 0
    fever: bool = False
    onset: dt.date | None = None
    since: dt.date | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    at: dt.datetime | None = None


@dataclass(frozen=True)
class Sheet:
    """What a person sent about one pupil: the step's id, the fingerprint of all of it, the words."""

    step_id: UUID
    said: bytes
    words: dict[str, str] = field(default_factory=dict)


def open_by_hand(actor: Actor, step_id: UUID, found: Found, note: str = "") -> UUID:
    """A teacher or the doctor found a sick pupil, or heard of one: gives the id of the illness.

    `step_id` is the sender's: the same once more opens nothing. Conflict if the pupil is followed already.
    """
    may_find(actor, found.person_id)
    sheet = Sheet(step_id, _said(found, note), {"note": note})
    steps = Step.objects.filter(pk=step_id)
    known = steps.values_list("illness_id", "person_id", "no", "said").first()
    if known is not None:
        if known[1:3] != (found.person_id, 1):
            raise taken()
        if is_other(known[3], sheet.said):
            raise followed()
        return known[0]
    if found.onset and not clock.FIRST_DAY <= found.onset <= clock.today():
        raise Invalid(_("发病日期不能晚于今天。"), {"onset": "future"})
    acting.refuse_words(sheet.words)
    return _open_one(actor, found, sheet)


def _said(found: Found, note: str) -> bytes:
    return fingerprint(
        "found",
        found.is_absent,
        found.symptoms,
        found.fever,
        found.onset,
        found.facts,
        note.strip(),
    )


def _open_one(actor: Actor, found: Found, sheet: Sheet) -> UUID:
    """A child who is at home already is held back like one whom the doctor has sent there."""
    if queries.open_of(actor, {found.person_id}):
        raise followed()
    with transaction.atomic():
        made = open_many(actor, [found], clock.today(), {found.person_id: sheet})
    if not made:
        raise followed()
    if found.is_absent:
        acting.send_away(actor, made[0])
    return made[0].pk


def followed() -> Conflict:
    """Somebody has opened the illness of this pupil."""
    return Conflict(_("这名学生已在关注名单里,请在那里继续。"))


def may_find(actor: Actor, person_id: UUID) -> None:
    """Whether the actor may say of this pupil, in the class of today, that it is ill."""
    unit_no = directory.classes_of_people(actor, [person_id], clock.today()).get(person_id)
    if unit_no is None or not actor.sees(unit_no):
        raise NotFound
    if not (actor.may(Permission.TRACE, unit_no) or actor.may(Permission.CARE, unit_no)):
        raise Forbidden


def open_many(
    actor: Actor,
    found: Sequence[Found],
    day: dt.date,
    sheets: dict[UUID, Sheet] | None = None,
) -> list[Illness]:
    """Open the illnesses of pupils who have none open; running twice opens nothing twice. `sheets`: by
    pupil, what a person sent."""
    settings = queries.settings()
    rows = [_row(actor, one, day, settings) for one in found]
    Illness.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    ids = [row.pk for row in rows]
    fresh = set(Illness.objects.filter(pk__in=ids).values_list("id", flat=True))
    made = [(row, one) for row, one in zip(rows, found, strict=True) if row.pk in fresh]
    plain = []
    for row, one in made:
        sheet = (sheets or {}).get(row.person_id)
        step = Done(sheet.step_id if sheet else uuid7(), row.pk, row.stage, one.at, one.facts)
        if sheet:
            acting.keep_step(actor, row, replace(step, words=sheet.words, sheet=sheet.said))
        else:
            plain.append(_step(actor, row, step))
    Step.objects.bulk_create(plain, batch_size=500)
    _open_duties(actor, [row for row, _ in made])
    return [row for row, _ in made]


def _open_duties(actor: Actor, made: list[Illness]) -> None:
    wanted = [(row, rules.next_duty(queries.situation(row))) for row in made]
    due.open_new(actor, [(row, kind) for row, kind in wanted if kind])
    by_school: dict[int, list[Illness]] = defaultdict(list)
    for row in made:
        by_school[row.school_id].append(row)
    facts = [_fact(school, rows) for school, rows in sorted(by_school.items())]
    if actor.is_system and len(facts) > 1:
        journal.record_many(actor, facts)
    else:
        for fact in facts:
            journal.record(actor, fact)


def _fact(school_id: int, rows: list[Illness]) -> IllnessesOpened:
    units = {row.unit_no for row in rows}
    unit_no = units.pop() if len(units) == 1 else school_id
    ids = tuple(row.pk for row in rows)
    return IllnessesOpened(school_id=school_id, unit_no=unit_no, illness_ids=ids)


def _row(actor: Actor, found: Found, day: dt.date, settings: queries.Settings) -> Illness:
    now = clock.now()
    hours = settings.at(found.unit_no).trace_hours
    absent = found.is_absent
    return Illness(
        id=uuid7(), school_id=school_of(found.unit_no), unit_no=found.unit_no,
        class_no=found.unit_no, person_id=found.person_id,
        stage="at_home" if absent else "detected", opened_at=found.at or now, opened_by_id=actor.user_id,
        since=found.since or day, absent_since=(found.since or day) if absent else None, seen_on=day,
        onset=found.onset, symptoms=found.symptoms, fever=found.fever, moved_at=now, steps=1,
        trace_due_at=now + dt.timedelta(hours=hours) if absent else None,
    )  # fmt: skip


def _step(actor: Actor, row: Illness, done: Done) -> Step:
    return Step(
        id=done.id, school_id=row.school_id, unit_no=row.unit_no, illness_id=row.pk,
        person_id=row.person_id, no=1, kind=row.stage, stage=row.stage, at=row.opened_at,
        recorded_at=row.moved_at, by_id=actor.user_id, facts=dict(done.facts),
    )  # fmt: skip


# A roll-call older than this is a matter of the record, not of a child to be followed (own choice, L).
LOOKS_BACK = dt.timedelta(days=7)


def look(actor: Actor, interval: tuple[int, int], day: dt.date) -> int:
    """Hold the roll-calls of a day against the illnesses that are followed inside an interval: open new
    ones, see others go home, withdraw what was a slip. Gives how many are new.
    """
    if not clock.today() - LOOKS_BACK <= day <= clock.today():
        return 0
    seen = screening.sick_on(actor, interval, day)
    known = _open_inside(interval)
    new = [_found(one, day) for who, one in seen.items() if who not in known and _counts(one)]
    for who, row in known.items():
        if who in seen:
            _seen_again(actor, row, seen[who], day)
        elif row.seen_on == day and _is_slip(row):
            acting.apply(actor, row, Done(uuid7(), row.pk, "withdraw", None, {"by": "roll_call"}))
    return len(open_many(actor, new, day))


def _open_inside(interval: tuple[int, int]) -> dict[UUID, Illness]:
    lo, hi = interval
    rows = Illness.objects.select_for_update().filter(
        closed_at=None, unit_no__gte=lo, unit_no__lt=hi
    )
    return {row.person_id: row for row in rows.order_by("id")}


def _counts(one: screening.Seen) -> bool:
    """Absent sick, sent home, or in class with fever: a cough alone is seen by the teacher."""
    return one.kind in ("absent_sick", "sent_home") or one.fever


def _found(one: screening.Seen, day: dt.date) -> Found:
    facts: dict[str, Any] = {"slot": one.slot, "kind": one.kind}
    return Found(
        one.person_id, one.unit_no, one.kind in ("absent_sick", "sent_home"), one.symptoms,
        one.fever, one.onset, day, facts,
    )  # fmt: skip


def _seen_again(actor: Actor, row: Illness, one: screening.Seen, day: dt.date) -> None:
    """Still sick: the day is noted; who was in the school's care is at home by now."""
    moved = day > row.seen_on or (row.symptoms, row.fever) == (0, False)
    row.seen_on = max(row.seen_on, day)
    row.symptoms = row.symptoms or one.symptoms
    row.fever = row.fever or one.fever
    row.onset = row.onset or one.onset
    gone = one.kind in ("absent_sick", "sent_home")
    if gone and day == clock.today() and (row.stage not in rules.ABSENT or moved):
        facts = {"slot": one.slot, "kind": one.kind}
        acting.apply(actor, row, Done(uuid7(), row.pk, "absent", None, facts))
    else:
        row.save(update_fields=["seen_on", "symptoms", "fever", "onset"])


def _is_slip(row: Illness) -> bool:
    """Opened by a roll-call, and nobody has done anything about it: its mark was taken back."""
    return (
        row.opened_by_id is None
        and not row.held
        and not (Step.objects.filter(illness_id=row.pk, by_id__isnull=False).exists())
    )
