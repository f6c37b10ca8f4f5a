"""The school's report of each month and the county's review of each quarter (教育部办公厅 2024-04, S45)."""

import datetime as dt
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import rules as numbering
from xiaoan.dropout.events import DropoutReported, DropoutReviewed
from xiaoan.dropout.models import Report, Review
from xiaoan.dropout.queries import reports
from xiaoan.dropout.rules import ledger as rules
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import clock, turns
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import altered, new_id, taken
from xiaoan.kernel.scope import everywhere

REPORT, REVIEW = "dropout.report", "dropout.review"
# The month's report is owed from this day on, and due on the last day of the month (ours).
FROM_DAY = 25


def sign_report(actor: Actor, given_id: UUID, school_no: int, month: dt.date, note: str) -> None:
    """Sign the report of a month as it is drafted from the ledger at this moment; zero counts as a report."""
    if not actor.sees(school_no):
        raise NotFound
    if not actor.may(Permission.REPORT_DROPOUT, school_no):
        raise Forbidden
    turns.one_at_a_time(REPORT, school_no)
    known = Report.objects.filter(pk=given_id).first()
    if known is not None:
        _refuse_other(actor, known, (known.unit_no, known.month) == (school_no, month), note)
        return
    if month != month.replace(day=1) or month > clock.today():
        raise Invalid(_("请选已经开始的月份。"), {"month": "range"})
    if len(note.strip()) > rules.LONGEST or "\0" in note:
        raise Invalid(_("太长了:最多 %(n)s 个字。") % {"n": rules.LONGEST}, {"note": "too_long"})
    held = duties.hold(school_no, REPORT, month, "")
    if Report.objects.filter(unit_no=school_no, month=month).exists():
        raise Conflict(_("这个月已经签过,不能再签。"))
    found = reports.draft(school_no, month)
    with new_id():
        Report.objects.create(
            id=given_id, school_id=school_no, unit_no=school_no, month=month, on_roll=found.on_roll,
            suspected=found.suspected, dropped=found.dropped, opened=found.opened, closed=found.closed,
            note=note.strip(), signed_at=clock.now(), signed_by_id=accounts.user_id(actor),
        )  # fmt: skip
    if held and held.state == "open":
        is_other = held.assignee_id not in (None, actor.user_id)
        duties.discharge(actor, held, clock.now(), on_behalf=is_other)
    journal.record(
        actor,
        DropoutReported(
            school_id=school_no, unit_no=school_no, month=month, on_roll=found.on_roll,
            suspected=found.suspected, dropped=found.dropped, closed=found.closed,
        ),
    )  # fmt: skip


def _refuse_other(actor: Actor, known: Report | Review, is_here: bool, note: str) -> None:
    """The number is of another's form, of one about something else, or of one with other words."""
    if not is_here or known.signed_by_id != actor.user_id:
        raise taken()
    if known.note != note.strip():
        raise altered()


def sign_review(actor: Actor, given_id: UUID, quarter: dt.date, note: str) -> None:
    """Sign the county's review of a quarter: what was found, on how many of the reports it rests."""
    county = numbering.COUNTY
    if not actor.may(Permission.REVIEW_DROPOUT, county):
        raise Forbidden if actor.may(Permission.SEE_DROPOUT, county) else NotFound
    turns.one_at_a_time(REVIEW, county)
    known = Review.objects.filter(pk=given_id).first()
    if known is not None:
        _refuse_other(actor, known, known.quarter == quarter, note)
        return
    if quarter != reports.quarter_of(quarter) or quarter > clock.today():
        raise Invalid(_("请选已经开始的季度。"), {"quarter": "range"})
    if not note.strip():
        raise Invalid(_("请写明复核了什么、发现什么。"), {"note": "missing"})
    if len(note.strip()) > rules.LONGEST or "\0" in note:
        raise Invalid(_("太长了:最多 %(n)s 个字。") % {"n": rules.LONGEST}, {"note": "too_long"})
    held = duties.hold(county, REVIEW, quarter, "")
    if Review.objects.filter(unit_no=county, quarter=quarter).exists():
        raise Conflict(_("这个季度已经复核过。"))
    found = reports.quarter(actor, quarter)
    total = found.total
    with new_id():
        Review.objects.create(
            id=given_id, school_id=0, unit_no=county, quarter=quarter, reports=total.reports,
            wanted=total.wanted, suspected=total.suspected, dropped=total.dropped,
            children=total.children, note=note.strip(),
            signed_at=clock.now(), signed_by_id=accounts.user_id(actor),
        )  # fmt: skip
    if held and held.state == "open":
        is_other = held.assignee_id not in (None, actor.user_id)
        duties.discharge(actor, held, clock.now(), on_behalf=is_other)
    journal.record(
        actor,
        DropoutReviewed(
            school_id=0, unit_no=county, quarter=quarter, reports=total.reports, wanted=total.wanted
        ),
    )


def owe(actor: Actor) -> int:
    """Of the system, each day: from the 25th the report of the month by each school, and in the last month
    of a quarter the county's review; gives how many duties are new."""
    if not actor.is_system:
        raise Forbidden
    today = clock.today()
    if today.day < FROM_DAY:
        return 0
    month, ladders = today.replace(day=1), duty_queries.ladders()
    last = (month + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
    schools = reports.schools()
    signed = set(Report.objects.filter(month=month).values_list("unit_no", flat=True))
    wanted = [no for no in schools if no not in signed]
    count = _open(actor, REPORT, month, wanted, clock.at(last, dt.time(18)), ladders)
    if month.month % 3 == 0:
        quarter, due = (
            reports.quarter_of(today),
            clock.at(last + dt.timedelta(days=10), dt.time(18)),
        )
        if not Review.objects.filter(quarter=quarter).exists():
            count += _open(actor, REVIEW, quarter, [numbering.COUNTY], due, ladders)
    return count


def _open(
    actor: Actor, kind: str, day: dt.date, units: list[int], due: dt.datetime,
    ladders: duty_queries.Ladders,
) -> int:  # fmt: skip
    holders = duty_queries.present_holders({(kind, no) for no in units}, clock.today(), ladders)
    new = [
        duties.NewDuty(
            school_id=0 if no == numbering.COUNTY else no, unit_no=no, people=1, due_at=due,
            assignee_id=holders[kind, no][0], deputy_id=holders[kind, no][1],
            next_step_at=ladders.first_step_at(no, due, kind),
        )
        for no in units
    ]  # fmt: skip
    with everywhere("dropout"):
        return duties.open_duties(actor, kind, day, "", new)
