"""Looks at what was, and at case files, leave a trace."""

import datetime as dt
from uuid import UUID

from xiaoan.accountability.events import (
    CourseSeen,
    FileSeen,
    PastSeen,
    PersonPastSeen,
    PostPastSeen,
    RecordSeen,
)
from xiaoan.accountability.queries import as_of, course, files, persons, posts, record
from xiaoan.accountability.queries.periods import Period
from xiaoan.directory import queries as directory
from xiaoan.directory.queries.people import person_names
from xiaoan.directory.rules import school_of
from xiaoan.directory.services import looking
from xiaoan.journal import services as journal
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission


def see_past(actor: Actor, place: directory.Place, at: dt.datetime) -> as_of.Then:
    """A school, grade or class as the record showed it. Whoever is named on the page was looked at."""
    as_of.refuse_future(at)
    then = as_of.as_of(actor, place, at)
    journal.record(
        actor, PastSeen(school_id=place.school_id, unit_no=place.no, then=at)
    )  # fmt: skip
    # By name only a class is shown; of wider units how many, by class.
    if place.kind == "class":
        looking.class_seen(actor, place.no, then.day, "class_list")
        people = {one.person_id: one.unit_no for one in then.followed}
        people |= {one.person_id: one.unit_no for one in then.ill}
        looking.pupils_seen(actor, place.no, people, "health_list")
    return then


def see_summary(actor: Actor, place: directory.Place, at: dt.datetime) -> list[as_of.UnitThen]:
    """A county or township: figures only."""
    as_of.refuse_future(at)
    journal.record(actor, PastSeen(school_id=place.school_id, unit_no=place.no, then=at))
    return as_of.summary(actor, place, at)


def see_person(actor: Actor, person_id: UUID, at: dt.datetime) -> persons.PersonThen:
    """One pupil or member of staff as the record showed them."""
    as_of.refuse_future(at)
    one = persons.whom(actor, person_id)
    then = persons.person_as_of(actor, one, at)
    journal.record(
        actor,
        PersonPastSeen(
            school_id=one.school_id, unit_no=one.unit_no, then=at, person_id=person_id
        ),
    )  # fmt: skip
    looking.pupils_seen(actor, one.unit_no, {person_id: one.unit_no}, "life")
    return then


def see_post(actor: Actor, user_id: UUID, at: dt.datetime) -> posts.PostThen:
    """Posts and duties of somebody as the record showed them."""
    as_of.refuse_future(at)
    then = posts.post_as_of(actor, user_id, at)
    unit_no = then.posts[0].unit_no if then.posts else actor.reach(Permission.SEE_RECORD)[0][0]
    journal.record(
        actor,
        PostPastSeen(school_id=school_of(unit_no), unit_no=unit_no, then=at, user_id=user_id),
    )  # fmt: skip
    return then


def see_course(actor: Actor, asked: course.Asked) -> course.Course:
    """The facts about a unit or a person between two instants."""
    found = course.course(actor, asked)
    journal.record(
        actor,
        CourseSeen(
            school_id=asked.place.school_id, unit_no=asked.place.no, since=asked.since,
            until=asked.until, person_id=asked.person_id,
        ),
    )  # fmt: skip
    if asked.person_id and person_names(actor, [asked.person_id]):
        looking.pupils_seen(actor, asked.place.no, {asked.person_id: asked.place.no}, "life")
    return found


def see_record(actor: Actor, place: directory.Place, period: Period) -> record.Record:
    """The record of a school, and of people in it by name."""
    found = record.record(actor, place, period)
    journal.record(
        actor, RecordSeen(school_id=place.school_id, unit_no=place.no, month=period.months[-1])
    )  # fmt: skip
    return found


def see_file(actor: Actor, file_id: UUID) -> files.Detail:
    """A case file, for whoever keeps it."""
    detail = files.one(actor, file_id)
    _seen(actor, detail)
    return detail


def see_as_party(actor: Actor, file_id: UUID) -> files.Detail:
    """A case file, for somebody named in it."""
    detail = files.as_party(actor, file_id)
    _seen(actor, detail)
    return detail


def _seen(actor: Actor, detail: files.Detail) -> None:
    row = detail.row
    journal.record(actor, FileSeen(school_id=row.school_id, unit_no=row.unit_no, file_id=row.id))
