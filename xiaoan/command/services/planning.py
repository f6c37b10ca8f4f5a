"""Planning the roster: by hand, as last week, from a sheet. Nobody stands two shifts at once."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from xiaoan.command import rules
from xiaoan.command.events import RosterPlanned
from xiaoan.command.models import CheckIn, Seat, ShiftKind
from xiaoan.command.queries import people, roster, units
from xiaoan.command.queries.words import SEAT_NAMES
from xiaoan.command.services import acts, owing
from xiaoan.directory.queries import Place
from xiaoan.journal import services as journal
from xiaoan.kernel import clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import everywhere
from xiaoan.web.templatetags.web_tags import day as day_words

# Further ahead nobody plans, and a form of a month holds no more changes.
FARTHEST = dt.timedelta(days=92)
MOST = 800


@dataclass(frozen=True)
class Change:
    """Who is to sit in one seat. `was`: whoever the planner was shown there."""

    kind_id: UUID
    day: dt.date
    seat: str
    was: UUID | None
    now: UUID | None


@dataclass(frozen=True)
class Plan:
    """Changes of a unit's roster in one act."""

    id: UUID
    unit_no: int
    changes: tuple[Change, ...]
    how: str = "by_hand"


@dataclass(frozen=True)
class Planned:
    """What became of it."""

    begun: int
    ended: int
    skipped: tuple[str, ...] = field(default=())


def plan(actor: Actor, given: Plan) -> Planned:
    """Carry changes out, all or none. What somebody else changed meanwhile is a conflict."""
    place = units.keep(actor, given.unit_no)
    if len(given.changes) > MOST:
        raise Invalid(_("一次改得太多,请分几次。"), {"changes": "too_many"})
    ordered = sorted(given.changes, key=str)
    body = said.fingerprint(given.unit_no, [str(one) for one in ordered], given.how)
    acts.lock(place.no)
    known = acts.done_before(actor, given.id, body)
    if known is not None:
        return Planned(known.outcome["begun"], known.outcome["ended"])
    return carry_out(actor, place, given, body)


def carry_out(
    actor: Actor, place: Place, given: Plan, body: bytes, skipped: Sequence[str] = ()
) -> Planned:
    """The caller holds the unit and has looked whether this very act was done before."""
    kinds = _refuse(place, given)
    ended = _end(place, given)
    begun = _begin(place, given, kinds)
    acts.keep_act(actor, given.id, place, "plan", body, begun=len(begun), ended=len(ended))
    owing.drop_check_ins(actor, ended)
    owing.open_check_ins(actor, begun)
    owing.owe_gaps(actor, [place])
    days = [one.day for one in given.changes] or [clock.today()]
    journal.record(
        actor,
        RosterPlanned(
            school_id=place.school_id, unit_no=place.no, act_id=given.id, how=given.how,
            begun=len(begun), ended=len(ended), since=min(days), until=max(days),
            seats_begun=tuple(one.pk for one in begun), seats_ended=tuple(one.pk for one in ended),
        ),
    )  # fmt: skip
    return Planned(len(begun), len(ended), tuple(skipped))


def _refuse(place: Place, given: Plan) -> dict[UUID, ShiftKind]:
    """Whether the shifts are the unit's, not over, and the people in office there."""
    now, today = clock.now(), clock.today()
    kinds = {one.pk: one for one in ShiftKind.objects.filter(unit_no=place.no)}
    known = {one.user_id for one in people.candidates(place, today)}
    there = _shifts_of(place, given)
    for one in given.changes:
        kind = kinds.get(one.kind_id)
        if kind is None or one.seat not in rules.SEATS:
            raise Invalid(_("请从列表中选一项。"), {"kind": "unknown"})
        if one.day > today + FARTHEST:
            raise Invalid(_("最多提前三个月排班。"), {"day": "too_far"})
        if roster.instants(one.day, kind)[1] <= now:
            raise Invalid(
                _("%(day)s %(shift)s 已经结束,不能再改。")
                % {"day": day_words(one.day), "shift": kind.name},
                {"day": "over"},
            )
        if one.now and (one.kind_id, one.day) not in there:
            raise Invalid(
                _("%(day)s 没有这个班次:%(shift)s。")
                % {"day": day_words(one.day), "shift": kind.name},
                {"day": "no_shift"},
            )
        if one.now and one.now not in known:
            raise Invalid(
                _("请从名单中选人:只有在本单位任职的人可以值班。"), {"user_id": "unknown"}
            )
    return kinds


def _shifts_of(place: Place, given: Plan) -> set[tuple[UUID, dt.date]]:
    """Which shifts the unit has on the days that are planned: not those where only somebody still sits."""
    days = [one.day for one in given.changes if one.now and one.day <= clock.today() + FARTHEST]
    if not days:
        return set()
    found = roster.shifts([place], min(days), max(days)).get(place.no, [])
    return {(one.kind_id, one.day) for one in found if one.lead or one.watch}


def _end(place: Place, given: Plan) -> list[Seat]:
    """Seats that are left: a check-in made there stays on record."""
    ended, now = [], clock.now()
    for one in given.changes:
        if one.was is None:
            continue
        row = (
            Seat.objects.select_for_update()
            .filter(
                unit_no=place.no, kind_id=one.kind_id, day=one.day, seat=one.seat, user_id=one.was,
                until_at=None,
            )
            .first()
        )  # fmt: skip
        if row is None:
            raise Conflict(_("值班表刚被别人改过。请看过最新情况再改。"))
        row.until_at, row.ended_as = max(row.since_at, now), "replaced" if one.now else "removed"
        row.save(update_fields=["until_at", "ended_as"])
        ended.append(row)
    return ended


def _begin(place: Place, given: Plan, kinds: dict[UUID, ShiftKind]) -> list[Seat]:
    rows, now = [], clock.now()
    for one in given.changes:
        if one.now is None:
            continue
        starts_at, ends_at = roster.instants(one.day, kinds[one.kind_id])
        rows.append(
            Seat(
                id=uuid7(), school_id=place.school_id, unit_no=place.no, kind_id=one.kind_id,
                day=one.day, starts_at=starts_at, ends_at=ends_at, seat=one.seat, user_id=one.now,
                since_at=now, begun_by=given.id,
            )
        )  # fmt: skip
    _refuse_too_many(rows, kinds)
    _keep_deadlines(rows, now)
    begin(rows, kinds)
    return rows


def _keep_deadlines(rows: Sequence[Seat], now: dt.datetime) -> None:
    """Whoever is put back on a running shift without having come has the deadline of before: to be taken off
    and seated anew makes nobody punctual."""
    running = [one for one in rows if one.starts_at < now]
    if not running:
        return
    before = Seat.objects.filter(
        kind_id__in={one.kind_id for one in running}, user_id__in={one.user_id for one in running},
        day__in={one.day for one in running}, until_at__gt=F("starts_at"),
    )  # fmt: skip
    came = CheckIn.objects.filter(seat_id=OuterRef("pk"))
    owed: dict[tuple[UUID, dt.date, UUID], dt.datetime] = {}
    for one in before.filter(~Exists(came)).order_by("-since_at"):
        begun = one.owed_from or max(one.starts_at, one.since_at)
        owed[one.kind_id, one.day, one.user_id] = begun
    for one in running:
        one.owed_from = owed.get((one.kind_id, one.day, one.user_id))


def _refuse_too_many(rows: Sequence[Seat], kinds: dict[UUID, ShiftKind]) -> None:
    """No shift has more people than it is set to have."""
    wanted = Counter((one.kind_id, one.day, one.seat) for one in rows)
    held = Counter(
        Seat.objects.filter(
            kind_id__in={one.kind_id for one in rows},
            day__in={one.day for one in rows},
            until_at=None,
        ).values_list("kind_id", "day", "seat")
    )
    for (kind_id, day, seat), more in wanted.items():
        kind = kinds[kind_id]
        most = int(kind.lead) if seat == "lead" else kind.watch
        if held[kind_id, day, seat] + more > most:
            said_ = {"seat": f"{day_words(day)} {kind.name} {SEAT_NAMES[seat]}"}
            raise Invalid(_("%(seat)s:这个班已经排满。") % said_, {"seat": "full"})


def begin(rows: Sequence[Seat], kinds: dict[UUID, ShiftKind]) -> None:
    """Store seats; who would be in two at once, or a second leader of a shift, is named in the refusal."""
    refuse_clashes(rows, kinds)
    try:
        with transaction.atomic(), everywhere("command"):
            Seat.objects.bulk_create(rows, batch_size=500)
    except IntegrityError:
        # Somebody else was faster between the look and the writing.
        raise Conflict(_("值班表刚被别人改过。请看过最新情况再改。")) from None


def refuse_clashes(rows: Sequence[Seat], kinds: dict[UUID, ShiftKind]) -> None:
    found = clash(rows)
    if found is None:
        return
    one, other = found
    called = units.names([one.user_id])
    if one.unit_no != other.unit_no:
        # Whoever plans here need not see the roster there.
        raise Invalid(
            _("%(name)s 在别的单位同一时间已有班,不能再排 %(one)s。请换一个人。")
            % {"name": called.get(one.user_id, ""), "one": _words(one, kinds)},
            {"user_id": "two_at_once"},
        )
    with everywhere("command"):
        all_kinds = kinds | ShiftKind.objects.in_bulk([other.kind_id])
    raise Invalid(
        _("%(name)s 同一时间排了两个班:%(one)s 和 %(other)s。请换一个人。")
        % {
            "name": called.get(one.user_id, ""), "one": _words(one, all_kinds),
            "other": _words(other, all_kinds),
        },
        {"user_id": "two_at_once"},
    )  # fmt: skip


def _words(one: Seat, kinds: dict[UUID, ShiftKind]) -> str:
    return f"{day_words(one.day)} {kinds[one.kind_id].name} {SEAT_NAMES[one.seat]}"


def clash(rows: Sequence[Seat]) -> tuple[Seat, Seat] | None:
    """The first new seat whose person sits elsewhere at the same time, with that other seat."""
    if not rows:
        return None
    with everywhere("command"):
        others = list(
            Seat.objects.filter(
                user_id__in={one.user_id for one in rows}, until_at=None,
                ends_at__gt=min(one.starts_at for one in rows),
                starts_at__lt=max(one.ends_at for one in rows),
            )
        )  # fmt: skip
    seen: dict[UUID, list[Seat]] = {}
    for one in others:
        seen.setdefault(one.user_id, []).append(one)
    for one in rows:
        for other in seen.get(one.user_id, ()):
            if rules.overlap((one.starts_at, one.ends_at), (other.starts_at, other.ends_at)):
                return one, other
        seen.setdefault(one.user_id, []).append(one)
    return None


def copy_week(actor: Actor, act_id: UUID, unit_no: int, monday: dt.date) -> Planned:
    """The week before once more, as far as seats are free, shifts still come and the people are there;
    what could not be taken over is named."""
    place = units.keep(actor, unit_no)
    if monday != rules.monday(monday):
        raise Invalid(_("请从列表中选一项。"), {"week": "unknown"})
    body = said.fingerprint("copy", unit_no, monday)
    acts.lock(place.no)
    known = acts.done_before(actor, act_id, body)
    if known is not None:
        return Planned(known.outcome["begun"], known.outcome["ended"])
    changes, skipped = _as_before(place, monday)
    return carry_out(actor, place, Plan(act_id, unit_no, tuple(changes), "copied"), body, skipped)


def _as_before(place: Place, monday: dt.date) -> tuple[list[Change], list[str]]:
    week, sunday = dt.timedelta(days=7), monday + dt.timedelta(days=6)
    before = roster.shifts([place], monday - week, sunday - week).get(place.no, [])
    wanted = {
        (one.kind_id, one.day): one
        for one in roster.shifts([place], monday, sunday).get(place.no, [])
    }
    changes: list[Change] = []
    skipped: list[str] = []
    taken: list[Seat] = []
    for shift in before:
        target = wanted.get((shift.kind_id, shift.day + week))
        if target is None or target.ends_at <= clock.now():
            continue
        room = target.missing()
        for one in shift.seats:
            if not room.get(one.seat):
                continue
            row = Seat(
                user_id=one.user_id, kind_id=shift.kind_id, day=target.day, seat=one.seat,
                starts_at=target.starts_at, ends_at=target.ends_at,
            )  # fmt: skip
            if one.is_gone or clash([*taken, row]):
                skipped.append(f"{day_words(target.day)} {target.name} {one.name}")
                continue
            room[one.seat] -= 1
            taken.append(row)
            changes.append(Change(shift.kind_id, target.day, one.seat, None, one.user_id))
    return changes, skipped
