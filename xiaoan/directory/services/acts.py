"""An act on units happens once, however often its button is pressed: who sends it makes the id.

All or nothing: what refuses in the middle, here or in who hears the facts, leaves no trace.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from xiaoan.directory.models import UnitAct
from xiaoan.directory.rules import SCHOOL, TOWNSHIP, school_of
from xiaoan.directory.rules.lives import LONGEST_NOTE
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid

# Whoever sends the same id waits here until the first is through, and then finds its row.
_FIRST = """
insert into directory_unit_act
  (id, school_id, unit_no, what, body_hash, at, by_id, reason, outcome)
values (%s, %s, %s, %s, %s, %s, %s, %s, '{}') on conflict (id) do nothing
"""
Outcome = dict[str, Any]


@dataclass(frozen=True)
class Sent:
    """An act as it was sent: its id, what it is, the unit it is about, what else was said, and why."""

    id: UUID
    what: str
    unit_no: int
    said: tuple[Any, ...]
    reason: str = ""

    @property
    def school_no(self) -> int:
        """The school it is about; 0 for a new school of a township."""
        return 0 if self.unit_no % TOWNSHIP < SCHOOL else school_of(self.unit_no)

    @property
    def body_hash(self) -> bytes:
        return sha256(repr((self.what, self.unit_no, self.said)).encode()).digest()[:16]


def once(actor: Actor, sent: Sent, run: Callable[[], Outcome]) -> Outcome:
    """What `run` gives; or, sent before, what it gave then."""
    if len(sent.reason) > LONGEST_NOTE:
        raise Invalid(_("原因不超过 200 个字。"), {"reason": "too_long"})
    with transaction.atomic():
        if not _is_first(actor, sent):
            return _given(sent)
        outcome = run()
        UnitAct.objects.filter(pk=sent.id).update(outcome=outcome)
    return outcome


def _is_first(actor: Actor, sent: Sent) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            _FIRST,
            [
                sent.id, sent.school_no, sent.unit_no, sent.what, sent.body_hash, clock.now(),
                actor.user_id, sent.reason,
            ],
        )  # fmt: skip
        return bool(cursor.rowcount)


def _given(sent: Sent) -> Outcome:
    row = UnitAct.objects.filter(pk=sent.id).first()
    if row is None or bytes(row.body_hash) != sent.body_hash:
        raise Invalid(_("这个编号已用于另一份内容。请刷新页面后重新提交。"), {"id": "reused"})
    return dict(row.outcome)
