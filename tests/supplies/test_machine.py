"""Any sequence of entries, transfers, counts, corrections, returns and recalls keeps the books."""

import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import CLASS_11, CLASS_12, COUNTY, DAY, PRIMARY, TOWN, Universe
from tests.supplies.stores import MASK, faults
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.errors import Refusal
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.supplies import queries, services
from xiaoan.supplies.models import Count, Entry, Recall, Transfer
from xiaoan.supplies.queries import cards, moves

STORES = (COUNTY, TOWN, PRIMARY)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["receive", "receive", "issue", "issue", "use", "send", "take_in", "back", "count", "confirm",
             "correct", "dispose", "recall", "lift", "again"]
        ),
        st.integers(0, 2),
        st.integers(1, 130),
    ),
    min_size=5,
    max_size=25,
)  # fmt: skip


@dataclass
class Play:
    """What each act does; `last` is sent once more by `again`."""

    officer: Actor
    second: Actor
    last: services.Issue | None = None
    orders: list[bool] = field(default_factory=list)

    def run(self, name: str, at: int, n: int) -> None:
        enter(self.officer)
        try:
            with transaction.atomic():
                getattr(self, name)(STORES[at], n)
        except Refusal:
            return

    def receive(self, store: int, n: int) -> None:
        services.receive(
            self.officer,
            services.Receipt(
                uuid7(), store, MASK, str(n), "", "allocation", DAY, batch=f"B{n % 4}",
                expires=DAY + dt.timedelta(days=n % 4),
            ),
        )  # fmt: skip

    def issue(self, store: int, n: int) -> None:
        self.last = services.Issue(
            uuid7(), store, MASK, str(n), "", DAY, (CLASS_11, CLASS_12)[: 1 + n % 2]
        )
        self._watched(self.last)

    def use(self, store: int, n: int) -> None:
        self.last = services.Issue(uuid7(), store, MASK, str(n), "", DAY, reason="值守")
        self._watched(self.last)

    def _watched(self, given: services.Issue) -> None:
        """Issue, and see that nothing that expires later went while something earlier was left."""
        services.issue(self.officer, given)
        left = [one for one in queries.held(given.store_no, [MASK]) if one.is_usable(DAY)]
        taken = Entry.objects.filter(act_id=given.id).values_list("lot__expires", flat=True)
        latest = max(one or DAY for one in taken)
        self.orders.append(all(latest <= (one.expires or DAY) for one in left))

    def again(self, store: int, n: int) -> None:
        if self.last:
            before = Entry.objects.count()
            known = Entry.objects.filter(act_id=self.last.id).exists()
            services.issue(self.officer, self.last)
            assert not known or Entry.objects.count() == before

    def send(self, store: int, n: int) -> None:
        services.dispatch(
            self.officer,
            services.Dispatch(uuid7(), store, STORES[n % 3], MASK, str(n), ""),
        )

    def take_in(self, store: int, n: int) -> None:
        for one in Transfer.objects.filter(to_no=store)[:1]:
            found = moves.transfer(self.officer, one.pk)
            counts = {line.id: str(max(line.sent - n % 3, 0)) for line in found.lines}
            services.take_in(self.officer, services.TakeIn(uuid7(), one.pk, counts, "途中破损"))

    def back(self, store: int, n: int) -> None:
        for one in queries.issued(self.officer, {"unit_no": store})[:1]:
            services.give_back(
                self.officer, services.Return(uuid7(), one.entry_id, str(n), "", DAY)
            )

    def count(self, store: int, n: int) -> None:
        base = {one.lot_id: one.held for one in queries.held(store, [MASK])}
        found = {lot: str(max(book - n % 5, 0)) for lot, book in base.items()}
        services.count(
            self.officer, services.NewCount(uuid7(), store, MASK, found, base, "账实不符")
        )

    def confirm(self, store: int, n: int) -> None:
        for one in Count.objects.filter(unit_no=store, state="counted"):
            decision = services.Decision(uuid7(), one.pk, n % 4 > 0, "复核")
            services.decide(self.second, decision)

    def _lot(self, store: int, n: int) -> UUID | None:
        lots = queries.held(store, [MASK], empty=True)
        return lots[n % len(lots)].lot_id if lots else None

    def correct(self, store: int, n: int, *, disposal: bool = False) -> None:
        if lot := self._lot(store, n):
            services.correct(
                self.officer,
                services.Correction(
                    uuid7(), store, lot, MASK, str(n), "", "记错", disposal, n % 2 == 0
                ),
            )

    def dispose(self, store: int, n: int) -> None:
        self.correct(store, n, disposal=True)

    def recall(self, store: int, n: int) -> None:
        if lot := self._lot(store, n):
            services.recall(self.officer, services.NewRecall(uuid7(), lot, "召回通知"))

    def lift(self, store: int, n: int) -> None:
        for one in Recall.objects.filter(lifted_at=None)[:1]:
            services.lift(self.officer, one.pk, "复检合格")


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ACTS)
def test_the_books_hold(
    db: None, universe: Universe, acts: list[tuple[str, int, int]]
) -> None:  # fmt: skip
    with transaction.atomic():
        play = Play(universe.cast["officer"], system("tests"))
        for name, at, n in acts:
            play.run(name, at, n)
            assert faults() == (0, 0)
        assert all(play.orders)
        for store in STORES:
            _card_is_true(play.second, store)
        transaction.set_rollback(True)
    assert not connection.needs_rollback


def _card_is_true(actor: Actor, store: int) -> None:
    """In the order of posting every balance is the one before and the entry, and none was below zero."""
    total, lines = cards.card(actor, store, MASK, 0, 1000)
    lefts = [line.left for line in reversed(lines)]
    befores = [0, *lefts[:-1]] if lefts else []
    moved = [line.quantity for line in reversed(lines)]
    assert [a + q for a, q in zip(befores, moved, strict=True)] == lefts
    assert (total, min(lefts, default=0) >= 0) == (len(lines), True)
    assert (lefts or [0])[-1] == sum(one.held for one in queries.held(store, [MASK]))
