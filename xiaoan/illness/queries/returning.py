"""Who is kept from class by a diagnosis, or let in and not back yet: until when, and by what paper."""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.db.models import Q

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
        known = self.verdict.day or self.verdict.not_before or self.since
        if self.is_let_in:
            return self.back_on or known
        return None if _STILL_ILL & set(self.verdict.missing) else known


@dataclass(frozen=True)
class Basis:
    """By which row of the table a disease keeps a child away."""

    ways: tuple[tuple[tuple[str, int | None], ...], ...]
    source: str
    confidence: str


def excluded(actor: Actor, interval: Interval) -> list[Excluded]:
    """Everybody of whom that is so inside an interval, in the actor's sight; a row each, in no order."""
    lo, hi = interval
    rows = visible(Illness.objects.filter(closed_at=None), actor, Permission.SEE_ILLNESS)
    rows = rows.filter(Q(held=True) | Q(stage="cleared"), unit_no__gte=lo, unit_no__lt=hi)
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
