"""Reading line lists as people really keep them, and what is said about those that cannot be read."""

import datetime as dt
from pathlib import Path

import pytest

from xiaoan.rehearsal.replay import command, diary, sheet
from xiaoan.rehearsal.replay.sheet import ANCHOR, Columns, read
from xiaoan.rehearsal.replay.table import SheetError
from xiaoan.rehearsal.replay.words import symptoms_in

PLAIN = Columns(person="id", class_="class", day="day")
FULL = Columns("学号", "班级", "发病", "宿舍", "症状", "痊愈")
WORDS = ["--person", "id", "--class", "class", "--day", "day", "--json"]


def kept(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "list.csv"
    path.write_bytes(text.encode(encoding))
    return path


def days(lines: sheet.LineList) -> list[tuple[str, str | int]]:
    return [(c.person, lines.label(spell.first)) for c in lines.children for spell in c.spells]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_and_separators(tmp_path: Path, encoding: str, mark: str, end: str) -> None:
    rows = [
        ["学号", " 班级 ", "发病", "宿舍", "症状", "痊愈"],
        ["001", "初一（1）班", "2024-03-01", "男101", "发热、咳嗽", "2024-03-04"],
        ["002", "初一（1）班", "", "", "", ""],
    ]
    lines = read(kept(tmp_path, end.join(mark.join(row) for row in rows) + end, encoding), FULL)
    one, two = lines.children
    assert (one.person, one.class_, one.dormitory) == ("001", "初一（1）班", "男101")
    (spell,) = one.spells
    assert (spell.first, spell.last) == (dt.date(2024, 3, 1), dt.date(2024, 3, 4))
    assert spell.symptoms == ("fever", "cough")
    assert (two.dormitory, two.spells, lines.rows) == ("", [], 2)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("2024-03-01", "2024-03-01"), ("2024/3/1", "2024-03-01"), ("2024年3月1日", "2024-03-01"),
        ("20240301", "2024-03-01"), ("2024.3.1", "2024-03-01"), ("2024-03-01 08:15", "2024-03-01"),
        ("2024-03-01T00:00:00Z", "2024-03-01"), ("1861-11-07", "1861-11-07"),
        ("0", 0), ("14", 14), ("14.0", 14), ("-3", -3), ("39926", 39926),
    ],
)  # fmt: skip
def test_days(tmp_path: Path, text: str, label: str | int) -> None:
    lines = read(kept(tmp_path, f"id,class,day\na,1,{text}\n"), PLAIN)
    assert days(lines) == [("a", label)]


@pytest.mark.parametrize("text", ["", "NA", "nan", "None", "-", " "])
def test_never_ill(tmp_path: Path, text: str) -> None:
    lines = read(kept(tmp_path, f"id,class,day\na,1,{text}\nb,1,3\n"), PLAIN)
    assert days(lines) == [("b", 3)]


def test_old_dates_are_moved_by_whole_weeks_and_back(tmp_path: Path) -> None:
    lines = read(kept(tmp_path, "id,class,day\na,1,1861-11-07\nb,1,1861-12-01\n"), PLAIN)
    first = lines.children[0].spells[0].first
    assert first >= sheet.EARLIEST
    assert first.weekday() == dt.date(1861, 11, 7).weekday()
    assert days(lines) == [("a", "1861-11-07"), ("b", "1861-12-01")]


def test_rows_without_person_or_place_are_left_out_and_named(tmp_path: Path) -> None:
    text = "id,class,day,room\na,1,3,\n,1,3,\nb,,3,\nc,NA,3,R1\n\nd,1,3,\n"
    lines = read(kept(tmp_path, text), Columns("id", "class", "day", dormitory="room"))
    assert [(c.person, c.class_, c.dormitory) for c in lines.children] == [
        ("a", "1", ""), ("c", "", "R1"), ("d", "1", ""),
    ]  # fmt: skip
    assert lines.refused == (
        "row 3: column id is empty; fill it in to have the row counted",
        "row 4: column class is empty; fill it in to have the row counted",
    )
    assert lines.notes == ("row 5: column class is empty; the row counts for its dormitory only",)


def test_a_second_row_of_a_person_is_a_second_illness(tmp_path: Path) -> None:
    text = "id,class,day,room\na,1,3,R1\na,1,9,\na,2,9,R1\n"
    lines = read(kept(tmp_path, text), Columns("id", "class", "day", dormitory="room"))
    assert [(c.person, c.class_, c.dormitory, len(c.spells)) for c in lines.children] == [
        ("a", "1", "R1", 2),
        ("a", "2", "R1", 1),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("id,class\na,1\n", "no column day; name one of these: id, class"),
        ("", "the file is empty; name a CSV file with a header"),
        (
            "id,class,day\na,1,2024-03-01\nb,1,2024-02-30\nc,1,2024-03-02\n",
            (
                "row 3: column day: '2024-02-30' is neither a date from 1800 to 2199 "
                "nor a whole number up to 50000; write it as 2026-11-23 or 17"
            ),
        ),
        (
            "id,class,day\na,1,3\nb,1,4\nc,1,2024-03-01\n",
            "row 4: column day: '2024-03-01' is not a whole number, as the other days are; mend it",
        ),
        (
            "id,class,day\na,1,inf\n",
            (
                "row 2: column day: 'inf' is neither a date from 1800 to 2199 "
                "nor a whole number up to 50000; write it as 2026-11-23 or 17"
            ),
        ),
        (
            "id,class,day\na,1,12.5\nb,1,3\n",
            "row 2: column day: '12.5' is not a whole number, as the other days are; mend it",
        ),
    ],
)
def test_faults_name_row_and_column(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(SheetError) as fault:
        read(kept(tmp_path, text), PLAIN)
    assert str(fault.value) == sentence


def test_an_illness_cannot_end_before_it_begins(tmp_path: Path) -> None:
    with pytest.raises(SheetError) as fault:
        read(
            kept(tmp_path, "id,class,day,end\na,1,5,4\n"),
            Columns("id", "class", "day", until="end"),
        )
    assert (
        str(fault.value) == "row 2: column end: '4' is before '5' in column day; mend one of them"
    )


def test_many_faults_are_not_all_named(tmp_path: Path) -> None:
    text = "id,class,day\n" + "a,1,?\n" * 30
    with pytest.raises(SheetError) as fault:
        read(kept(tmp_path, text), PLAIN)
    assert str(fault.value).splitlines()[-1] == "… and 10 more"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04 a workbook", "workbook"),
        (b"\xff\x00\xff\x00\x80", "a NUL byte, so this is no plain text"),
    ],
)
def test_what_is_no_csv(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(SheetError, match=words):
        read(path, PLAIN)


def test_faults_end_with_1_and_nothing_on_stdout(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = kept(tmp_path, "id,class,day\na,1,?\n")
    assert command.main([str(path), *WORDS]) == 1
    out, err = capsys.readouterr()
    assert (out, "row 2: column day: '?'" in err) == ("", True)
    assert command.main([str(tmp_path / "none.csv"), *WORDS]) == 1
    out, err = capsys.readouterr()
    assert (out, "No such file or directory; name a CSV file" in err) == ("", True)


@pytest.mark.parametrize("words", [[], ["list.csv"], ["list.csv", *WORDS, "--calendar", "moon"]])
def test_wrong_usage_ends_with_2(words: list[str]) -> None:
    with pytest.raises(SystemExit) as end:
        command.main(words)
    assert end.value.code == 2


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("fever; cough", ("fever", "cough")), ("发热伴咳嗽", ("fever", "cough")),
        ("腹泻3次/天、呕吐", ("diarrhoea", "vomiting")), ("Vomited, loose stools", ("vomiting", "diarrhoea")),
        ("high fever without rash", ("fever",)), ("发热无皮疹", ("fever",)), ("乏力", ("fatigue",)),
        ("无力", ("fatigue",)), ("no fever", ()), ("", ()), ("NA", ()), ("无", ()),
        ("水痘", ("rash",)), ("red_eyes", ("red_eyes",)), ("fluid loss", ("other",)),
    ],
)  # fmt: skip
def test_words_for_symptoms(cell: str, codes: tuple[str, ...]) -> None:
    assert symptoms_in(cell).codes == codes


def test_words_nobody_knows_are_named(tmp_path: Path) -> None:
    text = "id,class,day,what\na,1,3,runny nose\nb,1,3,runny nose; fever\nc,1,,strange\n"
    lines = read(kept(tmp_path, text), Columns("id", "class", "day", symptoms="what"))
    assert lines.notes == (
        "column what: read as other symptoms, similar to nothing: runny nose (2)",
    )


def of(first: int, last: int) -> sheet.Spell:
    day = dt.timedelta(days=1)
    return sheet.Spell(ANCHOR + first * day, ANCHOR + last * day, ("fever",))


def test_the_days_that_are_lived() -> None:
    """Day 0 is a Monday: 5 and 6, 12 and 13 are weekends. A long quiet stretch is passed over."""
    child = sheet.Child("a", "1", "", [of(4, 6), of(12, 12), of(60, 60)])
    book = diary.write([child], diary.school_days("weekdays"))
    assert [(day - ANCHOR).days for day in book.days] == [
        4, 7, 8, 9, 10, 11, 14,  # the illness of Saturday is told of on Monday, day 14
        15, 16, 17, 18, 21, 22, 23, 24, 25, 28, 60, 63, 64, 65,
    ]  # fmt: skip
    told = {
        (day - ANCHOR).days: [(onset - ANCHOR).days for *_, onset in rows]
        for day, rows in book.ill.items()
    }
    assert told == {4: [4], 14: [12], 60: [60]}


def test_a_holiday_is_no_school_day_and_a_make_up_day_is() -> None:
    is_school_day = diary.school_days("cn")
    assert [is_school_day(dt.date(2026, 10, day)) for day in (7, 8, 10, 11)] == [
        False, True, True, False,
    ]  # fmt: skip
    assert diary.calendar_notes("cn", [dt.date(2026, 1, 1)]) == []
    assert diary.calendar_notes("cn", [dt.date(2009, 1, 1), dt.date(2010, 1, 1)]) == [
        "--calendar cn: the holidays of 2009, 2010 are not on file; Monday to Friday are school"
    ]
