"""The county's register of suppliers: names, contacts, papers, blocks; lead times and packs."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.races import new_id, taken
from xiaoan.procurement import rules
from xiaoan.procurement.events import SupplierChanged
from xiaoan.procurement.models import Pace, Paper, Supplier
from xiaoan.procurement.queries.suppliers import CONTACT
from xiaoan.procurement.services import acting
from xiaoan.supplies.queries import catalogue


@dataclass(frozen=True)
class NewSupplier:
    """`code`: the unified social credit code; `contact`: who and where, sealed."""

    id: UUID
    name: str
    code: str
    contact: str = ""


@dataclass(frozen=True)
class Renewal:
    """Name and contact anew; the code stays."""

    id: UUID
    supplier_id: UUID
    base: int
    name: str
    contact: str


@dataclass(frozen=True)
class NewPaper:
    id: UUID
    supplier_id: UUID
    title: str
    number: str
    expires: dt.date | None


@dataclass(frozen=True)
class NewPace:
    """Lead time and pack of an item, of one supplier or (None) of any."""

    id: UUID
    item: str
    supplier_id: UUID | None
    lead_days: str
    pack: str


class _Of:
    """A supplier's step is the county's."""

    def __init__(self, county: directory.Place, pk: UUID) -> None:
        self.pk, self.school_id, self.unit_no = pk, county.school_id, county.no


@transaction.atomic
def register(actor: Actor, given: NewSupplier) -> UUID:
    """Put a supplier on the register, once by its code. Gives its id."""
    county = acting.county_kept(actor)
    name = acting.words_of(given.name, "name", required=_("请填写单位全称。"))
    contact = acting.words_of(given.contact, "contact")
    code = given.code.strip().upper()
    if not rules.is_credit_code(code):
        raise Invalid(
            _("统一社会信用代码应为 18 位,校验位不对。请对照营业执照。"), {"code": "check"}
        )
    acting.lock("procurement.supplier", county.no)
    of, step = _Of(county, given.id), acting.second(given.id, "step")
    if acting.done_before(actor, step, given.id, "registered", name, code, contact):
        return given.id
    known = Supplier.objects.filter(code=code).values_list("name", flat=True).first()
    if known is not None:
        raise Invalid(_("这个代码已经登记为“%(name)s”。") % {"name": known}, {"code": "known"})
    if Supplier.objects.filter(pk=given.id).exists():
        raise taken()
    with new_id():
        Supplier.objects.create(
            id=given.id, unit_no=county.no, name=name, code=code, made_at=clock.now(),
            made_by_id=actor.user_id, contact=_sealed(contact, given.id),
        )  # fmt: skip
    acting.put_down(actor, step, of, "registered", name, code, contact)
    _record(actor, county, given.id, "registered")
    return given.id


@transaction.atomic
def renew(actor: Actor, given: Renewal) -> None:
    """Change name and contact."""
    county, row = _hold(actor, given.supplier_id)
    name = acting.words_of(given.name, "name", required=_("请填写单位全称。"))
    contact = acting.words_of(given.contact, "contact")
    if acting.done_before(actor, given.id, row.pk, "renewed", given.base, name, contact):
        return
    acting.same(row.edits, given.base)
    before = row.name
    row.name, row.contact, row.edits = name, _sealed(contact, row.pk), row.edits + 1
    row.save(update_fields=["name", "contact", "edits"])
    acting.put_down(
        actor, given.id, _Of(county, row.pk), "renewed", given.base, name, contact,
        note=before if before != name else "",
    )  # fmt: skip
    _record(actor, county, row.pk, "renewed")


@transaction.atomic
def block(actor: Actor, step_id: UUID, supplier_id: UUID, reason: str, *, on: bool) -> None:
    """No more orders to a supplier (`on`), or orders again; each with why."""
    county, row = _hold(actor, supplier_id)
    why = acting.words_of(reason, "reason", required=_("请写明理由。"))
    what = "blocked" if on else "unblocked"
    if acting.done_before(actor, step_id, row.pk, what, why):
        return
    if (row.blocked_at is not None) == on:
        raise Conflict(_("刚刚有别人改过。您的操作没有保存,请刷新后看过再做。"))
    row.blocked_at, row.blocked_by_id = (clock.now(), actor.user_id) if on else (None, None)
    row.blocked_reason = why if on else ""
    row.save(update_fields=["blocked_at", "blocked_by_id", "blocked_reason"])
    acting.put_down(actor, step_id, _Of(county, row.pk), what, why, note=why)
    _record(actor, county, row.pk, what)


@transaction.atomic
def add_paper(actor: Actor, given: NewPaper) -> None:
    """Put down a licence with its last day; the newest of a title counts."""
    county, row = _hold(actor, given.supplier_id)
    title = acting.words_of(given.title, "title", required=_("请填写证照名称。"))
    number = acting.words_of(given.number, "number", required=_("请填写证照编号。"))
    if acting.done_before(actor, given.id, row.pk, "papers", title, number, given.expires):
        return
    if given.expires and given.expires < clock.today():
        raise Invalid(_("这份证照已经过期。请登记有效的。"), {"expires": "past"})
    Paper.objects.create(
        id=uuid7(), unit_no=county.no, supplier=row, title=title, number=number,
        expires=given.expires, at=clock.now(), by_id=actor.user_id,
    )  # fmt: skip
    acting.put_down(
        actor, given.id, _Of(county, row.pk), "papers", title, number, given.expires,
        note=f"{title} {number}",
    )  # fmt: skip
    _record(actor, county, row.pk, "papers")


@transaction.atomic
def set_pace(actor: Actor, given: NewPace) -> None:
    """Say in how many days and in which pack an item comes; the newest holds."""
    county = acting.county_kept(actor)
    if not catalogue.size_of(given.item, given.pack):
        raise Invalid(_("这种物资没有这种包装。请从列表中选。"), {"pack": "unit"})
    typed = given.lead_days.strip()
    if not (typed.isascii() and typed.isdigit() and int(typed[:6]) <= rules.MOST_LEAD):
        raise Invalid(_("供货天数请写 0 到 365 的整数。"), {"lead_days": "range"})
    if given.supplier_id and not Supplier.objects.filter(pk=given.supplier_id).exists():
        raise NotFound
    about = given.supplier_id or acting.second(given.id, "pace")
    body = (given.item, typed, given.pack)
    if acting.done_before(actor, given.id, about, "pace", *body):
        return
    Pace.objects.create(
        id=uuid7(), unit_no=county.no, item=given.item, supplier_id=given.supplier_id,
        lead_days=int(typed), pack=given.pack, at=clock.now(), by_id=actor.user_id,
    )  # fmt: skip
    acting.put_down(
        actor, given.id, _Of(county, about), "pace", *body,
        details={"item": given.item, "days": int(typed), "pack": given.pack},
    )  # fmt: skip
    _record(actor, county, given.supplier_id, "pace")


def _hold(actor: Actor, supplier_id: UUID) -> tuple[directory.Place, Supplier]:
    county = acting.county_kept(actor)
    row = Supplier.objects.select_for_update().filter(pk=supplier_id).first()
    if row is None:
        raise NotFound
    return county, row


def _sealed(contact: str, row: UUID) -> bytes | None:
    return ciphers.seal(contact, place=CONTACT, row=row) if contact else None


def _record(actor: Actor, county: directory.Place, supplier_id: UUID | None, step: str) -> None:
    journal.record(
        actor,
        SupplierChanged(
            school_id=county.school_id, unit_no=county.no, supplier_id=supplier_id, step=step
        ),
    )
