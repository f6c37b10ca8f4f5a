"""Charts of a page as they are drawn, and their tables as they are written, in numbers that can be compared.

What is drawn is read back from the drawing itself: the points handed to the line chart, the corners of a
spark line, the ends of a bar, the places of dots. A table's cell is rounded, so a value equals it to the
digits that are shown.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset(
    {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
)
_NUMBER = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?")
# A pixel or a tenth of a per cent: what the drawing itself is rounded to.
_ROUNDED = 0.06


@dataclass(eq=False)
class Node:
    """An element: its words and elements in their order."""

    tag: str
    attrs: dict[str, str]
    parent: "Node | None" = None
    inside: list["Node | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        words = [one if isinstance(one, str) else one.text for one in self.inside]
        return " ".join(" ".join(words).split())

    @property
    def elements(self) -> list["Node"]:
        return [one for one in self.inside if isinstance(one, Node)]

    def every(self) -> Iterator["Node"]:
        for one in self.elements:
            yield one
            yield from one.every()

    def all(self, tag: str = "", of: str = "") -> list["Node"]:
        """Elements below, by tag and by class."""
        return [
            one
            for one in self.every()
            if tag in ("", one.tag) and (not of or of in one.attrs.get("class", "").split())
        ]

    def above(self, right: Callable[["Node"], bool]) -> "Node":
        at = self.parent
        while at is not None and not right(at):
            at = at.parent
        assert at is not None, f"no such element above {self.tag}"
        return at


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.at = self.root = Node("", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Node(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.inside.append(made)
        if tag not in _VOID:
            self.at = made

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.at.inside.append(Node(tag, {name: value or "" for name, value in attrs}, self.at))

    def handle_endtag(self, tag: str) -> None:
        at: Node | None = self.at
        while at is not None and at.tag != tag:
            at = at.parent
        if at is not None and at.parent is not None:
            self.at = at.parent

    def handle_data(self, data: str) -> None:
        self.at.inside.append(data)


def parsed(page: str) -> Node:
    tree = _Tree()
    tree.feed(page)
    return tree.root


def number(words: str) -> float | None:
    """The first number of a cell; None where it has none, or begins with the dash of what is not known."""
    found = _shown(words)
    return float(found.group().replace(",", "")) if found else None


def _shown(words: str) -> re.Match[str] | None:
    return None if words.startswith("–") else _NUMBER.search(words)


def says(words: str, value: float | None) -> bool:
    """Whether a cell shows a value, to the digits that it shows."""
    found = _shown(words)
    if value is None or found is None:
        return value is None and found is None
    shown = found.group()
    digits = len(shown.partition(".")[2])
    return abs(float(shown.replace(",", "")) - value) <= 0.5001 * 10.0 ** (-digits)


def body(table: Node) -> list[list[str]]:
    """The rows of a table under its head, as words."""
    return [
        [one.text for one in row.elements if one.tag in ("td", "th")]
        for part in table.all("tbody")
        for row in part.all("tr")
    ]


def differences(page: str) -> tuple[int, list[str]]:
    """How many charts a page has, and where one is not what its table says."""
    root = parsed(page)
    count, found = 0, []
    for pick, compare in _KINDS:
        for chart in root.every():
            if pick(chart):
                count += 1
                found += compare(chart)
    return count, found


def _is_lines(one: Node) -> bool:
    return one.attrs.get("data-chart") == "lines"


def _lines(chart: Node) -> list[str]:
    """A line chart: days, names and every point, against the table that follows it."""
    data = json.loads(chart.attrs["data-points"])
    assert chart.parent is not None
    beside = chart.parent.elements
    table = beside[beside.index(chart) + 1].all("table")[0]
    name, rows = table.all("caption")[0].text, body(table)
    heads = [one.text for one in table.all("thead")[0].all("th")][1:]
    found = []
    if name != chart.attrs["aria-label"]:
        found.append(f"{name}: drawn as {chart.attrs['aria-label']}")
    if heads != [one["name"] for one in data["series"]]:
        found.append(f"{name}: columns {heads}")
    if [row[0] for row in rows] != [str(one) for one in data["days"]]:
        found.append(f"{name}: days {[row[0] for row in rows]}")
    for at, one in enumerate(data["series"], start=1):
        if len(one["values"]) != len(rows):
            found.append(f"{name}: {len(one['values'])} points of {one['name']}, {len(rows)} rows")
        found += [
            f"{name}: {one['name']} {row[0]}: drawn {value}, written {row[at]}"
            for row, value in zip(rows, one["values"], strict=False)
            if not says(row[at], value)
        ]
    return found


def _is_spark(one: Node) -> bool:
    return one.tag == "svg" and "spark" in one.attrs.get("class", "")


def _spark(chart: Node) -> list[str]:
    """A spark line: one corner for each row with a value, as far apart as their days, all at heights that
    one scale (from zero, or from half of the lowest share) gives."""
    tile = chart.above(lambda one: one.tag == "li")
    table = tile.all("table")[0]
    name, rows = table.all("caption")[0].text, body(table)
    values = [value for row in rows if (value := number(row[1])) is not None]
    # A day alone is drawn as a line of no length.
    corners = list(dict.fromkeys(
        tuple(map(float, pair.split(",")))
        for line in chart.all("polyline") for pair in line.attrs["points"].split()
    ))  # fmt: skip
    if len(corners) != len(values):
        return [f"{name}: {len(corners)} corners, {len(values)} rows"]
    if any(" " not in line.attrs["points"] for line in chart.all("polyline")):
        return [f"{name}: a day alone is not drawn"]
    high = float(chart.attrs["viewbox"].split()[3]) - 4
    floor = min(values) / 2 if min(values) > 50 else 0.0
    span = (max(values) - floor) or 1.0
    # Cells show a tenth of a per cent: that is how exact a corner can be told from them.
    given = _ROUNDED + high * 0.06 / span
    return [
        f"{name}: drawn at {y}, written {value}"
        for (_x, y), value in zip(corners, values, strict=True)
        if abs(y - (high - high * (value - floor) / span)) > given
    ]


def _is_bar(one: Node) -> bool:
    return one.tag == "svg" and "sit-median" in one.attrs.get("class", "")


def _bar(chart: Node) -> list[str]:
    """A bar beside its value: all bars of a table have one scale, that of the page's longest or of 100 %."""
    row = chart.above(lambda one: one.tag == "tr")
    table = row.above(lambda one: one.tag == "table")
    value = number(row.all("b")[0].text)
    wide = float(chart.all("rect", "bar-part")[0].attrs["width"].removesuffix("%"))
    if value is None:
        return [f"{row.text}: a bar without a value"]
    most = _scale(table)
    if abs(wide - 100 * value / most) > 0.1 + 100 * 0.06 / most:
        return [f"{row.text}: drawn {wide}, of {most}"]
    return []


def _scale(table: Node) -> float:
    """What a whole bar stands for, by the longest bar of the table."""
    pairs = [
        (float(one.attrs["width"].removesuffix("%")), number(row.all("b")[0].text) or 0.0)
        for row in table.all("tr")
        for one in row.all("rect", "bar-part")
    ]
    wide, value = max(pairs)
    return 100 * value / wide if wide else 1.0


def _is_dots(one: Node) -> bool:
    return one.tag == "figure" and "dots" in one.attrs.get("class", "")


def _dots(chart: Node) -> list[str]:
    """Ways of opening: median, middle half and 95 % of each on one scale that begins at zero."""
    assert chart.parent is not None
    beside = chart.parent.elements
    rows = body(beside[beside.index(chart) + 1].all("table")[0])
    drawing = chart.all("svg")[0]
    axis, name = drawing.all("line", "axis")[0], drawing.attrs["aria-label"]
    left, right = float(axis.attrs["x1"]), float(axis.attrs["x2"])
    drawn = [
        [float(most.attrs["x1"]), float(half.attrs["x1"]), float(dot.attrs["cx"]),
         float(half.attrs["x2"]), float(most.attrs["x2"])]
        for most, half, dot in zip(
            drawing.all("line", "most"), drawing.all("line", "half"), drawing.all("circle"),
            strict=True,
        )
    ]  # fmt: skip
    written = [
        [*_ends(most)[:1], *_ends(half)[:1], number(median) or 0.0, *_ends(half)[1:], *_ends(most)[1:]]
        for _way, median, half, most in rows
    ]  # fmt: skip
    if len(drawn) != len(written):
        return [f"{name}: {len(drawn)} lines, {len(written)} rows"]
    longest = max((one[4] for one in written), default=0.0) or 1.0
    given = 0.51 + (right - left) * 0.51 / longest
    return [
        f"{name} {row[0]}: drawn {at}, written {value}"
        for row, points, values in zip(rows, drawn, written, strict=True)
        for at, value in zip(points, values, strict=True)
        if abs(at - (left + (right - left) * value / longest)) > 2 * given
    ]


def _ends(words: str) -> list[float]:
    low, _dash, high = words.partition("–")
    return [number(low) or 0.0, number(high) or 0.0]


def _is_map(one: Node) -> bool:
    return one.tag == "svg" and "map" in one.attrs.get("class", "").split()


def _map(chart: Node) -> list[str]:
    """A map: value and colour of each named unit, against its row; a name may stand shortened."""
    page = chart.above(
        lambda one: one.tag in ("main", "") or "s-split" in one.attrs.get("class", "")
    )
    rows = [row for table in page.all("table") for row in table.all("tr") if row.all("td")]
    written = {row.all("th")[0].text: row for row in rows}
    found = []
    names = chart.all("text", "map-name")
    areas = [one.attrs["class"].removeprefix("map-") for one in chart.all("g")]
    if len(names) != len([one for one in areas if one != "none"]):
        found.append(f"{len(names)} names on {areas}")
    for one in names:
        value = one.all("tspan")[0].text if one.all("tspan") else ""
        name = one.text.removesuffix(value).strip()
        matching = [row for words, row in written.items() if words.startswith(name)]
        cells = [cell.text for row in matching for cell in row.all("td", "n")]
        if not any(words.split()[:1] == value.split()[:1] for words in cells):
            found.append(f"{name}: drawn {value}, written {cells}")
    marks = [[mark.attrs.get("class", "").split() for mark in row.every()] for row in rows]
    shapes = [
        next(word.removeprefix("is-") for words in row for word in words if word.startswith("is-"))
        for row in marks
    ]
    if len(areas) == len(rows) and sorted(areas) != sorted(shapes):
        found.append(f"coloured {sorted(areas)}, written {sorted(shapes)}")
    return found


_KINDS: tuple[tuple[Callable[[Node], bool], Callable[[Node], list[str]]], ...] = (
    (_is_lines, _lines),
    (_is_spark, _spark),
    (_is_bar, _bar),
    (_is_dots, _dots),
    (_is_map, _map),
)
