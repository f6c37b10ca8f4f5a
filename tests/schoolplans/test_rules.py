"""Template, completeness and comparison: tables of cases."""

import datetime as dt
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from xiaoan.schoolplans import rules
from xiaoan.schoolplans.queries.papers import chinese
from xiaoan.schoolplans.rules import compare, completeness, template

A, B, C = (UUID(int=n) for n in (1, 2, 3))
OPENS = dt.date(2026, 11, 30)
TASK = completeness.Task(
    UUID(int=9), "before", "own", 1, "before", "洗手", A, B, None, -3, "全校", "照片", 1
)
KNOWN = completeness.Known(has_group=True, opening=OPENS, staff={A, B})


def codes(task: completeness.Task, known: completeness.Known = KNOWN) -> list[str]:
    entry = template.Entry("task", "own", "洗手", phase="before")
    chapter = template.Chapter("before", "开学前", "x", (entry,))
    return [one.code for one in completeness.missing([chapter], {}, [task], known)]


@pytest.mark.parametrize(
    ("other", "found"),
    [
        ({}, []),
        ({"person_id": None}, ["person"]),
        ({"deputy_id": None}, ["deputy"]),
        ({"deputy_id": A}, ["same"]),
        ({"person_id": C}, ["left"]),
        ({"offset": None}, ["due"]),
        ({"offset": None, "phase": "emergency"}, []),
        ({"offset": None, "due_on": OPENS}, []),
        ({"place": "", "evidence": ""}, ["place", "evidence"]),
    ],
)
def test_what_a_task_lacks(other: dict[str, Any], found: list[str]) -> None:
    assert codes(replace(TASK, **other)) == found


def test_what_a_chapter_lacks() -> None:
    nothing = completeness.Known(has_group=False, opening=None, staff=())
    chapters = template.fitting(template.SHIPPED, "primary", ())
    found = completeness.missing(chapters, {}, [], nothing)
    assert [one.code for one in found if one.chapter == "lead"] == ["group", "text", "no_task"]
    assert [one.code for one in found if one.chapter == "when"] == ["opening", "text", "no_task"]
    counted = completeness.by_chapter(found)
    assert sum(counted.values()) == len(found)


def test_the_template_by_kind_of_school() -> None:
    def of(kind: str, *needs: str) -> set[str]:
        chapters = template.fitting(template.SHIPPED, kind, needs)
        return {entry.code for one in chapters for entry in one.entries}

    assert of("kindergarten") - of("primary") == {"toys"}
    assert of("special") - of("senior") == {"special_plan"}
    assert of("senior", "boarding") - of("senior") == {"dormitory", "dorm_ready", "rounds"}
    assert of("primary", "canteen") - of("primary") == {"dining", "canteen_staff", "seats"}
    assert of("primary", "bus") - of("primary") == {"bus", "bus_ride"}


def test_a_template_reads_as_it_was_written() -> None:
    assert template.read(template.written(template.SHIPPED)) == template.SHIPPED
    assert template.compare(template.SHIPPED, template.SHIPPED) == []
    assert len(template.SHIPPED) == 13
    assert all(entry.source for one in template.SHIPPED for entry in one.entries)


@pytest.mark.parametrize(
    ("due_on", "offset", "opening", "day"),
    [
        (dt.date(2026, 11, 1), None, OPENS, dt.date(2026, 11, 1)),
        (None, -3, OPENS, dt.date(2026, 11, 27)),
        (None, 0, OPENS, OPENS),
        (None, -3, None, None),
        (None, None, OPENS, None),
    ],
)
def test_the_day_a_task_is_due(
    due_on: dt.date | None, offset: int | None, opening: dt.date | None, day: dt.date | None
) -> None:
    assert rules.due_day(due_on, offset, opening) == day


def content(*tasks: dict[str, Any], text: str = "") -> dict[str, Any]:
    texts = [{"code": "t", "label": "路线", "text": text}]
    return {"chapters": [{"code": "day", "texts": texts, "tasks": list(tasks), "record": []}]}


def test_what_differs_between_two_contents() -> None:
    task = {
        "id": "1",
        "what": "测温",
        "person": "甲",
        "person_id": "a",
        "deputy": "乙",
        "deputy_id": "b",
    }
    other = {**task, "id": "2", "what": "登记"}
    old = content(task, other, text="东门")
    new = content({**task, "person": "丙", "person_id": "c"}, {**task, "id": "3"}, text="西门")
    found = compare.compare(old, new)
    assert [(one.what, one.how, one.id) for one in found] == [
        ("text", "changed", "t"), ("task", "changed", "1"), ("task", "added", "3"),
        ("task", "removed", "2"),
    ]  # fmt: skip
    assert found[1].parts == (compare.Part("person", "甲", "丙"),)
    assert {who: len(lines) for who, lines in compare.concerned(found).items()} == {
        "a": 3, "b": 3, "c": 1,
    }  # fmt: skip
    assert compare.compare(old, old) == []


@pytest.mark.parametrize(
    ("number", "said"), [(1, "一"), (10, "十"), (13, "十三"), (20, "二十"), (21, "二十一")]
)
def test_numbers_of_headings(number: int, said: str) -> None:
    assert chinese(number) == said
