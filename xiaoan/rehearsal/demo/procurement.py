"""Asking and buying: two suppliers, one with a licence about to run out; a requisition in each state at
schools around the cast; an order that is late, one that came with a difference and was billed; two gifts,
one of them public."""

import datetime as dt
from uuid import UUID

from xiaoan.directory import rules as numbering
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter
from xiaoan.procurement import rules, services
from xiaoan.procurement.queries import lists, rows
from xiaoan.rehearsal.demo.demand import MASK, schools
from xiaoan.rehearsal.demo.moments import BUILDER, second_of, stand_at
from xiaoan.rehearsal.demo.plan import Plan
from xiaoan.rehearsal.demo.supplies import actor_as
from xiaoan.rehearsal.demo.today import STEPS

_TEN = 10 * 3600
_SENT, _EXPECTED = 12, 3
_NAMES = ("青禾县惠民医药有限公司", "江城卫材商贸有限公司")
# Seventeen signs of codes that nobody bears; the check sign is reckoned.
_CODES = ("91999901MA0000001", "91999901MA0000002")
_STATES = ("draft", "submitted", "approved", "decided", "refused", "withdrawn")


def before(plan: Plan) -> UUID:
    """Days ago: suppliers and their papers, two orders to the cast's school, promised for a day that has gone
    by. Gives the one that comes today."""
    stand_at(second_of(plan.day - dt.timedelta(days=_SENT), _TEN))
    own, late = plan.history.incidents.school.no, plan.day - dt.timedelta(days=_EXPECTED)
    with acting_as(_officer(plan)) as officer:
        first, second = (_supplier(officer, plan.day, at) for at in range(len(_NAMES)))
        bought = ((first, "alcohol_75", "40", "bottle"), (second, "gloves_latex", "20", "box"))
        for who, item, packs, pack in bought:
            good = services.Good(0, item, packs, pack, "18.50")
            given = services.NewOrder(uuid7(), numbering.COUNTY, own, who, late, "冬季储备", [good])
            order = services.write(officer, given)
            # Nobody asked for it by a requisition: whoever leads the bureau has a look and sends it.
            leader = actor_as(plan, "county_leader", numbering.COUNTY, numbering.COUNTY)
            enter(leader)
            services.send_order(leader, services.Act(uuid7(), order, 0))
            enter(officer)
    return order


def today(plan: Plan, order_id: UUID) -> int:
    """This morning, with the order that comes; gives how many requisitions there are."""
    stand_at(second_of(plan.day, STEPS[-1]))
    with acting_as(BUILDER):
        # Those that run out come first, and nobody has asked for them.
        others = schools(plan)[2:]
        own = plan.history.incidents.school.no
        made = [_requisition(plan, own, "draft"), _requisition(plan, own, "submitted")]
        for at, state in enumerate(_STATES if others else ()):
            made.append(_requisition(plan, others[at % len(others)], state))
        _delivery(plan, own, order_id)
        _gift(plan, own, "青禾县商会", published=True)
        _gift(plan, own, "江城志愿者协会", published=False)
        enter(BUILDER)
        services.open_chases(BUILDER)
    return len(made)


def _officer(plan: Plan) -> Actor:
    return actor_as(plan, "bureau_officer", numbering.COUNTY, numbering.COUNTY)


def _at_school(plan: Plan, role: str, school_no: int) -> Actor:
    """Enters as whoever holds a role at a school."""
    actor = actor_as(plan, role, school_no, numbering.SCHOOL)
    enter(actor)
    return actor


def _supplier(officer: Actor, day: dt.date, at: int) -> UUID:
    code = next(
        _CODES[at] + sign
        for sign in "0123456789ABCDEFGHJKLMNPQRTUWXY"
        if rules.is_credit_code(_CODES[at] + sign)
    )
    who = services.register(
        officer, services.NewSupplier(uuid7(), _NAMES[at], code, "业务员 13900000000")
    )
    expires = day + dt.timedelta(days=20 if at else 700)
    paper = services.NewPaper(
        uuid7(), who, "医疗器械经营许可证", f"演示食药监械经营许 2026{at + 1:04d} 号", expires
    )
    services.add_paper(officer, paper)
    return who


def _requisition(plan: Plan, school_no: int, state: str) -> UUID:
    keeper = _at_school(plan, "logistics", school_no)
    lines = [
        services.Wish(0, MASK, "6", "box", "按建议数量"),
        services.Wish(1, "disinfectant_84", "12", "bottle", "冬季加密消毒"),
    ]
    pk = services.draft(keeper, services.NewRequisition(uuid7(), school_no, "冬季储备", lines))
    if state == "draft":
        return pk
    services.submit(keeper, services.Act(uuid7(), pk, 0, "冬季按三周备货"))
    if state == "withdrawn":
        services.withdraw(keeper, services.Act(uuid7(), pk, 1, "改为与下月一并请领"))
    elif state != "submitted":
        principal = _at_school(plan, "principal", school_no)
        no, why = state == "refused", "库存还够两周,下月再报"
        services.approve(
            principal, services.Approval(uuid7(), pk, 1, yes=not no, note=why if no else "")
        )
    if state == "decided":
        enter(officer := _officer(plan))
        parts = [
            services.LineDecision(line.pk, "6" if line.item == MASK else "12")
            for line in lists.requisition_lines([pk])[pk]
        ]
        services.decide(officer, services.Decision(uuid7(), pk, 2, parts))
    return pk


def _delivery(plan: Plan, school_no: int, order_id: UUID) -> None:
    """Of the gloves some were damaged and do not come again; they were invoiced and paid in part."""
    enter(officer := _officer(plan))
    order = rows.order(officer, order_id)
    (line,) = lists.order_lines([order_id])[order_id]
    came = services.Came(
        line.pk, str(line.quantity - 2), "2", "damaged", batch="2026-1101", maker="江城卫材公司",
        expires=plan.day + dt.timedelta(days=600),
    )  # fmt: skip
    keeper = _at_school(plan, "logistics", school_no)
    services.receive(
        keeper,
        services.Arrival(uuid7(), order.pk, order.edits, plan.day, [came], "两件外包装破损,拒收"),
    )
    enter(officer)
    for kind, amount, document in (
        ("invoice", "333.00", "演示发票 00012345"),
        ("payment", "200.00", "演示回单 0098"),
    ):
        base = rows.order(officer, order.pk).edits
        services.enter(
            officer, services.NewBill(uuid7(), order.pk, base, kind, amount, document, plan.day)
        )


def _gift(plan: Plan, school_no: int, donor: str, *, published: bool) -> None:
    """Offered; if it is to be seen also accepted, received and published, by two people."""
    keeper = _at_school(plan, "logistics", school_no)
    wish = services.Wish(0, MASK, "10", "box")
    offer = services.Offer(
        uuid7(), school_no, donor, "organisation", "", "named", consent=True, purpose="学生防护",
        offered_on=plan.day, lines=[wish],
    )  # fmt: skip
    pk = services.offer(keeper, offer)
    if not published:
        return
    principal = _at_school(plan, "principal", school_no)
    services.answer(principal, services.Answer(uuid7(), pk, 0, yes=True))
    enter(keeper)
    got = [
        services.Got(
            one.pk,
            str(one.offered),
            "2026-1020",
            "青禾医用制品厂",
            plan.day + dt.timedelta(days=500),
        )
        for one in lists.donation_lines([pk])[pk]
    ]
    services.receive_gift(keeper, services.TakeIn(uuid7(), pk, 1, plan.day, got))
    services.thank(keeper, services.Act(uuid7(), pk, 2))
    services.ask_publishing(keeper, services.Act(uuid7(), pk, 3, "发给一至三年级学生"))
    enter(principal)
    services.publish(principal, services.Act(uuid7(), pk, 4))
