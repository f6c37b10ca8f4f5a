"""What was used is booked out of the store: once, never refused, put right with the record."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

import pytest
import time_machine

from tests.builders import BUILDER, CLASS_11, DAY, MORNING, PRIMARY
from tests.hygiene.days import ROOM, TOILET, due, laid_out, places, plan, told, usual
from tests.supplies.stores import LATER, SOON, faults, held, issue, receipt
from xiaoan.hygiene import services
from xiaoan.hygiene.models import Record
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.supplies import services as supplies
from xiaoan.supplies.models import Entry

Acting = Callable[[str], Actor]
BLEACH = "disinfectant_84"


@pytest.fixture(autouse=True)
def day_laid_out(db: None, at: Callable[[str], None]) -> None:
    plan(places())
    laid_out()
    at("16:00")


def stocked(actor: Actor, quantity: int, batch: str, **more: object) -> None:
    given = {"item": BLEACH, "quantity": str(quantity), "pack": "", "batch": batch, "price": ""}
    supplies.receive(actor, receipt(id=uuid7(), **given, **more))


def used(actor: Actor, quantity: int, batch: str = "", name: str = TOILET) -> Record:
    one = due(name, "surface")
    enter(actor)
    what = told(item=BLEACH, stock_ml=quantity, batch=batch)
    kept = services.record(actor, usual(one, told=what, confirmed=frozenset({"again:1:None"})))
    enter(BUILDER)
    return Record.objects.get(pk=kept.record_ids[0])


def figures(row: Record) -> tuple[int | None, int | None, int | None]:
    return row.booked, row.unbooked, row.issued


def test_what_expires_first_goes_first(acting: Acting) -> None:
    keeper = acting("logistics")
    stocked(keeper, 500, "late", expires=LATER)
    stocked(keeper, 30, "soon", expires=SOON)
    assert figures(used(keeper, 100)) == (100, 0, 0)
    assert held() == {"late": 430, "soon": 0}
    assert faults() == (0, 0)


def test_the_named_batch_goes_first(acting: Acting) -> None:
    keeper = acting("logistics")
    stocked(keeper, 500, "late", expires=LATER)
    stocked(keeper, 300, "soon", expires=SOON)
    used(keeper, 100, " LATE ")
    assert held() == {"late": 400, "soon": 300}


def test_a_true_record_is_never_refused(acting: Acting) -> None:
    keeper = acting("logistics")
    assert figures(used(keeper, 100)) == (0, 100, 0)
    stocked(keeper, 60, "A")
    assert figures(used(keeper, 100)) == (60, 40, 0)
    assert faults() == (0, 0)


def test_a_correction_books_the_difference(acting: Acting) -> None:
    keeper = acting("logistics")
    stocked(keeper, 500, "A", expires=SOON)
    stocked(keeper, 500, "B", expires=LATER)
    first = used(keeper, 100)
    assert mended(keeper, first.pk, 250) == (250, 0, 0)
    assert held() == {"A": 250, "B": 500}
    newest = Record.objects.exclude(replaces_id=None).get()
    assert mended(keeper, newest.pk, 40, "B") == (40, 0, 0)
    assert held() == {"A": 500, "B": 460}
    last = Record.objects.order_by("-id").filter(batch="B").get()
    enter(keeper)
    services.mend(keeper, services.Mended(uuid7(), last.pk, "没有用"))
    enter(BUILDER)
    assert held() == {"A": 500, "B": 500}
    assert faults() == (0, 0)
    assert set(Entry.objects.filter(kind="correction").values_list("reason", flat=True)) == {
        "消毒登记"
    }


def mended(actor: Actor, record_id: UUID, quantity: int, batch: str = "") -> tuple[int | None, ...]:
    enter(actor)
    what = told(item=BLEACH, stock_ml=quantity, batch=batch)
    row = services.mend(actor, services.Mended(uuid7(), record_id, "量写错了", what))
    enter(BUILDER)
    return figures(row)


def test_what_the_class_was_issued_is_not_booked_twice(acting: Acting) -> None:
    keeper = acting("logistics")
    stocked(keeper, 1000, "A")
    supplies.issue(
        keeper,
        issue(id=uuid7(), item=BLEACH, quantity="150", to_nos=(CLASS_11,), day=DAY, reason=""),
    )
    teacher = acting("teacher")
    assert figures(used(teacher, 100, name=ROOM)) == (0, 0, 100)
    teacher = acting("teacher")
    assert figures(used(teacher, 100, name=ROOM)) == (50, 0, 50)
    assert held() == {"A": 800}
    assert figures(used(acting("logistics"), 100)) == (100, 0, 0)  # the school's own place


def issued(actor: Actor, quantity: int) -> UUID:
    """To the class, today; gives the issue."""
    enter(actor)
    pk = uuid7()
    supplies.issue(
        actor,
        issue(
            id=pk, item=BLEACH, quantity=str(quantity), to_nos=(CLASS_11,), day=clock.today(), reason=""
        ),
    )  # fmt: skip
    enter(BUILDER)
    return Entry.objects.get(act_id=pk).pk


def used_besides(actor: Actor, quantity: int) -> Record:
    """By the class, at its room, of no plan."""
    place_id = due(ROOM, "surface").place_id
    enter(actor)
    what = told(item=BLEACH, stock_ml=quantity)
    sent = services.Sent(uuid7(), place_id, clock.now(), task="surface", told=what)
    kept = services.record(actor, sent)
    enter(BUILDER)
    return Record.objects.get(pk=kept.record_ids[0])


def test_what_was_issued_first_is_used_first(
    acting: Acting, morning: time_machine.Traveller
) -> None:
    stocked(acting("logistics"), 500, "A")
    issued(acting("logistics"), 100)
    morning.move_to(MORNING + dt.timedelta(days=5))
    assert figures(used_besides(acting("teacher"), 100)) == (0, 0, 100)
    morning.move_to(MORNING + dt.timedelta(days=33))
    issued(acting("logistics"), 100)
    assert figures(used_besides(acting("teacher"), 100)) == (0, 0, 100)
    assert figures(used_besides(acting("teacher"), 10)) == (10, 0, 0)
    assert held() == {"A": 290}
    assert faults() == (0, 0)


def test_what_lies_longer_than_a_month_is_used_up(
    acting: Acting, morning: time_machine.Traveller
) -> None:
    stocked(acting("logistics"), 500, "A")
    issued(acting("logistics"), 100)
    morning.move_to(MORNING + dt.timedelta(days=33))
    assert figures(used_besides(acting("teacher"), 30)) == (30, 0, 0)


def test_what_was_used_on_record_does_not_come_back(acting: Acting) -> None:
    keeper = acting("logistics")
    stocked(keeper, 500, "A")
    entry = issued(keeper, 100)
    row = used(acting("teacher"), 80, name=ROOM)
    keeper = acting("logistics")
    with pytest.raises(Invalid) as refused:
        supplies.give_back(keeper, supplies.Return(uuid7(), entry, "21", "", DAY, "退回"))
    assert refused.value.fields == {"quantity": "used"}
    assert "最多还能退" in str(refused.value)
    supplies.give_back(keeper, supplies.Return(uuid7(), entry, "20", "", DAY, "退回"))
    assert held() == {"A": 420}
    assert mended(acting("teacher"), row.pk, 50) == (0, 0, 50)
    keeper = acting("logistics")
    supplies.give_back(keeper, supplies.Return(uuid7(), entry, "30", "", DAY, "退回"))
    assert held() == {"A": 450}
    assert faults() == (0, 0)


def test_one_form_is_one_act_of_the_store(acting: Acting) -> None:
    keeper = acting("logistics")
    stocked(keeper, 50, "A")
    ids = (due(TOILET, "surface").pk, due(TOILET, "floor").pk)
    enter(keeper)
    mixture = services.Mixture(BLEACH, 80)
    sent = services.SentTogether(uuid7(), ids, clock.now(), mixture)
    services.record_together(keeper, sent)
    enter(BUILDER)
    rows = Record.objects.all()
    assert sum(one.booked or 0 for one in rows) == 50
    assert sum(one.unbooked or 0 for one in rows) == 30
    assert Entry.objects.filter(kind="use").values("act_id").distinct().count() == 1


def test_only_the_system_books_without_a_form(acting: Acting) -> None:
    with pytest.raises(Forbidden):
        supplies.use_up(acting("logistics"), uuid7(), PRIMARY, DAY, [], "x")
