"""Looks that leave a trace: a pupil's page, a class list that is taken away."""

import datetime as dt
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.directory.rules import school_of
from xiaoan.directory.services.rights import beyond
from xiaoan.journal import services as journal
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.permission import Permission
from xiaoan.registry.events import AccessSeen, ClassListTaken, LifeSeen
from xiaoan.registry.queries import access, classes, lives


def see_life(actor: Actor, person_id: UUID) -> lives.Life:
    """A pupil's life at one school; that it was looked at is a fact, what was read is not in it."""
    found = lives.life(actor, person_id)
    journal.record(
        actor,
        LifeSeen(
            school_id=found.school.no,
            unit_no=found.unit.no if found.unit else found.school.no,
            person_id=person_id,
        ),
    )
    return found


def see_access(actor: Actor, person_id: UUID) -> access.Access:
    """Who can see a pupil, and why; whose names these are lies beyond the actor's reach, so each look is
    a fact.
    """
    life = access.asked_about(actor, person_id)
    with beyond(actor):
        found = access.who_sees(life)
    journal.record(
        actor,
        AccessSeen(
            school_id=life.school.no, unit_no=found.unit_no, person_id=person_id,
            people=len({one.user_id for one in found.rows}),
        ),
    )  # fmt: skip
    return found


def take_class_list(actor: Actor, unit_no: int, day: dt.date) -> classes.ClassList:
    """The list of a class as a sheet; each taking is a fact."""
    found = classes.class_list(actor, unit_no, day)
    if not actor.may(Permission.EXPORT, unit_no):
        raise Forbidden(_("您可以查看,但不能导出这些数据。"))
    journal.record(
        actor,
        ClassListTaken(
            school_id=school_of(unit_no), unit_no=unit_no, day=day, rows=len(found.rows)
        ),
    )
    return found
