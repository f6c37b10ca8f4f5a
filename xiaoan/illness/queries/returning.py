"""Who is kept from class by a diagnosis, or let in and not back yet: until when, and by what paper."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Case, F, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast

from xiaoan.directory.rules import school_of
from xiaoan.illness import rules
from xiaoan.illness.models import Illness
from xiaoan.illness.queries.rows import dates_of
from xiaoan.illness.queries.settings import settings
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible

_FIELDS = (
    "id", "school_id", "unit_no", "person_id", "diagnosis", "certainty", "stage", "certificate", "since",
    "back_on", "against", "onset", "dates",
)  # fmt: skip
# Without these days a child counts as still ill.
_STILL_ILL = {"symptom_free", "fever_free"}


@dataclass(frozen=True)
class Excluded:
    """One pupil's illness that keeps them from class. `certificate`: rules.CERTIFICATES; `profile`: the one
    in force at the school, by which `verdict` was reckoned."""

    id: UUID
    school_id: int
    unit_no: int
    person_id: UUID
    diagnosis: str
    certainty: str
    stage: str
    certificate: str
    since: dt.date
    back_on: dt.date | None
    against: bool
    profile: str
    verdict: rules.Verdict

    @property
    def is_let_in(self) -> bool:
        return self.stage == "cleared"

    @property
    def free_on(self) -> dt.date | None:
        """The first day back: the one agreed when the doctor let the child in, else the earliest that the
        profile allows. None while the days cannot begin to count: nobody has said that the child is well.
        """
        known, is_still_ill = _first_day(self.verdict, self.since)
        if self.is_let_in:
            return self.back_on or known
        return None if is_still_ill else known


@dataclass(frozen=True)
class Basis:
    """By which row of the table a disease keeps a child away."""

    ways: tuple[tuple[tuple[str, int | None], ...], ...]
    source: str
    confidence: str


@dataclass(frozen=True)
class Reckoned:
    """Illnesses that have all of this in common are over on one day. `known`: the first day back as far as it
    is known; `is_still_ill`: it can not begin to count."""

    listed: str
    profile: str
    since: dt.date
    onset: dt.date | None
    dates: str
    known: dt.date
    is_still_ill: bool


def _open(actor: Actor, interval: Interval) -> QuerySet[Illness]:
    lo, hi = interval
    rows = visible(Illness.objects.filter(closed_at=None), actor, Permission.SEE_ILLNESS)
    return rows.filter(Q(held=True) | Q(stage="cleared"), unit_no__gte=lo, unit_no__lt=hi)


def schools_with_excluded(actor: Actor, interval: Interval) -> dict[int, tuple[str, bool]]:
    """School → the profile in force there, and whether anybody has been let in and is not back yet."""
    known = settings()
    rows = _open(actor, interval).order_by().values_list("school_id")
    found = rows.annotate(let_in=BoolOr(Q(stage="cleared")))
    return {no: (known.at(no).profile, let_in) for no, let_in in found}


def reckoned(actor: Actor, interval: Interval, profiles: Mapping[int, str]) -> list[Reckoned]:
    """The first day back of everybody of `excluded`, once for all who have the same disease and days."""
    book = rules.book()
    rows = _open(actor, interval).annotate(
        listed=Case(
            When(certainty="excluded", then=Value("")),
            default=F("diagnosis"),
            output_field=TextField(),
        ),
        told=Cast("dates", TextField()),
    )
    found = {
        (listed, profiles[school_id], since, onset, told): dates
        for school_id, listed, since, onset, told, dates in rows.order_by()
        .values_list("school_id", "listed", "since", "onset", "told", "dates")
        .distinct()
    }
    return [
        Reckoned(*key, *_first_day(rules.earliest_return(
            book, key[0], key[1], rules.Facts(dates_of(dates, key[3])), key[2]), key[2]))
        for key, dates in found.items()
    ]  # fmt: skip


def _first_day(verdict: rules.Verdict, since: dt.date) -> tuple[dt.date, bool]:
    known = verdict.day or verdict.not_before or since
    return known, bool(_STILL_ILL & set(verdict.missing))


def excluded(
    actor: Actor, interval: Interval, people: Collection[UUID] | None = None
) -> list[Excluded]:
    """Everybody of whom that is so inside an interval, in the actor's sight (or these people of them); a row
    each, in no order."""
    rows = _open(actor, interval)
    rows = rows if people is None else rows.filter(person_id__in=people)
    known, book = settings(), rules.book()

    @cache
    def profile(school_id: int) -> str:
        return known.at(school_id).profile

    @cache
    def verdict(
        disease: str,
        at: str,
        since: dt.date,
        onset: dt.date | None,
        dates: tuple[tuple[str, str], ...],
    ) -> rules.Verdict:
        """Many have the same disease and days: reckoned once."""
        facts = rules.Facts(dates_of(dict(dates), onset))
        return rules.earliest_return(book, disease, at, facts, since)

    found = []
    for *told, onset, dates in rows.values_list(*_FIELDS):
        disease, certainty, since = told[4], told[5], told[8]
        at = profile(school_of(told[2]))
        listed = "" if certainty == "excluded" else disease
        days = tuple(sorted(dates.items()))
        found.append(Excluded(*[*told, at, verdict(listed, at, since, onset, days)]))
    return found


def count_handed(actor: Actor) -> int:
    """Certificates that are at school and wait for the actor to read them."""
    rows = Illness.objects.filter(closed_at=None, held=True, certificate="handed")
    return visible(rows, actor, Permission.CLEAR).count()


def basis_of(disease: str, profile: str) -> Basis | None:
    """By what a disease keeps a child away: ways to be free, each a list of days after a date or of signs."""
    row = rules.book().diseases.get(disease)
    if row is None:
        return None
    ways = tuple(tuple((one.what, one.days) for one in way) for way in row.profiles[profile])
    return Basis(ways, row.source, row.confidence)
