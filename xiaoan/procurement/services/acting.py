"""What every act has in common. Locks: the row (or the number), lines, duties, the store, the journal.

Every service is atomic in itself: what is refused half-way leaves nothing, also not the form's id.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Protocol
from uuid import UUID

from django.db import connection
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.kernel import ciphers, clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.scope import everywhere
from xiaoan.procurement import queries, rules
from xiaoan.procurement.models import Order, Step
from xiaoan.supplies import queries as supplies
from xiaoan.supplies.queries import catalogue
from xiaoan.supplies.queries.words import PACK_NAMES, amount

_LOCK = "select pg_advisory_xact_lock(hashtext(%s), %s)"
DAY_ENDS = dt.time(18)


class OfStore(Protocol):
    """A row of a store."""

    pk: Any
    school_id: int
    unit_no: int


def place_of(actor: Actor, store_no: int, permission: Permission) -> directory.Place:
    """A store where the actor may do so; not there for whom it is out of sight."""
    place = supplies.store(actor, store_no)
    if not actor.may(permission, store_no):
        raise Forbidden
    return place


def require(actor: Actor, permission: Permission, unit_no: int) -> None:
    """The right to what the actor already sees."""
    if not actor.may(permission, unit_no):
        raise Forbidden


def county_kept(actor: Actor) -> directory.Place:
    """The county, for whoever keeps its register of suppliers."""
    county = directory.county()
    require(actor, Permission.BUY, county.no)
    return county


def done_before(actor: Actor, step_id: UUID, about_id: UUID, what: str, *body: object) -> bool:
    """Whether the same form has done so already. Asked under the lock of what it is about."""
    known = Step.objects.filter(pk=step_id).values_list("said", flat=True).first()
    if known is None:
        return False
    if said.is_other(known, _said(actor, about_id, what, *body)):
        raise taken()
    return True


def _said(actor: Actor, about_id: UUID, what: str, *body: object) -> bytes:
    return said.fingerprint(what, str(about_id), str(actor.user_id), *(str(one) for one in body))


def put_down(
    actor: Actor, step_id: UUID, row: OfStore, what: str, *body: object, note: str = "",
    details: dict[str, Any] | None = None, whom: str = "",
) -> None:  # fmt: skip
    """The act as a step of its row; `whom`: who was spoken to, sealed."""
    with new_id():
        Step.objects.create(
            id=step_id, school_id=row.school_id, unit_no=row.unit_no, about_id=row.pk, what=what,
            at=clock.now(), by_id=actor.user_id, note=note, details=details or {},
            said=_said(actor, row.pk, what, *body),
            whom=ciphers.seal(whom, place=queries.WHOM, row=step_id) if whom else None,
        )  # fmt: skip


def ordered(actor: Actor, row: Order) -> bool:
    """Whether the actor wrote or sent an order."""
    return actor.user_id in queries.authors(row.pk) | {row.sent_by_id}


def same(edits: int, base: int) -> None:
    """Whoever acts has seen what there is now."""
    if edits != base:
        raise Conflict(_("刚刚有别人改过。您的操作没有保存,请刷新后看过再做。"))


def lock(name: str, no: int) -> None:
    """Hold a name until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [name, no])


def next_number(rows: "QuerySet[Any]", year: int, **of: int) -> int:
    """The next number of a unit and year, under a lock until the transaction ends."""
    lock(rows.model._meta.db_table, next(iter(of.values())))
    known = rows.filter(year=year, **of).aggregate(most=Max("number"))
    return (known["most"] or 0) + 1


def second(step_id: UUID, *parts: object) -> UUID:
    """The id of what follows from a step: the same whenever the form is sent again."""
    return said.second_id(step_id, said.fingerprint(*(str(one) for one in parts)))


def words_of(text: str, field: str, *, required: str = "") -> str:
    """A short text; `required`: the sentence if there is none."""
    found = text.strip()
    if len(found) > rules.LONGEST or "\0" in found:
        raise Invalid(_("不超过 200 个字,不能有特殊控制符。"), {field: "too_long"})
    if required and not found:
        raise Invalid(required, {field: "empty"})
    return found


def quantity_of(item: str, typed: str, pack: str, field: str, least: int = 1) -> int:
    """A typed quantity in base units, or a sentence at its field."""
    found, fault, sentence = catalogue.read(item, typed, pack, least)
    if fault:
        raise Invalid(sentence, {field: fault})
    return found


def packs_of(item: str, typed: str, pack: str, field: str) -> int:
    """The same of whole packs: nobody can be given half a bottle. Litres are no pack but a measure."""
    found = quantity_of(item, typed, pack, field)
    if pack and pack != "litre" and found % catalogue.size_of(item, pack):
        said = {"typed": typed.strip(), "pack": PACK_NAMES[pack], "n": amount(item, found)}
        sentence = _("%(typed)s %(pack)s是 %(n)s,不是整%(pack)s。请写整数,或把单位改成最小单位。")
        raise Invalid(sentence % said, {field: "whole"})
    return found


def fen_of(typed: str, field: str, most: int) -> int:
    """An amount typed in yuan, in fen, exactly; or a sentence at its field."""
    found = rules.read_fen(catalogue.read_number(typed), most)
    sentences = {
        "number": _("金额请写成元,如 12.50。"), "negative": _("金额不能小于零。"),
        "range": _("金额最多写到分,不超过 %(most)s 元。") % {"most": f"{most // 100:,}"},
    }  # fmt: skip
    if isinstance(found, str):
        raise Invalid(sentences[found], {field: found})
    return found


def owe(
    actor: Actor, kind: str, row: OfStore, due_at: dt.datetime, named: UUID | None = None
) -> int:
    """Open the duty about a row: of whoever is named, else of whoever answers for the store today. Gives 1,
    or 0 where there was one of this day already."""
    today = clock.today()
    with everywhere("procurement"):
        people = duty_queries.present_holders([(kind, row.unit_no)], today)[kind, row.unit_no]
        first = duty_queries.ladders().first_step_at(row.unit_no, due_at, kind)
    assignee = named or people[0]
    deputy = next((who for who in people if who and who != assignee), None)
    wanted = duties.NewDuty(
        row.school_id, row.unit_no, 0, due_at, assignee, deputy, first, None, row.pk
    )
    return duties.open_duties(actor, kind, today, "", [wanted])


def due_within(kind: str, unit_no: int) -> dt.datetime:
    """Now and what the catalogue, or the county, gives for it."""
    now = clock.now()
    return now + duty_queries.ladders().within(f"{kind}.within", unit_no, now)


def end_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, DAY_ENDS, clock.ZONE)


def let_off(actor: Actor, row_id: UUID, kinds: Iterable[str]) -> None:
    """What is owed about a row is not needed any more."""
    for kind in kinds:
        held = [one.id for one in duties.hold_about(row_id, kind)]
        if held:
            duties.excuse_many(actor, held, duties.Why("over"))


def done(actor: Actor, row_id: UUID, *kinds: str) -> None:
    """What is owed about a row is done."""
    for kind in kinds:
        duties.discharge_about(actor, row_id, kind, clock.now(), on_behalf=False)
