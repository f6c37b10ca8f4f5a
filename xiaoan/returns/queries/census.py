"""What has been spared (减负统计): of forms filled in and of requests, counted from what was done.

A form: the last filling of each unit and day counts, once. `spared`: values of single schools that its
figures
rest on; had the form been sent out, each of these schools would have typed each of them. A request: its held
fields times the schools that would have been asked, in each round; and answers that a school had given
before.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Sum

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.returns.models import Ask, Filling, Form, Round
from xiaoan.returns.queries import requests


@dataclass(frozen=True)
class FormCount:
    """A form over some days: filled in so many times, asking so many things in all."""

    form_id: UUID
    name: str
    office: str
    fillings: int
    asked: int
    held: int
    unknown: int
    given: int
    typed: int
    spared: int

    @property
    def answered(self) -> int:
        """Things that nobody had to type and that are known."""
        return self.held - self.unknown + self.given


@dataclass(frozen=True)
class RequestCount:
    """A request over some days: so many rounds, fields held and asked, schools asked in all rounds
    together."""

    request_id: UUID
    office: str
    rounds: int
    fields: int
    held: int
    asked: int
    schools: int
    answered: int
    reused: int

    @property
    def spared(self) -> int:
        """Held fields that no school was asked, and answers taken over."""
        return self.held * self.schools + self.reused


@dataclass(frozen=True)
class Census:
    """Forms and requests from `first` to `last`."""

    first: dt.date
    last: dt.date
    forms: tuple[FormCount, ...]
    requests: tuple[RequestCount, ...]

    def total(self, name: str) -> int:
        return sum(getattr(one, name) for one in self.forms)

    @property
    def spared(self) -> int:
        return self.total("spared") + sum(one.spared for one in self.requests)


def census(actor: Actor, first: dt.date, last: dt.date) -> Census:
    """What was spared in the actor's reach over some days (both included)."""
    if not actor.may_anywhere(Permission.SEE_RETURNS):
        raise NotFound
    rows = visible(
        Filling.objects.filter(day__gte=first, day__lte=last), actor, Permission.SEE_RETURNS
    )
    sums = rows.values("form_id").annotate(
        n=Count("id"), **{f"s_{one}": Sum(one) for one in _COUNTED}
    )
    found = {
        row[0]: row[1:]
        for row in sums.values_list("form_id", "n", *(f"s_{one}" for one in _COUNTED))
    }
    names = {row.pk: row for row in Form.objects.filter(pk__in=list(found))}
    forms = [FormCount(pk, names[pk].name, names[pk].office, *row) for pk, row in found.items()]
    forms.sort(key=lambda one: -one.spared)
    return Census(first, last, tuple(forms), tuple(_requests(actor, first, last)))


_COUNTED = ("asked", "held", "unknown", "given", "typed", "spared")


def _requests(actor: Actor, first: dt.date, last: dt.date) -> list[RequestCount]:
    """Of whoever sees the unit that keeps the requests."""
    rounds = visible(
        Round.objects.filter(day__gte=first, day__lte=last), actor, Permission.SEE_RETURNS
    )
    turns = {
        row["request_id"]: (row["n"], row["schools"])
        for row in rounds.values("request_id").annotate(n=Count("id"), schools=Sum("schools"))
    }
    asks = Ask.objects.filter(day__gte=first, day__lte=last, request_id__in=list(turns))
    answered: dict[UUID, int] = defaultdict(int)
    reused: dict[UUID, int] = defaultdict(int)
    for request_id, again in asks.filter(answered_at__isnull=False).values_list(
        "request_id", "reused"
    ):
        answered[request_id] += 1
        reused[request_id] += len(again)
    return [
        RequestCount(
            one.id, one.office, turns[one.id][0], len(one.fields), len(one.held), len(one.asked),
            turns[one.id][1], answered[one.id], reused[one.id],
        )
        for one in requests.of(turns).values()
    ]  # fmt: skip
