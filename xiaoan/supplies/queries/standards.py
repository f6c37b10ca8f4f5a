"""Versions of the county's standard: what is in force, what is drafted, how they differ."""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from xiaoan.kernel import clock
from xiaoan.kernel.errors import NotFound
from xiaoan.supplies import rules
from xiaoan.supplies.models import Standard


@dataclass(frozen=True)
class Version:
    """One version; `id` None: the pack that ships, in force as long as the county has published none."""

    id: UUID | None
    title: str
    source: str
    since: dt.date
    state: str
    rules: tuple[rules.Rule, ...]
    edits: int = 0
    made_by_id: UUID | None = None
    made_at: dt.datetime | None = None
    asked_by_id: UUID | None = None
    published_by_id: UUID | None = None
    published_at: dt.datetime | None = None

    @property
    def is_ours(self) -> bool:
        """No paper of an authority is named."""
        return self.id is None or not self.source


SHIPPED = Version(
    None, rules.DEFAULT.version, "", rules.DEFAULT.since, "published", rules.DEFAULT.rules
)


def in_force(day: dt.date | None = None) -> Version:
    """What holds on a day."""
    row = (
        Standard.objects.filter(state="published", since__lte=day or clock.today())
        .order_by("-since")
        .first()
    )
    return _version(row) if row else SHIPPED


def per_person_a_day(item: str) -> Fraction:
    """The most that the standard in force gives a pupil or a person for a day; 0: it does not count days."""
    found = [
        Fraction(one.amount) for one in in_force().rules
        if one.item == item and one.days and one.basis in ("person", "pupil")
    ]  # fmt: skip
    return max(found, default=Fraction(0))


def versions() -> list[Version]:
    """All versions, the newest first, the one that ships last."""
    rows = Standard.objects.order_by("-since", "-made_at")
    return [*(_version(row) for row in rows), SHIPPED]


def version(standard_id: UUID) -> Version:
    row = Standard.objects.filter(pk=standard_id).first()
    if row is None:
        raise NotFound
    return _version(row)


def _version(row: Standard) -> Version:
    return Version(
        row.pk, row.title, row.source, row.since, row.state, rules.rules_of(row.rules), row.edits,
        row.made_by_id, row.made_at, row.asked_by_id, row.published_by_id, row.published_at,
    )  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """A rule that one of two versions has and the other has not."""

    rule: rules.Rule
    added: bool


def differences(old: Version, new: Version) -> list[Difference]:
    """What comes in and what goes, item by item."""
    gone = [Difference(one, False) for one in old.rules if one not in new.rules]
    come = [Difference(one, True) for one in new.rules if one not in old.rules]
    return sorted([*gone, *come], key=lambda one: (one.rule.item, one.rule.basis, one.added))
