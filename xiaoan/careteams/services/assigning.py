"""Arranging the teams of a school by rule: looked at first, then done in one step; settled as people come and
go. Locks: the school, its open duties, rows, the journal."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from xiaoan.careteams import rules
from xiaoan.careteams.events import TeamsArranged
from xiaoan.careteams.models import Act, Link, School
from xiaoan.careteams.queries import schemes
from xiaoan.careteams.queries.standing import standing
from xiaoan.careteams.rules import Asked as Asked  # a word of this door
from xiaoan.careteams.rules import Plan, Scheme, Standing
from xiaoan.careteams.services import owing
from xiaoan.careteams.services.counting import missing, people_without, recount
from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.scope import everywhere


@dataclass(frozen=True)
class Done:
    """What an act has done: links begun and ended, roles of people that stay without."""

    begun: int
    ended: int
    uncovered: int
    again: bool = False


@dataclass(frozen=True)
class Preview:
    """What would be done, and of what it was reckoned."""

    plan: Plan
    now: Standing
    scheme: Scheme


def school_kept(actor: Actor, school_no: int) -> directory.Place:
    """A school whose teams the actor keeps."""
    place = directory.places([school_no]).get(school_no)
    if place is None or place.kind != "school" or not actor.sees(school_no):
        raise NotFound
    if not actor.may(Permission.KEEP_CARE, school_no):
        raise Forbidden
    return place


def preview(actor: Actor, school_no: int, asked: Asked) -> Preview:
    """What arranging a school's teams so would do; nothing is written."""
    school_kept(actor, school_no)
    _refuse(asked)
    today = clock.today()
    now, scheme = standing(school_no, today), schemes.in_force(today)
    return Preview(rules.plan(now, scheme, asked), now, scheme)


def assign(actor: Actor, act_id: UUID, school_no: int, asked: Asked) -> Done:
    """Arrange the teams of a school. The same form once more answers as before."""
    school_kept(actor, school_no)
    _refuse(asked)
    owing.lock(school_no)
    body = said.fingerprint(school_no, asked.mode, sorted(asked.roles))
    known = done_before(actor, act_id, body)
    if known is not None:
        return Done(**known.outcome, again=True)
    school = begun(actor, school_no)
    held = owing.lock_owed(school)
    today = clock.today()
    scheme = schemes.in_force(today)
    made = rules.plan(standing(school_no, today), scheme, asked)
    write(school_no, made, act_id, today)
    done = counted(actor, scheme, school_no, made)
    keep_act(actor, act_id, school_no, "assign", body, outcome(done))
    owing.owe(actor, school, held, people_without(school_no))
    record(actor, act_id, school_no, asked.mode, done)
    return done


def settle(actor: Actor, school_no: int, only: Collection[UUID] | None = None) -> Done:
    """Links that do not hold any more end, whoever is without one gets one, as far as a rule finds somebody;
    the principal owes the rest. Of a school that has not begun nothing is arranged. Of the system."""
    if not actor.is_system:
        raise Forbidden
    owing.lock(school_no)
    today = clock.today()
    scheme = schemes.in_force(today)
    school = School.objects.filter(school_id=school_no).first()
    if school is None:
        recount(actor, scheme, today, [school_no])
        return Done(0, 0, 0)
    held = owing.lock_owed(school)
    made = rules.plan(standing(school_no, today, only), scheme, Asked())
    act_id = uuid7()
    write(school_no, made, act_id, today)
    done = counted(actor, scheme, school_no, made)
    owing.owe(actor, school, held, people_without(school_no))
    if done.begun or done.ended:
        record(actor, act_id, school_no, "fill", done)
    return done


def _refuse(asked: Asked) -> None:
    if asked.mode not in rules.MODES or not set(asked.roles) <= set(rules.ROLES):
        raise Invalid(_("请从列表中选一项。"), {"mode": "unknown"})


def begun(actor: Actor, school_no: int) -> School:
    """The school, which has begun to arrange its teams with this at the latest; the caller holds it."""
    row = School.objects.filter(school_id=school_no).first()
    if row is None:
        row = School(
            id=uuid7(), school_id=school_no, unit_no=school_no, started_at=clock.now(),
            by_id=actor.user_id,
        )  # fmt: skip
        row.save(force_insert=True)
    return row


def done_before(actor: Actor, act_id: UUID, body: bytes) -> Act | None:
    """What the same form has done already; refused if it said something else, or is another's."""
    known = Act.objects.filter(pk=act_id).first()
    if known is not None and (known.by_id != actor.user_id or said.is_other(known.body_hash, body)):
        raise taken()
    return known


def keep_act(
    actor: Actor, act_id: UUID, unit_no: int, what: str, body: bytes, outcome: dict[str, Any]
) -> None:
    with new_id():
        Act.objects.create(
            id=act_id, school_id=directory.place(unit_no).school_id, unit_no=unit_no, what=what,
            body_hash=body, at=clock.now(), by_id=actor.user_id, outcome=outcome,
        )  # fmt: skip


_BEGIN = """
insert into careteams_link
  (id, school_id, unit_no, person_id, role, carer_kind, carer_id, chosen, since, begun_by, ended_as)
select gen_random_uuid(), %(school)s, v.unit_no, v.person_id, v.role, v.kind, v.carer, %(chosen)s,
  %(day)s, %(act)s, ''
from unnest(%(units)s::int[], %(people)s::uuid[], %(roles)s::text[], %(kinds)s::text[],
  %(carers)s::uuid[]) as v(unit_no, person_id, role, kind, carer)
"""
_END = """
update careteams_link t set until = greatest(t.since, %(day)s), ended_as = v.why
from unnest(%(ids)s::uuid[], %(whys)s::text[]) as v(id, why) where t.id = v.id and t.until is null
"""


def write(school_no: int, made: Plan, act_id: UUID, day: dt.date, *, chosen: bool = False) -> None:
    """Carry a plan out, however large, in two statements. The caller holds the school.

    Whoever left may stand outside of who writes; what is written lies in the one school.
    """
    with everywhere("careteams"), connection.cursor() as cursor:
        if made.ends:
            ids, whys = zip(*made.ends, strict=True)
            cursor.execute(_END, {"day": day, "ids": list(ids), "whys": list(whys)})
        if made.begins:
            cursor.execute(
                _BEGIN,
                {
                    "school": school_no, "day": day, "act": act_id, "chosen": chosen,
                    "units": [wish.unit_no for wish, _carer in made.begins],
                    "people": [wish.person_id for wish, _carer in made.begins],
                    "roles": [wish.role for wish, _carer in made.begins],
                    "kinds": [carer.kind for _wish, carer in made.begins],
                    "carers": [carer.id for _wish, carer in made.begins],
                },
            )  # fmt: skip


def counted(actor: Actor, scheme: Scheme, school_no: int, made: Plan) -> Done:
    recount(actor, scheme, clock.today(), [school_no])
    return Done(len(made.begins), len(made.ends), missing(school_no))


def outcome(done: Done) -> dict[str, int]:
    return {"begun": done.begun, "ended": done.ended, "uncovered": done.uncovered}


def record(actor: Actor, act_id: UUID, school_no: int, mode: str, done: Done) -> None:
    journal.record(
        actor,
        TeamsArranged(
            school_id=school_no, unit_no=school_no, act_id=act_id, mode=mode, **outcome(done)
        ),
    )


def schools() -> list[int]:
    """Every school that has begun, of the running scope."""
    return list(School.objects.order_by("school_id").values_list("school_id", flat=True))


def count_county(actor: Actor) -> None:
    """Count the whole county as of today."""
    if not actor.is_system:
        raise Forbidden
    owing.lock_all()
    today = clock.today()
    recount(actor, schemes.in_force(today), today)


def schools_begun(school_nos: Collection[int]) -> list[int]:
    """Which of some schools have begun, whoever asks."""
    with everywhere("careteams"):
        rows = School.objects.filter(school_id__in=list(school_nos)).order_by("school_id")
        return list(rows.values_list("school_id", flat=True))


def schools_of(user_id: UUID) -> list[int]:
    """At which schools somebody looks after people now, whoever asks."""
    with everywhere("careteams"):
        rows = Link.objects.filter(carer_id=user_id, until=None)
        return sorted(set(rows.values_list("school_id", flat=True)))
