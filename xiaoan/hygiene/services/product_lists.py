"""A list of products as a sheet: entered whole, or nothing of it with each fault by row and column."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.hygiene.models import Product
from xiaoan.hygiene.queries.sheets import PRODUCT_HEADS, PRODUCT_NEEDED
from xiaoan.hygiene.rules import listing
from xiaoan.hygiene.services import acts, products
from xiaoan.hygiene.services.products import NewProduct
from xiaoan.kernel import said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.said import second_id
from xiaoan.web import uploads

SHEET = uploads.Template(PRODUCT_HEADS, PRODUCT_NEEDED, most=500)


@dataclass(frozen=True)
class List:
    """What was uploaded for the register of a school or the county, under the id of its form."""

    id: UUID
    unit_no: int
    name: str
    content: bytes


@dataclass(frozen=True)
class Listed:
    """What became of it: products entered, those that were there as the sheet has them; or its faults."""

    added: int
    same: int
    taken: uploads.Taken[NewProduct] | None = None


@transaction.atomic
def add_products(actor: Actor, given: List) -> Listed:
    """Enter the products of a sheet. Those on the register as the sheet has them stay; one of the same name
    and maker that says otherwise is a fault of its row. The same file under the same id changes nothing."""
    products.require(actor, given.unit_no)
    products.hold(given.unit_no)
    body = said.fingerprint("products", given.unit_no, hashlib.sha256(given.content).hexdigest())
    known = acts.done_before(actor, given.id, body)
    if known is not None:
        return Listed(known.outcome["added"], known.outcome["same"])
    reader = _Reader(given)
    taken = uploads.take(given.name, given.content, SHEET, reader.line)
    if taken.faults:
        return Listed(0, 0, taken)
    fresh = [one for one in taken.rows if not reader.is_there(one)]
    for one in fresh:
        products.enter(actor, one, said.fingerprint(str(one)))
    same = len(taken.rows) - len(fresh)
    place = directory.place(given.unit_no)
    acts.keep(
        actor, given.id, given.unit_no, "listed", body, school_id=place.school_id,
        added=len(fresh), same=same,
    )  # fmt: skip
    return Listed(len(fresh), same)


class _Reader:
    """Reads rows into products, held against the register and the rows before."""

    def __init__(self, given: List) -> None:
        self.given = given
        rows = Product.objects.filter(unit_no=given.unit_no, closed_at=None)
        self.there = {(one.name, one.maker): one for one in rows}
        self.seen: dict[tuple[str, str], int] = {}

    def line(self, number: int, texts: Mapping[str, str]) -> NewProduct:
        one = self._product(number, texts)
        key = (one.name, one.maker)
        try:
            products.read(one)
        except Invalid as refused:
            # The first column of the sheet that is wrong; the others are found the next time.
            at = next(name for name in PRODUCT_HEADS if _FIELD.get(name, name) in refused.fields)
            raise uploads.BadCell(at, refused.fields[_FIELD.get(at, at)]) from None
        if key in self.seen:
            raise uploads.BadCell(
                "name", _("与第 %(n)s 行是同名同厂的产品。请只留一行。") % {"n": self.seen[key]}
            )
        if key in self.there and not self.is_there(one):
            raise uploads.BadCell(
                "name", _("已经登记过同名同厂的产品,内容不同。浓度或许可变了,请先停用旧的再导入。")
            )
        self.seen[key] = number
        return one

    def _product(self, number: int, texts: Mapping[str, str]) -> NewProduct:
        word, form = texts.get("agent", ""), texts.get("form", "")
        agent = listing.agent_of(word)
        if not agent:
            raise uploads.BadCell(
                "agent", _("看不出有效成分。请填:含氯、酒精、季铵盐或过氧化氢,或写化学名。")
            )
        try:
            per_tablet = listing.is_tablet(form, texts.get("strength", ""))
        except ValueError:
            raise uploads.BadCell("form", _("剂型请填:片剂、液体、粉剂或颗粒。")) from None
        plain = {name: texts.get(name, "") for name in _PLAIN}
        pk = second_id(self.given.id, said.fingerprint(number))
        return NewProduct(
            id=pk, unit_no=self.given.unit_no, agent=agent, per_tablet=per_tablet, **plain
        )

    def is_there(self, one: NewProduct) -> bool:
        """Whether the register has a product just as the sheet has it; what the sheet leaves empty says
        nothing."""
        row = self.there.get((one.name, one.maker))
        if row is None:
            return False
        label = products.read(one)
        told = {
            "agent": one.agent, "per_tablet": one.per_tablet, "strength": label.least,
            "strength_most": label.most, "licence": one.licence, "pack": one.pack,
            "approved": products.day_of(one.approved),
            "licence_until": products.day_of(one.licence_until),
            "keeps_days": int(one.keeps_days) if one.keeps_days else None,
        }  # fmt: skip
        return all(
            getattr(row, name) == value for name, value in told.items() if value not in (None, "")
        )


# Column of the sheet → field of a product, where they are called otherwise.
_FIELD = {"form": "per_tablet"}
_PLAIN = tuple(
    one.name for one in fields(NewProduct)
    if one.name in PRODUCT_HEADS and one.name != "agent"
)  # fmt: skip


def example(day: dt.date) -> list[str]:
    """A row of the template, as a label has it."""
    return [
        _("84消毒液"), _("某某消毒制品有限公司"), _("次氯酸钠(含氯)"), "5.1%~6.9%", _("液体"), _("500 mL/瓶"),
        _("鲁卫消证字(2023)第0123号"), f"{day.replace(month=1, day=15):%Y-%m-%d}", "", "",
    ]  # fmt: skip
