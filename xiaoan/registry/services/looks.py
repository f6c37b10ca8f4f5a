"""Looks that leave a trace: a pupil's page, a list that a pupil stands on, a search; and who looked.

A look at a class, or a roster taken away, is one row, whoever is on the roll.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory.queries import OnRecord
from xiaoan.directory.rules import school_of
from xiaoan.directory.services import looking
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
from xiaoan.registry.queries.invitations import Invitable
from xiaoan.registry.queries.transfers import Moving


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


def seen_health(actor: Actor, person_id: UUID, unit_no: int, page: str) -> None:
    """A page about a pupil's health was opened (`illness`, `key_person`, `survey`, `checks`); who may open it
    is decided by the app that has it."""
    journal.record(
        actor, LifeSeen(school_id=school_of(unit_no), unit_no=unit_no, person_id=person_id)
    )
    _keep(actor, person_id, unit_no, page)


def in_health_list(actor: Actor, pupils: Iterable[tuple[UUID, int]]) -> None:
    """Pupils (with their classes) whom a list of names and health showed to the actor: a row each."""
    in_list(actor, pupils, "health_list")


def in_list(actor: Actor, pupils: Iterable[tuple[UUID, int]], page: str) -> None:
    """Pupils (with their classes) whom a list showed to the actor by name: a row each, one statement.
    The caller has decided that they may; whether the look is a fact too is the caller's."""
    rows = [_look(actor, no, page, person_id=one) for one, no in pupils]
    Look.objects.bulk_create(row for row in rows if row)


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
        stays = queries.stays([person_id])
        rows, total = queries.rows([person_id], stays, offset)
        unit_no = access.unit_of(person_id)
        everybody = accounts.names(system, {row.user_id for row in rows})
    known = queries.known_names(actor, rows)
    found = queries.shown(rows, stays, known, everybody, schools=False)
    journal.record(actor, LooksSeen(school_id=life.school.no, unit_no=unit_no, person_id=person_id))
    _keep(actor, person_id, unit_no, "looks")
    return life, queries.Seens(found, total)


def see_looks_at_own(actor: Actor, offset: int = 0) -> queries.Seens:
    """Who looked at the children that a guardian answers for: position and school, no names."""
    if not actor.people:
        raise NotFound
    with everywhere("looks") as system:
        stays = queries.stays(actor.people)
        rows, total = queries.rows(actor.people, stays, offset)
        everybody = accounts.names(system, {row.user_id for row in rows})
    return queries.Seens(queries.shown(rows, stays, {}, everybody, schools=True), total)


def found_in_search(actor: Actor, pupils: Iterable[tuple[UUID, int]]) -> None:
    """Pupils (with their classes) whom a search showed to the actor: a row each, as many as one page has.

    The caller records the fact.
    """
    in_list(actor, pupils, "search")


def codes_seen(actor: Actor, unit_no: int, found: Collection[Invitable]) -> None:
    """A class by name, with who has an account or a code; an empty class is nobody's."""
    if found:
        looking.class_seen(actor, unit_no, clock.today(), "codes_list")


def codes_printed(actor: Actor, unit_no: int, pupils: Collection[UUID]) -> None:
    """The sheet with the codes of these pupils' guardians was opened to be printed."""
    looking.pupils_seen(actor, unit_no, dict.fromkeys(pupils, unit_no), "codes")


def pairs_seen(actor: Actor, others: Iterable[OnRecord]) -> None:
    """Pupils on record were shown beside rows of a sheet that may be about them."""
    pupils = {one.person_id: one.unit_no for one in others if one.kind == "student"}
    in_list(actor, pupils.items(), "pair")


def transfers_seen(actor: Actor, unit_no: int, rows: Iterable[Moving]) -> None:
    """Whose transfers a school was shown by name, its own pupils and those it is to take in."""
    looking.pupils_seen(actor, unit_no, {one.person_id: one.unit_no for one in rows}, "transfer")


def keep_class(actor: Actor, unit_no: int, day: dt.date, page: str) -> None:
    """A look at a whole class, or the roll of a whole school or county, as of a day."""
    row = _look(actor, unit_no, page, day=day)
    if row:
        row.save(force_insert=True)


def _keep(actor: Actor, person_id: UUID, unit_no: int, page: str) -> None:
    row = _look(actor, unit_no, page, person_id=person_id)
    if row:
        row.save(force_insert=True)


_OPENS = {
    "access": Permission.SEE_ACCESS, "looks": Permission.SEE_ACCESS,
    "illness": Permission.SEE_ILLNESS, "key_person": Permission.SEE_KEY_PERSONS,
    "survey": Permission.SEE_SURVEYS, "checks": Permission.SEE_VERIFICATION,
    "survey_list": Permission.SEE_SURVEYS, "health_list": Permission.SEE_DUTIES,
    "roll_call": Permission.SEE_CHECKS, "evening": Permission.SEE_CHECKS,
    "roster": Permission.EXPORT_ROSTER, "signal": Permission.SEE_SIGNALS,
    "sick_list": Permission.SEE_CHECKS, "watch_list": Permission.OBSERVE,
    "codes_list": Permission.INVITE_GUARDIANS, "codes": Permission.INVITE_GUARDIANS,
    "form": Permission.SEE_ILLNESS, "key_export": Permission.SEE_KEY_PERSONS,
    "survey_codes": Permission.SEE_SURVEYS,
    "missing": Permission.SEE_CHECKS, "round": Permission.TAKE_ROUNDS,
    "transfer": Permission.KEEP_ROLL, "due_list": Permission.MY_DUTIES,
    "paper": Permission.MY_DUTIES, "pair": Permission.IMPORT_ROSTER, "chooser": Permission.MY_DUTIES,
    "care": Permission.CARE_FOR_OWN, "care_list": Permission.CARE_FOR_OWN,
    "enquiry": Permission.ANSWER_ENQUIRIES,
    "care_class": Permission.SEE_CARE, "care_sheet": Permission.SEE_CARE,
}  # fmt: skip


def _look(
    actor: Actor, unit_no: int, page: str, *, person_id: UUID | None = None,
    day: dt.date | None = None,
) -> Look | None:  # fmt: skip
    """The look as the list shows it, with the nearest position that opened the page; of the system none."""
    if actor.user_id is None:
        return None
    wanted = _OPENS.get(page, Permission.SEARCH_PEOPLE)
    able = [scope for scope in actor.scopes if wanted in scope.permissions]
    # A pupil of another school, whose transfer is asked for: the position it is asked for from.
    through = [s for s in able if s.covers(unit_no)] or (able if page == "transfer" else [])
    nearest = min(through, key=lambda scope: scope.hi - scope.lo, default=None)
    return Look(
        school_id=school_of(unit_no), unit_no=unit_no, person_id=person_id, day=day,
        user_id=actor.user_id, role=nearest.role if nearest else "",
        held_at=nearest.lo if nearest else 0, page=page, at=clock.now(),
    )  # fmt: skip


def see_class_list(actor: Actor, unit_no: int, day: dt.date) -> classes.ClassList:
    """The list of a class on a day; that it was looked at is a fact."""
    found = classes.class_list(actor, unit_no, day)
    looking.class_seen(actor, unit_no, day, "class_list")
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
    keep_class(actor, unit_no, day, "class_sheet")
    return found
