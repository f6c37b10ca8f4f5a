"""Whole schools at once, by COPY."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from xiaoan.directory.events import RollLoaded
from xiaoan.directory.models import Enrolment, Guardian, Person
from xiaoan.directory.services.rights import only_system
from xiaoan.journal import services as journal
from xiaoan.kernel.actor import Actor

# The columns of the four bulk tables, in the order in which rows are handed to `load_roll`.
PERSON_COLUMNS = tuple(f.attname for f in Person._meta.concrete_fields if f.attname != "post")
ENROLMENT_COLUMNS = tuple(
    field.attname
    for field in Enrolment._meta.concrete_fields
    if field.attname not in ("begun_by", "ended_by", "note", "ended_with")
)
GUARDIAN_COLUMNS = tuple(
    field.attname
    for field in Guardian._meta.concrete_fields
    if field.attname not in ("since", "until", "past_rank", "may_see", "may_be_called", "is_legal")
)


def load_roll(
    actor: Actor,
    people: Iterable[Sequence[Any]],
    enrolments: Iterable[Sequence[Any]],
    guardians: Iterable[Sequence[Any]],
    summary: Iterable[RollLoaded],
) -> None:
    """Load people, enrolments and guardians by COPY, and record one bulk fact per school.

    COPY cannot write under row security: rows go through a temporary table and one INSERT.
    """
    only_system(actor)
    copy_in("directory_person", PERSON_COLUMNS, people)
    copy_in("directory_enrolment", ENROLMENT_COLUMNS, enrolments)
    copy_in("directory_guardian", GUARDIAN_COLUMNS, guardians)
    journal.record_many(actor, summary)


def copy_in(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """COPY `rows` into a temporary table like `table`, then insert them under its policies."""
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"create temporary table incoming on commit drop as select {names} from {table} limit 0"  # noqa: S608  # names come from the models
        )
        with cursor.copy(f"copy incoming ({names}) from stdin") as sheet:
            for row in rows:
                sheet.write_row(row)
        cursor.execute(f"insert into {table} ({names}) select {names} from incoming")  # noqa: S608  # as above
        count = int(cursor.rowcount)
        cursor.execute("drop table incoming")
    return count
