"""Lists of platforms applied: kept until confirmed, then pieces of pupils, names that wait, the columns."""

import datetime as dt
from collections.abc import Collection, Iterable
from collections.abc import Mapping as Maps
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory.services import nicknames
from xiaoan.homework.events import HomeworkImported, HomeworkNameSettled
from xiaoan.homework.models import Import, Mapping, Parked, Piece, Preview, Task, Turn
from xiaoan.homework.rules.sheets import Said
from xiaoan.homework.services import acting, counting, telling
from xiaoan.homework.services.setting import seen
from xiaoan.homework.services.sheets import Reading
from xiaoan.journal import services as journal
from xiaoan.kernel import acts, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound


@dataclass(frozen=True)
class Applied:
    """Pupils whose piece was changed, names that wait for a person."""

    changed: int
    parked: int


@dataclass(frozen=True)
class Foreseen:
    """What a list that was read would change: of so many pupils; of so many it says something else than what
    stays (handed in here, marked, not asked); when this very file was applied before, if it was."""

    changed: int
    kept: int
    same_at: dt.datetime | None


def _packed(said: Said) -> list[Any]:
    at, marked_at = (one.isoformat() if one else None for one in (said.at, said.marked_at))
    return [said.state, said.late, at, said.marked, marked_at]


def _unpacked(kept: list[Any]) -> Said:
    at, marked_at = (dt.datetime.fromisoformat(one) if one else None for one in (kept[2], kept[4]))
    return Said(kept[0], kept[1], at, kept[3], marked_at)


@transaction.atomic
def keep_sheet(actor: Actor, task_id: UUID, digest: str, found: Reading) -> UUID:
    """Keep what was read until it is applied; the id of the preview."""
    task = seen(actor, task_id)
    row = Preview.objects.create(
        school_id=task.school_id, unit_no=task.unit_no, task_id=task.pk, digest=digest,
        fingerprint=found.fingerprint, columns=found.mapping, rows=found.rows, at=clock.now(),
        by_id=acts.user(actor),
        content={
            "people": {str(who): _packed(said) for who, said in found.people.items()},
            "unknown": {name: _packed(said) for name, said in found.unknown.items()},
        },
    )  # fmt: skip
    return row.pk


def foresee(actor: Actor, task_id: UUID, digest: str, found: Reading) -> Foreseen:
    """What `apply_sheet` would do with what was read."""
    task = seen(actor, task_id)
    pieces = {one.person_id: one for one in Piece.objects.filter(task_id=task_id)}
    changed = kept = 0
    for who, said in found.people.items():
        piece = pieces.get(who)
        if _changed(task, piece, who, said) is not None:
            changed += 1
        elif said.state != (piece.state if piece else task.base):
            kept += 1
    same = Import.objects.filter(task_id=task_id, digest=digest).order_by("-at").first()
    return Foreseen(changed, kept, same.at if same else None)


@transaction.atomic
def apply_sheet(actor: Actor, preview_id: UUID) -> Applied:
    """Apply what was shown. The same list again changes nothing; a later one puts right what an earlier one
    or the teacher said. What was handed in here stays, and whoever is excused is not asked. How columns are
    read is remembered for the next list with the same headings."""
    mine = acts.user(actor)
    row = Preview.objects.select_for_update().filter(pk=preview_id, by_id=mine).first()
    if row is None:
        done = Import.objects.filter(pk=preview_id, by_id=mine).first()
        if done is None:
            raise NotFound
        return Applied(done.changed, done.parked)
    acting.refuse_stranger(actor, row.unit_no)
    task = acting.held(row.task_id)
    people = {UUID(who): _unpacked(kept) for who, kept in row.content["people"].items()}
    unknown = {name: _unpacked(kept) for name, kept in row.content["unknown"].items()}
    changed = _store(actor, task, people)
    parked = _park(task, unknown)
    _learn(actor, row)
    Import.objects.create(
        id=row.pk, school_id=row.school_id, unit_no=row.unit_no, task_id=row.task_id,
        digest=row.digest, rows=row.rows, matched=len(people), changed=changed, parked=parked,
        at=clock.now(), by_id=mine,
    )  # fmt: skip
    if changed or parked:
        journal.record(
            actor,
            HomeworkImported(
                school_id=row.school_id, unit_no=row.unit_no, import_id=row.pk, task_id=task.pk,
                rows=row.rows, changed=changed, parked=parked,
            ),
        )  # fmt: skip
    row.delete()
    return Applied(changed, parked)


def _store(actor: Actor, task: Task, people: Maps[UUID, Said]) -> int:
    """Pieces of a task that is held, its counts, and what was owed; gives how many changed."""
    known = {one.person_id: one for one in Piece.objects.filter(task_id=task.pk)}
    unmarked = {who for who, one in known.items() if one.marked_at is None}
    roll = [one.person_id for one in directory.class_roll(actor, task.unit_no, clock.today())]
    found = [
        piece for who, said in people.items()
        if who in known or who in roll
        if (piece := _changed(task, known.get(who), who, said)) is not None
    ]  # fmt: skip
    for one in found:
        if one.marked_at is not None and one.marked_by_id is None and not _seen_by_all(task, one):
            one.marked_by_id = actor.user_id
        one.save()
    _turn(task, [one for one in found if one.person_id in unmarked or one.person_id not in known])
    if found:
        counting.count(task, roll)
        telling.settle(actor, task)
    return len(found)


def _seen_by_all(task: Task, piece: Piece) -> bool:
    """Whether a piece was marked with all others at once, before it had a row of its own."""
    return task.seen_at is not None and piece.marked_at == task.seen_at


def _turn(task: Task, pieces: Iterable[Piece]) -> None:
    """What was marked in the list: how long it took from handing in."""
    Turn.objects.bulk_create(
        Turn(
            school_id=task.school_id, unit_no=task.unit_no, task_id=task.pk, teacher_id=task.by_id,
            pieces=1, handed_at=one.handed_at, marked_at=max(one.marked_at, one.handed_at),
        )
        for one in pieces
        if one.marked_at and one.handed_at and not _seen_by_all(task, one)
    )  # fmt: skip


def _changed(task: Task, piece: Piece | None, who: UUID, said: Said) -> Piece | None:
    """The piece of a pupil as a list says it is; None: it is so already, or what is known goes before it."""
    row = piece or Piece(
        school_id=task.school_id, unit_no=task.unit_no, task_id=task.pk, person_id=who,
        state=task.base,
    )  # fmt: skip
    if piece is None and task.base == "handed":
        row.handed_at = task.told_at
        row.marked_at, row.mark = task.seen_at, "seen" if task.seen_at else ""
    before = _told(row)
    if said.state == "handed":
        _hand_in(row, said)
    elif row.number or row.marked_at is not None:
        return None
    elif said.state == "excused" and row.state in ("missing", "unknown"):
        row.state, row.why = "excused", "other"
    elif said.state == "missing" and row.state in ("handed", "unknown"):
        row.state, row.handed_at, row.handed_by_id, row.late = "missing", None, None, False
    return row if _told(row) != before else None


def _told(row: Piece) -> tuple[object, ...]:
    return row.state, row.why, row.late, row.handed_at, row.marked_at


def _hand_in(row: Piece, said: Said) -> None:
    if not row.number:
        row.late = said.late if said.at or row.state != "handed" else row.late or said.late
        row.handed_at = said.at or row.handed_at or clock.now()
        row.state, row.why = "handed", ""
    if said.marked and row.marked_at is None:
        row.mark, row.marked_at = "seen", said.marked_at or clock.now()


def _park(task: Task, unknown: Maps[str, Said]) -> int:
    """Names that fit nobody, waiting; gives how many are new."""
    waiting = {one.name: one for one in Parked.objects.filter(task_id=task.pk)}
    made, moved = [], []
    for name, said in unknown.items():
        had, kept = waiting.get(name), _packed(said)
        if had is None:
            made.append(Parked(
                school_id=task.school_id, unit_no=task.unit_no, task_id=task.pk, name=name,
                said=kept, at=clock.now(),
            ))  # fmt: skip
        elif had.settled_at is None and had.said != kept:
            had.said = kept
            moved.append(had)
    Parked.objects.bulk_update(moved, ["said"])
    Parked.objects.bulk_create(made)
    return len(made)


def _learn(actor: Actor, row: Preview) -> None:
    told = {"columns": row.columns, "at": clock.now(), "by_id": actor.user_id}
    Mapping.objects.update_or_create(
        fingerprint=row.fingerprint,
        defaults={**told, "used": F("used") + 1},
        create_defaults={**told, "used": 1},
    )


@transaction.atomic
def settle_name(actor: Actor, act_id: UUID, unit_no: int, name: str, who: UUID | None) -> int:
    """Say who a parked name of a class is (None: nobody of it), for all homework that waits for it, and
    remember it, for viewing too. Gives how many tasks changed; the same again changes nothing."""
    acting.refuse_stranger(actor, unit_no)
    if acting.begin(actor, act_id, unit_no, "name", name, who):
        return 0
    roll = {one.person_id for one in directory.class_roll(actor, unit_no, clock.today())}
    if who is not None and who not in roll:
        raise Invalid(_("这名学生不在本班。请从名单里选。"), {"person": "stranger"})
    waiting = Parked.objects.filter(unit_no=unit_no, name=name, settled_at=None)
    tasks = _held(waiting.values_list("task_id", flat=True)) if who else {}
    found = list(waiting.select_for_update().order_by("task_id"))
    if not found:
        raise NotFound
    nickname = nicknames.remember(actor, unit_no, name, who)
    changed = 0
    for one in found:
        if who is not None and (task := tasks.get(one.task_id)) is not None:
            changed += _store(actor, task, {who: _unpacked(one.said)})
    waiting.filter(pk__in=[one.pk for one in found]).update(
        settled_at=clock.now(), settled_by_id=actor.user_id
    )
    journal.record(
        actor,
        HomeworkNameSettled(
            school_id=found[0].school_id, unit_no=unit_no, nickname_id=nickname, tasks=changed
        ),
    )
    return changed


def _held(task_ids: Collection[UUID]) -> dict[UUID, Task]:
    """Tasks that were not taken back, locked in one order."""
    rows = Task.objects.select_for_update().filter(pk__in=list(task_ids), cancelled_at=None)
    return {row.pk: row for row in rows.order_by("id")}


@transaction.atomic
def forget_previews(actor: Actor) -> int:
    """Lists that were looked at yesterday and never applied."""
    if not actor.is_system:
        raise Forbidden
    gone, _each = Preview.objects.filter(at__lt=clock.now() - dt.timedelta(hours=12)).delete()
    return gone
