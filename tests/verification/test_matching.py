"""The matching measured on a seeded set, from the file to the table of docs/matching.md."""

import csv
import io
import re
from collections.abc import Callable

from tests.architecture.tree import ROOT
from tests.builders import BUILDER, CLASS_11, DAY, PRIMARY, Universe
from tests.verification.made import BASIS, round_of
from tests.verification.seeded import HEADS, STAY, Known, Maker, Row, measure
from xiaoan.directory import services as directory
from xiaoan.directory.queries.record import ID_PLACE
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.rehearsal.geography import make_county
from xiaoan.rehearsal.people import Pupil, make_population
from xiaoan.verification import services
from xiaoan.verification.models import Match

PEOPLE, EACH, STRANGERS = 10_000, 50, 1_000


def load(pupils: list[Pupil]) -> None:
    """Everybody on the roll of one class: matching asks for no more."""
    enter(BUILDER)
    numbers, phones = ciphers.indexer("id"), ciphers.indexer("phone")
    directory.load_roll(
        BUILDER,
        [
            (
                p.id, p.id, PRIMARY, CLASS_11, "student", p.number, p.name, p.pinyin, p.sex, p.birth,
                "resident", ciphers.seal(p.id_number, place=ID_PLACE, row=p.id),
                numbers(p.id_number), None, None,
            )
            for p in pupils
        ],
        [
            (
                p.enrolment_id, PRIMARY, CLASS_11, p.id, min(p.index + 100, 32_000), p.name, p.sex,
                DAY, None, False, None,
            )
            for p in pupils
        ],
        [
            (
                uuid7(), PRIMARY, CLASS_11, p.id, kin.name, kin.relation, rank, b"",
                phones(kin.phone),
            )
            for p in pupils
            for rank, kin in enumerate(p.guardians, 1)
        ],
        [],
    )  # fmt: skip


def known(pupils: list[Pupil]) -> list[Known]:
    return [
        Known(p.id, p.name, p.birth, p.id_number, p.guardians[0].name, p.guardians[0].phone)
        for p in pupils
        if p.guardians
    ]


def csv_of(rows: list[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADS, restval="")
    writer.writeheader()
    writer.writerows({**STAY, **row.cells} for row in rows)
    return text.getvalue().encode("utf-8-sig")


def documented() -> dict[str, tuple[int, int, int, int]]:
    """The table of the documentation, by kind of row."""
    text = (ROOT / "docs" / "matching.md").read_text().split("## Outside lists")[1]
    lines = re.findall(r"^\| ([^|]+?) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", text, re.MULTILINE)
    return {kind: (int(a), int(b), int(c), int(d)) for kind, a, b, c, d in lines}


def test_recall_and_precision_are_what_the_documentation_says(
    acting: Callable[[str], Actor], universe: Universe
) -> None:
    officer = universe.cast["officer"]
    pupils = make_population(make_county(PEOPLE, 2026)).pupils
    load(pupils)
    rows = Maker(known(pupils)).rows(EACH, STRANGERS)
    row = round_of(officer)
    new = services.NewList(round_id=row.pk, category="household", **BASIS)
    made = services.receive(officer, new, "名单.csv", csv_of(rows))
    services.work(officer, made)
    enter(officer)
    pairs = [
        (row_no - 2, who, grade)
        for row_no, who, grade in Match.objects.values_list("row_no", "person_id", "grade")
    ]
    homes = {p.id: frozenset(kin.phone for kin in p.guardians) for p in pupils}
    every, certain, kinds = measure(rows, pairs, homes.get)
    assert kinds == documented()
    figures = [
        round(n, 3) for n in (every.recall, every.precision, certain.recall, certain.precision)
    ]
    assert figures == [0.933, 1.0, 0.733, 1.0]
