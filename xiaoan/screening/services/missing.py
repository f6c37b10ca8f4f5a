"""Boarders who were not in bed: told to class teacher and principal, open until somebody found them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.duties.queries import evidence, kinds
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.screening import queries, rules
from xiaoan.screening.events import BoarderFound, BoarderMissed
from xiaoan.screening.models import Missing, Round

LONGEST_NOTE = 200


@dataclass(frozen=True)
class Found:
    """Where a missing boarder is (rules.FOUND), and what more there is to say."""

    where: str
    note: str = ""


def look_for(
    actor: Actor, row: Round, gone: Iterable[directory.Boarder], due_at: dt.datetime
) -> None:
    """Open what is not open yet about each; past the evening's deadline it is shown at once."""
    now = clock.now()
    rows = [
        Missing(
            id=uuid7(), school_id=row.school_id, unit_no=one.unit_no, room_no=row.unit_no,
            person_id=one.person_id, day=row.day, at=now, by_id=actor.user_id, due_at=due_at,
        )
        for one in gone
    ]  # fmt: skip
    Missing.objects.bulk_create(rows, ignore_conflicts=True)
    fresh = list(Missing.objects.filter(pk__in=[one.pk for one in rows]))
    for one in fresh:
        journal.record(
            actor,
            BoarderMissed(
                school_id=one.school_id, unit_no=one.unit_no, missing_id=one.pk,
                person_id=one.person_id, day=one.day,
            ),
        )  # fmt: skip
    _show(actor, [one for one in fresh if one.due_at <= now], now)


def mend_missing(
    actor: Actor, row: Round, gone: Sequence[directory.Boarder], due_at: dt.datetime
) -> None:
    """A room's round says now who is missing: others of the room who were are not."""
    still = {one.person_id for one in gone}
    here = Missing.objects.filter(
        school_id=row.school_id, room_no=row.unit_no, day=row.day, found_at=None
    ).exclude(person_id__in=still)
    for one in list(here):
        _close(actor, one, Found("corrected", row.reason))
    look_for(actor, row, gone, due_at)


def show_missing(actor: Actor) -> int:
    """Tell of boarders missing whose evening's deadline has passed; gives how many."""
    if not actor.is_system:
        raise Forbidden
    now = clock.now()
    rows = Missing.objects.select_for_update(skip_locked=True).filter(
        found_at=None, shown_at=None, due_at__lte=now
    )
    return _show(actor, list(rows.order_by("due_at", "id")), now)


_WITHIN = "screening.missing_boarder.within"


def _show(actor: Actor, rows: Sequence[Missing], now: dt.datetime) -> int:
    """Class teacher and principal have a duty about each, which lasts until the child is found."""
    if not rows:
        return 0
    days: dict[dt.date, list[Missing]] = defaultdict(list)
    for row in rows:
        days[row.day].append(row)
    for day, found in sorted(days.items()):
        named = _named(actor, found, now.date())
        ladders = duty_queries.ladders()
        due = {row.pk: now + ladders.within(_WITHIN, row.unit_no) for row in found}
        wanted = [
            duties.NewDuty(
                school_id=row.school_id, unit_no=row.unit_no, people=1, due_at=due[row.pk],
                assignee_id=named.get(row.unit_no), deputy_id=named.get(row.school_id),
                next_step_at=ladders.first_step_at(row.unit_no, due[row.pk]), about_id=row.pk,
            )
            for row in found
        ]  # fmt: skip
        duties.open_duties(actor, queries.MISSING, day, "", wanted)
    Missing.objects.filter(pk__in=[row.pk for row in rows]).update(shown_at=now)
    return len(rows)


def _named(actor: Actor, rows: Sequence[Missing], on: dt.date) -> dict[int, UUID]:
    """The class teacher by class, the principal by school."""
    units = {no for row in rows for no in (row.unit_no, row.school_id)}
    found = accounts.holders(actor, ["class_teacher", "principal"], units, on)
    return {holder.unit_no: holder.user_id for holder in reversed(found)}


def found_boarder(actor: Actor, missing_id: UUID, found: Found) -> bool:
    """A missing boarder has been found: who says so, when and where. False if it was said before."""
    row = Missing.objects.filter(pk=missing_id).first()
    if row is None or not actor.sees(row.unit_no):
        raise NotFound
    if not any(actor.may(one, row.unit_no) for one in (Permission.TAKE_ROUNDS, Permission.OBSERVE)):
        raise Forbidden
    _refuse(row, found)
    if row.found_at is not None:
        if row.found_where == found.where and row.found_by_id == actor.user_id:
            return False
        raise Conflict(_("已经有人登记找到了。请刷新页面看在哪里。"))
    return _close(actor, row, found)


def _refuse(row: Missing, found: Found) -> None:
    if found.where not in rules.FOUND[:-1]:
        raise Invalid(_("请选择在哪里找到的。"), {"where": "missing"})
    if len(found.note) > LONGEST_NOTE or "\0" in found.note:
        raise Invalid(_("说明不超过 200 个字。"), {"note": "too_long"})
    if found.where == "other" and not found.note.strip():
        raise Invalid(_("选“其他地方”时请写明在哪里。"), {"note": "missing"})
    if not found.note.strip() and kinds.NOTE in evidence.asked(queries.MISSING, row.unit_no):
        raise Invalid(_("县里要求写明和谁在一起、怎么找到的:请写一句。"), {"note": "missing"})


def _close(actor: Actor, row: Missing, found: Found) -> bool:
    now = clock.now()
    done = Missing.objects.filter(pk=row.pk, found_at=None).update(
        found_at=now, found_by_id=actor.user_id, found_where=found.where,
        found_note=found.note.strip(),
    )  # fmt: skip
    if not done:
        return False
    duties.discharge_about(actor, row.pk, queries.MISSING, now)
    journal.record(
        actor,
        BoarderFound(
            school_id=row.school_id, unit_no=row.unit_no, missing_id=row.pk,
            person_id=row.person_id, where=found.where,
        ),
    )  # fmt: skip
    return True
