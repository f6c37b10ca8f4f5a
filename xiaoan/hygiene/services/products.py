"""The register of disinfectants: as their labels say, by the school or by the county for all."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.hygiene import rules
from xiaoan.hygiene.events import ProductChanged
from xiaoan.hygiene.models import Product
from xiaoan.hygiene.queries import products
from xiaoan.hygiene.rules import strengths
from xiaoan.hygiene.services.acting import words_of
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.races import altered, new_id, taken
from xiaoan.kernel.said import fingerprint, is_other

LONGEST_NAME, LONGEST_PACK = 60, 40
MOST_DAYS = 1000
_LOCK = "select pg_advisory_xact_lock(hashtext('hygiene.products'), %s)"


@dataclass(frozen=True)
class NewProduct:
    """What is copied from a label: `strength` as it stands there ("5.1%~6.9%", "50g/L", "500mg/片");
    `approved`, `licence_until`: days as typed (2026-11-24)."""

    id: UUID
    unit_no: int
    name: str
    agent: str
    strength: str
    per_tablet: bool = False
    maker: str = ""
    licence: str = ""
    keeps_days: str = ""
    item: str = ""
    pack: str = ""
    approved: str = ""
    licence_until: str = ""


@transaction.atomic
def add_product(actor: Actor, given: NewProduct) -> Product:
    """Enter a product, under the id of the form. Raises Invalid at each field that is at fault. A permit's
    number may be missing or of another shape: that is shown wherever the product is."""
    require(actor, given.unit_no)
    hold(given.unit_no)
    body = fingerprint(*(str(part) for part in given.__dict__.values()))
    known = Product.objects.filter(pk=given.id).first()
    if known is not None:
        if known.added_by_id != actor.user_id:
            raise taken()
        if is_other(known.body_hash, body):
            raise altered()
        return known
    return enter(actor, given, body)


def enter(actor: Actor, given: NewProduct, body: bytes) -> Product:
    """Put a product down that was not there; whoever asks keeps the register, and holds it."""
    label = read(given)
    _refuse_twice(given)
    row = Product(
        id=given.id, school_id=directory.place(given.unit_no).school_id, unit_no=given.unit_no,
        name=words_of(given.name, "name"), maker=words_of(given.maker, "maker"), agent=given.agent,
        item=given.item, strength=label.least, strength_most=label.most,
        per_tablet=given.per_tablet, licence=words_of(given.licence, "licence"),
        keeps_days=whole(given.keeps_days) or None, body_hash=body, added_at=clock.now(),
        pack=words_of(given.pack, "pack"), approved=day_of(given.approved),
        licence_until=day_of(given.licence_until),
        added_by_id=actor.user_id,
    )  # fmt: skip
    with new_id():
        row.save(force_insert=True)
    _tell(actor, row, "added")
    return row


@transaction.atomic
def close_product(actor: Actor, product_id: UUID, why: str) -> None:
    """It is used no more; records that name it stay. Twice is once."""
    row = Product.objects.select_for_update().filter(pk=product_id).first()
    if row is None or not products.sees(actor, row.unit_no):
        raise NotFound
    require(actor, row.unit_no)
    if row.closed_at is not None:
        return
    row.closed_why = words_of(why, "why", required=_("请写明为什么停用。"))
    row.closed_at, row.closed_by_id = clock.now(), actor.user_id
    row.save(update_fields=["closed_at", "closed_by_id", "closed_why"])
    _tell(actor, row, "closed")


def _tell(actor: Actor, row: Product, what: str) -> None:
    journal.record(
        actor,
        ProductChanged(school_id=row.school_id, unit_no=row.unit_no, product_id=row.pk, what=what),
    )


def hold(unit_no: int) -> None:
    """One writes a register at a time."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [unit_no])


def day_of(text: str) -> dt.date | None:
    """A day as typed; None for nothing. ValueError: none."""
    found = text.strip().replace("/", "-").replace(".", "-")
    return (
        dt.datetime.strptime(found, "%Y-%m-%d").replace(tzinfo=clock.ZONE).date() if found else None
    )


def require(actor: Actor, unit_no: int) -> None:
    """Of a school whoever plans there, of the county whoever checks all of it."""
    if not products.sees(actor, unit_no):
        raise NotFound
    if not products.keeps(actor, unit_no):
        raise Forbidden


_LABEL_FAULTS = {
    "shape": lambda: _("请照瓶上写,带单位:5%、5.1%~6.9%、50g/L 或 50000mg/L;片剂写 500mg/片。"),
    "unit": lambda: _("单位不对:液体写 %、g/L 或 mg/L,片剂写每片 mg 或 g。"),
    "zero": lambda: _("浓度不能是 0。请照瓶上写。"),
    "order": lambda: _("前一个数应比后一个小。"),
    "most": lambda: _("浓度超过 100%,请再看瓶签。"),
    "fraction": lambda: _("小数太细,请只写到瓶签上的位数。"),
}


def read(given: NewProduct) -> strengths.Label:
    """What the label says; Invalid with every field that is at fault."""
    wrong = _faults(given)
    agent, label = rules.AGENTS.get(given.agent), None
    if agent is not None and not {"agent", "per_tablet"} & wrong.keys():
        try:
            label = strengths.read_label(given.strength, agent.unit, per_tablet=given.per_tablet)
        except ValueError as why:
            wrong["strength"] = _LABEL_FAULTS[str(why)]()
    if wrong or label is None:
        raise Invalid(_("还差几项,见下面。"), wrong)
    return label


def _faults(given: NewProduct) -> dict[str, str]:
    wrong: dict[str, str] = {}
    name, days = given.name.strip(), given.keeps_days.strip()
    agent = rules.AGENTS.get(given.agent)
    if not 0 < len(name) <= LONGEST_NAME:
        wrong["name"] = _("名称不超过 60 个字。") if name else _("请填产品名称。")
    if agent is None or not agent.unit:
        wrong["agent"] = _("请选择有效成分。")
    elif given.per_tablet and given.agent != "chlorine":
        wrong["per_tablet"] = _("只有含氯消毒剂按片登记。")
    if agent is not None and given.item and given.item not in agent.items:
        wrong["item"] = _("所选物资不含这种有效成分。")
    if days and not 0 < whole(days) <= MOST_DAYS:
        wrong["keeps_days"] = _("请填 1 到 1000 的整数(天),不知道就不填。")
    if len(given.pack.strip()) > LONGEST_PACK:
        wrong["pack"] = _("规格不超过 40 个字,如 500 mL/瓶。")
    return wrong | _wrong_days(given)


def _wrong_days(given: NewProduct) -> dict[str, str]:
    wrong: dict[str, str] = {}
    found: dict[str, dt.date | None] = {}
    for name in ("approved", "licence_until"):
        try:
            found[name] = day_of(getattr(given, name))
        except ValueError:
            wrong[name] = _("日期请写成 2026-11-24 这样,不知道就不填。")
    approved, until = found.get("approved"), found.get("licence_until")
    if approved and approved > clock.today():
        wrong["approved"] = _("批准日期还没有到。请对照许可证或备案表。")
    elif approved and until and until < approved:
        wrong["licence_until"] = _("有效期止早于批准日期。请对照许可证或备案表。")
    return wrong


def _refuse_twice(given: NewProduct) -> None:
    same = Product.objects.filter(
        unit_no=given.unit_no, name=given.name.strip(), maker=given.maker.strip(), closed_at=None
    )
    if same.exists():
        raise Conflict(_("已经登记过同名同厂的产品。浓度变了,请先停用旧的再登记。"))
