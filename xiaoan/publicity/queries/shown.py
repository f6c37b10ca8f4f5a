"""What anybody may read, in one language. Asked without an actor: these look everywhere and give
nothing but public texts, decided dates and the names of schools."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.directory.models import Unit
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.texts import fit
from xiaoan.publicity import rules
from xiaoan.publicity.models import Text, Version
from xiaoan.reopening import queries as reopening
from xiaoan.reopening.queries.words import stage_name


@dataclass(frozen=True)
class Shown:
    """A public text in one language. `tag`: the language that its words are in (not every text has
    all three); `first_at`: when it was first public, `at`: since when these words are;
    `withdrawn_why`: it is not public any more, and has no words."""

    id: UUID
    kind: str
    title: str
    body: str
    tag: str
    phone: str
    pinned: bool
    first_at: dt.datetime
    at: dt.datetime
    version: int
    reason: str
    withdrawn_why: str = ""
    # Beside the title: a verdict, a school. Its page, where another app has one. Pictures of a story.
    label: str = ""
    address: str = ""
    photos: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class School:
    """A school with what holds for its stages; `no` is its number in addresses."""

    no: int
    name: str
    township: str
    stages: tuple[reopening.StageOpening, ...]


# In a language, the newest first.
InWords = Callable[[str], list[Shown]]


def _none(_language: str) -> list[Shown]:
    return []


@dataclass(frozen=True)
class Beside:
    """What another app shows here: its texts of a kind that are public now, and those taken back of late."""

    kind: str
    public: InWords
    gone: InWords = _none


_beside: list[Beside] = []


def connect(source: Beside) -> None:
    """Have another app's public texts shown beside the office's own (see wiring). A fact of that app that
    changes them turns the edition: `publicity.tasks.on_change` hears it."""
    if source not in _beside:
        _beside.append(source)


def _others(language: str, kind: str = "") -> list[Shown]:
    return [one for each in _beside if kind in ("", each.kind) for one in each.public(language)]


def texts(language: str, kind: str, limit: int, offset: int = 0) -> list[Shown]:
    """Public texts of a kind, pinned first, then the newest."""
    rows = Text.objects.filter(state="published", kind=kind)
    own = _in_words(rows.order_by("-pinned", "-published_at", "id")[: offset + limit], language)
    both = sorted([*own, *_others(language, kind)], key=_first, reverse=True)
    return both[offset : offset + limit]


def _first(one: Shown) -> tuple[bool, dt.datetime]:
    return one.pinned, one.first_at


def count(kind: str) -> int:
    own = Text.objects.filter(state="published", kind=kind).count()
    return own + len(_others(rules.FIRST, kind))


def pinned(language: str) -> list[Shown]:
    """What stands first, of every kind."""
    rows = Text.objects.filter(state="published", pinned=True)
    return _in_words(rows.order_by("-published_at")[: rules.PINS], language)


def text(language: str, text_id: UUID) -> Shown:
    """One text; one that was withdrawn has no words but says so. NotFound: never public."""
    row = Text.objects.filter(pk=text_id, state__in=("published", "withdrawn")).first()
    if row is not None:
        return _in_words([row], language)[0]
    for one in [*_others(language), *_gone(language)]:
        if one.id == text_id and not one.address:
            return one
    raise NotFound


def changed(language: str, limit: int) -> list[Shown]:
    """What was published, changed or withdrawn last: for the feeds."""
    rows = Text.objects.filter(state__in=("published", "withdrawn"))
    found = _in_words(rows.order_by("-changed_at", "id")[:limit], language)
    # What has a page elsewhere is for reference, no news.
    news = [one for one in _others(language) if not one.address]
    both = [*found, *news, *_gone(language)]
    return sorted(both, key=lambda one: one.at, reverse=True)[:limit]


def _gone(language: str) -> list[Shown]:
    return [one for each in _beside for one in each.gone(language)]


def _in_words(rows: Iterable[Text], language: str) -> list[Shown]:
    found = list(rows)
    wanted = Q(pk__in=[])
    for row in found:
        if row.shown_no is not None:
            wanted |= Q(text_id=row.pk, no=row.shown_no)
    versions = {one.text_id: one for one in Version.objects.filter(wanted)}
    return [_shown(row, versions.get(row.pk), language) for row in found]


def _shown(row: Text, version: Version | None, language: str) -> Shown:
    first_at = row.published_at or row.changed_at
    if version is None:
        return Shown(
            row.pk, row.kind, "", "", rules.TAGS[language], "", False, first_at, row.changed_at,
            row.versions, "", row.withdrawn_why,
        )  # fmt: skip
    words = rules.words_in(version.words, language)
    return Shown(
        row.pk, row.kind, words["title"], words["body"], words["tag"], version.phone, row.pinned,
        first_at, max(version.at, first_at), version.no, version.reason,
    )  # fmt: skip


def county() -> directory.Place:
    return directory.county()


def county_stages() -> list[tuple[str, reopening.Opening | None]]:
    """(stage in words, what holds in the county) for each stage that has schools, and for those that were
    decided by themselves though they follow another; None: nothing has been decided. Empty while nothing has
    been for any."""
    county = directory.county()
    held = {one.stage: one for one in reopening.openings() if one.place_no == county.no}
    if not held:
        return []
    taught = {one.stage for one in directory.places_inside(county.interval, "school")}
    asked = {one.code for stage in taught for one in reopening.stages_of(stage) if not one.follows}
    return [
        (stage_name(code), held.get(code))
        for code in reopening.STAGE_CODES
        if code in held or code in asked
    ]


def dates_apart() -> list[tuple[str, str, reopening.Opening]]:
    """(place, stage in words, what holds) where a township or school has a date of its own."""
    no = directory.county().no
    found = [one for one in _in_order(reopening.openings()) if one.place_no != no]
    places = directory.places({one.place_no for one in found})
    return [
        (fit(places[one.place_no].name), stage_name(one.stage), one)
        for one in sorted(found, key=lambda one: one.place_no)
    ]


def _in_order(found: Iterable[reopening.Opening]) -> list[reopening.Opening]:
    order = {code: at for at, code in enumerate(reopening.STAGE_CODES)}
    return sorted(found, key=lambda one: order[one.stage])


def schools(name: str = "", limit: int = 1000) -> list[School]:
    """Schools that are open, by township, with what holds for each; `name`: those whose name holds it."""
    lo, hi = directory.county().interval
    found = [one for one in directory.places_inside((lo, hi), "school") if name in one.name]
    towns = directory.places({numbering.ancestors(one.no)[1] for one in found})
    current = reopening.latest(reopening.versions())
    return [_school(one, towns, current) for one in found[:limit]]


def _school(one: directory.Place, towns: dict[int, directory.Place], current: Any) -> School:
    above = numbering.ancestors(one.no)
    town = towns.get(above[1])
    return School(
        one.no, fit(one.name), fit(town.name) if town else "",
        reopening.of_school(one.stage, above, current),
    )  # fmt: skip


def school(no: int) -> tuple[School, list[reopening.Opening]]:
    """A school with every decision that ever concerned it, the newest first. NotFound: no open school."""
    one = directory.places([no]).get(no)
    if one is None or one.kind != "school" or not Unit.objects.filter(pk=no, closed=None).exists():
        raise NotFound
    above = numbering.ancestors(no)
    found = reopening.versions(above)
    made = _school(one, directory.places([above[1]]), reopening.latest(found))
    wanted = {row.stage.code for row in made.stages} | {row.stage.follows for row in made.stages}
    about = [one for one in found if one.stage in wanted]
    return made, sorted(about, key=lambda one: (one.decided_at, one.no), reverse=True)
