"""What devices send: batches of readings, each stored, known already, or refused with its reason."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.accounts.services import throttling
from xiaoan.directory import queries as directory
from xiaoan.duties import queries as duty_queries
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Refusal
from xiaoan.kernel.ids import uuid7
from xiaoan.screening import rules
from xiaoan.screening.events import ReadingsCleared, ReadingsReceived
from xiaoan.screening.models import Device, Reading, Retest
from xiaoan.screening.services.watch import ask_retests

# A high reading is measured again so soon.
_WITHIN = "screening.retest.within"
# A gate at the morning's rush sends each pupil alone at the most: two a second for ten minutes.
BATCHES = throttling.Limit(1200, dt.timedelta(minutes=10))


class TooMany(Refusal):
    """More than the device may send; it waits and sends the same batch again."""

    status = 429


@dataclass(frozen=True)
class Sent:
    """One reading as a device sends it. `number`: the pupil's number on the roll."""

    id: UUID
    number: str
    at: dt.datetime
    celsius: Decimal
    method: str = ""
    ambient: Decimal | None = None


@dataclass(frozen=True)
class Answer:
    """What became of one reading: stored, same (known already), or refused and why."""

    id: UUID
    outcome: str
    reason: str = ""


def take_readings(
    actor: Actor, device: Device, sent_at: dt.datetime, sent: Sequence[Sent]
) -> list[Answer]:
    """Take a batch of a device in; the same batch again stores nothing again.

    A high reading asks for one by hand; it never is a fever. A number that nobody has is stored without a
    pupil, and counted. Raises TooMany.
    """
    if not throttling.take(throttling.key("screening.device", device.pk, ""), BATCHES):
        raise TooMany(_("发送太频繁。请一分钟后把同一批再发一次。"))
    now = clock.now()
    Device.objects.filter(pk=device.pk).update(seen_at=now)
    if not rules.is_clock_right(sent_at, now):
        return [Answer(one.id, "refused", "clock_skew") for one in sent]
    rows, refused = _rows(actor, device, sent, now)
    stored, known = _store(rows)
    _ask(actor, [row for row in stored if row.verdict == "high" and row.person_id], now)
    if stored:
        _tell(actor, device, stored)
    fresh = {row.pk for row in stored}
    return [_answer(one, refused, fresh, known) for one in sent]


def _answer(one: Sent, refused: dict[UUID, str], fresh: set[UUID], known: set[UUID]) -> Answer:
    if one.id in refused:
        return Answer(one.id, "refused", refused[one.id])
    if one.id in fresh:
        return Answer(one.id, "stored")
    return Answer(one.id, "same") if one.id in known else Answer(one.id, "refused", "id_reused")


def _rows(
    actor: Actor, device: Device, sent: Sequence[Sent], now: dt.datetime
) -> tuple[list[Reading], dict[UUID, str]]:
    """What is stored, and what is refused: for its time, for naming an id twice, as impossible. Of the last
    the row stays without its value: it counts for the device."""
    refused = {one.id: fault for one in sent if (fault := rules.time_fault(one.at, now))}
    # A number that no database keeps is no pupil's: one bad reading does not hold up the batch.
    refused |= {one.id: "unreadable" for one in sent if not one.number.isprintable()}
    twice = Counter(one.id for one in sent)
    refused |= {pk: "id_twice" for pk, times in twice.items() if times > 1}
    usable = [one for one in sent if one.id not in refused]
    refused |= {one.id: "implausible" for one in usable if not rules.is_plausible(one.celsius)}
    pupils: dict[tuple[dt.date, str], directory.Boarder] = {}
    for day in {_day(one) for one in usable}:
        numbers = {one.number for one in usable if _day(one) == day}
        found = directory.pupils_numbered(actor, device.school_id, numbers, day)
        pupils |= {(day, number): pupil for number, pupil in found.items()}
    return [_row(device, one, pupils.get((_day(one), one.number)), now) for one in usable], refused


def _day(one: Sent) -> dt.date:
    return one.at.astimezone(clock.ZONE).date()


def _row(device: Device, one: Sent, pupil: directory.Boarder | None, now: dt.datetime) -> Reading:
    method = one.method or device.method
    return Reading(
        id=one.id, school_id=device.school_id,
        unit_no=pupil.unit_no if pupil else device.school_id, device_id=device.pk,
        person_id=pupil.person_id if pupil else None, day=_day(one), at=one.at, received_at=now,
        celsius=one.celsius if rules.is_plausible(one.celsius) else None, ambient=one.ambient,
        method=method, verdict=rules.judge_reading(one.celsius, method), body_hash=_hash(device, one),
    )  # fmt: skip


def _store(rows: Sequence[Reading]) -> tuple[list[Reading], set[UUID]]:
    """Add what is not there; gives what is new, and the ids that were there with the same content."""
    ids = [row.pk for row in rows]
    before = set(Reading.objects.filter(pk__in=ids).values_list("id", flat=True))
    Reading.objects.bulk_create(rows, ignore_conflicts=True)
    there = {
        pk: (bytes(body), received)
        for pk, body, received in Reading.objects.filter(pk__in=ids).values_list(
            "id", "body_hash", "received_at"
        )
    }
    alike = {row.pk for row in rows if there.get(row.pk, (b"", None))[0] == row.body_hash}
    # A batch that came twice at once: whose reading it is, its instant says.
    mine = (row for row in rows if row.pk in alike - before)
    fresh = [row for row in mine if there[row.pk][1] == row.received_at]
    return fresh, alike


def _hash(device: Device, one: Sent) -> bytes:
    said = [
        str(device.pk),
        one.number,
        one.at.timestamp(),
        str(one.celsius),
        one.method,
        str(one.ambient),
    ]
    return sha256(repr(said).encode()).digest()[:16]


def _ask(actor: Actor, high: Sequence[Reading], now: dt.datetime) -> None:
    """The highest reading of each pupil of today is measured again by hand; of older days it is too late."""
    today = now.date()
    best: dict[UUID, Reading] = {}
    for row in sorted(high, key=lambda row: row.celsius or 0):
        if row.day == today and row.person_id:
            best[row.person_id] = row
    if not best:
        return
    roll = directory.enrolments(actor, best, today)
    ladders = duty_queries.ladders()
    wanted = [
        Retest(
            id=uuid7(), school_id=row.school_id, unit_no=row.unit_no,
            enrolment_id=roll[who].enrolment_id, person_id=who, day=today, at=row.at,
            celsius=row.celsius, method=row.method, due_at=now + ladders.within(_WITHIN, row.unit_no),
        )
        for who, row in best.items()
        if who in roll and row.celsius is not None
    ]  # fmt: skip
    ask_retests(actor, wanted)


def _tell(actor: Actor, device: Device, stored: Sequence[Reading]) -> None:
    verdicts = Counter(row.verdict for row in stored)
    journal.record(
        actor,
        ReadingsReceived(
            school_id=device.school_id, unit_no=device.school_id, device_id=device.pk,
            stored=len(stored) - verdicts["absurd"], high=verdicts["high"],
            faults=sum(verdicts[code] for code in rules.DEVICE_FAULTS),
            unknown=sum(row.person_id is None for row in stored),
        ),
    )  # fmt: skip


def clear_readings(actor: Actor) -> int:
    """Clear away raw readings of terms that are over, school by school; gives how many."""
    if not actor.is_system:
        raise Forbidden
    today, count = clock.today(), 0
    for school in sorted(Reading.objects.values_list("school_id", flat=True).distinct()):
        terms = [(term.since, term.until) for term in directory.terms_at(school)]
        before = rules.kept_since(terms, today)
        gone, _each = Reading.objects.filter(school_id=school, day__lt=before).delete()
        if gone:
            count += gone
            journal.record(
                actor,
                ReadingsCleared(school_id=school, unit_no=school, before=before, readings=gone),
            )
    return count
