"""Every figure of a day held against what it is made of: the rows of schools and days against the journal,
roll-calls against the sheets, duties one by one, rates against their own read table, what is kept against a
new look, and every office against the sum of its schools. Finds, and changes nothing."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.indicators.events import FiguresChecked
from xiaoan.indicators.models import Check, Difference
from xiaoan.indicators.queries import evaluating, recounting
from xiaoan.indicators.rules import CATALOGUE, VALUES, Counted, Found, added_up, differing
from xiaoan.indicators.rules.recount import At
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.overview.queries import replaying

# So many differences are kept line by line; the rest is in the count alone.
MOST = 500


@dataclass(frozen=True)
class Checked:
    """What a check found. `moved`: of a day that runs, what has changed since it was kept."""

    day: dt.date
    figures: int
    found: Sequence[Found]
    moved: Sequence[Found]


def check(actor: Actor, day: dt.date) -> Checked:
    """Recount a day and keep what came out. As the system, in one moment of the database."""
    if not actor.is_system:
        raise Forbidden
    with transaction.atomic():
        checked = look(actor, day)
        _keep(actor, checked)
    return checked


def look(actor: Actor, day: dt.date) -> Checked:
    """The same without keeping anything."""
    schools, above = recounting.schools_on(day)
    nos = {one.no for one in schools}
    live = {one.key for one in CATALOGUE if one.live}
    wanted = [one.key for one in CATALOGUE if one.keeps or day >= clock.today()]
    asked = evaluating.Asked(actor, tuple(schools), day)
    anew = {
        (key, no): one
        for key, by_school in evaluating.evaluate(asked, wanted).items()
        for no, one in by_school.items()
        if no in nos
    }
    kept = recounting.kept(day)
    facts = replaying.compared(actor, day)
    n, found = facts.rows, _told(facts)
    for source, shown, counted in (
        ("sheets", anew, _of(nos, recounting.by_sheets(actor, day))),
        ("duties", anew, _of(nos, recounting.by_duties(actor, day))),
        ("parts", _summed(anew, above, "learning."), _known(recounting.by_parts(actor, day))),
    ):
        n += len(counted)
        found += differing(source, shown, counted, VALUES)
    stored = {at: one for at, one in kept.items() if at[1] in nos}
    sums = added_up(stored, above)
    n += len(sums)
    found += differing("sums", {at: one for at, one in kept.items() if at[1] in above}, sums)
    # Nothing was kept of a day on which no job ran: that is said of the day, not of each figure.
    before = {at: one for at, one in stored.items() if at[0] in wanted}
    late = differing("anew", before, anew, VALUES) if before else []
    n += len(before)
    if day >= clock.today():
        # Roll-calls of today are read at asking: what is kept of them is shown by nobody.
        return Checked(day, n, found, [one for one in late if one.key not in live])
    return Checked(day, n, [*found, *late], [])


def _told(facts: replaying.Compared) -> list[Found]:
    return [
        Found("journal", f"{one.slot}.{one.column}", one.school_no, "num", one.kept, one.told)
        for one in facts.differences
    ]


def _of(schools: Collection[int], counted: Mapping[At, Counted]) -> dict[At, Counted]:
    """Without what is of an office: its duties are in nobody's figure."""
    return {at: one for at, one in counted.items() if at[1] in schools}


def _summed(
    anew: Mapping[At, Counted], above: Mapping[int, list[int]], part: str
) -> dict[At, Counted]:
    """The sums of a part's figures over what is on record; without it, what `counted` says of nothing."""
    mine = {at: one for at, one in anew.items() if at[0].startswith(part)}
    return {at: one for at, one in added_up(mine, above).items() if one.num is not None}


def _known(counted: Mapping[At, Counted]) -> dict[At, Counted]:
    """Without what nothing is on record of: sums of nothing."""
    return {at: one for at, one in counted.items() if one.num or one.den or one.unknown}


def _keep(actor: Actor, checked: Checked) -> None:
    county = directory.county().no
    row = Check.objects.create(
        school_id=0, unit_no=county, day=checked.day, figures=checked.figures,
        differing=len(checked.found), moved=len(checked.moved), at=clock.now(),
    )  # fmt: skip
    Difference.objects.bulk_create(
        Difference(
            check_id=row.pk, school_id=0 if numbering.is_office(one.unit_no) else one.unit_no,
            unit_no=one.unit_no, source=one.source, key=one.key, field=one.field, was=one.was,
            should=one.should,
        )
        for one in checked.found[:MOST]
    )  # fmt: skip
    journal.record(
        actor,
        FiguresChecked(
            school_id=0, unit_no=0, day=checked.day, figures=checked.figures,
            differing=len(checked.found),
        ),
    )  # fmt: skip
