"""What every act of materials has in common.

Locks: the material or the reading; the act; rows; what is owed; tallies in the order of their questions; the
chain of facts. Every service is atomic in itself.
"""

from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel import acts
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission

LONGEST = 200
_HOLD = "select pg_advisory_xact_lock(hashtext('materials'), hashtext(%s))"


def hold(what: str) -> None:
    """Hold a material or a reading until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [what])


def begin(actor: Actor, act_id: UUID, unit_no: int, what: str, *body: object) -> bool:
    """Put the act down. True: the same form has done so already."""
    school_no = numbering.chain_of(unit_no)
    return acts.begin("materials_act", actor, act_id, (school_no, unit_no), what, *body)


def county_for(actor: Actor, needed: Permission = Permission.KEEP_MATERIALS) -> int:
    """The county's number, for whoever keeps or approves its materials."""
    county = directory.county().no
    if not actor.may(needed, county):
        raise Forbidden if actor.may(Permission.SEE_READING, county) else NotFound
    return county


def words_of(text: str, field: str, *, required: str = "", longest: int = LONGEST) -> str:
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
