"""What every act on a ledger has in common. Locks: the store, its rows, the journal.

Every service is atomic in itself: what is refused half-way leaves nothing, also not the form's id.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from uuid import UUID

from django.db import IntegrityError, connection
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import taken
from xiaoan.supplies import queries, rules
from xiaoan.supplies.events import Posted
from xiaoan.supplies.models import Act
from xiaoan.supplies.queries import words

# The lock is had before the row is put down: the insert reads it. A row that another transaction has just
# committed under the id stands in the way whether this statement's snapshot knows of it or not.
_BEGIN = """
with held as materialized (select pg_advisory_xact_lock(hashtext('supplies.store'), %(store)s))
insert into supplies_act (id, school_id, unit_no, what, body_hash, at, by_id)
select %(id)s::uuid, %(school)s::int, %(store)s::int, %(what)s::text, %(sent)s::bytea, %(at)s::timestamptz,
       %(by)s::uuid from held
on conflict do nothing
"""
_HOLD = "select pg_advisory_xact_lock(hashtext('supplies.store'), %s)"
# One statement however many lines, the same text for any number: prepared once. What is said by arrays each
# line has its own of; the rest is the act's. Within a store `at` only grows, whatever the clock does: the
# card is in the order of `at`, and in no other order is every balance on it the one that was there.
_POST = """
insert into supplies_entry (act_id, school_id, unit_no, day, at, by_id, id, kind, item, lot_id, quantity,
  source, supplier, papers, price, pack, to_no, to_id, about_id, reason)
select %(act)s::uuid, %(school)s::int, %(store)s::int, %(day)s::date,
  greatest(%(at)s::timestamptz, (select max(at) + interval '1 microsecond' from supplies_entry
                                 where unit_no = %(store)s::int)),
  %(by)s::uuid, e.*
from unnest(%(id)s::uuid[], %(kind)s::text[], %(item)s::text[], %(lot_id)s::uuid[], %(quantity)s::bigint[],
  %(source)s::text[], %(supplier)s::text[], %(papers)s::text[], %(price)s::int[], %(pack)s::text[],
  %(to_no)s::int[], %(to_id)s::uuid[], %(about_id)s::uuid[], %(reason)s::text[]) as e
"""


@dataclass(frozen=True)
class Line:
    """One entry to be: signed quantity of a lot, and what else is known of it."""

    kind: str
    item: str
    lot_id: UUID
    quantity: int
    source: str = ""
    supplier: str = ""
    papers: str = ""
    price: int | None = None
    pack: str = ""
    to_no: int | None = None
    to_id: UUID | None = None
    about_id: UUID | None = None
    reason: str = ""


def store_kept(actor: Actor, store_no: int) -> directory.Place:
    """A store whose ledger the actor writes."""
    place = queries.store(actor, store_no)
    if not actor.may(Permission.KEEP_SUPPLIES, store_no):
        raise Forbidden
    return place


def begin(actor: Actor, act_id: UUID, store: directory.Place, what: str, *body: object) -> bool:
    """Hold the store and put the act down. True: the same form has done so already."""
    sent = said.fingerprint(what, store.no, *body)
    values: dict[str, UUID | int | str | bytes | dt.datetime | None] = {
        "store": store.no, "id": act_id, "school": store.school_id, "what": what, "sent": sent,
        "at": clock.now(), "by": actor.user_id,
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


def hold_stores(numbers: Collection[int]) -> None:
    """Hold several stores until the transaction ends, in the order of their numbers; before anything is
    recorded."""
    with connection.cursor() as cursor:
        for no in sorted(numbers):
            cursor.execute(_HOLD, [no])


def post(
    actor: Actor,
    act_id: UUID,
    store: directory.Place,
    what: str,
    day: dt.date,
    lines: Sequence[Line],
) -> list[UUID]:
    """Add entries; the database keeps the balance, and refuses what would take it below zero.

    Gives their ids. What is refused ends the service that called: nothing more is asked of the database.
    """
    # In the order of the lines, also within a millisecond: the card lists them so.
    ids = sorted(uuid7() for _ in lines)
    own: dict[str, list[object]] = {
        field.name: [getattr(line, field.name) for line in lines] for field in fields(Line)
    }
    values = {
        "act": act_id, "school": store.school_id, "store": store.no, "day": day, "at": clock.now(),
        "by": actor.user_id, "id": ids, **own,
    }  # fmt: skip
    try:
        with connection.cursor() as cursor:
            cursor.execute(_POST, values)
    except IntegrityError as error:
        if "supplies_balance_held" not in str(error):
            raise
        raise Conflict(_("库存刚刚变了,已经不够。请刷新后再试。")) from None
    journal.record(
        actor,
        Posted(
            school_id=store.school_id, unit_no=store.no, act_id=act_id, what=what,
            item=lines[0].item, entries=len(lines), quantity=sum(one.quantity for one in lines),
        ),
    )  # fmt: skip
    return ids


def item_of(code: str) -> rules.Item:
    if code not in rules.ITEMS:
        raise Invalid(_("请从列表中选物资。"), {"item": "unknown"})
    return rules.ITEMS[code]


def quantity_of(item: str, typed: str, pack: str, field: str = "quantity", least: int = 1) -> int:
    """A typed quantity in base units, or a sentence at its field."""
    try:
        return rules.in_base(item_of(item), typed, pack, least=least)
    except rules.Fault as fault:
        at = "pack" if fault.code == "unit" else field
        raise Invalid(words.fault_sentence(fault, item), {at: fault.code}) from None


def refuse_day(day: dt.date) -> None:
    fault = rules.may_be_day(day, clock.today())
    if fault:
        sentences = {
            "future": _("日期不能晚于今天。"),
            "old": _("只能补记最近 31 天的。更早的请用更正,写明理由。"),
        }
        raise Invalid(sentences[fault], {"day": fault})


def words_of(text: str, field: str, *, required: str = "") -> str:
    """A short text; `required`: the sentence if there is none."""
    found = text.strip()
    if len(found) > rules.LONGEST or "\0" in found:
        raise Invalid(_("不超过 200 个字,不能有特殊控制符。"), {field: "too_long"})
    if required and not found:
        raise Invalid(required, {field: "empty"})
    return found
