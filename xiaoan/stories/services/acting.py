"""What every act of stories has in common.

Locks: the act; the story; its pictures and words; the chain of facts. Every service is atomic in itself.
"""

import datetime as dt
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from xiaoan.directory import rules as numbering
from xiaoan.journal import services as journal
from xiaoan.kernel import clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.races import taken
from xiaoan.stories.events import StoryStepped
from xiaoan.stories.models import Act, Shown, Story

_BEGIN = """
insert into stories_act (id, school_id, unit_no, what, body_hash, at, by_id)
values (%(id)s, %(school)s, %(unit)s, %(what)s, %(sent)s, %(at)s, %(by)s)
on conflict do nothing
"""


def begin(actor: Actor, act_id: UUID, unit_no: int, what: str, *body: object) -> bool:
    """Put the act down. True: the same form has done so already."""
    sent = said.fingerprint(what, *body)
    values: dict[str, UUID | int | str | bytes | dt.datetime | None] = {
        "id": act_id, "school": numbering.chain_of(unit_no), "unit": unit_no, "what": what,
        "sent": sent, "at": clock.now(), "by": actor.user_id,
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


def held(story_id: UUID) -> Story:
    """A story, locked; as far as the running scope may change it."""
    row = Story.objects.select_for_update().filter(pk=story_id).first()
    if row is None:
        raise NotFound
    return row


def words_of(text: str, field: str, required: str, longest: int) -> str:
    found = text.strip().replace("\r\n", "\n")
    if len(found) > longest or "\0" in found:
        raise Invalid(
            _("写了 %(found)s 个字,最多 %(most)s 个字,不能有特殊控制符。请删短。")
            % {"found": len(found), "most": longest},
            {field: "too_long"},
        )
    if not found:
        raise Invalid(required, {field: "empty"})
    return found


def record(actor: Actor, row: Story, step: str) -> None:
    shown = Shown.objects.filter(story_id=row.pk, edition=row.edition).count()
    journal.record(
        actor,
        StoryStepped(
            school_id=row.school_id, unit_no=row.unit_no, story_id=row.pk, step=step,
            state=row.state, edition=row.edition, shown=shown, photos=len(row.photos),
        ),
    )  # fmt: skip
