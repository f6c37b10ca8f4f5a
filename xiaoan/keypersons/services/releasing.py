"""Ending lines: released by a person with the paper, many at once; by the label's days; withdrawn."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside
from xiaoan.keypersons import rules
from xiaoan.keypersons.events import KeyPersonsExpired, KeyPersonsReleased, KeyPersonWithdrawn
from xiaoan.keypersons.models import Change, KeyPerson
from xiaoan.keypersons.services import due, isolating
from xiaoan.keypersons.services.isolating import Ending
from xiaoan.keypersons.services.papers import NewPaper, keep_papers
from xiaoan.keypersons.services.writing import (
    What,
    change_of,
    checked_note,
    hold_line,
    keep,
    require,
)

# So many lines are looked at by one run of the nightly task; it runs again while there are more.
BATCH = 2000
_LOCKS = """
select pg_advisory_xact_lock(hashtext('keypersons.person'), hashtext(who))
from unnest(%s::text[]) who
"""
_END = """
update keypersons_key_person t set state = %(state)s, ended_on = %(on)s, ended_at = %(at)s,
  ended_by_id = %(by)s, ended_as = %(how)s, next_due = null, isolated = false,
  ended_early = v.early, paper_id = v.paper_id
from (select unnest(%(ids)s::uuid[]) as id, unnest(%(papers)s::uuid[]) as paper_id,
      unnest(%(early)s::bool[]) as early) v
where t.id = v.id and t.state = 'open'
"""


@dataclass(frozen=True)
class NewRelease:
    """Who is released, with which paper (none where none is wanted), and why, if before the planned end."""

    line_ids: tuple[UUID, ...]
    paper: NewPaper | None = None
    note: str = ""


@dataclass(frozen=True)
class End:
    """How lines end: state and cause, with which papers by school."""

    state: str
    how: str
    papers: dict[int, UUID]
    early: frozenset[UUID] = frozenset()


def release(actor: Actor, wanted: NewRelease) -> int:
    """Release people, up to 300 with one paper: follow-up and isolation are over, the pupils are let in.

    All or none: refused where one of them needs a paper and none is given, is isolated until a later day
    and no reason is given, or has been released meanwhile. Gives how many.
    """
    lines = _held(actor, wanted.line_ids)
    if wanted.paper is None and any(rules.needs_paper(x.needs_paper, x.isolated) for x in lines):
        raise Invalid(
            _("隔离中的人和这一类重点人员,要凭证明才能解除:请填证明的种类、开具单位和日期。"),
            {"paper": "missing"},
        )
    running = isolating.running_of(lines)
    early = isolating.refuse_early(running, wanted.note)
    note = checked_note(wanted.note)
    schools = [line.school_id for line in lines]
    papers = keep_papers(actor, wanted.paper, schools) if wanted.paper else {}
    isolating.end_isolations(actor, running, Ending(papers, early))
    before = frozenset(x.line_id for x in running if rules.is_early(x.until, clock.today()))
    how = "paper" if wanted.paper else "decision"
    _end(actor, lines, End("released", how, papers, before))
    detail = {"paper": wanted.paper.kind} if wanted.paper else {}
    _keep_each(actor, lines, "released", detail, before, note)
    for school, found in _by_school(lines):
        journal.record(
            actor,
            KeyPersonsReleased(
                school_id=school, unit_no=school, line_ids=tuple(line.pk for line in found),
                paper_id=papers.get(school), early=sum(line.pk in before for line in found),
            ),
        )  # fmt: skip
    return len(lines)


def expire(actor: Actor, today: dt.date) -> int:
    """Labels whose days are over end by themselves, as the system; who needs a paper or is isolated stays.

    Gives how many; more may be left (BATCH).
    """
    rows = KeyPerson.objects.filter(
        inside(actor.intervals), state="open", until__lte=today, needs_paper=False, isolated=False
    )
    ids = list(rows.order_by("school_id", "id").values_list("id", flat=True)[:BATCH])
    lines = [
        line
        for line in _locked(ids)
        if line.state == "open"
        and rules.expires(line.until, today, paper=line.needs_paper, isolated=line.isolated)
    ]
    if not lines:
        return 0
    _end(actor, lines, End("released", "expiry", {}))
    keep(actor, lines, What("expired"))
    facts = [
        KeyPersonsExpired(
            school_id=school, unit_no=school, line_ids=tuple(line.pk for line in found)
        )
        for school, found in _by_school(lines)
    ]
    journal.record_many(actor, facts)
    return len(lines)


def withdraw(actor: Actor, line_id: UUID, reason: str) -> None:
    """The line should not have been opened; it stays on record as withdrawn, with the reason."""
    line = hold_line(actor, line_id, Permission.RELEASE)
    note = checked_note(reason, wanted=True)
    running = isolating.running_of([line])
    isolating.end_isolations(actor, running, Ending({}, note))
    _end(actor, [line], End("withdrawn", "withdrawn", {}))
    keep(actor, [line], What("withdrawn", {}, note))
    journal.record(
        actor,
        KeyPersonWithdrawn(
            school_id=line.school_id, unit_no=line.unit_no, line_id=line.pk,
            person_id=line.person_id,
        ),
    )  # fmt: skip


def _held(actor: Actor, line_ids: Sequence[UUID]) -> list[KeyPerson]:
    """Lock the lines, all of which the actor may release and all of which are open."""
    wanted = set(line_ids)
    if not wanted:
        raise Invalid(_("请勾选要解除的人。"), {"lines": "missing"})
    if len(wanted) > rules.MOST_AT_ONCE:
        raise Invalid(
            _("一次最多解除 %(n)d 人,请分批。") % {"n": rules.MOST_AT_ONCE}, {"lines": "too_many"}
        )
    rows = KeyPerson.objects.filter(inside(actor.intervals), pk__in=wanted)
    seen = list(rows.values_list("id", "unit_no"))
    if len(seen) < len(wanted):
        raise NotFound
    for unit_no in {unit_no for _pk, unit_no in seen}:
        require(actor, Permission.RELEASE, unit_no)
    lines = _locked([pk for pk, _unit in seen])
    ended = sum(line.state != "open" for line in lines)
    if ended:
        raise Conflict(_("其中 %(n)d 人的跟踪已经结束。请刷新名单后再选。") % {"n": ended})
    return lines


def _locked(line_ids: Sequence[UUID]) -> list[KeyPerson]:
    """Lock people, then their lines, in the one order."""
    people = KeyPerson.objects.filter(pk__in=line_ids).values_list("person_id", flat=True)
    with connection.cursor() as cursor:
        cursor.execute(_LOCKS, [sorted({str(who) for who in people})])
    rows = KeyPerson.objects.select_for_update().filter(pk__in=line_ids)
    return list(rows.order_by("school_id", "id"))


def _end(actor: Actor, lines: Sequence[KeyPerson], end: End) -> None:
    """End lines that are locked: one statement; what is due of them today is not any more."""
    given: dict[str, Any] = {
        "state": end.state, "how": end.how, "on": clock.today(), "at": clock.now(),
        "by": actor.user_id, "ids": [line.pk for line in lines],
        "papers": [end.papers.get(line.school_id) for line in lines],
        "early": [line.pk in end.early for line in lines],
    }  # fmt: skip
    due.close(actor, due.FOLLOW, [line.pk for line in lines])
    with connection.cursor() as cursor:
        cursor.execute(_END, given)


def _keep_each(
    actor: Actor, lines: Sequence[KeyPerson], what: str, detail: Mapping[str, str],
    early: frozenset[UUID], note: str,
) -> None:  # fmt: skip
    """The history of each; which of them before the planned end."""
    Change.objects.bulk_create(
        [
            change_of(
                actor, line, line.pk, What(what, {**detail, "early": line.pk in early}, note)
            )
            for line in lines
        ],
        batch_size=2000,
    )  # fmt: skip


def _by_school(lines: Sequence[KeyPerson]) -> list[tuple[int, list[KeyPerson]]]:
    found: dict[int, list[KeyPerson]] = defaultdict(list)
    for line in lines:
        found[line.school_id].append(line)
    return sorted(found.items())


def moved(actor: Actor, line: KeyPerson) -> None:
    """The line goes on at another school: this one is over."""
    _end(actor, [line], End("moved", "moved", {}))
