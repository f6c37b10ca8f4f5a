"""Putting items together and taking them apart by hand; both are kept, and what comes later follows."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.said import fingerprint
from xiaoan.rumours import queries
from xiaoan.rumours.models import Item, Mark, Nearby, Print, Report
from xiaoan.rumours.queries import matching
from xiaoan.rumours.rules import alike
from xiaoan.rumours.services.acting import (
    Said,
    hold,
    let_go,
    move,
    owe,
    same_step,
    step,
    words,
)


@dataclass(frozen=True)
class Merge:
    """An item is the same as another; `id` is made by the form."""

    id: UUID
    item_id: UUID
    into_id: UUID | None
    text: str = ""


@dataclass(frozen=True)
class Split:
    """Some reports of an item are another rumour; `id` is made by the form and becomes the new item's."""

    id: UUID
    item_id: UUID
    report_ids: Collection[UUID]
    text: str = ""


def merge(actor: Actor, said: Merge) -> int:
    """All of it goes over to the other item; where that is answered, its reporters have the answer. Gives how
    many reports went over."""
    row = hold(actor, said.item_id, Permission.CHECK_RUMOURS)
    body = fingerprint("merge", said.into_id, said.text.strip())
    if same_step(actor, said.id, row.pk, body):
        return 0
    wanted = [said.into_id] if said.into_id else []
    into = queries.seen_items(actor).filter(pk__in=wanted, unit_no=row.unit_no).first()
    if into is None or into.pk == row.pk:
        raise Invalid(_("请选另一条要并入的传言。"), {"into": "unknown"})
    into = Item.objects.select_for_update().get(pk=into.pk)
    text = words("text", said.text)
    move(row, "merge")
    move(into, "take_in")
    moved = _carry(row, into)
    row.into_id, row.owner_id, row.proposed_id, row.answer_id = into.pk, None, None, None
    row.published_at, row.verdict, row.reports = None, "", 0
    into.reports += moved
    # People wait since it was reported first, under whichever number.
    into.opened_at = min(into.opened_at, row.opened_at)
    _named_anew(into)
    row.named = {}
    let_go(actor, row)
    step(actor, row, "merge", Said(said.id, text, into.pk, moved, body))
    step(actor, into, "take_in", Said(uuid7(), text, row.pk, moved))
    return moved


def _carry(row: Item, into: Item) -> int:
    for model in (Print, Mark):
        model.objects.filter(item_id=row.pk).update(item_id=into.pk)
    reports = Report.objects.filter(item_id=row.pk)
    if into.state in ("published", "dismissed"):
        reports.update(answered_at=clock.now(), seen_at=None)
    else:
        reports.update(answered_at=None, seen_at=None)
    moved = reports.update(item_id=into.pk)
    _follow_nearby(row.pk, into.pk)
    return moved


def _follow_nearby(old: UUID, new: UUID) -> None:
    """What may be the same as the one may be the same as the other."""
    found = Nearby.objects.filter(item_id=old) | Nearby.objects.filter(other_id=old)
    for one in found:
        third = one.other_id if one.item_id == old else one.item_id
        pair = {"item_id": min(new, third), "other_id": max(new, third)}
        if third == new or Nearby.objects.filter(**pair).exists():
            one.delete()
        else:
            Nearby.objects.filter(pk=one.pk).update(**pair)


def _named_anew(row: Item) -> None:
    named = [
        matching.read_named(told)
        for told in Print.objects.filter(item_id=row.pk).values_list("named", flat=True)
    ]
    row.named = matching.tell_named(alike.together(named))


def split(actor: Actor, said: Split) -> UUID:
    """These reports become an item of their own, with the texts, links and pictures that only they have;
    whoever reports these texts later comes to it. Gives its id."""
    row = hold(actor, said.item_id, Permission.CHECK_RUMOURS)
    wanted = set(said.report_ids)
    body = fingerprint("split", sorted(str(pk) for pk in wanted), said.text.strip())
    if same_step(actor, said.id, row.pk, body):
        return said.id
    text = words("text", said.text, required=_("请写明为什么要分开。"))
    found = list(Report.objects.filter(item_id=row.pk, pk__in=wanted))
    if not found or len(found) != len(wanted):
        raise Invalid(_("请勾选要分出去的报告。"), {"reports": "missing"})
    if len(found) >= Report.objects.filter(item_id=row.pk).count():
        raise Conflict(_("不能把全部报告都分出去。至少留一条。"))
    move(row, "split")
    no = (Item.objects.filter(unit_no=row.unit_no).aggregate(no=Max("no"))["no"] or 0) + 1
    made = Item.objects.create(
        id=said.id, unit_no=row.unit_no, no=no, opened_at=min(one.at for one in found),
        last_at=clock.now(), reports=len(found), split_from_id=row.pk,
    )  # fmt: skip
    _take_out(row, made, found)
    row.reports -= len(found)
    # Told to be two by a person: not asked again.
    Nearby.objects.update_or_create(
        item_id=min(row.pk, made.pk), other_id=max(row.pk, made.pk), unit_no=row.unit_no,
        defaults={"percent": 0, "settled": True},
    )  # fmt: skip
    owe(made)
    step(actor, row, "split", Said(said.id, text, made.pk, len(found), body))
    return made.pk


def _take_out(row: Item, made: Item, found: Collection[Report]) -> None:
    Report.objects.filter(pk__in=[one.pk for one in found]).update(
        item_id=made.pk, how="hand", answered_at=None, seen_at=None
    )
    left = Report.objects.filter(item_id=row.pk)
    kept = set(left.exclude(print_id=None).values_list("print_id", flat=True))
    prints = {one.print_id for one in found if one.print_id} - kept
    Print.objects.filter(pk__in=prints).update(item_id=made.pk)
    _marks_follow(row, made, found)
    for each in (row, made):
        _named_anew(each)
    made.save(update_fields=["named"])


def _marks_follow(row: Item, made: Item, found: Collection[Report]) -> None:
    """Links that only the reports which go have; of pictures the file is not kept, so they stay."""
    left = {
        link
        for links in Report.objects.filter(item_id=row.pk).values_list("links", flat=True)
        for link in links
    }
    gone = {link for one in found for link in one.links} - left
    marks = [matching.link_mark(link) for link in gone]
    Mark.objects.filter(item_id=row.pk, kind="link", value__in=marks).update(item_id=made.pk)


def apart(actor: Actor, step_id: UUID, item_id: UUID, other_id: UUID) -> None:
    """Two that looked alike are two; a person is not asked again."""
    row = hold(actor, item_id, Permission.CHECK_RUMOURS)
    body = fingerprint("apart", other_id)
    if same_step(actor, step_id, row.pk, body):
        return
    pair = Nearby.objects.filter(item_id=min(item_id, other_id), other_id=max(item_id, other_id))
    if not pair.update(settled=True):
        raise NotFound
    step(actor, row, "apart", Said(step_id, "", other_id, said=body))
