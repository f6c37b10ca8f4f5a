"""One act of a person under the id of its form; the lock of a unit; words that may be kept."""

from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from xiaoan.command import rules
from xiaoan.command.models import Act
from xiaoan.directory.queries import Place
from xiaoan.kernel import clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.scope import everywhere

_LOCK = "select pg_advisory_xact_lock(hashtext('command.unit'), %s)"


def lock(*unit_nos: int) -> None:
    """One changes a unit's group or roster at a time; before duties, rows and the journal."""
    with connection.cursor() as cursor:
        for no in sorted(set(unit_nos)):
            cursor.execute(_LOCK, [no])


def done_before(actor: Actor, act_id: UUID, body: bytes) -> Act | None:
    """What the same form has done already; refused if it said something else, or is another's."""
    with everywhere("command"):
        known = Act.objects.filter(pk=act_id).first()
    if known is not None and (known.by_id != actor.user_id or said.is_other(known.body_hash, body)):
        raise taken()
    return known


def keep_act(
    actor: Actor, act_id: UUID, place: Place, what: str, body: bytes, **outcome: Any
) -> None:
    with new_id(), everywhere("command"):
        Act.objects.create(
            id=act_id, school_id=place.school_id, unit_no=place.no, what=what, body_hash=body,
            at=clock.now(), by_id=actor.user_id, outcome=outcome,
        )  # fmt: skip


def words(text: str, field: str, *, longest: int = rules.LONGEST, wanted: bool = False) -> str:
    """Free text that may be kept."""
    found = text.strip()
    if "\0" in found:
        raise Invalid(_("有不能保存的字符。"), {field: "unreadable"})
    if len(found) > longest:
        raise Invalid(
            _("写了 %(n)s 个字,最多 %(most)s 个字。请删短。") % {"n": len(found), "most": longest},
            {field: "too_long"},
        )
    if wanted and not found:
        raise Invalid(_("请填写。"), {field: "empty"})
    return found
