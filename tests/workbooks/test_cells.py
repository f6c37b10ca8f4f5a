"""What a cell of an .xlsx is read as."""

import datetime as dt
from pathlib import Path

import pytest

from tests.workbooks.books import (
    FIRST,
    GOOD,
    GOOD_ROWS,
    HEADS,
    Outcome,
    Table,
    cell,
    no,
    only,
    outcome,
    strings,
    styles,
    table,
    value,
    workbook_xml,
    xlsx,
)
from xiaoan.workbooks import CellError, Formula, Number

DAY = dt.date(2010, 9, 1)
NOON = dt.datetime(2010, 9, 1, 12, 0)  # noqa: DTZ001  # a cell has no time zone


def test_a_good_workbook_is_read(tmp_path: Path) -> None:
    assert outcome(xlsx(), tmp_path) == GOOD


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("5", "5"),
        ("0", "0"),
        ("-0", "0"),
        ("1.50", "1.5"),
        ("0.1", "0.1"),
        ("0.30000000000000004", "0.3"),
        ("1E+3", "1000"),
        ("1.1010119900307E+17", "110101199003070000"),
        # The last three digits of an ID number in a number cell are lost in Excel already.
        ("110101199003071234", "110101199003071000"),
        ("13800138000", "13800138000"),
        ("-7.5e-7", "-0.00000075"),
    ],
)
def test_a_number_is_never_text(tmp_path: Path, text: str, read: str) -> None:
    assert outcome(xlsx(value(text)), tmp_path) == only(Number(read))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1e400", only(CellError("#NUM!"))),
        ("nan", only(CellError("#NUM!"))),
        ("abc", no("damaged")),
        ("", Table(HEADS, ())),
    ],
)
def test_what_is_no_number(tmp_path: Path, text: str, read: Outcome) -> None:
    assert outcome(xlsx(value(text)), tmp_path) == read


@pytest.mark.parametrize(
    "code", ["0", "1", "2", "9", "49", "@", "0.00E+00", "[Red]0", '"第"0"号"', "0_d", "G/通用格式"]
)
def test_a_number_in_a_number_format(tmp_path: Path, code: str) -> None:
    made = xlsx(value("40422", style=1), {"xl/styles.xml": styles(code)})
    assert outcome(made, tmp_path) == only(Number("40422"))


@pytest.mark.parametrize(
    "code",
    ["14", "15", "16", "17", "22", "27", "30", "31", "36", "50", "57", "58",
     "yyyy/m/d", 'yyyy"年"m"月"d"日";@', "[$-804]yyyy\\-m\\-d", "[$-F800]dddd\\,\\ mmmm\\ dd"],
)  # fmt: skip
def test_a_date_in_each_format(tmp_path: Path, code: str) -> None:
    made = xlsx(value("40422", style=1), {"xl/styles.xml": styles(code)})
    assert outcome(made, tmp_path) == only(DAY)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("40422.5", NOON),
        ("1", dt.date(1900, 1, 1)),
        ("61", dt.date(1900, 3, 1)),
        ("2958465", dt.date(9999, 12, 31)),
        # No days: parts of a day, and what is past the calendar.
        ("0.5", Number("0.5")),
        ("99999999", Number("99999999")),
    ],
)
def test_the_days_of_excel(tmp_path: Path, text: str, read: object) -> None:
    assert outcome(xlsx(value(text, style=1)), tmp_path) == only(read)  # type: ignore[arg-type]  # a cell


def test_a_span_is_a_number_of_days(tmp_path: Path) -> None:
    made = xlsx(value("1.25", style=1), {"xl/styles.xml": styles("[h]:mm")})
    assert outcome(made, tmp_path) == only(Number("1.25"))


@pytest.mark.parametrize(
    ("flag", "read"),
    [
        ("1", dt.date(2014, 9, 2)),
        ("true", dt.date(2014, 9, 2)),
        ("0", DAY),
        ("false", DAY),
    ],
)
def test_days_since_1904(tmp_path: Path, flag: str, read: dt.date) -> None:
    told = workbook_xml(properties=f'<workbookPr date1904="{flag}"/>')
    assert outcome(xlsx(value("40422", style=1), {"xl/workbook.xml": told}), tmp_path) == only(read)


@pytest.mark.parametrize(
    ("text", "read"),
    [("2010-09-01", DAY), ("2010-09-01T12:00:00", NOON), ("junk", "junk")],
)
def test_days_as_text_of_the_format(tmp_path: Path, text: str, read: object) -> None:
    assert outcome(xlsx(value(text, "d")), tmp_path) == only(read)  # type: ignore[arg-type]  # a cell


@pytest.mark.parametrize(("text", "read"), [("1", True), ("0", False)])
def test_yes_and_no(tmp_path: Path, text: str, read: bool) -> None:
    assert outcome(xlsx(value(text, "b")), tmp_path) == only(read)


@pytest.mark.parametrize(
    "name",
    ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#未知"],
)
def test_errors_are_flagged(tmp_path: Path, name: str) -> None:
    assert outcome(xlsx(value(name, "e")), tmp_path) == only(CellError(name))
    assert outcome(xlsx(value(name, "str")), tmp_path) == only(name)


@pytest.mark.parametrize(
    ("content", "read"),
    [
        ('<c r="A2"><f>1+1</f><v>2</v></c>', Formula(Number("2"))),
        ('<c r="A2" t="str"><f>B1&amp;"x"</f><v>姓名x</v></c>', Formula("姓名x")),
        ('<c r="A2" t="b"><f>TRUE</f><v>1</v></c>', Formula(True)),
        ('<c r="A2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', Formula(CellError("#DIV/0!"))),
        ('<c r="A2" s="1"><f>TODAY()</f><v>40422</v></c>', Formula(DAY)),
        ('<c r="A2"><f t="shared" ref="A2:A9" si="0">B2</f><v>7</v></c>', Formula(Number("7"))),
        ('<c r="A2"><f t="shared" si="0"/><v>7</v></c>', Formula(Number("7"))),
        ('<c r="A2"><f>WEBSERVICE("http://10.0.0.1")</f><v>7</v></c>', Formula(Number("7"))),
        ('<c><f>1</f><v>1</v></c>', Formula(Number("1"))),
        ("<c r='A2'><f>1</f><v>1</v></c>", Formula(Number("1"))),
        ('<c s="0" r="A2"><f>1</f><v>1</v></c>', Formula(Number("1"))),
    ],
)  # fmt: skip
def test_formulas_are_flagged(tmp_path: Path, content: str, read: Formula) -> None:
    assert outcome(xlsx(cell(content)), tmp_path) == only(read)


def test_a_formula_without_a_value_among_others(tmp_path: Path) -> None:
    row = '<c r="A2" t="str"><f>""</f><v></v></c><c r="B2" t="str"><v>x</v></c>'
    assert outcome(xlsx(cell(row)), tmp_path) == only(Formula(None), "x")


def test_a_row_of_nothing_but_empty_formulas_is_blank(tmp_path: Path) -> None:
    row = '<c r="A2" t="str"><f>""</f><v></v></c><c r="B2"><f>C2</f></c>'
    assert outcome(xlsx(cell(row)), tmp_path) == Table(HEADS, ())


def test_formulas_and_errors_are_flagged_in_their_own_cells(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="str"><v>t="e" &lt;f&gt;{n}</v></c>'
        + (f'<c r="B{n}"><f>{n}</f><v>{n}</v></c>' if n % 100 == 0 else "")
        + (f'<c r="C{n}" t="e"><v>#N/A</v></c>' if n % 77 == 0 else "")
        + "</row>"
        for n in range(2, 20_000)
    )
    read = outcome(xlsx(table(HEADS) + rows), tmp_path)
    assert isinstance(read, Table)
    assert read.rows == tuple(
        (
            n,
            (
                f't="e" <f>{n}',
                Formula(Number(str(n))) if n % 100 == 0 else None,
                CellError("#N/A") if n % 77 == 0 else None,
            ),
        )
        for n in range(2, 20_000)
    )


@pytest.mark.parametrize(
    ("item", "read"),
    [
        ("<t>王小明</t>", "王小明"),
        ("<r><t>王</t></r><r><rPr><b/></rPr><t>小明</t></r>", "王小明"),
        ('<t>王</t><rPh sb="0" eb="1"><t>wang</t></rPh>', "王"),
        ('<t xml:space="preserve"> 王 </t>', " 王 "),
        ("<t>&lt;&amp;&quot;&#x738B;&#29579;</t>", '<&"王王'),
        ("<t>a_x000D_b</t>", "a\rb"),
        ("<t>a\nb\tc</t>", "a\nb\tc"),
        ("<t>11010119900307１２３４</t>", "11010119900307１２３４"),
        ("<t>&#x20BB7;田</t>", "𠮷田"),
        ("<t>阿·买提</t>", "阿·买提"),
        ("<t>a\u200bb\u202ec\u200fd\ufeffe</t>", "a\u200bb\u202ec\u200fd\ufeffe"),
        ("<t>a\x00b</t>", "a\x00b"),
        ("<t>a_x0000_b</t>", "a\x00b"),
        ("<t>a&#1;\x1f\x1e\x1d\x1cb</t>", "a\x01\x1f\x1e\x1d\x1cb"),
        ("<t>\x1dn5</t>", "\x1dn5"),
        ("<t>_xD800_</t>", "_xD800_"),
        ("<t>'=1+1</t>", "'=1+1"),
        ("<t>=HYPERLINK(1)</t>", "=HYPERLINK(1)"),
    ],
)
def test_texts(tmp_path: Path, item: str, read: str) -> None:
    made = xlsx(value("0", "s"), {"xl/sharedStrings.xml": strings(item)})
    assert outcome(made, tmp_path) == only(read)


@pytest.mark.parametrize(
    "item",
    ["<t>a&#0;b</t>", "<t>a&#xD800;b</t>", "<t>&bogus;</t>", "<t>a</si>"],
)
def test_texts_that_are_no_xml(tmp_path: Path, item: str) -> None:
    made = xlsx(value("0", "s"), {"xl/sharedStrings.xml": strings(item)})
    assert outcome(made, tmp_path) == no("damaged")


@pytest.mark.parametrize("content", [b"a\xff\xe4b", b"\xed\xa0\x80", b"\xc0\x80"])
def test_texts_that_are_no_utf_8(tmp_path: Path, content: bytes) -> None:
    made = xlsx(
        changes={"xl/sharedStrings.xml": strings("<t>!</t>").encode().replace(b"!", content)}
    )
    assert outcome(made, tmp_path) in (no("damaged"), GOOD)
    used = value("0", "s")
    shared = strings("<t>~</t>").encode().replace(b"~", content)
    assert outcome(xlsx(used, {"xl/sharedStrings.xml": shared}), tmp_path) == no("damaged")


def test_a_string_that_is_not_there(tmp_path: Path) -> None:
    assert outcome(xlsx(value("7", "s")), tmp_path) == no("damaged")


def test_blank_rows_keep_the_numbers(tmp_path: Path) -> None:
    rows = table(HEADS, FIRST) + table((" ", "\t", "\u3000"), start=4) + table(FIRST, start=9)
    assert outcome(xlsx(rows), tmp_path) == Table(HEADS, ((2, FIRST), (9, FIRST)))


def test_white_space_in_cells_is_left_as_it_is(tmp_path: Path) -> None:
    made = xlsx(table(HEADS, (" 王 ", "　", "x\n")))
    assert outcome(made, tmp_path) == only(" 王 ", "　", "x\n")


def test_rows_without_numbers(tmp_path: Path) -> None:
    rows = GOOD_ROWS
    for number in "123":
        rows = rows.replace(f' r="{number}"', "")
        rows = "".join(rows.split(f' r="A{number}"'))
        rows = "".join(rows.split(f' r="B{number}"'))
        rows = "".join(rows.split(f' r="C{number}"'))
    assert 'r="' not in rows
    assert outcome(xlsx(rows), tmp_path) == GOOD
