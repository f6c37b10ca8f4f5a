"""The ledger of a store: what comes and goes, by whom, and everything that is refused."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction

from tests.builders import CLASS_11, CLASS_12, CLASS_71, COUNTY, DAY, JUNIOR, PRIMARY, TOWN
from tests.supplies.stores import LATER, MASK, SOON, faults, held, issue, receipt, stocked
from xiaoan.journal.models import Entry as Recorded
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.supplies import queries, services
from xiaoan.supplies.models import Balance, Code, Entry
from xiaoan.supplies.queries import cards, moves, recalls

Acting = Callable[[str], Actor]


def test_the_same_receipt_twice_is_one(acting: Acting) -> None:
    keeper = acting("logistics")
    given = receipt(code="6901234567892")
    assert [services.receive(keeper, given) for _ in range(2)] == [150, 150]
    assert (held(), Entry.objects.count()) == ({"A": 150}, 1)
    assert Code.objects.values_list("code", "item", "pack").get() == (
        "06901234567892", MASK, "box",
    )  # fmt: skip
    entry = Entry.objects.get()
    assert (entry.price, entry.supplier, entry.source) == (2500, "县医药公司", "purchase")
    with pytest.raises(Conflict):
        services.receive(keeper, replace(given, quantity="4"))
    with pytest.raises(Conflict):
        services.receive(acting("doctor"), given)
    facts = Recorded.objects.filter(kind__startswith="supplies.").values_list("kind", flat=True)
    assert sorted(facts) == ["supplies.code_learnt", "supplies.posted"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"pack": "barrel"}, "pack"), ({"expires": DAY - dt.timedelta(days=1)}, "expires"),
        ({"expires": dt.date(2099, 1, 1)}, "expires"), ({"expires": None}, "expires"),
        ({"quantity": "1000000000", "pack": ""}, "quantity"), ({"price": "-1"}, "price"),
        ({"price": "1.005"}, "price"), ({"price": "abc"}, "price"), ({"quantity": "0"}, "quantity"),
        ({"day": DAY + dt.timedelta(days=1)}, "day"), ({"day": DAY - dt.timedelta(days=40)}, "day"),
        ({"source": ""}, "source"), ({"supplier": " "}, "supplier"), ({"batch": "x" * 201}, "batch"),
        ({"maker": "\0"}, "maker"), ({"code": "69012345678926901234567892"}, "code"),
        ({"item": "gold"}, "item"),
    ],
)  # fmt: skip
def test_bad_receipts_are_a_sentence_at_their_field_and_leave_nothing(
    acting: Acting, changes: dict[str, object], field: str
) -> None:
    keeper = acting("logistics")
    given = receipt(**changes)
    with pytest.raises(Invalid) as refused:
        services.receive(keeper, given)
    assert (list(refused.value.fields), len(str(refused.value)) > 5) == ([field], True)
    assert held() == {}
    # The form's id is free for what is mended.
    services.receive(keeper, receipt(id=given.id))
    assert held() == {"A": 150}


def test_a_bar_code_of_another_item_is_a_slip(acting: Acting) -> None:
    keeper = acting("logistics")
    services.receive(keeper, receipt(code="6901234567892"))
    with pytest.raises(Invalid) as refused:
        services.receive(keeper, receipt(code="6901234567892", item="mask_surgical"))
    assert refused.value.fields == {"code": "other"}


def test_what_expires_first_is_issued_first_and_another_lot_needs_a_reason(acting: Acting) -> None:
    keeper = acting("logistics")
    later = stocked(keeper)
    soon = stocked(keeper, batch="B", expires=SOON, quantity="1")
    assert services.issue(keeper, issue(quantity="60")) == 60
    assert held() == {"B": 0, "A": 140}
    soon = stocked(keeper, batch="B", expires=SOON, quantity="1")
    with pytest.raises(Invalid) as refused:
        services.issue(keeper, issue(to_nos=(CLASS_11,), lot_id=later, reason=""))
    assert refused.value.fields == {"reason": "order"}
    services.issue(keeper, issue(to_nos=(CLASS_11,), lot_id=later, reason="B 批留给保健室"))
    services.issue(keeper, issue(to_nos=(CLASS_11,), lot_id=soon, reason=""))
    assert (held(), faults()) == ({"A": 130, "B": 40}, (0, 0))


def test_masks_are_issued_by_class_for_each_pupil(acting: Acting) -> None:
    keeper = acting("logistics")
    stocked(keeper)
    given = issue(quantity="2", to_nos=(CLASS_12, CLASS_11), per_pupil=True, reason="")
    assert services.issue(keeper, given) == 40
    rows = Entry.objects.filter(kind="issue").order_by("to_no").values_list("to_no", "quantity")
    assert list(rows) == [(CLASS_11, -20), (CLASS_12, -20)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"quantity": "151"}, "quantity"), ({"reason": ""}, "reason"),
        ({"to_nos": (CLASS_71,)}, "to_nos"), ({"person": "无此人"}, "person"),
        ({"to_nos": (CLASS_11,), "person": "甲"}, "person"), ({"lot_id": uuid7()}, "lot_id"),
        ({"day": DAY + dt.timedelta(days=1)}, "day"),
    ],
)  # fmt: skip
def test_bad_issues_take_nothing(acting: Acting, changes: dict[str, object], field: str) -> None:
    keeper = acting("logistics")
    stocked(keeper)
    with pytest.raises(Invalid) as refused:
        services.issue(keeper, issue(**changes))
    assert (list(refused.value.fields), held()) == ([field], {"A": 150})


def test_an_expired_lot_is_not_issued_but_disposed_of(
    acting: Acting, morning: object, at: Callable[[str], None]
) -> None:
    keeper = acting("logistics")
    lot = stocked(keeper, batch="B", expires=DAY)
    services.issue(keeper, issue())
    morning.shift(dt.timedelta(days=1))  # type: ignore[attr-defined]  # time_machine's traveller
    for changes, field in (({}, "quantity"), ({"lot_id": lot}, "lot_id")):
        with pytest.raises(Invalid) as refused:
            services.issue(keeper, issue(**changes))
        assert list(refused.value.fields) == [field]
    gone = services.Correction(uuid7(), PRIMARY, lot, MASK, "140", "", "过期", disposal=True)
    assert (services.correct(keeper, gone), held()) == (-140, {"B": 0})


def test_never_more_comes_back_than_is_out(acting: Acting) -> None:
    keeper = acting("logistics")
    stocked(keeper)
    services.issue(keeper, issue(to_nos=(CLASS_11,), reason=""))
    out = queries.issued(keeper, {"unit_no": PRIMARY})[0]
    back = services.Return(uuid7(), out.entry_id, "4", "", DAY)
    assert [services.give_back(keeper, back) for _ in range(2)] == [4, 4]
    with pytest.raises(Invalid):
        services.give_back(keeper, services.Return(uuid7(), out.entry_id, "7", "", DAY))
    services.give_back(keeper, services.Return(uuid7(), out.entry_id, "6", "", DAY))
    assert (held(), queries.issued(keeper, {"unit_no": PRIMARY})[0].left) == ({"A": 150}, 0)


def test_a_transfer_leaves_is_on_the_way_and_is_counted_in(acting: Acting) -> None:
    officer = acting("officer")
    stocked(officer, store_no=COUNTY)
    sent = services.Dispatch(uuid7(), COUNTY, PRIMARY, MASK, "2", "box")
    assert [services.dispatch(officer, sent) for _ in range(2)] == [sent.id, sent.id]
    assert (held(COUNTY), faults()) == ({"A": 50}, (0, 0))
    keeper = acting("logistics")
    [line] = moves.transfer(keeper, sent.id).lines
    for typed, field in (("101", f"received-{line.id}"), ("90", "difference")):
        with pytest.raises(Invalid) as refused:
            services.take_in(keeper, services.TakeIn(uuid7(), sent.id, {line.id: typed}))
        assert list(refused.value.fields) == [field]
    taken = services.TakeIn(uuid7(), sent.id, {line.id: "90"}, "破损 10 只")
    assert [services.take_in(keeper, taken) for _ in range(2)] == [10, 10]
    assert (held(PRIMARY), faults()) == ({"A": 90}, (0, 0))
    with pytest.raises(Conflict):
        services.take_in(keeper, replace(taken, id=uuid7()))
    with pytest.raises(NotFound):
        moves.transfer(acting("other_principal"), sent.id)


def test_nothing_is_transferred_to_oneself_or_nowhere(acting: Acting) -> None:
    keeper = acting("logistics")
    stocked(keeper)
    for to_no in (PRIMARY, CLASS_11, 1):
        with pytest.raises(Invalid) as refused:
            services.dispatch(keeper, services.Dispatch(uuid7(), PRIMARY, to_no, MASK, "1", ""))
        assert list(refused.value.fields) == ["to_no"]


def counted(lot: object, found: str, base: int, reason: str = "") -> services.NewCount:
    return services.NewCount(uuid7(), PRIMARY, MASK, {lot: found}, {lot: base}, reason)  # type: ignore[dict-item]  # a lot's id


def test_a_count_is_confirmed_by_somebody_else(acting: Acting) -> None:
    keeper = acting("logistics")
    lot = stocked(keeper)
    with pytest.raises(Invalid):
        services.count(keeper, counted(lot, "148", 150))
    first = services.count(keeper, counted(lot, "148", 150, "散装少 2 只"))
    with pytest.raises(Conflict):
        services.count(keeper, counted(lot, "150", 150))
    assert held() == {"A": 150}
    decision = services.Decision(uuid7(), first, confirmed=True)
    with pytest.raises(Forbidden):
        services.decide(keeper, decision)
    with pytest.raises(NotFound):
        services.decide(acting("other_principal"), decision)
    services.issue(acting("logistics"), issue())
    doctor = acting("doctor")
    assert [services.decide(doctor, decision) for _ in range(2)] == [1, 1]
    # The ten that were issued meanwhile stay issued.
    assert (held(), faults()) == ({"A": 138}, (0, 0))
    with pytest.raises(Conflict):
        services.decide(doctor, services.Decision(uuid7(), first, confirmed=False, reason="重盘"))


def test_a_count_below_what_was_issued_meanwhile_goes_back(acting: Acting) -> None:
    keeper = acting("logistics")
    lot = stocked(keeper)
    first = services.count(keeper, counted(lot, "5", 150, "被盗"))
    services.issue(keeper, issue(quantity="10"))
    with pytest.raises(Conflict):
        services.decide(acting("doctor"), services.Decision(uuid7(), first, confirmed=True))
    services.decide(
        acting("doctor"), services.Decision(uuid7(), first, confirmed=False, reason="重新盘点")
    )
    assert held() == {"A": 140}


def test_a_correction_has_a_reason_and_does_not_go_below_zero(acting: Acting) -> None:
    keeper = acting("logistics")
    lot = stocked(keeper)
    for quantity, reason, field in (("151", "记错", "quantity"), ("1", "", "reason")):
        with pytest.raises(Invalid) as refused:
            services.correct(
                keeper, services.Correction(uuid7(), PRIMARY, lot, MASK, quantity, "", reason)
            )
        assert list(refused.value.fields) == [field]
    services.correct(
        keeper, services.Correction(uuid7(), PRIMARY, lot, MASK, "1", "box", "漏记一盒", more=True)
    )
    assert held() == {"A": 200}


@pytest.mark.parametrize(
    ("login", "store", "refused"),
    [
        ("teacher", PRIMARY, NotFound), ("guardian", PRIMARY, NotFound), ("canteen", PRIMARY, NotFound),
        ("leader", PRIMARY, Forbidden), ("other_principal", PRIMARY, NotFound),
        ("logistics", JUNIOR, NotFound), ("logistics", TOWN, NotFound), ("logistics", CLASS_11, NotFound),
        ("liaison", TOWN, None), ("officer", COUNTY, None), ("doctor", PRIMARY, None),
    ],
)  # fmt: skip
def test_only_who_keeps_a_store_writes_in_it(
    acting: Acting, login: str, store: int, refused: type[Refusal] | None
) -> None:
    actor = acting(login)
    if refused is None:
        assert services.receive(actor, receipt(store_no=store)) == 150
        return
    with pytest.raises(refused):
        services.receive(actor, receipt(store_no=store))


def test_the_database_keeps_the_balance_and_nobody_else(acting: Acting) -> None:
    keeper = acting("logistics")
    stocked(keeper)
    for attempt in (
        "update supplies_balance set held = 999", "delete from supplies_balance",
        "update supplies_entry set quantity = 1", "delete from supplies_entry",
        ("insert into supplies_entry select gen_random_uuid(), act_id, school_id, unit_no, item, "
        "'use', -151, day, at, by_id, '', '', '', null, '', null, null, null, '', lot_id "
        "from supplies_entry"),
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(attempt)
    assert Balance.objects.get().held == 150


def test_row_security_hides_the_ledger_of_others(acting: Acting) -> None:
    stocked(acting("logistics"))
    acting("other_principal")
    assert (Entry.objects.count(), Balance.objects.count()) == (0, 0)
    acting("liaison")
    assert (Entry.objects.count(), Balance.objects.count()) == (1, 1)


def test_a_recall_stops_a_lot_everywhere_and_asks_each_store(acting: Acting) -> None:
    officer = acting("officer")
    lot = stocked(officer, store_no=COUNTY, quantity="10")
    sent = services.Dispatch(uuid7(), COUNTY, PRIMARY, MASK, "2", "box")
    services.dispatch(officer, sent)
    keeper = acting("logistics")
    [line] = moves.transfer(keeper, sent.id).lines
    services.take_in(keeper, services.TakeIn(uuid7(), sent.id, {line.id: "100"}))
    services.issue(keeper, issue(to_nos=(CLASS_11,), reason=""))
    officer = acting("officer")
    services.dispatch(officer, replace(sent, id=uuid7(), to_no=JUNIOR))
    given = services.NewRecall(uuid7(), lot, "药监局召回通知 2026-17 号")
    with pytest.raises(Forbidden):
        services.recall(acting("leader"), given)
    officer = acting("officer")
    assert [services.recall(officer, given) for _ in range(2)] == [3, 3]
    keeper = acting("logistics")
    for wanted, field in (({}, "quantity"), ({"lot_id": lot}, "lot_id")):
        with pytest.raises(Invalid) as refused:
            services.issue(keeper, issue(**wanted))
        assert list(refused.value.fields) == [field]
    with pytest.raises(Invalid):
        services.receive(keeper, receipt())
    traced = recalls.trace(acting("officer"), given.id)
    assert [(one.place.no, one.held, one.out, one.coming) for one in traced.stores] == [
        (COUNTY, 300, 0, 0), (PRIMARY, 90, 10, 0), (JUNIOR, 0, 0, 100),
    ]  # fmt: skip
    assert [(one.to_no, one.left) for one in traced.outs] == [(CLASS_11, 10)]
    keeper = acting("logistics")
    own = recalls.trace(keeper, given.id)
    assert [one.place.no for one in own.stores] == [PRIMARY]
    told = services.Answer(uuid7(), own.stores[0].row_id, "收回 0 只,90 只已封存在库房")
    assert [services.answer(keeper, told) for _ in range(2)] == [10, 10]
    officer = acting("officer")
    services.lift(officer, given.id, "复检合格")
    assert services.issue(acting("logistics"), issue()) == 10
    assert (faults(), LATER > DAY) == ((0, 0), True)


def test_the_card_is_in_the_order_of_posting_and_says_what_was_put_down_late(
    acting: Acting, at: Callable[[str], None]
) -> None:
    keeper = acting("logistics")
    stocked(keeper)
    services.issue(keeper, issue(quantity="150"))
    # Done three days ago, found today; and the clock was put back in between.
    at("06:05")
    stocked(keeper, quantity="1", day=DAY - dt.timedelta(days=3))
    _total, lines = cards.card(keeper, PRIMARY, MASK, 0, 9)
    assert [(one.quantity, one.left, one.is_late) for one in lines] == [
        (50, 50, True), (-150, 0, False), (150, 150, False),
    ]  # fmt: skip


def test_what_a_store_began_with_is_no_income(acting: Acting) -> None:
    load = services.Opening(TOWN, 0, MASK, 70, "A", "某厂", LATER)
    with acting_as(system("tests")):
        services.load_openings(system("tests"), [load], DAY)
    officer = acting("officer")
    stocked(officer, store_no=TOWN, quantity="1")
    [line] = cards.month(officer, TOWN, DAY.replace(day=1))
    assert (line.opening, line.began, line.came, line.went, line.closing) == (0, 70, 50, 0, 120)


def test_a_shortfall_waits_until_the_sender_has_looked_at_it(acting: Acting) -> None:
    officer = acting("officer")
    stocked(officer, store_no=TOWN)
    pk = services.dispatch(
        acting("liaison"), services.Dispatch(uuid7(), TOWN, PRIMARY, MASK, "9", "")
    )
    keeper = acting("logistics")
    line = moves.transfer(keeper, pk).lines[0].id
    services.take_in(keeper, services.TakeIn(uuid7(), pk, {line: "0"}, "一件也没到"))
    waits = [moves.shortfalls(acting(who)) for who in ("logistics", "liaison", "officer")]
    assert waits == [0, 1, 1]
    with pytest.raises(Forbidden):
        services.look_at(acting("logistics"), pk, "没事")
    liaison = acting("liaison")
    with pytest.raises(Invalid, match="请写明查到了什么"):
        services.look_at(liaison, pk, " ")
    for _ in range(2):
        services.look_at(liaison, pk, "司机送错学校,已追回")
    assert [moves.shortfalls(acting(who)) for who in ("liaison", "officer")] == [0, 0]
    facts = Recorded.objects.filter(kind="supplies.shortfall_seen").count()
    assert (moves.transfer(acting("logistics"), pk).looked_note, facts) == (
        "司机送错学校,已追回",
        1,
    )
    with pytest.raises(Conflict, match="没有短少,或已经有人查看过"):
        services.look_at(acting("officer"), pk, "也看过")


def test_who_counts_in_does_not_close_the_shortfall(acting: Acting) -> None:
    officer = acting("officer")
    stocked(officer, store_no=TOWN)
    pk = services.dispatch(officer, services.Dispatch(uuid7(), TOWN, PRIMARY, MASK, "9", ""))
    line = moves.transfer(officer, pk).lines[0].id
    services.take_in(officer, services.TakeIn(uuid7(), pk, {line: "8"}, "少一只"))
    assert moves.shortfalls(officer) == 0
    with pytest.raises(Conflict, match="点收的人不能自己了结短少"):
        services.look_at(officer, pk, "没事")


def test_far_more_than_usual_for_a_pupil_is_asked_back_once(acting: Acting) -> None:
    keeper = acting("logistics")
    stocked(keeper, quantity="20")
    much = issue(quantity="8", to_nos=(CLASS_11,), per_pupil=True, reason="")
    with pytest.raises(Invalid) as refused:
        services.issue(keeper, much)
    assert (str(refused.value), refused.value.fields) == (
        "每名学生 8 只,超过标准 7 天的用量(每人每天 1 只)。数量没有错的,请勾选后再提交。",
        {"sure": "much"},
    )
    sure = replace(much, sure=True)
    assert services.issue(keeper, sure) % 8 == 0
    week = issue(quantity="7", to_nos=(CLASS_11,), per_pupil=True, reason="")
    assert services.issue(keeper, week) % 7 == 0


def test_classes_stand_on_the_card_in_their_order(acting: Acting) -> None:
    keeper = acting("logistics")
    stocked(keeper)
    services.issue(keeper, issue(quantity="5", to_nos=(CLASS_12, CLASS_11), reason=""))
    _total, lines = cards.card(keeper, PRIMARY, MASK, 0, 9)
    assert [one.to_no for one in reversed(lines)] == [None, CLASS_11, CLASS_12]
