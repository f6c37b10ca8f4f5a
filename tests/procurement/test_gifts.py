"""Gifts: who may accept and publish, what is named in public, what becomes of the goods."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

import pytest

from tests.builders import CLASS_11, DAY, PRIMARY
from tests.procurement.paths import CODES, LATER, MASK, code_of, offer
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import everywhere
from xiaoan.procurement import rules, services
from xiaoan.procurement.models import Donation, DonationLine
from xiaoan.procurement.queries import lists, waiting
from xiaoan.procurement.queries.donations import contact_of, public_name
from xiaoan.supplies import services as stock
from xiaoan.supplies.queries import uses

Acting = Callable[[str], Actor]


def received(acting: Acting, **changes: object) -> UUID:
    pk = services.offer(acting("logistics"), offer(**changes))
    services.answer(acting("principal"), services.Answer(uuid7(), pk, 0, yes=True))
    keeper = acting("logistics")
    got = [services.Got(DonationLine.objects.get().pk, "100", "D", "", LATER)]
    given = services.TakeIn(uuid7(), pk, 1, DAY, got)
    for _ in range(2):
        assert services.receive_gift(keeper, given) == 100
    return pk


def test_whoever_entered_it_neither_accepts_nor_publishes(acting: Acting) -> None:
    principal = acting("principal")
    pk = services.offer(principal, offer())
    with pytest.raises(Conflict, match="要由别人决定是否接受"):
        services.answer(principal, services.Answer(uuid7(), pk, 0, yes=True))
    with pytest.raises(Forbidden):
        services.answer(acting("logistics"), services.Answer(uuid7(), pk, 0, yes=True))
    with pytest.raises(NotFound):
        services.answer(acting("other_principal"), services.Answer(uuid7(), pk, 0, yes=True))
    liaison = acting("liaison")
    with pytest.raises(Invalid, match="谢绝请写明理由"):
        services.answer(liaison, services.Answer(uuid7(), pk, 0, yes=False))
    services.answer(liaison, services.Answer(uuid7(), pk, 0, yes=False, note="没有合格证"))
    with pytest.raises(Conflict, match="已经答复过"):
        services.answer(liaison, services.Answer(uuid7(), pk, 1, yes=True))


def test_nothing_is_published_without_a_second_person(acting: Acting) -> None:
    received(acting)
    pk = Donation.objects.get().pk
    principal = acting("principal")
    county = directory.place(PRIMARY)
    with pytest.raises(Conflict, match="现在不等公示"):
        services.publish(principal, services.Act(uuid7(), pk, 2))
    services.ask_publishing(principal, services.Act(uuid7(), pk, 2, "一年级"))
    with pytest.raises(Conflict, match="要由另一个人发布"):
        services.publish(principal, services.Act(uuid7(), pk, 3))
    assert lists.published(principal, county, DAY, 0, 9)[0] == 0
    services.publish(acting("liaison"), services.Act(uuid7(), pk, 3))
    assert lists.published(acting("principal"), county, DAY, 0, 9)[0] == 1


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({}, "青禾商会"),
        ({"wish": "anonymous"}, "爱心单位(匿名)"),
        ({"wish": "anonymous", "consent": False, "donor_kind": "person"}, "爱心人士(匿名)"),
    ],
)
def test_a_donor_is_named_by_wish_and_consent(
    acting: Acting, changes: dict[str, object], name: str
) -> None:
    received(acting, **changes)
    row = Donation.objects.get()
    assert public_name(row) == name
    assert bytes(row.contact or b"").find("李某".encode()) == -1
    assert [contact_of(acting(one), row) for one in ("logistics", "leader")] == ["李某", ""]


def test_what_became_of_a_gift_is_told_by_lot(acting: Acting) -> None:
    received(acting)
    pk = Donation.objects.get().pk
    keeper = acting("logistics")
    stock.issue(keeper, stock.Issue(uuid7(), PRIMARY, MASK, "2", "", DAY, (CLASS_11,), True))
    [use] = uses.of_source(pk)
    assert (use.came, use.all_came, use.used, use.sent_on, use.disposed) == (100, 100, 20, 0, 0)
    more = stock.Receipt(
        uuid7(), PRIMARY, MASK, "1", "box", "allocation", DAY, batch="D", expires=LATER
    )
    stock.receive(keeper, more)
    [use] = uses.of_source(pk)
    assert (use.came, use.all_came) == (100, 150)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"donor": " "}, "请写捐赠单位或个人。"),
        ({"consent": False}, "具名公示要捐赠人同意。没有同意的请选匿名。"),
        ({"lines": []}, "请至少写一种物资。"),
        ({"lines": [services.Wish(0, MASK, "0", "")]}, "数量要大于零。"),
        ({"wish": "loud"}, "请选公示方式。"),
        (
            {"offered_on": dt.date(1999, 1, 1)},
            "只能登记 2026-10-23 以来(31 天内)提出的。请检查年份。",
        ),
    ],
)
def test_a_bad_offer_is_a_sentence(
    acting: Acting, changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Invalid) as refused:
        services.offer(acting("logistics"), offer(**changes))
    assert (str(refused.value), Donation.objects.count()) == (sentence, 0)


def test_credit_codes_are_checked_by_their_last_sign() -> None:
    # Codes of firms as they print them (public register), and the same with one sign changed.
    for code in CODES:
        assert rules.is_credit_code(code)
        assert not rules.is_credit_code(code[:5] + ("1" if code[5] != "1" else "2") + code[6:])
    assert rules.is_credit_code(code_of("91999901MA0000001"))
    assert not rules.is_credit_code("91999901MA000000")
    assert not rules.is_credit_code("91999901MAO0000010")


def test_sums_are_exact() -> None:
    assert rules.line_sum(150, 50, 2550) == 7650
    with pytest.raises(ValueError, match="whole packs"):
        rules.line_sum(149, 50, 1)
    assert [rules.worth(n, 50, 101) for n in (0, 1, 24, 25, 50)] == [0, 2, 48, 51, 101]
    assert [rules.to_order(420, 100, n, 50) for n in (0, 300, 320, 999)] == [350, 50, 0, 0]


def test_gifts_wait_for_people(acting: Acting) -> None:
    """For whoever leads the school at once, never for whoever entered it; for those above after a day."""

    def waits(who: str) -> int:
        return waiting.gifts(acting(who))

    pk = services.offer(acting("principal"), offer(donor="自己登记的"))
    services.offer(acting("logistics"), offer())
    assert [waits(one) for one in ("principal", "liaison", "other_principal")] == [1, 0, 0]
    with everywhere("tests"):
        Donation.objects.update(made_at=clock.now() - dt.timedelta(days=2))
    assert [waits(one) for one in ("principal", "liaison", "other_principal")] == [1, 2, 0]
    services.answer(acting("liaison"), services.Answer(uuid7(), pk, 0, yes=True))
    assert [waits(one) for one in ("principal", "liaison")] == [1, 1]


def test_what_is_to_be_published_waits_for_another(acting: Acting) -> None:
    pk = received(acting)
    services.ask_publishing(acting("principal"), services.Act(uuid7(), pk, 2, "一年级"))
    assert waiting.gifts(acting("principal")) == 0
    services.take_down(acting("principal"), services.Act(uuid7(), pk, 3, "改日再办"))
    services.ask_publishing(acting("logistics"), services.Act(uuid7(), pk, 4, "一年级"))
    assert waiting.gifts(acting("principal")) == 1
    principal, place = acting("principal"), directory.place(PRIMARY)
    total, [row] = lists.donations(principal, place, "waiting", 0, 9)
    assert (total, row.pk) == (1, pk)


def test_a_gift_is_counted_in_the_pack_of_the_offer(acting: Acting) -> None:
    pk = services.offer(acting("logistics"), offer())
    services.answer(acting("principal"), services.Answer(uuid7(), pk, 0, yes=True))
    keeper, line = acting("logistics"), DonationLine.objects.get().pk
    got = [services.Got(line, "2", "D", "", LATER, "box")]
    assert services.receive_gift(keeper, services.TakeIn(uuid7(), pk, 1, DAY, got)) == 100


def test_all_that_is_wrong_with_an_offer_is_said_at_once(acting: Acting) -> None:
    wishes = [services.Wish(0, MASK, "0", "box"), services.Wish(1, "mop", "-1", "")]
    with pytest.raises(services.Several) as refused:
        services.offer(acting("logistics"), offer(consent=False, lines=wishes))
    assert refused.value.sentences == {
        "consent": "具名公示要捐赠人同意。没有同意的请选匿名。",
        "quantity-0": "数量要大于零。", "quantity-1": "数量要大于零。",
    }  # fmt: skip
