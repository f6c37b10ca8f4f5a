"""A whole county's roster: imported with errors in it, again unchanged, taken away; and per row beside
django-import-export."""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np

from bench import tree
from bench.baseline.rosters import import_plainly
from bench.county import environment
from xiaoan.accounts import queries as accounts
from xiaoan.accounts.models import DemoPerson
from xiaoan.directory import queries as directory
from xiaoan.directory.rules.identity import check_digit
from xiaoan.kernel import clock
from xiaoan.kernel.actor import EVERYWHERE, system
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.registry.models import RosterExport
from xiaoan.registry.queries.columns import HEADS
from xiaoan.registry.services import approving, exports
from xiaoan.registry.services.lines import Words, line
from xiaoan.workbooks.writing import LongSheet

BENCH = system("bench")
COLUMNS = list(HEADS)
# Of a hundred rows of the first sheet: wrong numbers, other phones, new people. The rest is as on record.
WRONG, CHANGED, NEW = 2, 4, 4
BASELINE_ROWS = 2_000
_GIVEN = "伟芳娜敏静强磊洋艳勇军杰娟涛超明霞秀兰刚平辉玲桂英华建国文博雨晨子轩浩然欣怡梓涵"
_FAMILY = "王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗"


def roster(home: Path) -> dict[str, Any]:
    """Write the sheets, then each step as a command of its own, watched."""
    first, again = home / "roster.xlsx", home / "same.xlsx"
    dice = np.random.default_rng(1)
    rows = _write(first, _mixed(_people(), dice))
    checked = _command(home, "check", first, "--errors", str(home / "errors.xlsx"))
    imported = _command(home, "import", first, "--errors", str(home / "errors.xlsx"))
    _write(again, _people())
    same = _command(home, "import", again)
    return {
        "rows": rows,
        "check": checked,
        "import": imported,
        "unchanged": same,
        "export": _export(home),
        "baseline": import_plainly(_some(_people(), BASELINE_ROWS), dice),
    }


def _command(home: Path, action: str, sheet: Path, *more: str) -> dict[str, Any]:
    ran = tree.run(["roster", action, str(sheet), "--json", *more], _environment(home))
    counts = json.loads(ran.out) if ran.out.strip() else {"fault": ran.err[-300:]}
    return {"seconds": ran.seconds, "cpu": ran.cpu, "peak_mb": ran.peak_mb, **counts}


def _environment(home: Path) -> dict[str, str]:
    return {**environment(home), "DJANGO_SETTINGS_MODULE": "xiaoan.settings"}


def _export(home: Path) -> dict[str, Any]:
    """The officer asks for the county; the worker writes it."""
    with acting_as(BENCH):
        who = DemoPerson.objects.get(role="bureau_officer").user_id
        leader = DemoPerson.objects.get(role="county_leader").user_id
        county = directory.county().no
    actor = _officer(who)
    wanted = exports.Asked(uuid7(), county, "xlsx", "masked", "bench")
    with acting_as(actor):
        exports.ask(actor, wanted)
        # So many people leave with a second person's approval; what is measured is the writing.
        RosterExport.objects.filter(pk=wanted.id).update(
            state="approved", decided_by_id=leader, decided_at=clock.now()
        )
        approving.begin(actor, wanted.id)
    ran = tree.run(["worker", "--once"], _environment(home))
    with acting_as(BENCH):
        made = RosterExport.objects.get(pk=wanted.id)
    told = {"seconds": ran.seconds, "cpu": ran.cpu, "peak_mb": ran.peak_mb}
    return {**told, "rows": made.rows_done, "state": made.state}


def _officer(user_id: UUID) -> Any:
    with acting_as(BENCH):
        return accounts.actor_of_job(user_id)


def _people() -> Iterator[list[str]]:
    """Every row of the county, as its roll stands."""
    with acting_as(BENCH):
        found = directory.places_inside(EVERYWHERE, "school", "grade", "class", "dormitory")
    words = Words(found)
    for place in found:
        if place.kind == "school":
            with acting_as(BENCH):
                people = list(directory.roster(BENCH, place.no, kin=True))
            for person in people:
                yield line(person, place.no, words, full=True)


def _mixed(rows: Iterator[list[str]], dice: np.random.Generator) -> Iterator[list[str]]:
    """The rows with mistakes, other phones and new people among them."""
    at = {key: n for n, key in enumerate(COLUMNS)}
    for number, row in enumerate(rows):
        lot = dice.random() * 100
        is_pupil = row[at["kind"]] == "学生"
        if lot < WRONG:
            tail = row[at["id_number"]][-1:]
            row[at["id_number"]] = row[at["id_number"]][:-1] + ("1" if tail != "1" else "2")
        elif is_pupil and lot < WRONG + CHANGED:
            row[at["phone_1"]] = f"139{dice.integers(10**8):08d}"
        elif is_pupil and lot < WRONG + CHANGED + NEW:
            _replace(row, at, number, dice)
        yield row


def _replace(row: list[str], at: dict[str, int], number: int, dice: np.random.Generator) -> None:
    """Somebody new in the place of a pupil: of the same class, sex and age."""
    born = row[at["birth_date"]].replace("-", "")
    serial = int(dice.integers(500)) * 2 + (row[at["sex"]] == "男")
    first = f"9904{number % 100:02d}{born}{serial:03d}"
    row[at["id_kind"]], row[at["id_number"]] = "居民身份证", first + check_digit(first)
    row[at["name"]] = str(dice.choice(list(_FAMILY))) + "".join(
        dice.choice(list(_GIVEN), 2, replace=False)
    )
    row[at["number"]], row[at["seat"]] = f"B{number:07d}", ""


def _write(path: Path, rows: Iterator[list[str]]) -> int:
    count = 0
    with path.open("wb") as file, LongSheet(file, "花名册", list(HEADS.values())) as sheet:
        for row in rows:
            sheet.write(row)
            count += 1
    return count


def _some(rows: Iterator[list[str]], count: int) -> list[dict[str, str]]:
    return [dict(zip(COLUMNS, row, strict=True)) for row in islice(rows, count)]


def report(found: dict[str, Any]) -> None:
    """The lines of the table."""
    print(f"roster of {found['rows']} rows")
    for name in ("check", "import", "unchanged", "export"):
        one = found[name]
        counts = {n: c for n, c in one.items() if n not in ("seconds", "cpu", "peak_mb")}
        print(
            f"  {name:10} {one['seconds']:7} s ({one['cpu']} s CPU), {one['peak_mb']} MB, {counts}"
        )
    own = found["import"]["seconds"] / found["rows"]
    for name, one in found["baseline"].items():
        print(
            f"  django-import-export {name:8} {one['ms_per_row']} ms a row, "
            f"ratio {one['ms_per_row'] / own / 1000:.1f}"
        )
