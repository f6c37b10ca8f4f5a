"""The process that looks at a form from outside: `python -m xiaoan.workbooks.blanks.child`, started by
`looking`.

The file is its standard input, one JSON its standard output. It takes its limits upon itself first.
"""

import json
import os
import sys
from typing import Any, BinaryIO

from xiaoan.workbooks import kinds
from xiaoan.workbooks.blanks import active, filling, values
from xiaoan.workbooks.blanks.values import Unfit
from xiaoan.workbooks.blanks.words import Paper
from xiaoan.workbooks.child import only_output, restrict
from xiaoan.workbooks.package import Package
from xiaoan.workbooks.refusals import Refused
from xiaoan.workbooks.values import Limits


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
    active.refuse_parts(package.paths)
    for path in package.paths:
        if path.endswith(active.XML):
            active.refuse_content(path, b"".join(package.blocks(path)))
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


if __name__ == "__main__":
    main()
