"""Materials as they are in force, their versions, when each is to be looked at again, how often they were
opened."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet, Sum

from xiaoan.kernel import clock
from xiaoan.kernel.errors import NotFound
from xiaoan.materials import rules
from xiaoan.materials.models import Halt, Review, Version, View


@dataclass(frozen=True)
class Held:
    """A version with its content. `number`: 0 for what came with the product; `review_on`: to be looked at
    again by that day; `halted`: why it is out of use, "" if it is not."""

    id: UUID
    material: rules.Material
    state: str
    number: int
    is_pack: bool
    edits: int = 0
    editors: tuple[UUID, ...] = ()
    returned: str = ""
    submitted_at: dt.datetime | None = None
    approved_at: dt.datetime | None = None
    approved_by_id: UUID | None = None
    review_on: dt.date = dt.date.max
    halted: str = ""

    @property
    def code(self) -> str:
        return self.material.code


@dataclass(frozen=True)
class _Beside:
    """What is said of versions in rows of their own: version → day, version → why."""

    reviews: dict[UUID, dt.date]
    halts: dict[UUID, str]


def _beside(ids: Iterable[UUID]) -> _Beside:
    wanted = list(ids)
    rows = Review.objects.filter(version_id__in=wanted).order_by("version_id", "-at", "-id")
    reviews = dict(rows.distinct("version_id").values_list("version_id", "until"))
    halts = Halt.objects.filter(version_id__in=wanted).values_list("version_id", "reason")
    return _Beside(reviews, dict(halts))


def _held(row: Version, beside: _Beside) -> Held:
    material = rules.material_of(row.content)
    since = row.approved_at.astimezone(clock.ZONE).date() if row.approved_at else material.as_of
    if row.origin == "pack":
        since = material.as_of
    return Held(
        row.pk, material, row.state, row.number, row.origin == "pack", row.edits,
        tuple(UUID(one) for one in row.editors), row.returned, row.submitted_at, row.approved_at,
        row.approved_by_id,
        beside.reviews.get(row.pk, rules.review_day(since, material.review_months)),
        beside.halts.get(row.pk, ""),
    )  # fmt: skip


def _many(rows: Iterable[Version]) -> list[Held]:
    found = list(rows)
    beside = _beside(row.pk for row in found)
    return [_held(row, beside) for row in found]


def _pack(codes: Iterable[str]) -> dict[str, Held]:
    """What came with the product, by code; what of it is kept as rows makes no difference."""
    made = {code: rules.pack_id(rules.PACK[code]) for code in codes}
    beside = _beside(made.values())
    return {
        code: Held(
            pk, rules.PACK[code], "approved", 0, is_pack=True,
            review_on=beside.reviews.get(
                pk, rules.review_day(rules.PACK[code].as_of, rules.PACK[code].review_months)
            ),
            halted=beside.halts.get(pk, ""),
        )
        for code, pk in made.items()
    }  # fmt: skip


def _newest() -> QuerySet[Version]:
    """Of each material the county's newest version that was approved."""
    rows = Version.objects.filter(state="approved", origin="own")
    return rows.order_by("code", "-number").distinct("code")


def newest() -> dict[str, Held]:
    """Every material by its newest approved version, halted ones too: those of the product first, in their
    order, then the county's own."""
    own = {one.code: one for one in _many(_newest())}
    pack = _pack(code for code in rules.PACK if code not in own)
    order = [*rules.PACK, *(code for code in own if code not in rules.PACK)]
    return {code: own.get(code) or pack[code] for code in order}


def all_in_force() -> dict[str, Held]:
    """Every material as it is in force, by code."""
    return {code: one for code, one in newest().items() if not one.halted}


def newest_of(code: str) -> Held:
    """The newest approved version of a material, also if it is halted. NotFound: there is none."""
    row = Version.objects.filter(code=code, state="approved", origin="own").order_by("-number")
    if found := _many(row[:1]):
        return found[0]
    if code not in rules.PACK:
        raise NotFound
    return _pack([code])[code]


def open_material(code: str) -> Held:
    """The version of a material that is in force. NotFound: there is none, or it is halted."""
    found = newest_of(code)
    if found.halted:
        raise NotFound
    return found


def version(version_id: UUID) -> Held:
    """A version by its id, whatever its state; of the product's only what was kept."""
    found = _many(Version.objects.filter(pk=version_id))
    if not found:
        raise NotFound
    return found[0]


def versions(code: str) -> list[Held]:
    """The county's versions of a material, the newest first; then what came with the product."""
    rows = Version.objects.filter(code=code, origin="own").order_by("-made_at", "-id")
    return _many(rows) + (list(_pack([code]).values()) if code in rules.PACK else [])


def drafts() -> dict[str, Held]:
    """Code → the draft in hand, submitted ones too."""
    rows = Version.objects.filter(state__in=["draft", "submitted"]).order_by("id")
    return {one.code: one for one in _many(rows)}


def views(code: str = "", since: dt.date | None = None) -> dict[str, int]:
    """Code (or, of one material, audience) → how often it was opened since a day; by whom nobody knows."""
    rows = View.objects.all() if since is None else View.objects.filter(day__gte=since)
    if code:
        rows = rows.filter(code=code)
    by = "audience" if code else "code"
    return dict(rows.values(by).annotate(n=Sum("views")).values_list(by, "n"))
