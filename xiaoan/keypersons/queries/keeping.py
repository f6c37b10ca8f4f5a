"""Whom an isolation, or being followed for some reasons, keeps from coming to school: for apps above."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.keypersons.models import Isolation, KeyPerson


@dataclass(frozen=True)
class Keeping:
    """An isolation that runs (`category` empty) or an open line; `until`: the first day it is no more."""

    line_id: UUID
    school_id: int
    unit_no: int
    person_id: UUID
    category: str
    since: dt.date
    until: dt.date | None
    paper: bool


def keeping(actor: Actor, interval: Interval, categories: Collection[str]) -> list[Keeping]:
    """Pupils inside an interval who are isolated, or followed for one of these categories."""
    lo, hi = interval
    lines = KeyPerson.objects.filter(state="open", kind="student", unit_no__gte=lo, unit_no__lt=hi)
    open_ = visible(lines, actor, Permission.SEE_KEY_PERSONS)
    apart = visible(
        Isolation.objects.filter(ended_on=None, unit_no__gte=lo, unit_no__lt=hi),
        actor, Permission.SEE_KEY_PERSONS,
    ).filter(line_id__in=lines.values("id"))  # fmt: skip
    row = ("school_id", "unit_no", "person_id")
    found = [
        Keeping(line, school, unit, person, "", since, until, True)
        for line, school, unit, person, since, until in apart.order_by("since").values_list(
            "line_id", *row, "since", "until"
        )
    ]
    named = open_.filter(category__in=categories, isolated=False)
    return found + [
        Keeping(*one) for one in named.values_list(
            "id", *row, "category", "since", "until", "needs_paper"
        )
    ]  # fmt: skip
