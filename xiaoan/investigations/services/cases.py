"""Cases: found by search, decided about, set right, and who infected whom."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.investigations import queries, rules
from xiaoan.investigations.events import CaseAdded, CaseCorrected, CaseDecided
from xiaoan.investigations.models import Case, Event
from xiaoan.investigations.queries.words import STATUS_NAMES
from xiaoan.investigations.services.deciding import refuse_words
from xiaoan.investigations.services.joining import lock_school, refigure
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission

# An onset so long before the event was detected is a slip of the pen (own choice, L).
LOOKS_BACK = dt.timedelta(days=90)


@dataclass(frozen=True)
class NewCase:
    """A person who is a case, and how that was found out. No onset: nobody knows it."""

    event_id: UUID
    person_id: UUID
    source: str = "search"
    onset: dt.date | None = None
    onset_time: dt.time | None = None
    symptoms: int = 0
    status: str = "suspected"


def add_case(actor: Actor, new: NewCase) -> UUID:
    """Add a pupil of the school to the cases of a running event; gives the case. Twice adds one.

    Who was excluded or taken out before is decided about anew in the list, not added beside it.
    """
    row = held(actor, new.event_id)
    known = Case.objects.filter(
        school_id=row.school_id, event_id=row.pk, person_id=new.person_id
    ).first()
    if known is not None:
        if known.status not in rules.COUNTED:
            words = {"status": STATUS_NAMES[known.status]}
            raise Conflict(_("这名学生已在病例一览表中(%(status)s),请在表中改判。") % words)
        return known.pk
    refuse_onset(row, new.onset)
    unit_no = _class_of(actor, row, new)
    case = Case.objects.create(
        event_id=row.pk, school_id=row.school_id, unit_no=unit_no, class_then=unit_no,
        person_id=new.person_id, status=new.status, source=new.source, onset=new.onset,
        onset_known=new.onset is not None, onset_time=new.onset_time, symptoms=new.symptoms,
        added_at=clock.now(), added_by_id=actor.user_id,
    )  # fmt: skip
    refigure(row)
    journal.record(actor, CaseAdded(**_about(row, case), source=new.source, cases=row.cases))
    return case.pk


def _class_of(actor: Actor, row: Event, new: NewCase) -> int:
    """The class of the day the person fell ill, else of today; whoever was never here is no case here."""
    for day in (new.onset, clock.today()):
        if day is None:
            continue
        found = directory.classes_of_people(actor, [new.person_id], day).get(new.person_id)
        if found is not None and row.school_id <= found < row.school_id + 4096:
            return found
    raise NotFound


def decide_cases(
    actor: Actor, event_id: UUID, versions: Mapping[UUID, int], status: str, reason: str = ""
) -> int:
    """Say what cases are, many at once; gives how many changed. `versions`: of each case as it was seen.

    Conflict, and nothing is changed, if somebody has decided about one of them meanwhile.
    """
    if status not in (*rules.COUNTED, "excluded"):
        raise Invalid(_("请从列表中选择判定结果。"), {"status": "unknown"})
    refuse_words(reason)
    if status == "excluded" and not reason:
        raise Invalid(_("排除病例请写明理由。"), {"reason": "empty"})
    row = held(actor, event_id)
    cases = _cases(row, versions)
    changed = [one for one in cases if not _is_done(actor, one, status)]
    for one in changed:
        if one.version != versions[one.pk]:
            raise Conflict(_overtaken(actor, one))
        one.status, one.reason = status, reason
        _decided(actor, one)
        one.save()
    if changed:
        refigure(row)
    for one in changed:
        journal.record(actor, CaseDecided(**_about(row, one), status=status, cases=row.cases))
    return len(changed)


def _is_done(actor: Actor, one: Case, status: str) -> bool:
    """The same person has said so already: a second click."""
    return one.decided_at is not None and (one.status, one.decided_by_id) == (status, actor.user_id)


def correct_onset(
    actor: Actor, event_id: UUID, case_id: UUID, base: int, onset: dt.date | None,
    onset_time: dt.time | None = None,
) -> None:  # fmt: skip
    """Set right when somebody fell ill; none: nobody knows. From then on the roll-call changes it no more."""
    row = held(actor, event_id)
    refuse_onset(row, onset)
    if onset is None and onset_time:
        raise Invalid(_("有发病时间就要有发病日期。"), {"onset": "empty"})
    one = _cases(row, {case_id: base})[0]
    if (one.onset, one.onset_time, one.onset_known) == (onset, onset_time, onset is not None):
        return
    if one.version != base:
        raise Conflict(_overtaken(actor, one))
    one.onset, one.onset_time, one.onset_known = onset, onset_time, onset is not None
    if one.status not in rules.COUNTED:
        raise Conflict(_("这名学生现在不算病例,请先改判。"))
    _decided(actor, one)
    one.save()
    refigure(row)
    journal.record(actor, CaseCorrected(**_about(row, one)))


def set_infector(
    actor: Actor, event_id: UUID, case_id: UUID, base: int, by_id: UUID | None
) -> None:
    """Write down who may have infected a case: another case, not one that it has infected itself."""
    row = held(actor, event_id)
    all_of = {one.pk: one for one in _all(row)}
    if case_id not in all_of or (by_id is not None and by_id not in all_of):
        raise NotFound
    one = all_of[case_id]
    if one.infected_by_id == by_id:
        return
    if one.version != base:
        raise Conflict(_overtaken(actor, one))
    parents = {pk: each.infected_by_id for pk, each in all_of.items()}
    if by_id is not None and rules.is_circle(parents, case_id, by_id):
        raise Invalid(_("传播链绕成了一圈:后者已经记为由前者感染。"), {"infector": "circle"})
    one.infected_by_id = by_id
    one.version += 1
    one.save(update_fields=["infected_by_id", "version"])
    journal.record(actor, CaseCorrected(**_about(row, one)))


def held(actor: Actor, event_id: UUID) -> Event:
    """A running event, its school locked."""
    head = queries.event(actor, event_id)
    if not actor.is_system and not actor.may(Permission.INVESTIGATE, head.unit_no):
        raise Forbidden
    lock_school(head.school_id)
    row = Event.objects.get(pk=head.id)
    if row.state not in rules.RUNNING:
        raise Conflict(_("这起疫情已经结束,不能再改病例。请先重新打开。"))
    return row


def _all(row: Event) -> list[Case]:
    return list(Case.objects.filter(school_id=row.school_id, event_id=row.pk).order_by("id"))


def _cases(row: Event, wanted: Mapping[UUID, int]) -> list[Case]:
    found = [one for one in _all(row) if one.pk in wanted]
    if len(found) < len(wanted) or not found:
        raise NotFound
    return found


def _decided(actor: Actor, one: Case) -> None:
    one.version += 1
    one.decided_at, one.decided_by_id = clock.now(), actor.user_id


def refuse_onset(row: Event, onset: dt.date | None) -> None:
    detected = row.detected_at.astimezone(clock.ZONE).date()
    if onset and not detected - LOOKS_BACK <= onset <= clock.today():
        raise Invalid(
            _("发病日期不能晚于今天,也不能早于发现疫情前 90 天。"), {"onset": "out_of_range"}
        )


def _overtaken(actor: Actor, one: Case) -> str:
    names = accounts.names(actor, {one.decided_by_id} if one.decided_by_id else set())
    who = names.get(one.decided_by_id, "") if one.decided_by_id else _("系统")
    return _("%(who)s 刚刚改过这个病例(现在是:%(status)s)。您的操作没有保存,请看过再改。") % {
        "who": who, "status": STATUS_NAMES[one.status],
    }  # fmt: skip


def _about(row: Event, case: Case) -> dict[str, Any]:
    return {
        "school_id": row.school_id, "unit_no": row.unit_no, "event_id": row.pk, "case_id": case.pk,
    }  # fmt: skip
