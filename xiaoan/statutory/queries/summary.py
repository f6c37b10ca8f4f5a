"""The summary of an event: what happened, how long each step took, what was done. Figures only, no name of
a pupil; everything is reckoned anew from what was recorded, so that it can never differ from it.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from xiaoan.investigations.queries import contacts, detail, picture
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.measures import queries as measures
from xiaoan.measures.queries import suspensions
from xiaoan.statutory import queries, rules

# More reports than an event can have: two recipients, one of each kind and a progress report a day.
_REPORTS = 500


@dataclass(frozen=True)
class Summary:
    """`sees_reports`: whether the actor may know of reports; without it there are none here, which says
    nothing. `lessons` oldest first."""

    event: detail.Detail
    picture: picture.Picture
    milestones: tuple[rules.Milestone, ...]
    contacts: contacts.Overview
    measures: tuple[measures.Row, ...]
    suspensions: tuple[suspensions.Row, ...]
    reports: tuple[queries.ReportRow, ...]
    sees_reports: bool
    lessons: tuple[detail.StepRow, ...]

    @property
    def days(self) -> int | None:
        """From the first onset to the last, both counted; None while neither is known."""
        head = self.event.head
        if not head.first_onset or not head.last_onset:
            return None
        return (head.last_onset - head.first_onset).days + 1

    @property
    def days_to_detection(self) -> int | None:
        """From the first onset to the day of detection; an onset is known to the day only."""
        head = self.event.head
        if not head.first_onset:
            return None
        return (head.detected_at.astimezone(clock.ZONE).date() - head.first_onset).days


def summary(actor: Actor, event_id: UUID) -> Summary:
    """The summary of an event as of now; NotFound if it is not there or not the actor's to see."""
    found = detail.detail(actor, event_id)
    done = measures.of_event(actor, event_id)
    rests = suspensions.of_event(actor, event_id)
    wanted = queries.Wanted(event_id=event_id)
    reports = queries.page_of_reports(actor, wanted, 0, _REPORTS)[1]
    return Summary(
        found, picture.picture(actor, event_id), tuple(_milestones(found, done, rests, reports)),
        contacts.overview(actor, event_id), tuple(sorted(done, key=lambda one: one.ordered_at)),
        tuple(rests), tuple(sorted(reports, key=lambda one: (one.due_at, one.recipient))),
        actor.may(Permission.SEE_REPORTS, found.head.unit_no),
        tuple(one for one in found.steps if one.kind == "learn"),
    )  # fmt: skip


def _milestones(
    found: detail.Detail,
    done: list[measures.Row],
    rests: list[suspensions.Row],
    reports: list[queries.ReportRow],
) -> list[rules.Milestone]:
    head = found.head
    reached: list[tuple[str, dt.datetime | None]] = [
        ("confirmed", _first(one.at for one in found.steps if one.kind == "confirm")),
        ("reported", _first(one.sent_at for one in reports if one.kind == "first")),
        ("ordered", _first(one.ordered_at for one in done)),
        ("carried_out", _first(one.done_at for one in done)),
        ("suspended", _first(one.decided_at for one in rests if one.state in ("decided", "reopened"))),
        ("closed", head.closed_at),
    ]  # fmt: skip
    return rules.milestones(head.detected_at, reached)


def _first(times: Iterable[dt.datetime | None]) -> dt.datetime | None:
    return min((one for one in times if one is not None), default=None)
