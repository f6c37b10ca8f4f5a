"""Kits: opened at a place, filled from the store, checked on a round, used, emptied, closed.

Nothing leaves a kit without a word: what is used or taken out says for what; what a round does not find says
what became of it, and waits for a second person (losing.py).
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory.rules import school_of
from xiaoan.equipment import queries, rules
from xiaoan.equipment.events import KitStepped
from xiaoan.equipment.models import Kit, KitStep, Piece
from xiaoan.equipment.queries import kits
from xiaoan.equipment.services import acting, owing
from xiaoan.journal import services as journal
from xiaoan.kernel import clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken
from xiaoan.supplies import services as supplies

LONGEST_NAME = 40


@dataclass(frozen=True)
class NewKit:
    """A kit to stand at a place (a unit of the school, 0: none, as a bag)."""

    id: UUID
    school_no: int
    template: str
    name: str
    place_no: int = 0


@dataclass(frozen=True)
class KitAct:
    """What was done with a kit. `figures`, as typed: item → how much is filled in (`fill`), was found
    (`check`), taken (`use`) or thrown away (`drop`). `said_at`: when, as the phone says; None: now. It is no
    part of what was said: each sending reckons it anew."""

    id: UUID
    kit_id: UUID
    what: str
    figures: Mapping[str, str]
    note: str = ""
    said_at: dt.datetime | None = None


@transaction.atomic
def open_kit(actor: Actor, new: NewKit) -> UUID:
    """A new, empty kit; it is owed to be filled."""
    school = queries.unit(actor, new.school_no, Permission.SEE_SUPPLIES)
    if not actor.may(Permission.KEEP_SUPPLIES, school.no):
        raise Forbidden
    name = acting.words_of(new.name, "name", required=_("请填名称,如 一楼观察室。"))
    if len(name) > LONGEST_NAME:
        raise Invalid(_("名称不超过 40 个字。"), {"name": "too_long"})
    if new.template not in rules.KIT_KINDS:
        raise Invalid(_("请选套装种类。"), {"template": "unknown"})
    _place(new)
    body = said.fingerprint(new.school_no, new.template, name, new.place_no)
    if _is_done(actor, new.id, body):
        return new.id
    if Kit.objects.filter(unit_no=school.no, name=name, closed_at=None).exists():
        raise Invalid(_("本校已有这个名称的套装。"), {"name": "taken"})
    with new_id():
        row = Kit.objects.create(
            id=new.id, school_id=school.school_id, unit_no=school.no, template=new.template, name=name,
            place_no=new.place_no or None, made_at=clock.now(),
        )  # fmt: skip
    _keep(actor, row, KitAct(new.id, new.id, "open", {}), body, {}, {})
    return row.pk


def _place(new: NewKit) -> None:
    if not new.place_no:
        return
    found = directory.places([new.place_no]).get(new.place_no)
    if found is None or school_of(found.no) != new.school_no or not found.is_open_on(clock.today()):
        raise Invalid(_("请从本校的场所里选。"), {"place_no": "unknown"})


def _is_done(actor: Actor, act_id: UUID, body: bytes) -> bool:
    known = KitStep.objects.filter(pk=act_id).first()
    if known is None:
        return False
    if known.by_id != actor.user_id or said.is_other(known.body_hash, body):
        raise taken()
    return True


@transaction.atomic
def act_on_kit(actor: Actor, given: KitAct) -> int:
    """Fill, check, use, empty or close a kit; gives of how many items it is short then."""
    row = Kit.objects.select_for_update().filter(pk=given.kit_id).first()
    if row is None or not actor.may(Permission.SEE_SUPPLIES, row.unit_no):
        raise NotFound
    if not actor.may(Permission.KEEP_SUPPLIES, row.unit_no):
        raise Forbidden
    body = _body(given)
    if _is_done(actor, given.id, body):
        return 0 if row.closed_at else len(kits.kit(actor, row.pk).missing)
    if row.closed_at is not None:
        raise Conflict(_("这个套装已经撤销。"))
    if given.what not in _DO:
        raise Invalid(_("请选择要做什么。"), {"what": "unknown"})
    figures = _figures(row, given)
    owing.hold_kit(row)
    lost = _lost(row, given, figures)
    _DO[given.what](actor, row, given, figures)
    return _keep(actor, row, given, body, figures, lost)


def _body(given: KitAct) -> bytes:
    return said.fingerprint(given.kit_id, given.what, sorted(given.figures.items()), given.note)


def _figures(row: Kit, given: KitAct) -> dict[str, int]:
    found = {}
    for item in rules.KIT_KINDS[row.template].items:
        typed = given.figures.get(item, "").strip()
        if not typed and given.what != "check":
            continue
        if not (typed.isascii() and typed.isdigit() and len(typed) < 6):
            raise Invalid(_("请填 0 或更大的整数。"), {f"n-{item}": "invalid"})
        found[item] = int(typed)
    if not any(found.values()) and given.what in ("fill", "use", "drop"):
        raise Invalid(_("请至少填一项数量。"), {"figures": "empty"})
    return found


def _fill(actor: Actor, row: Kit, given: KitAct, figures: Mapping[str, int]) -> None:
    """Booked out of the school's store; the pieces bear lot and expiry from there. No more than is missing,
    but for a reason: a kit is no second store."""
    wanted = {item: n for item, n in figures.items() if n}
    missing = kits.kit(actor, row.pk).missing
    for item, n in wanted.items():
        lack = missing.get(item, 0)
        if n > lack and not given.note.strip():
            raise Invalid(
                _("按应有只缺 %(n)s。要多放,请在说明里写明理由。") % {"n": lack},
                {f"n-{item}": "over"},
            )
    outfit = supplies.Outfit(
        given.id,
        row.unit_no,
        wanted,
        _("防护套装:%(name)s") % {"name": row.name},
        row.pk,
        row.place_no,
    )
    for one in supplies.outfit(actor, outfit):
        piece, new = Piece.objects.get_or_create(
            kit_id=row.pk, lot_id=one.lot_id,
            defaults={
                "school_id": row.school_id, "unit_no": row.unit_no, "item": one.item,
                "expires": one.expires, "quantity": one.quantity,
            },
        )  # fmt: skip
        if not new:
            piece.quantity += one.quantity
            piece.save(update_fields=["quantity"])


def _check(actor: Actor, row: Kit, given: KitAct, figures: Mapping[str, int]) -> None:
    """What is not there is taken off the book."""
    for item, lost in _lost(row, given, figures).items():
        _take_off(_pieces(row, item), lost)
    at = rules.counts_at(given.said_at, clock.now())
    if row.checked_at is not None and at <= row.checked_at:
        # Somebody looked later and their word came in first.
        return
    row.checked_at, row.checked_by_id = max(at, row.made_at), actor.user_id
    row.save(update_fields=["checked_at", "checked_by_id"])


def _lost(row: Kit, given: KitAct, figures: Mapping[str, int]) -> dict[str, int]:
    """What a round did not find, with a word about it; more than the book says is none of it."""
    lost = {}
    for item, found in figures.items() if given.what == "check" else ():
        book = sum(one.quantity for one in _pieces(row, item))
        if found > book:
            raise Invalid(
                _("账上只有 %(n)s。多出来的请用补齐,从库房出账。") % {"n": book},
                {f"n-{item}": "more"},
            )
        if found < book:
            lost[item] = book - found
    if lost:
        acting.words_of(
            given.note, "note", required=_("比账上少。请写明怎么少的,如 找不到、用了没有登记。")
        )
    return lost


def _use(actor: Actor, row: Kit, given: KitAct, figures: Mapping[str, int]) -> None:
    """Of what is neither expired nor recalled: the rest is only taken out, to be thrown away or sent back."""
    acting.words_of(given.note, "note", required=_("请写明用在什么事上。"))
    spoilt = _spoilt(actor, row)
    for item, used in figures.items():
        usable = [one for one in _pieces(row, item) if one.lot_id not in spoilt]
        there = sum(one.quantity for one in usable)
        if used > there:
            raise Invalid(
                _("套装里能用的只有 %(n)s。过期或召回的不能用,请先取出。") % {"n": there},
                {f"n-{item}": "more"},
            )
        _take_off(usable, used)


def _drop(actor: Actor, row: Kit, given: KitAct, figures: Mapping[str, int]) -> None:
    acting.words_of(given.note, "note", required=_("请写明为什么取出。"))
    spoilt = _spoilt(actor, row)
    for item, dropped in figures.items():
        rows = sorted(_pieces(row, item), key=lambda one: one.lot_id not in spoilt)
        book = sum(one.quantity for one in rows)
        if dropped > book:
            raise Invalid(_("套装里只有 %(n)s。") % {"n": book}, {f"n-{item}": "more"})
        _take_off(rows, dropped)


def _close(actor: Actor, row: Kit, given: KitAct, figures: Mapping[str, int]) -> None:
    """What is still in it goes back to the store, as much as is said, what may still be used first; the rest
    is disposed of by the same reason, as a step of its own: nothing is lost with the kit."""
    why = acting.words_of(given.note, "note", required=_("请写明理由。"))
    spoilt = _spoilt(actor, row)
    back: dict[UUID, int] = {}
    rest: dict[str, int] = {}
    for item in rules.KIT_KINDS[row.template].items:
        pieces = sorted(_pieces(row, item), key=lambda one: one.lot_id in spoilt)
        book, left = sum(one.quantity for one in pieces), figures.get(item, 0)
        if left > book:
            raise Invalid(_("套装里只有 %(n)s。") % {"n": book}, {f"n-{item}": "more"})
        if book > left:
            rest[item] = book - left
        for one in pieces:
            part = min(left, one.quantity)
            left -= part
            if part:
                back[one.lot_id] = part
            one.delete()
    reason = _("防护套装撤销:%(name)s") % {"name": row.name}
    supplies.bring_back(actor, supplies.Back(given.id, row.unit_no, row.pk, back, reason))
    if rest:
        second = said.second_id(given.id, said.fingerprint("drop"))
        _step(actor, row, KitAct(second, row.pk, "drop", {}, why), _body(given), rest, {}, 0)
    row.closed_at = clock.now()
    row.save(update_fields=["closed_at"])


_DO = {"fill": _fill, "check": _check, "use": _use, "drop": _drop, "close": _close}


def _pieces(row: Kit, item: str) -> list[Piece]:
    """What expires first, first: it is what goes."""
    rows = Piece.objects.filter(kit_id=row.pk, item=item)
    return sorted(rows, key=lambda one: (one.expires is None, one.expires, one.pk))


def _spoilt(actor: Actor, row: Kit) -> set[UUID]:
    """Lots that are expired or recalled: thrown away first, and never used."""
    return {one.lot_id for one in kits.kit(actor, row.pk).lots if not one.usable}


def _take_off(rows: Iterable[Piece], quantity: int) -> None:
    left = quantity
    for one in rows if left else ():
        part = min(left, one.quantity)
        left -= part
        if part == one.quantity:
            one.delete()
        elif part:
            one.quantity -= part
            one.save(update_fields=["quantity"])


def _keep(
    actor: Actor, row: Kit, given: KitAct, body: bytes, figures: Mapping[str, int],
    lost: Mapping[str, int],
) -> int:  # fmt: skip
    """The step, what the standard counts, what is owed, the fact."""
    short = 0 if given.what == "close" else len(kits.kit(actor, row.pk).missing)
    at = rules.counts_at(given.said_at, clock.now())
    owing.follow_kit(actor, row, given, short, at)
    _step(actor, row, given, body, figures, lost, short)
    acting.place_kits(row.unit_no)
    return short


def _step(
    actor: Actor, row: Kit, given: KitAct, body: bytes, figures: Mapping[str, int],
    lost: Mapping[str, int], short: int,
) -> None:  # fmt: skip
    """The step as it stays, and the fact of it."""
    now = clock.now()
    with new_id():
        KitStep.objects.create(
            id=given.id, school_id=row.school_id, unit_no=row.unit_no, kit_id=row.pk,
            what=given.what, body_hash=body, at=now,
            said_at=min(given.said_at or now, now), by_id=actor.user_id, figures=dict(figures), short=short,
            lost=dict(lost), note=acting.words_of(given.note, "note"),
        )  # fmt: skip
    journal.record(
        actor,
        KitStepped(
            school_id=row.school_id, unit_no=row.unit_no, kit_id=row.pk, step=given.what, short=short,
            lost=sum(lost.values()),
            said_at=given.said_at if rules.is_apart(given.said_at, now) else None,
        ),
    )  # fmt: skip
