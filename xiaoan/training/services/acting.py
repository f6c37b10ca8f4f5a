"""What every act of training has in common.

Locks: the person (one test at a time, one certificate at a time) or the course; the act; rows; what is owed;
the chain of facts; the counts of the school. Every service is atomic in itself.
"""

from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel import acts, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.training import queries, rules
from xiaoan.training.models import Act

_HOLD = "select pg_advisory_xact_lock(hashtext('training'), hashtext(%s))"


def hold(what: UUID | str) -> None:
    """Hold a person or a course until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [str(what)])


def begin(actor: Actor, act_id: UUID, seat: queries.Seat, what: str, *body: object) -> bool:
    """Put the act down. True: the same form has done so already."""
    return acts.begin("training_act", actor, act_id, (seat.school_id, seat.unit_no), what, *body)


def is_done(act_id: UUID, what: str, *body: object) -> bool:
    """Whether this act has been put down already, with the same content."""
    known = Act.objects.filter(pk=act_id).first()
    return known is not None and not said.is_other(known.body_hash, said.fingerprint(what, *body))


def unit_for(actor: Actor, unit_no: int, needed: Permission) -> queries.Seat:
    """A school or office where the actor may do this. NotFound: they do not see its training."""
    seat = queries.seat_of(directory.place(unit_no).no)
    if seat.unit_no != unit_no or not actor.may(Permission.SEE_TRAINING, unit_no):
        raise NotFound
    if not actor.may(needed, unit_no):
        raise Forbidden
    return seat


def county_for(actor: Actor) -> queries.Seat:
    """The county, for whoever keeps its courses."""
    county = directory.county().no
    if not actor.may(Permission.KEEP_COURSES, county):
        raise Forbidden if actor.may(Permission.SEE_TRAINING, county) else NotFound
    return queries.Seat(0, county)


def words_of(text: str, field: str, *, required: str = "", longest: int = rules.LONGEST) -> str:
    """A text; `required`: the sentence if there is none."""
    found = text.strip()
    if len(found) > longest or "\0" in found:
        raise Invalid(
            _("写了 %(found)s 个字,最多 %(most)s 个字,不能有特殊控制符。请删短。")
            % {"found": len(found), "most": longest},
            {field: "too_long"},
        )
    if required and not found:
        raise Invalid(required, {field: "empty"})
    return found
