"""What acts of people have in common, whatever they are about: who acts, what may be written, and that the
same form once more is the same act, with other content another that is refused."""

import datetime as dt
from typing import Protocol
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from xiaoan.kernel import clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid
from xiaoan.kernel.races import taken

_BEGIN = """
insert into {table} (id, school_id, unit_no, what, body_hash, at, by_id)
values (%(id)s, %(school)s, %(unit)s, %(what)s, %(sent)s, %(at)s, %(by)s)
on conflict do nothing
"""
_KNOWN = "select by_id, body_hash from {table} where id = %s"


def begin(
    table: str, actor: Actor, act_id: UUID, at: tuple[int, int], what: str, *body: object
) -> bool:
    """Put an act down in an app's table of acts (`at`: school and unit it is of). True: the same form has
    done so already. Two at once: the second waits for the first.

    Conflict: the id is of another act, of another person, or of an act that the actor does not see.
    """
    sent = said.fingerprint(what, *body)
    values: dict[str, UUID | int | str | bytes | dt.datetime | None] = {
        "id": act_id, "school": at[0], "unit": at[1], "what": what, "sent": sent, "at": clock.now(),
        "by": actor.user_id,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN.format(table=table), values)  # our own words
        if cursor.rowcount:
            return False
        cursor.execute(_KNOWN.format(table=table), [act_id])
        known = cursor.fetchone()
    if known is None or known[0] != actor.user_id or said.is_other(known[1], sent):
        raise taken()
    return True


def user(actor: Actor) -> UUID:
    """Who acts; the system does nothing of this by itself."""
    if actor.user_id is None:
        raise Forbidden
    return actor.user_id


def words(name: str, text: str, *, longest: int, required: str = "") -> str:
    """What was written, without blanks around; Invalid at its field. `required`: the sentence for
    nothing."""
    found = text.strip()
    if required and not found:
        raise Invalid(required, {name: "missing"})
    if len(found) > longest:
        raise Invalid(_("太长了:最多 %(n)s 个字。") % {"n": longest}, {name: "too_long"})
    if "\0" in found:
        raise Invalid(_("有不能保存的字符。"), {name: "unreadable"})
    return found


class Kept(Protocol):
    """A step as it was kept: by whom, and the fingerprint of what was sent."""

    by_id: UUID

    @property
    def said(self) -> bytes | memoryview | None: ...


def is_same(actor: Actor, known: Kept | None, sent: bytes, *, elsewhere: bool) -> bool:
    """Whether this person has sent the form before. Conflict: the id is of another person's step, of one
    about something else (`elsewhere`), or what was sent has other content."""
    if known is None:
        return False
    if elsewhere or known.by_id != actor.user_id or said.is_other(known.said, sent):
        raise taken()
    return True
