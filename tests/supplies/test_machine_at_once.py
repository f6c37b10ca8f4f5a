"""Two keepers on two connections do any things at any stores at the same time: the books hold."""

import datetime as dt
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import COUNTY, DAY, PRIMARY, TOWN, Universe
from tests.supplies.stores import LATER, MASK, SOON, faults
from xiaoan.journal.models import Entry as Recorded
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Refusal
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.supplies import queries, services
from xiaoan.supplies.models import Entry, Transfer
from xiaoan.supplies.queries import moves

STORES = (COUNTY, TOWN, PRIMARY)
ACT = st.tuples(
    st.sampled_from(["receive", "issue", "issue", "send", "take_in", "correct", "many"]),
    st.integers(0, 2),
    st.integers(1, 60),
)
# Each list is one keeper's morning; both begin together.
MORNING = st.lists(ACT, min_size=2, max_size=6)


def act(actor: Actor, name: str, at: int, n: int) -> None:
    """One act in the running transaction."""
    store = STORES[at]
    if name == "receive":
        services.receive(
            actor,
            services.Receipt(
                uuid7(), store, MASK, str(n), "", "allocation", DAY, batch=f"B{n % 2}",
                expires=(SOON, LATER)[n % 2],
            ),
        )  # fmt: skip
    elif name == "issue":
        services.issue(actor, services.Issue(uuid7(), store, MASK, str(n), "", DAY, reason="值守"))
    elif name == "send":
        services.dispatch(
            actor, services.Dispatch(uuid7(), store, STORES[(at + 1 + n % 2) % 3], MASK, str(n), "")
        )
    elif name == "many":
        services.dispatch_many(
            actor,
            uuid7(),
            [
                services.Consignment(uuid7(), no, STORES[(k + 1) % 3], ((MASK, n % 9 + 1),))
                for k, no in enumerate(STORES)
            ],
            "统筹调配",
        )
    elif name == "take_in":
        for one in Transfer.objects.filter(to_no=store, state="sent").order_by("id")[:1]:
            lines = moves.transfer(actor, one.pk).lines
            counts = {line.id: str(max(line.sent - n % 3, 0)) for line in lines}
            services.take_in(actor, services.TakeIn(uuid7(), one.pk, counts, "途中破损"))
    else:
        for lot in queries.held(store, [MASK])[:1]:
            services.correct(
                actor,
                services.Correction(
                    uuid7(), store, lot.lot_id, MASK, str(n % 5 + 1), "", "记错", False, n % 2 == 0
                ),
            )


def work(actor: Actor, acts: list[tuple[str, int, int]], start: Barrier) -> int:
    """Each act in a transaction of its own; gives how many were done. A deadlock would be an error."""
    done = 0
    try:
        start.wait(20)
        for name, at, n in acts:
            try:
                with acting_as(actor):
                    act(actor, name, at, n)
                done += 1
            except Refusal:
                continue
    finally:
        connections.close_all()
    return done


@contextmanager
def emptied(actor: Actor) -> Iterator[None]:
    """What a round did goes by balancing entries: the ledger of the next begins at nothing."""
    yield
    with acting_as(actor):
        for store in STORES:
            for lot in queries.held(store, [MASK]):
                services.correct(
                    actor,
                    services.Correction(
                        uuid7(), store, lot.lot_id, MASK, str(lot.held), "", "清账", False, False
                    ),
                )


def earliest_first() -> bool:
    """At each issue, in the order of the journal: nothing that expires earlier was left."""
    order = {
        json.loads(body)["act_id"]: (school, n)
        for school, n, body in Recorded.objects.filter(kind="supplies.posted").values_list(
            "school_id", "n", "body"
        )
    }
    acts: dict[str, list[Entry]] = {}
    for one in Entry.objects.select_related("lot"):
        acts.setdefault(str(one.act_id), []).append(one)
    left: dict[tuple[int, dt.date], int] = {}
    for act_id in sorted(acts, key=lambda one: order[one]):
        for one in acts[act_id]:
            key = (one.unit_no, one.lot.expires or LATER)
            left[key] = left.get(key, 0) + one.quantity
        some = acts[act_id][0]
        if some.kind in ("use", "transfer_out"):
            latest = max(one.lot.expires or LATER for one in acts[act_id])
            if any(no == some.unit_no and day < latest and n > 0 for (no, day), n in left.items()):
                return False
    return True


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(MORNING, MORNING)
def test_the_books_hold_whoever_is_first(
    own_database: str,
    universe: Universe,
    first: list[tuple[str, int, int]],
    second: list[tuple[str, int, int]],
) -> None:
    officer = universe.cast["officer"]
    with emptied(officer):
        with acting_as(officer) as actor:
            for store in (0, 1, 2):
                act(actor, "receive", store, 40)
        start = Barrier(2)
        with ThreadPoolExecutor(2) as pool:
            rounds = [pool.submit(work, officer, acts, start) for acts in (first, second)]
            done = [one.result(60) for one in rounds]
        assert done[0] <= len(first)
        with acting_as(officer):
            assert faults() == (0, 0)
            assert earliest_first()
