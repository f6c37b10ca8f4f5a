"""What every act of notices has in common.

Locks: the form, the notice, rows of people, what is owed, the chain of facts. Every service is atomic.
"""

import datetime as dt
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from xiaoan.kernel import clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.races import taken
from xiaoan.notices import queries
from xiaoan.notices.models import Act, Notice
from xiaoan.notices.queries import templates

_BEGIN = """
insert into notices_act (id, school_id, unit_no, what, body_hash, at, by_id)
values (%(id)s, %(school)s, %(unit)s, %(what)s, %(sent)s, %(at)s, %(by)s)
on conflict do nothing
"""


def begin(actor: Actor, act_id: UUID, at: tuple[int, int], what: str, *body: object) -> bool:
    """Put the act down (`at`: school and unit it is of). True: the same form has done so already."""
    sent = said.fingerprint(what, *body)
    values: dict[str, UUID | int | str | bytes | dt.datetime | None] = {
        "id": act_id, "school": at[0], "unit": at[1], "what": what, "sent": sent, "at": clock.now(),
        "by": actor.user_id,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, values)
        if cursor.rowcount:
            return False
    known = Act.objects.filter(pk=act_id).first()
    # None: the id is of an act that the actor does not see.
    if known is None or known.by_id != actor.user_id or said.is_other(known.body_hash, sent):
        raise taken()
    return True


def user(actor: Actor) -> UUID:
    """Who acts; the system does none of these by itself."""
    if actor.user_id is None:
        raise Forbidden
    return actor.user_id


def own(actor: Actor, notice_id: UUID) -> tuple[Notice, queries.Office]:
    """A notice of a unit that the actor writes for, locked. NotFound: not in sight."""
    seen = Notice.objects.filter(pk=notice_id).first()
    if seen is None:
        raise NotFound
    office = queries.require_office(actor, seen.unit_no)
    return hold(notice_id), office


def hold(notice_id: UUID) -> Notice:
    """A notice, locked until the transaction ends."""
    row = Notice.objects.select_for_update().filter(pk=notice_id).first()
    if row is None:
        raise NotFound
    return row


def draft_again(row: Notice) -> None:
    """It is a draft as any other, not saved yet: in no hurry, and its variables follow the county again."""
    row.state, row.edits = "draft", row.edits + 1
    row.urgent_by_id, row.urgent_reason = None, ""
    row.values = templates.announced_of(row)


def refuse_state(row: Notice, *states: str) -> None:
    """Conflict: it is no longer what was looked at."""
    if row.state not in states:
        raise Conflict(_("这条通知的状态刚刚变了,这一步没有做。请刷新后再看。"))


def refuse_base(row: Notice, base: int) -> None:
    """Conflict: somebody has changed it since it was looked at."""
    if row.edits != base:
        raise Conflict(_("有人刚改过这条通知。您填的还在下面,没有保存;请先看看最新内容再保存。"))


def words(text: str, field: str, longest: int, *, required: str = "") -> str:
    """A text; `required`: the sentence if there is none."""
    found = text.replace("\r\n", "\n").strip()
    if "\0" in found:
        raise Invalid(_("有不能保存的字符。请删去后重填。"), {field: "unreadable"})
    if len(found) > longest:
        raise Invalid(
            _("写了 %(found)s 个字,最多 %(most)s 个字。请删短。")
            % {"found": len(found), "most": longest},
            {field: "too_long"},
        )
    if required and not found:
        raise Invalid(required, {field: "empty"})
    return found
