"""Looks that leave a trace: a pupil's page, a class list that is taken away; and who looked."""

import datetime as dt
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory.rules import school_of
from xiaoan.directory.services.rights import beyond
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere
from xiaoan.registry.events import AccessSeen, ClassListTaken, LifeSeen, LooksSeen
from xiaoan.registry.models import Look
from xiaoan.registry.queries import access, classes, lives
from xiaoan.registry.queries import looks as queries


def see_life(actor: Actor, person_id: UUID) -> lives.Life:
    """A pupil's life at one school; that it was looked at is a fact, what was read is not in it."""
    found = lives.life(actor, person_id)
    seen(actor, found, "life")
    return found


def seen(actor: Actor, life: lives.Life, page: str) -> None:
    """A page about a pupil was opened: the pupil's own, or that of the guardians and their phones."""
    unit_no = life.unit.no if life.unit else life.school.no
    journal.record(actor, LifeSeen(school_id=life.school.no, unit_no=unit_no, person_id=life.id))
    _keep(actor, life.id, unit_no, page)


def seen_illness(actor: Actor, person_id: UUID, unit_no: int) -> None:
    """The page about a pupil's illness was opened; who may open it is decided by the app that has it."""
    journal.record(
        actor, LifeSeen(school_id=school_of(unit_no), unit_no=unit_no, person_id=person_id)
    )
    _keep(actor, person_id, unit_no, "illness")


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
    _keep(actor, person_id, found.unit_no, "access")
    return found


def see_looks(actor: Actor, person_id: UUID, offset: int = 0) -> tuple[lives.Life, queries.Seens]:
    """Who looked at a pupil, for whoever may ask who can; asking is a look too, the next one's to see.

    Whoever looked from a unit of which the actor knows nobody stays without a name.
    """
    life = access.asked_about(actor, person_id)
    with everywhere("looks") as system:
        rows, total = queries.rows([person_id], offset)
        unit_no = access.unit_of(person_id)
        everybody = accounts.names(system, {row.user_id for row in rows})
    found = queries.shown(rows, queries.known_names(actor, rows), everybody, schools=False)
    journal.record(actor, LooksSeen(school_id=life.school.no, unit_no=unit_no, person_id=person_id))
    _keep(actor, person_id, unit_no, "looks")
    return life, queries.Seens(found, total)


def see_looks_at_own(actor: Actor, offset: int = 0) -> queries.Seens:
    """Who looked at the children that a guardian answers for: position and school, no names."""
    if not actor.people:
        raise NotFound
    rows, total = queries.rows(actor.people, offset)
    with everywhere("looks") as system:
        everybody = accounts.names(system, {row.user_id for row in rows})
    return queries.Seens(queries.shown(rows, {}, everybody, schools=True), total)


_NEEDS = {
    "access": Permission.SEE_ACCESS,
    "looks": Permission.SEE_ACCESS,
    "illness": Permission.SEE_ILLNESS,
}


def _keep(actor: Actor, person_id: UUID, unit_no: int, page: str) -> None:
    """The look as the pupil's list shows it, with the nearest position that opened the page."""
    if actor.user_id is None:
        return
    wanted = _NEEDS.get(page, Permission.SEARCH_PEOPLE)
    through = [s for s in actor.scopes if s.covers(unit_no) and wanted in s.permissions]
    nearest = min(through, key=lambda scope: scope.hi - scope.lo, default=None)
    Look.objects.create(
        school_id=school_of(unit_no), unit_no=unit_no, person_id=person_id, user_id=actor.user_id,
        role=nearest.role if nearest else "", held_at=nearest.lo if nearest else 0, page=page,
        at=clock.now(),
    )  # fmt: skip


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
