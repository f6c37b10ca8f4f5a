"""One act under the id of its form; the lock of a school; words that may be kept.

Locks: the school's places and plan (`hold`), then what is owed of them, then the chain of facts.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from xiaoan.hygiene import rules
from xiaoan.hygiene.models import Act
from xiaoan.kernel import clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.scope import everywhere

_LOCK = "select pg_advisory_xact_lock(hashtext('hygiene.plan'), %s)"
FARTHEST = dt.timedelta(days=366)


def hold(school_no: int) -> None:
    """One changes a school's places or plan at a time."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [school_no])


def done_before(actor: Actor, act_id: UUID, body: bytes) -> Act | None:
    """What the same form has done already; refused if it said something else, or is another's."""
    with everywhere("hygiene"):
        known = Act.objects.filter(pk=act_id).first()
    if known is not None and (known.by_id != actor.user_id or said.is_other(known.body_hash, body)):
        raise taken()
    return known


def keep(
    actor: Actor, act_id: UUID, school_no: int, what: str, body: bytes, *, note: str = "",
    places: Iterable[UUID] = (), school_id: int | None = None, **outcome: Any,
) -> None:  # fmt: skip
    """`school_id`: where the unit is no school (an office: 0)."""
    with new_id():
        Act.objects.create(
            id=act_id, school_id=school_no if school_id is None else school_id, unit_no=school_no,
            what=what, body_hash=body, note=note, at=clock.now(), by_id=actor.user_id, outcome=outcome,
            place_ids=[str(one) for one in places],
        )  # fmt: skip


def words(text: str, field: str, *, longest: int = rules.LONGEST, wanted: str = "") -> str:
    """Free text that may be kept; `wanted`: the sentence if there is none."""
    found = " ".join(text.split())
    if not all(sign.isprintable() for sign in found):
        raise Invalid(_("有不能保存的字符。请删去后重填。"), {field: "unreadable"})
    if len(found) > longest:
        raise Invalid(
            _("写了 %(n)s 个字,最多 %(most)s 个字。请删短。") % {"n": len(found), "most": longest},
            {field: "too_long"},
        )
    if wanted and not found:
        raise Invalid(wanted, {field: "empty"})
    return found


def day_from(day: dt.date, field: str) -> dt.date:
    """A day from today on, within a year."""
    today = clock.today()
    if not today <= day <= today + FARTHEST:
        raise Invalid(_("日期要在今天到一年以内。请改正。"), {field: "range"})
    return day
