"""Exports in the shapes of platforms: who was matched, who waits, what was refused."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import CLASS_11, Universe
from tests.lessons.shapes import SHAPES, Shape
from tests.lessons.teaching import lesson
from xiaoan.kernel.actor import Actor
from xiaoan.lessons import services

Acting = Callable[[str], Actor]
At = Callable[[str], None]


def test_there_are_twenty() -> None:
    assert len({one.name for one in SHAPES}) == 20


@pytest.mark.parametrize("shape", SHAPES, ids=lambda one: one.name)
def test_an_export_is_read(
    shape: Shape, acting: Acting, universe: Universe, at: At, tmp_path: Path
) -> None:
    teacher = acting("teacher")
    row = lesson(teacher)
    at("09:00")
    sent = services.Sent(CLASS_11, shape.platform, row.pk)
    found = services.read(teacher, sent, shape.write(tmp_path))
    seats = {one.person_id: one.seat for one in universe.pupils[CLASS_11]}
    assert {seats[who]: stay.seconds for who, stay in found.people[row.pk].items()} == shape.people
    unknown = {name: stay.seconds for name, stay in found.unknown[row.pk].items()}
    assert unknown == shape.unknown
    assert [(one.row, one.column, one.value) for one in found.faults] == list(shape.faults)
    assert all("请" in one.sentence for one in found.faults)
    assert (found.refused, found.elsewhere) == (len(shape.faults), 0)
