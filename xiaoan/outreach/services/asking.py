"""Families to be called: asked for by the apps above, in their transaction; and lines that end."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import everywhere
from xiaoan.outreach.events import OutreachAsked, OutreachClosed
from xiaoan.outreach.models import Line, Task
from xiaoan.outreach.queries import reasons
from xiaoan.outreach.services import owing


@dataclass(frozen=True)
class Want:
    """That a pupil's family is called. `reason`: a code of `queries.reasons`; `about`: the row of the asking
    app; `at`: since when; `until`: until when a call is of use; `weight` 1–3: what is called first."""

    person_id: UUID
    school_id: int
    unit_no: int
    reason: str
    about: UUID
    at: dt.datetime
    until: dt.datetime
    weight: int = 1


@dataclass(frozen=True)
class Asked:
    """`tasks`: opened; `lines`: new; `known`: asked for before, which changed nothing."""

    tasks: int
    lines: int
    known: int


def ask(actor: Actor, wants: Iterable[Want]) -> Asked:
    """Have families called, one open task per pupil, many at once in the caller's transaction; the same
    (person, reason, about) again changes nothing, whatever became of it. The caller has decided that the
    actor may. ValueError for a reason that nobody has connected."""
    wanted = {(one.person_id, one.reason, one.about): one for one in wants}
    for code in {one.reason for one in wanted.values()}:
        if reasons.known(code) is None:
            raise ValueError(f"nobody has connected the reason {code}")
    if not wanted:
        return Asked(0, 0, 0)
    with everywhere("outreach"):
        fresh = _unknown(wanted)
        if not fresh:
            return Asked(0, 0, len(wanted))
        made, lines, by_person = _keep(fresh)
        _begin_again(by_person, fresh, made)
    _tell(actor, made, lines)
    return Asked(len(made), len(lines), len(wanted) - len(lines))


def _unknown(wanted: dict[tuple[UUID, str, UUID], Want]) -> list[Want]:
    rows = Line.objects.filter(about_id__in={about for _p, _r, about in wanted})
    known = set(
        rows.filter(person_id__in={person for person, _r, _a in wanted}).values_list(
            "person_id", "reason", "about_id"
        )
    )
    return [one for key, one in sorted(wanted.items(), key=lambda i: str(i[0])) if key not in known]


def _keep(fresh: Sequence[Want]) -> tuple[list[Task], list[Line], dict[UUID, Task]]:
    """Tasks of the pupils, locked by person, those that are new among them; and the lines that are new."""
    people = sorted({one.person_id for one in fresh})
    first = {one.person_id: one for one in reversed(fresh)}
    now, made = clock.now(), []
    open_now = _locked(people)
    # A task that another closed while this waited for it is opened anew: twice is enough, it is held then.
    for _turn in range(3):
        missing = [pk for pk in people if pk not in open_now]
        if not missing:
            break
        new = [
            Task(
                id=uuid7(), school_id=first[pk].school_id, unit_no=first[pk].unit_no, person_id=pk,
                opened_at=now, until=min(w.until for w in fresh if w.person_id == pk)
                if len(fresh) < 50 else first[pk].until, weight=first[pk].weight,
            )
            for pk in missing
        ]  # fmt: skip
        Task.objects.bulk_create(new, batch_size=2000, ignore_conflicts=True)
        open_now = _locked(people)
        ours = {one.pk for one in new}
        made += [one for one in open_now.values() if one.pk in ours]
    lines = [
        Line(
            id=uuid7(), school_id=one.school_id, unit_no=one.unit_no, person_id=one.person_id,
            task_id=open_now[one.person_id].pk, reason=one.reason, about_id=one.about, at=one.at,
            until=one.until, weight=one.weight,
        )
        for one in fresh
    ]  # fmt: skip
    Line.objects.bulk_create(lines, batch_size=2000, ignore_conflicts=True)
    kept = set(Line.objects.filter(pk__in=[one.pk for one in lines]).values_list("pk", flat=True))
    return made, [one for one in lines if one.pk in kept], open_now


def _locked(people: Collection[UUID]) -> dict[UUID, Task]:
    rows = Task.objects.select_for_update().filter(person_id__in=people, closed_at=None)
    return {one.person_id: one for one in rows.order_by("person_id")}


def _begin_again(open_now: dict[UUID, Task], fresh: Sequence[Want], made: list[Task]) -> None:
    """New tasks are owed. One that waits for the next look (not for a promise) begins again: there is news."""
    new, again = {one.pk for one in made}, []
    heaviest: dict[UUID, int] = defaultdict(int)
    for one in fresh:
        heaviest[one.person_id] = max(heaviest[one.person_id], one.weight)
    raised = []
    for pk, task in open_now.items():
        if task.pk not in new and task.stage == "waiting" and not task.promised:
            task.stage, task.round, task.again_at, task.tries = "call", task.round + 1, None, 0
            task.until = max(one.until for one in fresh if one.person_id == pk)
            again.append(task)
        if heaviest[pk] > task.weight:
            task.weight = heaviest[pk]
            raised.append(task)
    changed = {one.pk: one for one in (*again, *raised)}
    fields = ["stage", "round", "again_at", "tries", "until", "weight"]
    Task.objects.bulk_update(changed.values(), fields, batch_size=1000)
    owing.owe([*made, *again])


def _tell(actor: Actor, made: Sequence[Task], lines: Sequence[Line]) -> None:
    pupils = Counter(one.school_id for one in made)
    by_school = Counter(one.school_id for one in lines)
    facts = [
        OutreachAsked(school_id=no, unit_no=no, pupils=pupils[no], lines=n)
        for no, n in sorted(by_school.items())
    ]
    if actor.is_system:
        journal.record_many(actor, facts)
    else:
        for fact in facts:
            journal.record(actor, fact)


def close(actor: Actor, reason: str, about: UUID, person_ids: Iterable[UUID], why: str) -> int:
    """Lines about a row end (watched after all, handed in, back), and the tasks that have no other; gives how
    many lines. `why`: a code of the asking app."""
    people = set(person_ids)
    if not people:
        return 0
    with everywhere("outreach"):
        rows = Line.objects.filter(
            about_id=about, reason=reason, person_id__in=people, closed_at=None
        )
        tasks = _held([one.task_id for one in rows])
        lines = list(rows.values_list("pk", "school_id"))
        Line.objects.filter(pk__in=[pk for pk, _no in lines]).update(
            closed_at=clock.now(), closed_why=why
        )
        ended = end_settled(actor, tasks, why)
    per_school, of = Counter(no for _pk, no in lines), Counter(one.school_id for one in ended)
    for no, n in sorted(per_school.items()):
        journal.record(
            actor, OutreachClosed(school_id=no, unit_no=no, why=why, lines=n, tasks=of[no])
        )
    return len(lines)


def _held(task_ids: Collection[UUID]) -> list[Task]:
    rows = Task.objects.select_for_update().filter(pk__in=set(task_ids), closed_at=None)
    return list(rows.order_by("person_id"))


def end_settled(actor: Actor, tasks: Sequence[Task], why: str) -> list[Task]:
    """Of locked tasks those without an open line end; gives them."""
    left = set(
        Line.objects.filter(task_id__in=[one.pk for one in tasks], closed_at=None).values_list(
            "task_id", flat=True
        )
    )
    ended = [one for one in tasks if one.pk not in left]
    Task.objects.filter(pk__in=[one.pk for one in ended]).update(
        stage="closed", closed_at=clock.now(), closed_why=why, again_at=None, taken_by_id=None,
        taken_at=None,
    )  # fmt: skip
    owing.let_go(actor, ended)
    return ended
