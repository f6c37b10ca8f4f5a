"""Whose look settles what: the record that was drawn, one's own verdict, one's own work."""

import datetime as dt
from collections.abc import Callable

import pytest

from tests.builders import BUILDER, DAY, PRIMARY
from tests.hygiene.days import TOILET, figures, laid_out, places, plan, recount
from tests.hygiene.test_truth import (
    Acting,
    At,
    Later,
    looked,
    pressed,
    row_of_day,
    state_of,
    tomorrow,
)
from xiaoan.duties.models import Duty
from xiaoan.hygiene import services
from xiaoan.hygiene.models import Check, Draw, Place, Record
from xiaoan.hygiene.rules import drawing
from xiaoan.kernel.errors import Forbidden, Invalid
from xiaoan.kernel.scope import enter, everywhere

__all__ = ["tomorrow"]


@pytest.fixture(autouse=True)
def day_laid_out(db: None, at: Callable[[str], None]) -> None:
    plan(places())
    laid_out()
    at("16:00")


def drawn(record: Record, tomorrow: Later) -> Draw:
    """The night draws one place, by a seed with which the lot falls on this record; its duty is open."""
    tomorrow("02:40")
    enter(BUILDER)
    services.close_days(BUILDER)
    found = services.look_at(BUILDER, PRIMARY, DAY)
    with everywhere("tests"):
        every = list(Place.objects.filter(school_id=PRIMARY).values_list("pk", flat=True))
    worst = dict.fromkeys(every, 0.0)
    for pk, row in found.rows.items():
        worst[row.place_id] = max(worst[row.place_id], found.scores[pk])
    weights = {pk: drawing.weight(score) for pk, score in worst.items()}
    seed = next(
        str(n) for n in range(1000) if drawing.draw(str(n), weights, 1)[0].key == record.place_id
    )
    [one] = services.draw_for(BUILDER, PRIMARY, DAY, found, seed=seed)
    assert (one.record_id, states(one)) == (record.pk, ["open"])
    return one


def states(draw: Draw) -> list[str]:
    with everywhere("tests"):
        return list(Duty.objects.filter(about_id=draw.pk).values_list("state", flat=True))


def is_open(draw: Draw) -> bool:
    with everywhere("tests"):
        return Draw.objects.get(pk=draw.pk).checked_at is None


def test_a_drawn_record_is_not_settled_by_another(acting: Acting, at: At, tomorrow: Later) -> None:
    at("14:00")
    doubtful = pressed(acting)
    at("16:10")
    other = pressed(acting, TOILET, "floor", who="doctor")
    draw = drawn(doubtful, tomorrow)
    tomorrow("09:00")
    with pytest.raises(Invalid) as refused:
        services.check(acting("principal"), looked(other, "true", note="", draw_id=draw.pk))
    assert refused.value.fields == {"result": "record"}
    assert (is_open(draw), states(draw)) == (True, ["open"])
    services.check(acting("principal"), looked(doubtful, "true", note="", draw_id=draw.pk))
    assert (is_open(draw), states(draw)) == (False, ["done"])
    assert row_of_day()["checked"] == 1


def test_nobody_settles_the_draw_of_their_own_record(
    acting: Acting, at: At, tomorrow: Later
) -> None:
    at("14:00")
    own = pressed(acting, who="doctor")
    at("16:10")
    other = pressed(acting, TOILET, "floor")
    draw = drawn(own, tomorrow)
    tomorrow("09:00")
    for about in (own, other):
        with pytest.raises(Forbidden):
            services.check(acting("doctor"), looked(about, "true", draw_id=draw.pk))
    assert (is_open(draw), states(draw)) == (True, ["open"])


def test_who_held_it_untrue_does_not_hold_it_true_again(acting: Acting, at: At) -> None:
    record = pressed(acting)
    services.check(acting("doctor"), looked(record))
    services.check(acting("principal"), looked(record, "unclear"))
    at("16:10")
    with pytest.raises(Forbidden):
        services.check(acting("doctor"), looked(record, "true"))
    assert state_of() == "due"
    services.check(acting("principal"), looked(record, "true"))
    services.check(acting("doctor"), looked(record, "true"))
    assert state_of() == "done"
    assert figures() == recount()


def test_looks_of_one_instant_have_an_order(acting: Acting) -> None:
    record = pressed(acting)
    first = services.check(acting("doctor"), looked(record))
    second = services.check(acting("principal"), looked(record, "true"))
    with everywhere("tests"):
        rows = list(Check.objects.order_by("at").values_list("pk", flat=True))
    assert rows == [first.pk, second.pk]
    assert second.at - first.at >= dt.timedelta(microseconds=1)
    assert state_of() == "done"


def test_who_did_a_place_does_not_find_it_in_order(acting: Acting) -> None:
    record = pressed(acting, who="doctor")
    with pytest.raises(Forbidden):
        services.check(acting("doctor"), looked(record, "true", record_id=None))
    services.check(acting("doctor"), looked(record, "untrue", record_id=None))
    services.check(acting("principal"), looked(record, "true", record_id=None))
    with everywhere("tests"):
        assert Check.objects.count() == 2
