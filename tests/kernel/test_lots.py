"""Drawing by an id: the same again, none twice, what was drawn longest ago first."""

from uuid import UUID

from xiaoan.kernel.lots import draw, order

LOT = UUID(int=7)
KEYS = [f"k{n}" for n in range(8)]


def test_the_same_id_draws_the_same() -> None:
    first = draw(LOT, KEYS, 5)
    assert (first, len(set(first))) == (draw(LOT, KEYS[::-1], 5), 5)
    assert first != draw(UUID(int=8), KEYS, 5)


def test_all_where_there_are_no_more() -> None:
    assert sorted(draw(LOT, KEYS, 20)) == KEYS
    assert draw(LOT, [], 3) == ()


def test_what_was_never_drawn_comes_first() -> None:
    seen = [KEYS[:3], KEYS[3:6]]
    assert set(draw(LOT, KEYS, 2, seen)) == {"k6", "k7"}
    assert set(draw(LOT, KEYS, 5, seen)) == {"k6", "k7", "k3", "k4", "k5"}


def test_an_order_is_a_permutation() -> None:
    assert sorted(order(LOT, "a", 4)) == [0, 1, 2, 3]
    assert order(LOT, "a", 4) == order(LOT, "a", 4)
