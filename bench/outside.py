"""An outside list of 50,000 rows matched against the county, with recall and precision."""

import csv
import datetime as dt
import io
import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from bench.roster import BENCH
from tests.verification.seeded import HEADS, STAY, Known, Maker, Row, measure
from xiaoan.accounts import queries as accounts
from xiaoan.accounts.models import DemoPerson
from xiaoan.directory import queries as directory
from xiaoan.directory.models import Guardian, Person
from xiaoan.kernel import clock
from xiaoan.kernel.actor import EVERYWHERE, Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.surveys import services as surveys
from xiaoan.surveys.rules import Wanted
from xiaoan.verification import services
from xiaoan.verification.models import Match, OutsideList

# 15 kinds of rows about people of the roll, 5 about who looks like one, and strangers: 50,000.
EACH, STRANGERS = 1_500, 20_000


def outside() -> dict[str, Any]:
    """Hand the list in as the officer does, run the job, and hold what it found against the truth."""
    people = list(_known())
    rows = Maker(people).rows(EACH, STRANGERS)
    officer, round_id = county_round()
    with acting_as(officer):
        new = services.NewList("travel", round_id, "away", "bench", "bench", f"bench {uuid7()}")
        made = services.receive(officer, new, "list.csv", _csv(rows))
    begun = time.perf_counter()
    services.work(officer, made)
    seconds = time.perf_counter() - begun
    with acting_as(officer):
        counts = OutsideList.objects.get(pk=made).counts
        pairs = [
            (row_no - 2, who, grade)
            for row_no, who, grade in Match.objects.filter(list_id=made).values_list(
                "row_no", "person_id", "grade"
            )
        ]
    every, certain, kinds = measure(rows, pairs, _homes().get)
    return {
        "rows": len(rows), "seconds": round(seconds, 1), "recall": round(every.recall, 3),
        "precision": round(every.precision, 3), "certain_recall": round(certain.recall, 3),
        "certain_precision": round(certain.precision, 3), "counts": counts, "kinds": kinds,
    }  # fmt: skip


def _known() -> Iterator[Known]:
    """Every pupil of the county with the guardian who is called first."""
    with acting_as(BENCH):
        schools = directory.places_inside(EVERYWHERE, "school")
    for place in schools:
        with acting_as(BENCH):
            for one in directory.roster(BENCH, place.no, kin=True):
                kin = one.kin[0]
                if one.kind == "student" and kin:
                    key = (place.no, one.number)
                    yield Known(key, one.name, one.birth_date, one.id_number, kin[0], kin[2])


def _homes() -> dict[Any, Any]:
    """What tells the home of a person: the telephones; by id, and by school and number."""
    with acting_as(BENCH):
        found: dict[Any, set[bytes]] = {}
        rows = Guardian.objects.filter(until=None).values_list("person_id", "phone_index")
        for person_id, phone in rows:
            found.setdefault(person_id, set()).add(bytes(phone))
        students = Person.objects.filter(kind="student")
        people = {(s, n): pk for s, n, pk in students.values_list("school_id", "number", "id")}
    homes: dict[Any, Any] = {pk: frozenset(phones) for pk, phones in found.items()}
    homes |= {key: homes[pk] for key, pk in people.items() if pk in homes}
    return homes


def county_round() -> tuple[Actor, UUID]:
    """The officer of the demonstration, and a round that asks the county."""
    with acting_as(BENCH):
        who = DemoPerson.objects.get(role="bureau_officer").user_id
        county = directory.county().no
    with acting_as(BENCH):
        officer = accounts.actor_of_job(who)
    due = clock.now() + dt.timedelta(hours=12)
    with acting_as(officer):
        row = surveys.make_round(officer, uuid7(), county, Wanted("bench", "pupils", (), due, None))
        return officer, surveys.open_round(officer, row.pk).pk


def _csv(rows: list[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADS, restval="")
    writer.writeheader()
    writer.writerows({**STAY, **row.cells} for row in rows)
    return text.getvalue().encode("utf-8-sig")


def report(found: dict[str, Any]) -> None:
    print(
        f"outside list of {found['rows']} rows matched in {found['seconds']} s; recall "
        f"{found['recall']}, precision {found['precision']}; certain alone {found['certain_recall']}, "
        f"{found['certain_precision']}"
    )
