"""Whose look settles what: the record that was drawn, one's own verdict, one's own work."""

import datetime as dt
from collections.abc import Callable

import pytest

from tests.hygiene.days import TOILET, figures, laid_out, places, plan, recount
from tests.hygiene.test_truth import (
    Acting,
    At,
    Later,
    looked,
    night,
    pressed,
    row_of_day,
    state_of,
    tomorrow,
)
from xiaoan.duties.models import Duty
from xiaoan.hygiene import services
from xiaoan.hygiene.models import Check, Draw, Record
from xiaoan.kernel.errors import Forbidden, Invalid
from xiaoan.kernel.scope import everywhere

__all__ = ["tomorrow"]


@pytest.fixture(autouse=True)
def day_laid_out(db: None, at: Callable[[str], None]) -> None:
    plan(places())
    laid_out()
    at("16:00")


def drawn_of(record: Record) -> Draw:
    """The draw of a record: by lot, or put down where the lot went elsewhere."""
    with everywhere("tests"):
        found, _made = Draw.objects.get_or_create(
            record_id=record.pk,
            defaults={
                "school_id": record.school_id, "unit_no": record.unit_no, "day": record.day,
                "place_id": record.place_id, "why": "lot", "chance": 100, "seed": "s",
                "drawn_at": record.received_at,
            },
        )  # fmt: skip
        return found


def test_a_drawn_record_is_not_settled_by_another(acting: Acting, at: At, tomorrow: Later) -> None:
    at("14:00")
    doubtful = pressed(acting)
    at("16:10")
    other = pressed(acting, TOILET, "floor", who="doctor")
    night(tomorrow)
    tomorrow("09:00")
    draw = drawn_of(doubtful)
    with pytest.raises(Invalid) as refused:
        services.check(acting("principal"), looked(other, "true", note="", draw_id=draw.pk))
    assert refused.value.fields == {"result": "record"}
    assert drawn_of(doubtful).checked_at is None
    services.check(acting("principal"), looked(doubtful, "true", note="", draw_id=draw.pk))
    with everywhere("tests"):
        assert list(Duty.objects.filter(about_id=draw.pk).exclude(state="done")) == []
    assert row_of_day()["checked"] == 1


def test_nobody_settles_the_draw_of_their_own_record(
    acting: Acting, at: At, tomorrow: Later
) -> None:
    at("14:00")
    own = pressed(acting, who="doctor")
    at("16:10")
    other = pressed(acting, TOILET, "floor")
    night(tomorrow)
    tomorrow("09:00")
    draw = drawn_of(own)
    for about in (own, other):
        with pytest.raises(Forbidden):
            services.check(acting("doctor"), looked(about, "true", draw_id=draw.pk))
    assert drawn_of(own).checked_at is None


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
