"""What each place of the product says a figure is, read from what a user gets: pages, sheets, papers, forms,
files. `Said`: numerator, denominator, unknown; None where the place says nothing of it."""

import datetime as dt
import io
import re
import zipfile
from html import unescape

import openpyxl
from django.test import Client

from tests.returns import papers
from xiaoan.indicators.queries import catalogue
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.returns import services as returns

Said = tuple[int | None, int | None]
NAMES = {one.name: one for one in catalogue()}
_TILE = re.compile(r'<li class="sit-tile.*?</li>', re.DOTALL)
_VALUE = re.compile(r'<p class="sit-value"><b>(.*?)</b>')
_PARTS = re.compile(r">[^<>]*? ([\d, –]+) / [^<>]*? ([\d, –]+)</p>")


def number(text: str) -> int | None:
    digits = re.sub(r"\D", "", text)
    return int(digits) if digits else None


def _only(pattern: str | re.Pattern[str], text: str) -> str:
    found = re.search(pattern, text)
    assert found is not None, pattern
    return str(found[1])


def board(browser: Client, unit: int, day: dt.date) -> dict[str, Said]:
    """The tiles of a board."""
    page = browser.get(f"/situation/{unit}/?day={day}").content.decode()
    found = {}
    for block in _TILE.findall(page):
        name = unescape(_only(r"<h3><a[^>]*>(.*?)</a>", block))
        found[NAMES[name].key] = _tile(block, NAMES[name].kind)
    return found


def _tile(block: str, kind: str) -> Said:
    if kind == "count":
        return number(_only(_VALUE, block)), None
    parts = _PARTS.search(block)
    return (number(parts[1]), number(parts[2])) if parts else (None, None)


def one(browser: Client, unit: int, key: str, day: dt.date) -> dict[str, Said]:
    """An indicator's page, and the total of its sheet."""
    page = browser.get(f"/situation/{unit}/{key}/?day={day}").content.decode()
    kind = next(each.kind for each in catalogue() if each.key == key)
    block = page[page.index('class="sit-value"') :]
    said = _tile(
        page[: page.index('class="sit-value"') + len(block.partition("</section>")[0])], kind
    )
    answer = browser.get(f"/situation/{unit}/{key}/sheet/?day={day}")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    name = re.sub(r" .*", "", str(book.worksheets[0]["A1"].value))
    rows = [row for row in book.worksheets[0].iter_rows(values_only=True) if row[0] == name]
    total = rows[-1]
    is_count = kind == "count"
    sheet = (_whole(total[2]), None if is_count else _whole(total[3]))
    return {"page": said, "sheet": sheet}


def paper(browser: Client, report_id: object) -> tuple[dict[str, Said], str]:
    """The draft of a daily report: its figures as a workbook, and all that its document says."""
    address = f"/dailyreports/{report_id}/paper/0/"
    book = openpyxl.load_workbook(io.BytesIO(browser.get(f"{address}?file=xlsx").content))
    found = {}
    for row in book.worksheets[0].iter_rows(values_only=True):
        if row[0] in NAMES:
            found[NAMES[str(row[0])].key] = (_whole(row[1]), _whole(row[2]))
    document = zipfile.ZipFile(io.BytesIO(browser.get(f"{address}?file=docx").content))
    xml = document.read("word/document.xml").decode()
    return found, re.sub(r"<[^>]+>", "", xml.replace("</w:p>", "\n"))


def _whole(cell: object) -> int | None:
    return cell if isinstance(cell, int) else None


def form(actor: Actor, unit: int, day: dt.date, keys: list[str]) -> dict[str, Said]:
    """A form of another office with a mark for every figure."""
    blank: list[list[object]] = [[f"{{{{{key}.分子}}}}", f"{{{{{key}.分母}}}}"] for key in keys]
    new = returns.NewForm(
        uuid7(), "全部指标", "县疾控中心", "未报", "m.xlsx", papers.workbook(blank)
    )
    made = returns.add(actor, new)
    _name, content = returns.take(actor, made, unit, day, {})
    return {
        key: (_whole(row[0]), _whole(row[1]))
        for key, row in zip(keys, papers.cells(content), strict=True)
    }


def answer(browser: Client, unit: int, keys: list[str], day: dt.date) -> dict[str, Said]:
    """A question about one day, as a file: nothing of it where nothing is on record."""
    asked = "&".join(f"m={key}" for key in keys)
    span = f"period=between&since={day}&until={day}"
    content = browser.get(f"/analysis/unit/{unit}/sheet/?{asked}&rows=day&{span}").content
    rows = list(
        openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)
    )
    heads = next((row for row in rows if row[0] in ("", None) and row[-1]), ())
    line = next((row for row in rows if row[0] == day.isoformat()), ())
    found: dict[str, Said] = dict.fromkeys(keys, (None, None))
    for key in keys:
        name = next(one.name for one in catalogue() if one.key == key)
        mine = [at for at, head in enumerate(heads) if str(head or "").startswith(f"{name} ")]
        if mine and line:
            kind = next(one.kind for one in catalogue() if one.key == key)
            found[key] = (
                _whole(line[mine[0]]), _whole(line[mine[1]]) if kind == "share" else None,
            )  # fmt: skip
    return found


def screen(browser: Client, unit: int) -> dict[str, Said]:
    """The tiles of the big screen."""
    page = browser.get(f"/situation/{unit}/screen/").content.decode()
    live = page[page.index('id="live"') : page.index('id="part"')]
    found: dict[str, Said] = {}
    for block in re.findall(r'<li><span class="tile-label">.*?</li>', live):
        text = re.sub(r"<[^>]+>", "|", block)
        name = next(each for each in NAMES if f"|{each}|" in unescape(text))
        value = re.search(r'tile-value">(.*?)<', block)
        parts = re.search(r'tile-note">([\d,]+)/([\d,]+)', block)
        assert value is not None
        if NAMES[name].kind == "count":
            found[NAMES[name].key] = number(value[1]), None
        elif parts:
            found[NAMES[name].key] = number(parts[1]), number(parts[2])
    return found
