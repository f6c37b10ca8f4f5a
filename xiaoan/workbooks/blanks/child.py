"""The process that looks at a form from outside: `python -m xiaoan.workbooks.blanks.child`, started by
`looking`.

The file is its standard input, one JSON its standard output. It takes its limits upon itself first.
"""

import json
import os
import re
import sys
from typing import Any, BinaryIO
from xml.parsers import expat

from xiaoan.workbooks import kinds
from xiaoan.workbooks.blanks import filling, values
from xiaoan.workbooks.blanks.values import DEEPEST, Unfit
from xiaoan.workbooks.blanks.words import Paper
from xiaoan.workbooks.child import only_output, restrict
from xiaoan.workbooks.package import Package
from xiaoan.workbooks.refusals import Refused
from xiaoan.workbooks.values import Limits

_MACROS = re.compile(r"vbaproject|vbadata|/activex/|/ctrlprops/|/customui/|macrosheets")
_OBJECTS = re.compile(r"/embeddings/|oleobject")
_OUTSIDE = re.compile(r"/externallinks/|xl/connections\.xml|/querytables/")
# A field or formula that fetches or runs: of Word (DDE, INCLUDE…), of Excel (another book, a command,
# the web).
_FIELD = re.compile(
    r"\b(DDE|DDEAUTO|INCLUDEPICTURE|INCLUDETEXT|IMPORT|LINK|DATABASE|MACROBUTTON)\b", re.IGNORECASE
)
_FORMULA = re.compile(
    r"\[|\||\b(WEBSERVICE|HYPERLINK|FILTERXML|RTD|CALL|REGISTER|EXEC)\s*\(", re.IGNORECASE
)


def main() -> None:
    limits = Limits(**json.loads(sys.argv[1]))
    restrict(limits)
    out = only_output()
    out.write(json.dumps(_answer(sys.stdin.buffer, limits)).encode())
    out.flush()
    # As in the other child: a library that has read a hostile file is not asked to do more.
    os._exit(0)


def _answer(file: BinaryIO, limits: Limits) -> dict[str, Any]:
    try:
        return _look(file, limits)
    except (Refused, Unfit) as refused:
        code = "not_a_form" if refused.code == "not_a_workbook" else refused.code
        return {"code": code, "values": dict(refused.values)}
    except MemoryError:
        return {"code": "too_much_memory", "values": {"limit": limits.memory_bytes}}
    except RecursionError:
        return {"code": "too_deep", "values": {}}
    except Exception:
        return {"code": "damaged", "values": {}}


def _look(file: BinaryIO, limits: Limits) -> dict[str, Any]:
    if kinds.kind_of(file) != kinds.ZIP:
        raise Unfit("not_a_form", kind="CSV")
    package = Package(file, limits, also=("docx",))
    _refuse_parts(package.paths)
    for path in package.paths:
        if path.endswith((".xml", ".rels", ".vml")):
            _refuse_content(path, b"".join(package.blocks(path)))
    file.seek(0)
    content = file.read()
    form = filling.opened(content)
    marks = list(form.marks())
    if len(marks) > values.MOST_MARKS:
        raise Unfit("too_many_marks", limit=values.MOST_MARKS)
    grids = form.grids()
    if not any(row for grid in grids for row in grid.rows):
        raise Unfit("nothing_in_it")
    filling.grids(filling.fill(content, {}, {}))  # what cannot be written again is not taken
    return {
        "kind": "docx" if isinstance(form, Paper) else "xlsx",
        "marks": [[one.what, one.ref, one.repeat] for one in marks],
        "grids": [
            [one.name, one.is_table, [[[c.ref, c.text, c.columns, c.rows] for c in row] for row in one.rows]]
            for one in grids
        ],
    }  # fmt: skip


def _refuse_parts(paths: list[str]) -> None:
    for path in paths:
        if _MACROS.search(f"/{path}"):
            raise Unfit("has_macros")
        if _OBJECTS.search(f"/{path}"):
            raise Unfit("has_objects", part=path[:100])
        if _OUTSIDE.search(f"/{path}"):
            raise Unfit("outside_links", part=path[:100])


def _refuse_content(path: str, content: bytes) -> None:
    """Every part is parsed: how deep it goes, what it draws on, what it would run."""
    depth, inside, said = [0], [""], [""]

    def start(name: str, attributes: dict[str, str]) -> None:
        depth[0] += 1
        if depth[0] > DEEPEST:
            raise Unfit("too_deep")
        inside[0], said[0] = name.rpartition(":")[2], ""
        kind = attributes.get("Type", "").rpartition("/")[2]
        if attributes.get("TargetMode") == "External" and kind != "hyperlink":
            raise Unfit("outside_links", part=attributes.get("Target", "")[:100])
        _refuse_active(inside[0], attributes.get("w:instr", ""), path)

    def end(_name: str) -> None:
        depth[0] -= 1
        _refuse_active(inside[0], said[0], path)
        inside[0] = ""

    def text(data: str) -> None:
        said[0] += data

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        raise Refused("damaged") from None


def _refuse_active(element: str, said: str, path: str) -> None:
    is_field = element in ("instrText", "fldSimple") and _FIELD.search(said)
    is_formula = (
        path.startswith("xl/") and element in ("f", "definedName") and _FORMULA.search(said)
    )
    if is_field or is_formula:
        raise Unfit("active_field", part=said.strip()[:100])


if __name__ == "__main__":
    main()
