"""The reader of ordinary rows gives what the careful reader gives, or leaves the row to it."""

import datetime as dt
import random

from tests.registry.rosters import id_number
from xiaoan.directory.queries import Place
from xiaoan.directory.rules.roll import RosterRow
from xiaoan.registry.queries.columns import HEADS
from xiaoan.registry.services.checking import Checked, Reader, _Line
from xiaoan.registry.services.places import Places
from xiaoan.registry.services.reading import Line

TODAY = dt.date(2026, 9, 1)
ORDINARY = {
    "kind": "学生", "school": "实验小学", "grade": "一年级", "class": "1班", "number": "N001",
    "name": "欧阳明", "sex": "男", "birth_date": "2017-03-01", "id_kind": "居民身份证",
    "id_number": id_number(1), "seat": "7", "boarder": "是", "room": "101",
    "name_1": "欧阳父", "relation_1": "父亲", "phone_1": "13800000001",
}  # fmt: skip
# What may stand in a cell instead: other ways to say it, what is wrong, and nothing.
OTHERS = {
    "kind": ("", " 学生 ", "教职工", "家长"),
    "school": ("", "S1", "实验 小学", "不在的小学", "外校"),
    "grade": ("", "1年级", "九年级"),
    "class": ("", "(1)班", "1", "9班"),
    "number": ("", " N2 ", "N/3", "学号", "N" * 40),
    "staff_number": ("", "T1", "?"),
    "name": ("", "欧阳 明", "Anna Lee", "张三李", "测试", "a\u200b", "＝1"),
    "sex": ("", "女", "M", "其他"),
    "birth_date": ("", "2017.3.1", "2017-03-02", "2057-01-01", "17-3-1"),
    "id_kind": ("", "护照", "无", "无证件", "学生证?"),
    "id_number": ("", id_number(2), id_number(1).lower(), f" {id_number(1)}", "E12345678", "1" * 18),
    "seat": ("", " 8", "0", "1000", "七", "٣"),
    "boarder": ("", "否", "√", "也许"),
    "room": ("", "102", "999"),
    "name_1": ("", "  ", "欧·阳", "1"),
    "relation_1": ("", "'=父", " 母亲 ", "\u202e", "父" * 30),
    "phone_1": ("", "138 0000 0001", "0371-66668888", "1380000000", "13800000001/13800000002"),
    "name_2": ("", "欧阳母"),
    "relation_2": ("", "母亲"),
    "phone_2": ("", "13800000002", "x"),
    "post": ("", "校医", "'-", "职" * 60),
    "phone": ("", "13800000003", "+86 138-0000-0003", "1"),
}  # fmt: skip


MINE, HIS = 1_000_000, 2_000_000


def place(no: int, kind: str, name: str, parent: int | None, school: int) -> Place:
    opened = dt.date(2020, 9, 1)
    code = f"{kind[0].upper()}{no}"
    return Place(no, no + 1, parent, kind, name, code, school, "primary", True, opened, None)


def a_reader() -> Reader:
    found = [
        place(MINE, "school", "实验小学", 0, MINE),
        place(MINE + 1, "grade", "一年级", MINE, MINE),
        place(MINE + 2, "class", "一年级1班", MINE + 1, MINE),
        place(MINE + 3, "dormitory", "101", MINE, MINE),
        place(HIS, "school", "外校", 0, HIS),
    ]
    return Reader(Places(found), lambda no: no == MINE, invented=True, today=TODAY)


def line(at: int, **said: str) -> Line:
    return Line(at, {**dict.fromkeys(HEADS, ""), **ORDINARY, **said}, [])


def careful(at: int, **said: str) -> RosterRow | None:
    """As a reader of its own reads it, cell by cell; None if anything is wrong."""
    one = line(at, **said)
    row = _Line(a_reader(), one).row(at)
    return None if one.faults else row


def all_cases() -> list[dict[str, str]]:
    """Each cell said in each other way, then several of them at random."""
    dice = random.Random(1)  # noqa: S311  # no secret
    some: list[dict[str, str]] = [{}, {"kind": "教职工", "staff_number": "T1", "post": "校医"}]
    some += [{column: text} for column, texts in OTHERS.items() for text in texts]
    for _ in range(3000):
        columns = dice.sample(sorted(OTHERS), dice.randint(2, 5))
        some.append({column: dice.choice(OTHERS[column]) for column in columns})
    return some


def test_an_ordinary_row_is_what_the_careful_reader_gives() -> None:
    reader, taken = a_reader(), 0
    for number, said in enumerate(all_cases(), start=2):
        found = reader.ordinary(line(number, **said))
        if found is not None:
            taken += 1
            assert found == careful(number, **said), said
    assert taken > 300


def test_the_rows_of_nearly_all_sheets_are_ordinary() -> None:
    reader = a_reader()
    for said in ({}, {"kind": "教职工", "phone": "13800000003"}, {"seat": "", "boarder": ""}):
        row = reader.ordinary(line(2, **{**said, "room": ""}))
        assert row is not None
        assert row == careful(2, **{**said, "room": ""})


def test_what_is_wrong_with_a_row_is_told_as_before() -> None:
    reader, checked = a_reader(), Checked()
    reader.read(line(2), checked)
    reader.read(line(3, seat="0", phone_1="1", relation_1="父" * 30), checked)
    assert [row.number for row in checked.rows] == [2]
    assert {n: [(f.field, f.code) for f in them] for n, them in checked.faults.items()} == {
        3: [("seat", "seat_shape"), ("relation_1", "name_length"), ("phone_1", "phone_length")]
    }
