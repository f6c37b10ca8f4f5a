"""Looking for people by what somebody types; what they are called."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Case, Q, QuerySet, When

from xiaoan.directory.models import Person
from xiaoan.directory.rules import names
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.scope import inside

# So many digits at the end of a number are enough to look for it.
LAST_DIGITS = 4


def people_named(actor: Actor, reach: Q, text: str, limit: int) -> list[dict[str, Any]]:
    """People found by name, pinyin, initials or number inside `reach` (see kernel.scope.inside).

    Who is called exactly so comes first, then the order of the tree; people of one name by number.
    """
    query = names.query_of(text)
    if not query.text:
        return []
    matching, exact = _matches(query)
    rows = (
        Person.objects.filter(reach, matching)
        .annotate(exact=Case(When(exact, then=0), default=1))
        .order_by("exact", "unit_no", "name", "number", "id")[:limit]
    )
    return [
        dict(row)
        for row in rows.values(
            "id", "kind", "name", "number", "sex", "unit_no", "school_id", "birth_date"
        )
    ]


def _matches(query: names.Query) -> tuple[Q, Q]:
    """What finds somebody, and what finds them exactly. ID numbers are not searched by their end:
    an index of four digits would tell all of a number whose rest, birth date and county, is known.
    """
    typed = query.text
    if query.kind == names.CHARACTERS:
        exactly = Q(name=typed) | Q(pinyin__contains=f"|{typed}|")
        return Q(name__contains=typed) | Q(pinyin__contains=typed), exactly
    key = typed.lower()
    found, exactly = Q(pinyin__contains=f"|{key}"), Q(pinyin__contains=f"|{key}|")
    if query.kind == names.NUMBER:
        exactly = Q(number__in={typed, key})
        by_end = Q(number__endswith=typed) if len(typed) >= LAST_DIGITS else exactly
        found = exactly | by_end if typed.isdecimal() else exactly | by_end | found
    return found, exactly


@dataclass(frozen=True)
class Whom:
    """Whom or what a row is about, in words; of a pupil also who, and in which class."""

    words: str
    pupil_id: UUID | None = None
    unit_no: int = 0


def person_names(actor: Actor, person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of pupils and staff whom the actor sees, by person."""
    rows = Person.objects.filter(inside(actor.intervals), pk__in=set(person_ids))
    return dict(rows.values_list("id", "name"))


_PUPILS_SAID = """
select distinct name from directory_enrolment
where unit_no >= %(lo)s and unit_no < %(hi)s and since <= %(day)s and (until is null or until > %(day)s)
  and {said}
"""
_STAFF_SAID = """
select distinct name from directory_person
where unit_no >= %(lo)s and unit_no < %(hi)s and kind = 'staff' and {said}
"""
# By a table of all runs of a text, a tenth of the time of looking for each name in it; long names are few.
_LONGEST_RUN = 4
_SAID = (
    """(name = any(%(runs)s) or char_length(name) > %(longest)s and strpos(%(text)s, name) > 0)"""
)


def pupils_said(text: str, within: Interval, day: dt.date) -> set[str]:
    """The names of pupils on the roll inside a unit on a day that stand in a text; of the running scope."""
    return _said(_PUPILS_SAID, text, within, {"day": day})


def staff_said(text: str, within: Interval) -> set[str]:
    """The names of staff on the roster inside a unit that stand in a text; of the running scope."""
    return _said(_STAFF_SAID, text, within, {})


def _said(sql: str, text: str, within: Interval, more: dict[str, Any]) -> set[str]:
    runs = {
        text[at : at + n] for n in range(2, _LONGEST_RUN + 1) for at in range(len(text) - n + 1)
    }
    given: dict[str, Any] = {"text": text, "runs": sorted(runs), "longest": _LONGEST_RUN}
    with connection.cursor() as cursor:
        cursor.execute(sql.format(said=_SAID), {**given, "lo": within[0], "hi": within[1], **more})
        return {name for (name,) in cursor.fetchall()}


def names_of_rows(actor: Actor, rows: QuerySet[Any], row_ids: Iterable[UUID]) -> dict[UUID, Whom]:
    """Whom each row of a table about people is about: rows with `person_id` and `unit_no`, by their ids."""
    about = {
        pk: (who, unit_no)
        for pk, who, unit_no in rows.filter(
            inside(actor.intervals), pk__in=set(row_ids)
        ).values_list("id", "person_id", "unit_no")
    }
    people = Person.objects.filter(
        inside(actor.intervals), pk__in={who for who, _unit in about.values()}
    )
    known = {pk: (name, kind) for pk, name, kind in people.values_list("id", "name", "kind")}
    return {
        pk: Whom(known[who][0], who if known[who][1] == "student" else None, unit_no)
        for pk, (who, unit_no) in about.items()
        if who in known
    }
