"""Isolation: begun with kind, days and basis; over only when somebody has seen the paper."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.scope import inside
from xiaoan.keypersons import rules
from xiaoan.keypersons.events import IsolationBegun, IsolationsEnded
from xiaoan.keypersons.models import Isolation, KeyPerson
from xiaoan.keypersons.queries.sealed import EARLY_PLACE
from xiaoan.keypersons.services.papers import NewPaper, keep_papers
from xiaoan.keypersons.services.writing import (
    What,
    checked_code,
    checked_day,
    checked_note,
    hold_line,
    keep,
    not_future,
    require,
    seal,
)
from xiaoan.screening import services as screening

HELD = "isolation"


@dataclass(frozen=True)
class NewIsolation:
    """A stretch of isolation of a key person; `id` made by the form, so that it begins once."""

    id: UUID
    line_id: UUID
    kind: str
    since: dt.date
    until: dt.date | None
    basis: str


@dataclass(frozen=True)
class Ending:
    """With which papers (by school), by whom, why before the planned end."""

    papers: dict[int, UUID]
    early_note: str = ""


def isolate(actor: Actor, wanted: NewIsolation) -> bool:
    """Begin an isolation; while it runs, the roll-call does not take the pupil as present. False if this
    very one has begun before."""
    if _has_begun(actor, wanted):
        return False
    line = hold_line(actor, wanted.line_id, Permission.KEEP_KEY_PERSONS)
    if _has_begun(actor, wanted):  # the same press, a moment ago
        return False
    if line.isolated:
        raise Conflict(_("这个人已经在隔离。要换方式,请先解除现在的隔离。"))
    _check(wanted)
    begin(actor, line, wanted)
    return True


def _has_begun(actor: Actor, wanted: NewIsolation) -> bool:
    row = Isolation.objects.filter(inside(actor.intervals), pk=wanted.id).first()
    if row is None:
        return False
    require(actor, Permission.KEEP_KEY_PERSONS, row.unit_no)
    kept = NewIsolation(row.pk, row.line_id, row.kind, row.since, row.until, row.basis)
    if kept != wanted:
        raise taken()
    return True


def begin(actor: Actor, line: KeyPerson, wanted: NewIsolation) -> None:
    row = Isolation(
        id=wanted.id, school_id=line.school_id, unit_no=line.unit_no, person_id=line.person_id,
        line_id=line.pk, kind=wanted.kind, since=wanted.since, until=wanted.until,
        basis=wanted.basis, begun_at=clock.now(), begun_by_id=actor.user_id,
    )  # fmt: skip
    with new_id():
        row.save(force_insert=True)
    line.isolated = True
    line.save(update_fields=["isolated"])
    keep(
        actor, [line],
        What("isolated", {"isolation": row.kind, "since": row.since.isoformat(),
                          "until": row.until.isoformat() if row.until else ""}),
    )  # fmt: skip
    if directory.classes_of_people(actor, [line.person_id], clock.today()):
        screening.hold_back(
            actor, screening.HeldBack(line.person_id, HELD, row.pk, row.since)
        )  # fmt: skip
    journal.record(
        actor,
        IsolationBegun(
            school_id=row.school_id, unit_no=row.unit_no, isolation_id=row.pk, line_id=line.pk,
            person_id=row.person_id, isolation=row.kind, since=row.since, until=row.until,
        ),
    )  # fmt: skip


def _check(wanted: NewIsolation) -> None:
    checked_code(wanted.kind, rules.ISOLATIONS, "kind")
    checked_code(wanted.basis, rules.BASES, "basis")
    checked_day(wanted.since, "since")
    not_future(wanted.since)
    if wanted.until is not None:
        checked_day(wanted.until, "until")
        if wanted.until <= wanted.since:
            raise Invalid(_("结束日期应在开始日期之后。"), {"until": "before"})


def end_isolation(
    actor: Actor, line_id: UUID, paper: NewPaper, early_note: str = ""
) -> None:  # fmt: skip
    """The isolation is over, and the follow-up goes on: a person with RELEASE has seen the paper."""
    line = hold_line(actor, line_id, Permission.RELEASE)
    if not line.isolated:
        raise Conflict(_("这个人没有在隔离。请刷新后核对。"))
    running = running_of([line])
    note = refuse_early(running, early_note)
    papers = keep_papers(actor, paper, [line.school_id])
    end_isolations(actor, running, Ending(papers, note))
    line.isolated = False
    line.save(update_fields=["isolated"])
    keep(
        actor, [line],
        What("isolation_ended", {"paper": paper.kind, "early": bool(note)}, note),
    )  # fmt: skip


def running_of(lines: Sequence[KeyPerson]) -> list[Isolation]:
    """The isolations that run of these lines, locked."""
    rows = Isolation.objects.select_for_update().filter(
        line_id__in=[line.pk for line in lines if line.isolated], ended_on=None
    )
    return list(rows.order_by("school_id", "id"))


def refuse_early(running: Sequence[Isolation], note: str) -> str:
    """Before the planned end only with a reason, which is shown for ever; gives the reason, if it counts."""
    note, today = checked_note(note), clock.today()
    early = [row for row in running if rules.is_early(row.until, today)]
    if not early:
        return ""
    if not note:
        last = max(row.until for row in early if row.until is not None)
        raise Invalid(
            _("隔离原定到 %(day)s 才期满:提前解除请写明原因,原因会一直显示。")
            % {"day": last.isoformat()},
            {"early": "missing"},
        )
    return note


# Many at once are one statement each.
_END = """
update keypersons_isolation t set ended_on = %(on)s, ended_at = %(at)s, ended_by_id = %(by)s,
  paper_id = v.paper_id, early_cipher = v.early
from (select unnest(%(ids)s::uuid[]) as id, unnest(%(papers)s::uuid[]) as paper_id,
      unnest(%(early)s::bytea[]) as early) v
where t.id = v.id and t.ended_on is null
"""


def end_isolations(actor: Actor, rows: Sequence[Isolation], ending: Ending) -> None:
    """End isolations that are locked, and let the pupils in; one fact per school."""
    if not rows:
        return
    today = clock.today()
    early = [
        seal(ending.early_note, EARLY_PLACE, row.pk) if rules.is_early(row.until, today) else None
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            _END,
            {
                "on": today, "at": clock.now(), "by": actor.user_id,
                "ids": [row.pk for row in rows],
                "papers": [ending.papers.get(row.school_id) for row in rows], "early": early,
            },
        )  # fmt: skip
    screening.let_in_many(actor, [row.pk for row in rows], HELD)
    for school in sorted({row.school_id for row in rows}):
        here = [index for index, row in enumerate(rows) if row.school_id == school]
        journal.record(
            actor,
            IsolationsEnded(
                school_id=school, unit_no=school, paper_id=ending.papers.get(school),
                isolation_ids=tuple(rows[index].pk for index in here),
                early=sum(early[index] is not None for index in here),
            ),
        )  # fmt: skip


def carried_on(actor: Actor, old: Isolation, line: KeyPerson) -> None:
    """The same isolation at the pupil's next school."""
    begin(
        actor, line,
        NewIsolation(uuid7(), line.pk, old.kind, old.since, old.until, old.basis),
    )  # fmt: skip
