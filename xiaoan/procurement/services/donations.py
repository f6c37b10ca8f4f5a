"""Gifts of goods: offered, accepted or declined by another, received into the ledger, thanked for."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken
from xiaoan.procurement import queries, rules
from xiaoan.procurement.events import DonationStepped
from xiaoan.procurement.models import Donation, DonationLine
from xiaoan.procurement.queries.donations import CONTACT
from xiaoan.procurement.services import acting
from xiaoan.procurement.services.gathering import gather
from xiaoan.procurement.services.requisitions import Act, Wish, refuse_lines
from xiaoan.supplies import services as supplies


@dataclass(frozen=True)
class Offer:
    """Who offers what to a store; `wish` and `consent`: whether the donor is to be named."""

    id: UUID
    store_no: int
    donor: str
    donor_kind: str
    contact: str
    wish: str
    consent: bool
    purpose: str
    offered_on: dt.date
    lines: Sequence[Wish]


@dataclass(frozen=True)
class Answer:
    """Another than entered the offer accepts it (`yes`) or declines it with `note`."""

    id: UUID
    donation_id: UUID
    base: int
    yes: bool
    note: str = ""


@dataclass(frozen=True)
class Got:
    """What came of a line, as typed in `pack` ("": base units)."""

    line_id: UUID
    received: str
    batch: str = ""
    maker: str = ""
    expires: dt.date | None = None
    pack: str = ""


@dataclass(frozen=True)
class TakeIn:
    id: UUID
    donation_id: UUID
    base: int
    day: dt.date
    lines: Sequence[Got]
    difference: str = ""


@transaction.atomic
def offer(actor: Actor, given: Offer) -> UUID:
    """Put an offer down; the same form once more is the same one. Gives its id."""
    place = acting.place_of(actor, given.store_no, Permission.KEEP_SUPPLIES)
    said, lines = _read(given)
    year = clock.today().year
    number = acting.next_number(Donation.objects.all(), year, unit_no=place.no)
    step, body = acting.second(given.id, "step"), (place.no, sorted(said.items()), lines)
    if acting.done_before(actor, step, given.id, "offered", *body):
        return given.id
    if Donation.objects.filter(pk=given.id).exists():
        raise taken()
    contact = said.pop("contact")
    row = Donation(
        id=given.id, school_id=place.school_id, unit_no=place.no, year=year, number=number,
        made_at=clock.now(), made_by_id=actor.user_id,
        contact=ciphers.seal(contact, place=CONTACT, row=given.id) if contact else None, **said,
    )  # fmt: skip
    with new_id():
        row.save(force_insert=True)
    DonationLine.objects.bulk_create(
        DonationLine(
            id=uuid7(), donation_id=row.pk, school_id=row.school_id, unit_no=row.unit_no, at=at,
            item=item, offered=quantity, pack=pack,
        )
        for at, (item, quantity, pack) in enumerate(lines)
    )  # fmt: skip
    acting.put_down(actor, step, row, "offered", *body)
    record(actor, row, "offered")
    return given.id


def _read(given: Offer) -> tuple[dict[str, Any], list[tuple[str, int, str]]]:
    """What is said of the offer and its lines; else everything that is wrong with them."""
    lines: list[tuple[str, int, str]] = []
    checks: list[Callable[[], None]] = [
        partial(_choices, given), partial(_consent, given), partial(_day, given),
        lambda: lines.extend(_lines(given.lines)),
    ]  # fmt: skip
    gather(checks)
    donor, contact, purpose = gather(
        [
            lambda: acting.words_of(given.donor, "donor", required=_("请写捐赠单位或个人。")),
            lambda: acting.words_of(given.contact, "contact"),
            lambda: acting.words_of(given.purpose, "purpose"),
        ]
    )
    said = {
        "donor": donor, "donor_kind": given.donor_kind, "wish": given.wish, "consent": given.consent,
        "contact": contact, "purpose": purpose, "offered_on": given.offered_on,
    }  # fmt: skip
    return said, lines


def _choices(given: Offer) -> None:
    if given.donor_kind not in rules.DONORS:
        raise Invalid(_("请选单位或个人。"), {"donor_kind": "unknown"})
    if given.wish not in rules.WISHES:
        raise Invalid(_("请选公示方式。"), {"wish": "unknown"})


def _consent(given: Offer) -> None:
    if given.wish == "named" and not given.consent:
        raise Invalid(_("具名公示要捐赠人同意。没有同意的请选匿名。"), {"consent": "missing"})


def _day(given: Offer) -> None:
    if given.offered_on > clock.today():
        raise Invalid(_("日期不能晚于今天。"), {"offered_on": "future"})
    first = clock.today() - rules.OLDEST_OFFER
    if given.offered_on < first:
        raise Invalid(
            _("只能登记 %(day)s 以来(31 天内)提出的。请检查年份。") % {"day": first.isoformat()},
            {"offered_on": "old"},
        )


def _lines(wishes: Sequence[Wish]) -> list[tuple[str, int, str]]:
    refuse_lines([(one.at, one.item) for one in wishes])
    return gather(partial(_line, one) for one in wishes)


def _line(one: Wish) -> tuple[str, int, str]:
    quantity = acting.packs_of(one.item, one.quantity, one.pack, f"quantity-{one.at}")
    return one.item, quantity, one.pack


@transaction.atomic
def answer(actor: Actor, given: Answer) -> None:
    """Accept an offer, or decline it with why."""
    row = hold(actor, given.donation_id)
    acting.require(actor, Permission.APPROVE_REQUISITION, row.unit_no)
    note = acting.words_of(given.note, "note", required="" if given.yes else _("谢绝请写明理由。"))
    what = "accepted" if given.yes else "declined"
    if acting.done_before(actor, given.id, row.pk, what, given.base, note):
        return
    acting.same(row.edits, given.base)
    if row.state != "offered":
        raise Conflict(_("这份捐赠已经答复过。"))
    if actor.user_id == row.made_by_id:
        raise Conflict(_("自己登记的捐赠要由别人决定是否接受。"))
    row.state, row.edits, row.decided_reason = what, row.edits + 1, note
    row.decided_at, row.decided_by_id = clock.now(), actor.user_id
    row.save(update_fields=["state", "edits", "decided_reason", "decided_at", "decided_by_id"])
    acting.put_down(actor, given.id, row, what, given.base, note, note=note)
    record(actor, row, what)


@transaction.atomic
def receive(actor: Actor, given: TakeIn) -> int:
    """Book what came of an accepted gift into the ledger; gives how many base units."""
    row = hold(actor, given.donation_id)
    acting.require(actor, Permission.KEEP_SUPPLIES, row.unit_no)
    lines = list(DonationLine.objects.filter(donation_id=row.pk).order_by("at"))
    got = {one.line_id: one for one in given.lines}
    if set(got) != {line.pk for line in lines}:
        raise NotFound
    counts = [_counted(line, got[line.pk]) for line in lines]
    why = acting.words_of(given.difference, "difference", required=_unlike(lines, counts))
    body = (given.base, given.day, why, [tuple(one.__dict__.values()) for one in given.lines])
    if acting.done_before(actor, given.id, row.pk, "received", *body):
        return sum(counts)
    acting.same(row.edits, given.base)
    if row.state != "accepted":
        raise Conflict(_("这份捐赠现在不等收货。"))
    if not any(counts):
        raise Invalid(_("收到的数量都是 0。一样也没收到的,请先不收货。"), {"received-0": "none"})
    for line, count in zip(lines, counts, strict=True):
        _book(actor, row, given, line, got[line.pk], count)
    row.state, row.edits, row.difference = "received", row.edits + 1, why
    row.received_on, row.received_by_id = given.day, actor.user_id
    row.save(update_fields=["state", "edits", "difference", "received_on", "received_by_id"])
    acting.put_down(actor, given.id, row, "received", *body, note=why)
    record(actor, row, "received")
    return sum(counts)


def _counted(line: DonationLine, got: Got) -> int:
    if not got.received.strip():
        return 0
    return acting.quantity_of(line.item, got.received, got.pack, f"received-{line.at}", least=0)


def _unlike(lines: Sequence[DonationLine], counts: Sequence[int]) -> str:
    same = all(line.offered == count for line, count in zip(lines, counts, strict=True))
    return "" if same else _("收到的和答应的不一样。请写明差多少、为什么。")


def _book(
    actor: Actor, row: Donation, given: TakeIn, line: DonationLine, got: Got, count: int
) -> None:
    line.received, line.batch, line.expires = count, got.batch.strip(), got.expires
    if count:
        papers = _("捐赠〔%(year)s〕%(no)s号") % {"year": row.year, "no": row.number}
        booking = supplies.Booking(
            acting.second(given.id, line.pk), row.unit_no, line.item, count, given.day, "donation",
            papers, row.pk, got.batch, got.maker, got.expires, None, "", papers,
        )  # fmt: skip
        try:
            supplies.book_in(actor, booking)
        except Invalid as fault:
            raise Invalid(
                str(fault),
                {
                    name if name == "day" else f"{_AT.get(name, name)}-{line.at}": code
                    for name, code in fault.fields.items()
                },
            ) from None
    line.save(update_fields=["received", "batch", "expires"])


# Where the form has what the ledger calls otherwise.
_AT = {"quantity": "received"}


@transaction.atomic
def thank(actor: Actor, given: Act) -> None:
    """Put down that the letter of thanks went out."""
    row = hold(actor, given.row_id)
    acting.require(actor, Permission.KEEP_SUPPLIES, row.unit_no)
    if acting.done_before(actor, given.id, row.pk, "thanked", given.base):
        return
    acting.same(row.edits, given.base)
    if row.state != "received" or row.thanked_at is not None:
        raise Conflict(_("只有收到的捐赠可以致谢,每份一次。"))
    row.thanked_at, row.thanked_by_id, row.edits = clock.now(), actor.user_id, row.edits + 1
    row.save(update_fields=["thanked_at", "thanked_by_id", "edits"])
    acting.put_down(actor, given.id, row, "thanked", given.base)
    record(actor, row, "thanked")


def hold(actor: Actor, donation_id: UUID) -> Donation:
    """A gift that the actor sees, locked."""
    return queries.one(actor, Donation.objects.select_for_update().filter(pk=donation_id))


def record(actor: Actor, row: Donation, step: str) -> None:
    lines = DonationLine.objects.filter(donation_id=row.pk).count()
    journal.record(
        actor,
        DonationStepped(
            school_id=row.school_id, unit_no=row.unit_no, donation_id=row.pk, step=step,
            state=row.state, lines=lines,
        ),
    )  # fmt: skip
