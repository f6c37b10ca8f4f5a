"""A draft changed by hand: marked as such, and its sums held against what is there and what is needed."""

from dataclasses import asdict, dataclass
from uuid import UUID

import numpy as np
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from xiaoan.allocation import rules
from xiaoan.allocation.models import Line, Need, Plan
from xiaoan.allocation.services import holding
from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.supplies.queries import catalogue
from xiaoan.supplies.queries.words import amount


@dataclass(frozen=True)
class Edit:
    """So much of an item from a store to a school as typed; 0 takes it out. `loose`: of an opened pack."""

    plan_id: UUID
    edits: int
    item: str
    from_no: int
    to_no: int
    quantity: str
    pack: str = ""
    loose: bool = False


@transaction.atomic
def edit(actor: Actor, given: Edit) -> int:
    """Put one line; gives how many edits the plan has had. The same quantity once more changes nothing."""
    row = holding.held(actor, given.plan_id, Permission.KEEP_SUPPLIES)
    holding.refuse_state(row, "draft")
    if given.item not in row.packs:
        raise Invalid(_("这个方案里没有这种物资。"), {"item": "unknown"})
    quantity = _quantity(row, given)
    lines = Line.objects.filter(unit_no=row.unit_no, plan_id=row.pk, item=given.item)
    line = lines.filter(from_no=given.from_no, to_no=given.to_no).first()
    if (line.quantity if line else 0) == quantity:
        return row.edits
    holding.refuse_stale(row, given.edits)
    _check_sums(row, given, quantity)
    if line is None:
        line = Line(
            id=uuid7(), school_id=row.school_id, unit_no=row.unit_no, plan_id=row.pk, item=given.item,
            from_no=given.from_no, to_no=given.to_no,
        )  # fmt: skip
    line.quantity = quantity
    line.save()
    row.edits += 1
    holding.sign(row, actor)
    row.measures["items"][given.item]["edited"] = asdict(_measured(row, given.item))
    row.save(update_fields=["edits", "measures", "written_by"])
    holding.record(actor, row, "edited")
    return row.edits


def _quantity(row: Plan, given: Edit) -> int:
    """In base units; whole packs of the plan, unless it is said that one is opened."""
    quantity, fault, why = catalogue.read(given.item, given.quantity, given.pack, least=0)
    if fault == "most":
        raise Invalid(why, {"quantity": fault})
    if fault:
        raise Invalid(_("数量请写数字,换算后要是整的;不给写 0。"), {"quantity": fault})
    size = catalogue.size_of(given.item, row.packs[given.item])
    if quantity % size and not given.loose:
        raise Invalid(
            _("%(n)s 不是整包装(一个整包装 %(size)s)。请改成整包装的数量,或勾选“拆开包装调”。")
            % {"n": amount(given.item, quantity), "size": amount(given.item, size)},
            {"quantity": "loose"},
        )
    return quantity


def _check_sums(row: Plan, given: Edit, quantity: int) -> None:
    spare = row.spare.get(str(given.from_no), {}).get(given.item, 0)
    if not spare and quantity:
        raise Invalid(_("请选有这种物资可调的单位。"), {"from_no": "unknown"})
    need = Need.objects.filter(
        unit_no=row.unit_no, plan_id=row.pk, item=given.item, school_no=given.to_no
    ).first()
    if need is None:
        raise Invalid(_("请选这个方案里的学校。"), {"to_no": "unknown"})
    others = Line.objects.filter(unit_no=row.unit_no, plan_id=row.pk, item=given.item)
    others = others.exclude(from_no=given.from_no, to_no=given.to_no)
    gone = others.filter(from_no=given.from_no).aggregate(n=Sum("quantity"))["n"] or 0
    came = others.filter(to_no=given.to_no).aggregate(n=Sum("quantity"))["n"] or 0
    missing = max(need.required - need.held, 0)
    if gone + quantity > spare:
        raise Invalid(
            _("%(store)s 还能调 %(left)s,写的是 %(n)s。")
            % {
                "store": directory.place(given.from_no).name,
                "left": amount(given.item, spare - gone), "n": amount(given.item, quantity),
            },
            {"quantity": "short"},
        )  # fmt: skip
    if came + quantity > missing:
        raise Invalid(
            _("%(school)s 还缺 %(left)s,写的是 %(n)s,多了。")
            % {
                "school": directory.place(given.to_no).name,
                "left": amount(given.item, missing - came), "n": amount(given.item, quantity),
            },
            {"quantity": "more"},
        )  # fmt: skip


def _measured(row: Plan, item: str) -> rules.Measures:
    """The measures of an item as it stands."""
    needs = list(
        Need.objects.filter(unit_no=row.unit_no, plan_id=row.pk, item=item).order_by("school_no")
    )
    lines = Line.objects.filter(unit_no=row.unit_no, plan_id=row.pk, item=item, quantity__gt=0)
    got: dict[int, int] = {}
    for to_no, quantity in lines.values_list("to_no", "quantity"):
        got[to_no] = got.get(to_no, 0) + quantity
    problem = rules.Problem(
        required=np.array([one.required for one in needs], dtype=np.int64),
        held=np.array([one.held for one in needs], dtype=np.int64),
        weight=np.array([one.weight for one in needs], dtype=float),
        pupils=np.array([one.pupils for one in needs], dtype=np.int64),
        group=np.array([one.town_no for one in needs], dtype=np.int64),
        supply=np.array([0], dtype=np.int64), reach=np.array([rules.ANYWHERE], dtype=np.int64),
        pack=catalogue.size_of(item, row.packs[item]),
    )  # fmt: skip
    shares = np.array([got.get(one.school_no, 0) for one in needs], dtype=np.int64)
    return rules.measures_of(problem, shares, lines.count())
