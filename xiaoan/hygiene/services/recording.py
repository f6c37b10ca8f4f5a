"""What was done at places, told by whoever did it: stored once, counted, booked out of the store."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from xiaoan.accounts.queries import user_id
from xiaoan.hygiene.events import DayClosed, PlacesDone
from xiaoan.hygiene.models import Due, Incident, Line, Place, Record
from xiaoan.hygiene.queries import doors, incidents
from xiaoan.hygiene.rules import asking, delays
from xiaoan.hygiene.services import booking, closing, figures, flagging, judging, signing, standing
from xiaoan.hygiene.services.acting import Shot, hold_days, places_done, words_of
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.races import altered, new_id, taken
from xiaoan.kernel.said import fingerprint, is_other, second_id
from xiaoan.kernel.scope import everywhere
from xiaoan.photos import services as photos

# So long after a day somebody may still write what was done then (own choice).
LONGEST_AFTER = dt.timedelta(days=7)
MOST = 300


@dataclass(frozen=True)
class Sent:
    """What a form says was done at one place. `due_id`: what of the plan it was; None: something besides, and
    `task` says what. `told` None: as planned, by one tap. `said_at`: when that was; `door`: what was scanned
    there; `confirmed`: keys of questions that were answered."""

    id: UUID
    place_id: UUID
    said_at: dt.datetime
    due_id: UUID | None = None
    task: str = ""
    told: asking.Told | None = None
    door: str = ""
    product_id: UUID | None = None
    checker_id: UUID | None = None
    photo: Shot | None = None
    plate: str = ""
    driver: str = ""
    attendant: str = ""
    note: str = ""
    confirmed: frozenset[str] = frozenset()
    incident_id: UUID | None = None


@dataclass(frozen=True)
class Mixture:
    """What was used for several places together: of the item so much, made up to so much."""

    item: str
    quantity: int
    batch: str = ""
    mixed_ml: int | None = None


@dataclass(frozen=True)
class SentTogether:
    """Several things of a round, as planned, by one form."""

    id: UUID
    due_ids: tuple[UUID, ...]
    said_at: dt.datetime
    mixture: Mixture | None = None
    confirmed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Kept:
    """What became of what was sent: records, how many things to do are done with it, how many of these late;
    `after`: told after its day was over."""

    record_ids: tuple[UUID, ...]
    done: int
    late: int
    after: bool = False


@dataclass
class Work:
    """Records to be, and what they are about."""

    actor: Actor
    school_no: int
    act_id: UUID
    rows: list[Record]
    places: Mapping[UUID, Place]
    dues: Mapping[UUID, Due]
    lines: Mapping[UUID, Line]
    confirmed: frozenset[str] = frozenset()
    facts: list[DayClosed] = field(default_factory=list)
    photo: Shot | None = None


@transaction.atomic
def record(actor: Actor, sent: Sent) -> Kept:
    """Store what was done at one place. The same id again answers as the first time. Raises NotFound,
    Forbidden (also: not trained), Invalid or Doubtful; then nothing was stored."""
    places = places_done(actor, [sent.place_id])
    place = places[sent.place_id]
    signing.require(actor)
    with everywhere("hygiene"):
        hold_days([place.school_id])
        body = _body(sent)
        if (known := _known(actor, [sent.id], {sent.id: body})) is not None:
            return known
        _refuse_incident(actor, sent, place)
        dues, lines = _dues([sent.due_id] if sent.due_id else [], places)
        row = _row(actor, sent, place, dues.get(sent.due_id) if sent.due_id else None, body)
        line = lines.get(sent.due_id) if sent.due_id else None
        _fill(row, sent, line)
        work = Work(
            actor, place.school_id, second_id(sent.id, body), [row], places, dues, lines,
            sent.confirmed, photo=sent.photo,
        )  # fmt: skip
        return store(work)


@transaction.atomic
def record_together(actor: Actor, sent: SentTogether) -> Kept:
    """Store several things of a round as planned, at once: all of them or none. What was used is shared out
    by the areas of the places."""
    if not 0 < len(set(sent.due_ids)) <= MOST:
        raise Invalid(_("请勾选要登记的地方,一次最多 300 处。"), {"due": "missing"})
    mine = Due.objects.filter(pk__in=sent.due_ids).values_list("place_id", flat=True)
    places = places_done(actor, mine)
    school_no = next(iter(places.values())).school_id
    signing.require(actor)
    with everywhere("hygiene"):
        hold_days([school_no])
        body = fingerprint(sorted(map(str, sent.due_ids)), sent.mixture)
        ids = {second_id(sent.id, fingerprint(str(one))): one for one in sorted(set(sent.due_ids))}
        if (known := _known(actor, list(ids), dict.fromkeys(ids, body))) is not None:
            return known
        _refuse_other(actor, school_no, sent.id)
        dues, lines = _dues(sent.due_ids, places)
        rows = []
        for pk, due_id in ids.items():
            due = dues[due_id]
            one = Sent(pk, due.place_id, sent.said_at, due_id)
            row = _row(actor, one, places[due.place_id], due, body)
            row.sent_id = sent.id
            _fill(row, one, lines[due_id])
            rows.append(row)
        _share(rows, places, lines, sent.mixture)
        act_id = second_id(sent.id, body)
        return store(Work(actor, school_no, act_id, rows, places, dues, lines, sent.confirmed))


def _known(actor: Actor, ids: Sequence[UUID], bodies: Mapping[UUID, bytes]) -> Kept | None:
    """What the same form has done; other content under its id is refused."""
    found = list(Record.objects.filter(pk__in=ids))
    if not found:
        return None
    if any(one.by_id != actor.user_id for one in found):
        raise taken()
    if len(found) != len(ids) or any(is_other(one.body_hash, bodies[one.pk]) for one in found):
        raise altered()
    due_ids = [one.due_id for one in found if one.due_id]
    done = Due.objects.filter(pk__in=due_ids, state="done")
    after = any(_is_after(one) for one in found)
    return Kept(tuple(ids), done.count(), done.filter(late=True).count(), after)


def _refuse_other(actor: Actor, school_no: int, sent_id: UUID) -> None:
    """Of the form nothing of this is stored: then nothing else may be, either."""
    rows = Record.objects.filter(
        Q(by_id=actor.user_id) | Q(school_id=school_no), sent_id=sent_id, replaces_id=None,
        day__gte=clock.today() - LONGEST_AFTER,
    )  # fmt: skip
    found = rows.first()
    if found is not None:
        raise altered() if found.by_id == actor.user_id else taken()


def _refuse_incident(actor: Actor, sent: Sent, place: Place) -> None:
    """What is told about an incident is about one of the same school that the actor sees and that is open."""
    if sent.incident_id is None:
        return
    row = Incident.objects.filter(pk=sent.incident_id, school_id=place.school_id).first()
    if row is None or not incidents.may_read(actor, row):
        raise NotFound
    if row.state != "open":
        raise Conflict(_("这件呕吐物处置已经办完,不能再登记到它名下。请作为平时的消毒登记。"))


def _is_after(row: Record) -> bool:
    return row.received_at.astimezone(clock.ZONE).date() > row.day


def _body(sent: Sent) -> bytes:
    """Of what was said, not of when the button was pressed."""
    return fingerprint(
        sent.place_id, sent.due_id, sent.task, sent.told, sent.product_id, sent.checker_id,
        sent.plate, sent.driver, sent.attendant, sent.note, sent.incident_id,
        sha256(sent.photo.content).hexdigest() if sent.photo else "",
    )  # fmt: skip


def _dues(
    due_ids: Collection[UUID], places: Mapping[UUID, Place]
) -> tuple[dict[UUID, Due], dict[UUID, Line]]:
    """What is to be done, and the line of each by what is to be done."""
    wanted = set(due_ids)
    dues = {one.pk: one for one in Due.objects.filter(pk__in=wanted).order_by("id")}
    if wanted - dues.keys() or any(one.place_id not in places for one in dues.values()):
        raise NotFound
    lines = Line.objects.in_bulk({one.line_id for one in dues.values()})
    return dues, {pk: lines[one.line_id] for pk, one in dues.items()}


def _row(actor: Actor, sent: Sent, place: Place, due: Due | None, body: bytes) -> Record:
    now = clock.now()
    when = sent.told.started_at if sent.told else sent.said_at
    day = due.day if due else when.astimezone(clock.ZONE).date()
    if not now.date() - LONGEST_AFTER <= day <= now.date():
        raise Invalid(_("只能登记今天的,或补记最近 7 天的。"), {"day": "range"})
    return Record(
        id=sent.id, school_id=place.school_id, unit_no=place.unit_no, day=day, place_id=place.pk,
        due_id=sent.due_id, incident_id=sent.incident_id, body_hash=body,
        task=due.task if due else sent.task, received_at=now,
        said_at=delays.said(sent.said_at, now, clock.at(day, dt.time.min)), first_at=now,
        root_id=sent.id, scanned=doors.is_at_door(place.pk, sent.door), by_id=user_id(actor),
        checker_id=sent.checker_id, product_id=sent.product_id,
        note=words_of(sent.note, "note"), plate=words_of(sent.plate, "plate"),
        driver=words_of(sent.driver, "driver"), attendant=words_of(sent.attendant, "attendant"),
    )  # fmt: skip


def _fill(row: Record, sent: Sent, line: Line | None) -> None:
    """The figures as told; of what is as planned none is told, and none is made up."""
    if sent.told is None:
        if line is None:
            raise Invalid(_("方案里没有这一项,请填写怎么做的。"), {"task": "unplanned"})
        row.usual, row.method, row.agent = True, line.method, line.agent
        row.ended_at = row.said_at
        row.started_at = row.said_at - dt.timedelta(minutes=line.contact)
        return
    for name, value in sent.told.__dict__.items():
        setattr(row, name, value)
    row.batch = words_of(row.batch, "batch")


def _share(
    rows: Sequence[Record],
    places: Mapping[UUID, Place],
    lines: Mapping[UUID, Line],
    mixture: Mixture | None,
) -> None:
    """What was used goes to the places where the agent of the item was, by their areas."""
    if mixture is None:
        return
    agent = judging.agent_of(mixture.item)
    having = [one for one in rows if one.due_id and lines[one.due_id].agent == agent]
    if not having:
        raise Invalid(_("勾选的地方按方案都不用这种消毒剂。"), {"item": "unused"})
    weights = [judging.area_of(places[one.place_id]) for one in having]
    parts = asking.shares(mixture.quantity, weights)
    mixed = asking.shares(mixture.mixed_ml or 0, weights)
    unit = judging.UNIT_OF[mixture.item]
    for one, part, liquid in zip(having, parts, mixed, strict=True):
        one.item, one.batch = mixture.item, words_of(mixture.batch, "batch")
        one.stock_ml, one.tablets = (part, None) if unit == "ml" else (None, part)
        one.mixed_ml = liquid or None


def store(work: Work, *, asks: bool = True) -> Kept:
    """Ask, book, put down and count. The school's day is held and the scope is everywhere."""
    _refuse_past(work)
    standing.hold_rounds(one.round_id for one in work.dues.values())
    if asks:
        judging.ask(work.rows, work.places, work.dues, work.lines, work.confirmed)
    day = work.rows[0].day
    booking.book(work.act_id, work.school_no, day, work.rows)
    if work.photo is not None:  # a fact of its own: not before the store is held
        work.rows[0].photo_id = photos.keep(
            work.actor, work.rows[0].unit_no, work.photo.content, taken_at=work.photo.taken_at
        ).id
    with new_id():
        Record.objects.bulk_create(work.rows)
    change = figures.of_records(work.rows, flagging.flag(work.rows))
    figures.add_up(work.school_no, day, change)
    done = standing.follow(work.actor, work.school_no, day, list(work.dues.values()))
    for fact in work.facts:
        journal.record(work.actor, fact)
    units = {one.unit_no for one in work.rows}
    late = sum(one.late for one in done)
    journal.record(
        work.actor,
        PlacesDone(
            school_id=work.school_no, unit_no=units.pop() if len(units) == 1 else work.school_no,
            day=day, records=len(work.rows), done=len(done), late=late,
        ),
    )  # fmt: skip
    return Kept(tuple(one.pk for one in work.rows), len(done), late, day < clock.today())


def _refuse_past(work: Work) -> None:
    days = {one.day for one in work.rows}
    if len(days) > 1:
        raise Invalid(_("一次只登记一天的。"), {"day": "several"})
    if days.pop() < clock.today():
        work.facts = closing.close_before(clock.today(), [work.school_no])
