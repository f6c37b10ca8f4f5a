"""The nightly look at reporting that seems copied or made by a machine; and the explanations."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory.rules import school_of
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.screening import queries, rules
from xiaoan.screening.events import DoubtExplained, DoubtsLookedFor
from xiaoan.screening.models import Doubt

LONGEST_ANSWER = 300
# No term that runs: so many days are looked at.
_LOOK_BACK = dt.timedelta(days=60)
Found = dict[tuple[int, str], rules.Pattern]


def look_for_doubts(actor: Actor, today: dt.date, within: int | None = None) -> int:
    """Hold the rules against every class's reports of the term; gives how many patterns are new.

    `within`: a unit other than the county, whose classes are then compared with each other alone.
    Running again changes nothing. A pattern that was explained stays explained while it goes on; one that
    is no more is kept as gone.
    """
    if not actor.is_system:
        raise Forbidden
    place = directory.county() if within is None else directory.place(within)
    schools = directory.places_inside(place.interval, "school", day=today)
    stages = _stages(schools)
    found: dict[int, Found] = {}
    terms: dict[int, rules.Term] = {}
    for school in schools:
        reports = queries.school_reports(actor, school.no, _since(school.no, today), today)
        found[school.no] = _of_school(school.no, reports)
        terms |= reports.terms
    by_stage: dict[str, list[rules.Term]] = defaultdict(list)
    for no, term in terms.items():
        by_stage[stages.get(no, "")].append(term)
    rates = {stage: rules.rate_of(peers) for stage, peers in by_stage.items()}
    for no, term in terms.items():
        pattern = rules.always_zero(term, rates[stages.get(no, "")])
        if pattern:
            found[school_of(no)][no, pattern.rule] = pattern
    return sum(_keep(actor, school_no, patterns) for school_no, patterns in sorted(found.items()))


def _stages(schools: Iterable[directory.Place]) -> dict[int, str]:
    """The stage of each class: classes are compared with those of their own age."""
    stages = {}
    for school in schools:
        for one in directory.places_inside(school.interval, "class"):
            stages[one.no] = one.stage
    return stages


def _since(school_no: int, today: dt.date) -> dt.date:
    running = [
        term.since for term in directory.terms_at(school_no) if term.since <= today <= term.until
    ]
    return min(running, default=today - _LOOK_BACK)


def _of_school(school_no: int, reports: queries.SchoolReports) -> Found:
    found = {
        (unit_no, pattern.rule): pattern
        for unit_no, sheets in reports.sheets.items()
        for pattern in rules.class_patterns(sheets)
    }
    at_once = rules.many_at_once(reports.entered)
    if at_once:
        found[school_no, at_once.rule] = at_once
    return found


def _keep(actor: Actor, school_no: int, found: Found) -> int:
    """Bring a school's rows up to what was found tonight."""
    now = clock.now()
    known = {
        (row.unit_no, row.rule): row
        for row in Doubt.objects.select_for_update()
        .filter(school_id=school_no)
        .exclude(state="gone")
    }
    fresh = [
        Doubt(
            id=uuid7(), school_id=school_no, unit_no=unit_no, rule=rule,
            first_day=pattern.first_day, last_day=pattern.last_day, figures=pattern.figures,
            found_at=now, seen_at=now,
        )
        for (unit_no, rule), pattern in sorted(found.items())
        if (unit_no, rule) not in known
    ]  # fmt: skip
    Doubt.objects.bulk_create(fresh)
    going_on = [row for key, row in known.items() if key in found]
    for row in going_on:
        pattern = found[row.unit_no, row.rule]
        row.last_day, row.figures, row.seen_at = pattern.last_day, pattern.figures, now
    Doubt.objects.bulk_update(going_on, ["last_day", "figures", "seen_at"])
    gone = [row.pk for key, row in known.items() if key not in found]
    Doubt.objects.filter(pk__in=gone).update(state="gone", seen_at=now)
    if fresh or gone:
        journal.record(
            actor,
            DoubtsLookedFor(
                school_id=school_no, unit_no=school_no, new=len(fresh), gone=len(gone)
            ),
        )  # fmt: skip
    return len(fresh)


def explain_doubt(actor: Actor, doubt_id: UUID, answer: str) -> bool:
    """Say how a pattern came about: kept with who said it and when. False if the same was said before."""
    row = Doubt.objects.select_for_update().filter(pk=doubt_id).first()
    if row is None or not actor.may(Permission.ACKNOWLEDGE, row.unit_no):
        raise NotFound
    if not actor.may(Permission.RESOLVE, row.unit_no):
        raise Forbidden
    text = answer.strip()
    if not text or len(text) > LONGEST_ANSWER or "\0" in text:
        raise Invalid(_("请写一句说明,不超过 300 个字。"), {"answer": "missing"})
    if row.state != "open":
        if row.answer == text:
            return False
        raise Conflict(_("这一条已有说明,或已经不再出现。请刷新页面。"))
    row.state, row.answer = "explained", text
    row.answered_at, row.answered_by_id = clock.now(), actor.user_id
    row.save(update_fields=["state", "answer", "answered_at", "answered_by_id"])
    journal.record(
        actor,
        DoubtExplained(
            school_id=row.school_id, unit_no=row.unit_no, doubt_id=row.pk, rule=row.rule
        ),
    )  # fmt: skip
    return True
