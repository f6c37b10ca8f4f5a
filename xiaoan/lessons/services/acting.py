"""What every act of lessons has in common. Locks: the form, lessons by id, people, duties, the chain."""

from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel import acts, clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import taken
from xiaoan.lessons.models import Act

_BEGIN = """
insert into lessons_act (id, school_id, unit_no, what, body_hash, at, by_id, outcome)
values (%s, %s, %s, %s, %s, %s, %s, '{}') on conflict do nothing
"""


def begin(actor: Actor, act_id: UUID, unit_no: int, what: str, *body: object) -> bool:
    """Put the act down. True: the same form has done so already."""
    sent = said.fingerprint(what, *body)
    school_id = school(unit_no)
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, [act_id, school_id, unit_no, what, sent, clock.now(), actor.user_id])
        if cursor.rowcount:
            return False
    known = Act.objects.filter(pk=act_id).first()
    if known is None or known.by_id != actor.user_id or said.is_other(known.body_hash, sent):
        raise taken()
    return True


def school(unit_no: int) -> int:
    """0 for the county and townships."""
    return directory.place(unit_no).school_id


user = acts.user


def require(actor: Actor, unit_no: int, *permissions: Permission) -> None:
    """Not visible → NotFound; visible and none of these held there → Forbidden."""
    if any(actor.may(one, unit_no) for one in permissions):
        return
    raise Forbidden if actor.sees(unit_no) else NotFound


def words(text: str, field: str, longest: int) -> str:
    """A text; Invalid names its field."""
    found = " ".join(text.split())
    if "\0" in found:
        raise Invalid(_("有不能保存的字符。请删去后重填。"), {field: "unreadable"})
    if len(found) > longest:
        raise Invalid(
            _("写了 %(found)s 个字,最多 %(most)s 个字。请删短。")
            % {"found": len(found), "most": longest},
            {field: "too_long"},
        )
    return found
