"""Who was exposed, and what that says."""

import math
from uuid import UUID

import pytest

from tests.builders import CLASS_11, CLASS_12, CLASS_71, DAY, Universe
from tests.investigations.events import facts, running
from tests.outbreaks.looks import Acting
from xiaoan.epidemiology import exposure_table
from xiaoan.investigations import services
from xiaoan.investigations.queries import exposures
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7


def lunch(acting: Acting, event_id: UUID, name: str = "周五午餐凉菜") -> UUID:
    new = services.NewExposure(uuid7(), event_id, "meal", name, DAY)
    assert services.add_exposure(acting("doctor"), new) == new.id
    assert services.add_exposure(acting("doctor"), new) == new.id
    return new.id


def mark(acting: Acting, universe: Universe, event_id: UUID, what: UUID, yes: str, no: str) -> int:
    marks: dict[UUID, bool | None] = {universe.person(CLASS_11, int(n)): True for n in yes.split()}
    marks |= {universe.person(CLASS_11, int(n)): False for n in no.split()}
    return services.mark_exposed(acting("doctor"), event_id, what, CLASS_11, marks)


def test_the_table_counts_who_was_marked(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    what = lunch(acting, event_id)
    (before,) = exposures.results(acting("doctor"), event_id)
    assert (before.unknown_ill, before.unknown_well, math.isnan(before.table.ratio)) == (0, 0, True)
    assert mark(acting, universe, event_id, what, "1 2 4", "5 6 7 8") == 7
    assert mark(acting, universe, event_id, what, "1 2 4", "5 6 7 8") == 0
    (found,) = exposures.results(acting("doctor"), event_id)
    assert (found.exposed_ill, found.exposed_well, found.unexposed_ill, found.unexposed_well) == (
        2, 1, 0, 4,
    )  # fmt: skip
    assert (found.unknown_ill, found.unknown_well) == (1, 2)
    assert found.table == exposure_table(2, 1, 0, 4)
    services.mark_exposed(
        acting("doctor"), event_id, what, CLASS_11, {universe.person(CLASS_11, 4): None}
    )
    (found,) = exposures.results(acting("doctor"), event_id)
    assert (found.exposed_well, found.unknown_well) == (0, 3)
    assert facts() == ["event_opened", "exposure_set", "exposures_marked", "exposures_marked"]


def test_two_who_fill_in_one_class_do_not_undo_each_other(
    acting: Acting, universe: Universe
) -> None:
    event_id = running(acting, universe)
    what = lunch(acting, event_id)
    mark(acting, universe, event_id, what, "1", "")
    mark(acting, universe, event_id, what, "", "2")
    rows = exposures.sheet(acting("doctor"), event_id, what, CLASS_11)
    assert [(one.exposed, one.is_case) for one in rows[:4]] == [
        (True, True), (False, True), (None, True), (None, False),
    ]  # fmt: skip


def test_what_is_refused(acting: Acting, universe: Universe) -> None:
    event_id = running(acting, universe)
    what = lunch(acting, event_id)
    for kind, name in (("meal", ""), ("meal", "长" * 61), ("spell", "咒语")):
        with pytest.raises(Invalid):
            services.add_exposure(
                acting("doctor"), services.NewExposure(uuid7(), event_id, kind, name)
            )
    with pytest.raises(Conflict):
        services.add_exposure(
            acting("doctor"), services.NewExposure(uuid7(), event_id, "meal", "周五午餐凉菜", DAY)
        )
    with pytest.raises(Forbidden):
        services.mark_exposed(acting("liaison"), event_id, what, CLASS_11, {})
    for class_no, person in ((CLASS_11, (CLASS_12, 1)), (CLASS_71, (CLASS_71, 1))):
        with pytest.raises(NotFound):
            services.mark_exposed(
                acting("officer"), event_id, what, class_no, {universe.person(*person): True}
            )
