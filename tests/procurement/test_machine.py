"""Any sequence of acts on requisitions, orders, deliveries and bills adds up."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import COUNTY, DAY, PRIMARY, Universe
from tests.procurement import paths
from tests.procurement.paths import GLOVES, LATER, MASK, NONE, SOON
from tests.supplies.stores import faults as ledger_faults
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.errors import Refusal
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.procurement import services
from xiaoan.procurement.models import Order, OrderLine, Requisition, RequisitionLine
from xiaoan.supplies import services as stock
from xiaoan.supplies.models import Entry

ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["ask", "change", "submit", "approve", "refuse", "decide", "decide", "withdraw", "order",
             "order", "edit", "send", "send", "receive", "receive", "receive", "again", "cancel", "chase",
             "invoice", "invoice", "pay", "stock"]
        ),
        st.integers(0, 3),
        st.integers(0, 260),
    ),
    min_size=8,
    max_size=40,
)  # fmt: skip


@dataclass
class Play:
    """What each act does; `last` is the delivery that `again` sends once more."""

    keeper: Actor
    principal: Actor
    officer: Actor
    firm: UUID
    last: services.Arrival | None = None
    done: dict[str, int] = field(default_factory=dict)

    def run(self, name: str, at: int, n: int) -> None:
        try:
            with transaction.atomic():
                getattr(self, name)(at, n)
            self.done[name] = self.done.get(name, 0) + 1
        except Refusal:
            return

    def _as(self, actor: Actor) -> Actor:
        enter(actor)
        return actor

    def _asked(self, at: int, *states: str) -> Requisition | None:
        enter(system("tests"))
        rows = list(Requisition.objects.filter(state__in=states).order_by("number"))
        return rows[at % len(rows)] if rows else None

    def _order(self, at: int, *states: str) -> Order | None:
        enter(system("tests"))
        rows = list(Order.objects.filter(state__in=states).order_by("number"))
        return rows[at % len(rows)] if rows else None

    def ask(self, at: int, n: int) -> None:
        lines = [services.Wish(0, MASK, str(n), ""), services.Wish(1, GLOVES, "1", "box")]
        new = services.NewRequisition(uuid7(), PRIMARY, "", lines[: 1 + at % 2])
        services.draft(self._as(self.keeper), new)

    def change(self, at: int, n: int) -> None:
        if row := self._asked(at, "draft", "submitted", "approved"):
            lines = [services.Wish(0, MASK, str(n), "box")]
            anew = services.Change(uuid7(), row.pk, row.edits, "", lines)
            services.change(self._as(self.keeper), anew)

    def submit(self, at: int, n: int) -> None:
        if row := self._asked(at, "draft"):
            services.submit(self._as(self.keeper), services.Act(uuid7(), row.pk, row.edits))

    def withdraw(self, at: int, n: int) -> None:
        if row := self._asked(at, "draft", "submitted", "approved", "decided"):
            act = services.Act(uuid7(), row.pk, row.edits, "不要了")
            services.withdraw(self._as(self.keeper), act)

    def approve(self, at: int, n: int, *, yes: bool = True) -> None:
        if row := self._asked(at, "submitted"):
            said = services.Approval(uuid7(), row.pk, row.edits, yes, "再看看")
            services.approve(self._as(self.principal), said)

    def refuse(self, at: int, n: int) -> None:
        self.approve(at, n, yes=n % 4 > 0)

    def decide(self, at: int, n: int) -> None:
        if row := self._asked(at, "approved"):
            parts = [
                services.LineDecision(
                    line.pk, str(n % (line.quantity // (50 if line.pack else 1) + 1)),
                    str(n % 3), COUNTY, "只能给这些",
                )
                for line in RequisitionLine.objects.filter(requisition_id=row.pk)
            ]  # fmt: skip
            said = services.Decision(uuid7(), row.pk, row.edits, parts)
            services.decide(self._as(self.officer), said)

    def order(self, at: int, n: int) -> None:
        row = self._asked(at, "decided") if at % 2 else None
        lines = [services.Good(0, MASK, str(n % 6), "box", f"{n}.{n % 100:02d}")]
        lines += [services.Good(1, GLOVES, "1", "box", "3")] if n % 2 and row is None else []
        new = paths.new_order(self.firm, lines=lines, requisition_id=row.pk if row else None)
        services.write(self._as(self.officer), new)

    def edit(self, at: int, n: int) -> None:
        if row := self._order(at, "draft"):
            lines = [services.Good(0, MASK, str(1 + n % 4), "box", "9")]
            anew = services.OrderEdit(uuid7(), row.pk, row.edits, self.firm, SOON, "", lines)
            services.edit(self._as(self.officer), anew)

    def send(self, at: int, n: int) -> None:
        if row := self._order(at, "draft", "sent"):
            colleague = self._as(paths.colleague_of(self.officer))
            services.send_order(colleague, services.Act(uuid7(), row.pk, row.edits))

    def receive(self, at: int, n: int) -> None:
        if row := self._order(at, "sent", "closed"):
            lines = [
                services.Came(
                    line.pk, str(n), str(at * 7), "damaged" if at else "", n % 5 == 0, n % 2 == 0,
                    f"B{n % 3}", "", LATER,
                )
                for line in OrderLine.objects.filter(order_id=row.pk)
            ]  # fmt: skip
            self.last = services.Arrival(uuid7(), row.pk, row.edits, DAY, lines, "差异已拍照")
            services.receive(self._as(self.keeper), self.last)

    def again(self, at: int, n: int) -> None:
        if self.last:
            enter(system("tests"))
            before = Entry.objects.count()
            services.receive(self._as(self.keeper), self.last)
            enter(system("tests"))
            assert Entry.objects.count() == before

    def cancel(self, at: int, n: int) -> None:
        if row := self._order(at, "draft", "sent"):
            act = services.Act(uuid7(), row.pk, row.edits, "不要了")
            services.cancel_order(self._as(self.officer), act)

    def chase(self, at: int, n: int) -> None:
        if row := self._order(at, "sent"):
            said = services.Chase(uuid7(), row.pk, row.edits, "王某", "明天", SOON)
            services.chase(self._as(self.officer), said)

    def invoice(self, at: int, n: int, kind: str = "invoice") -> None:
        if row := self._order(at, "sent", "closed", "draft"):
            bill = services.NewBill(
                uuid7(), row.pk, row.edits, kind, f"{n}.5", f"{kind}{n}", DAY, "预付"
            )
            services.enter(self._as(self.officer), bill)

    def pay(self, at: int, n: int) -> None:
        self.invoice(at, n, "payment")

    def stock(self, at: int, n: int) -> None:
        stock.receive(
            self._as(self.officer),
            stock.Receipt(
                uuid7(), COUNTY, MASK, str(n), "", "allocation", DAY, batch="C", expires=LATER
            ),
        )


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ACTS)
def test_everything_adds_up(db: None, universe: Universe, acts: list[tuple[str, int, int]]) -> None:
    cast = universe.cast
    with transaction.atomic():
        enter(cast["officer"])
        firm = paths.supplier(cast["officer"])
        play = Play(cast["logistics"], cast["principal"], cast["officer"], firm)
        for name, at, n in acts:
            play.run(name, at, n)
            assert (paths.faults(), ledger_faults()) == (NONE, (0, 0))
        transaction.set_rollback(True)
    assert not connection.needs_rollback
