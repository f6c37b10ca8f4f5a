"""Which item something is: by the same text, link or picture, else by how alike it is. Runs in the system's
scope."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from uuid import UUID

from django.db import connection

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.directory.rules.characters import simplified
from xiaoan.kernel import ciphers
from xiaoan.rumours.models import Item, Mark, Print
from xiaoan.rumours.rules import alike

_BYTES = 8


@dataclass(frozen=True)
class Looked:
    """A text as it is compared; `digest` of its folded form. None of it says anything without the key."""

    digest: bytes
    made: alike.Print


@dataclass
class Found:
    """What something is: the item and how it was found; those that may be the same, most alike first (item,
    percent)."""

    item_id: UUID | None = None
    how: str = "new"
    print_id: UUID | None = None
    near: list[tuple[UUID, int]] = field(default_factory=list)


def mark(piece: str) -> int:
    """A piece as a number of 63 bits that says nothing without the key."""
    return int.from_bytes(_index()(piece)[:_BYTES]) >> 1


@cache
def _index() -> Callable[[str], bytes]:
    return ciphers.indexer("rumour")


def looked(text: str, places: Iterable[str]) -> Looked | None:
    """None where nothing is left to compare."""
    plain = alike.folded(text, simplified)
    if not plain:
        return None
    return Looked(
        ciphers.blind_index(plain, kind="rumour.text"), alike.print_of(plain, mark, places)
    )


def places_of(county: int) -> list[str]:
    """Names of schools and townships, as they stand in folded texts."""
    units = directory.places_inside((county, county + numbering.COUNTY), "township", "school")
    return [name for name in (_name(one.name) for one in units) if len(name) > 2]


@lru_cache(maxsize=2000)
def _name(name: str) -> str:
    return alike.folded(name, simplified)


def link_mark(link: str) -> bytes:
    return ciphers.blind_index(link, kind="rumour.link")


def by_mark(county: int, kind: str, values: Collection[bytes]) -> UUID | None:
    rows = Mark.objects.filter(unit_no=county, kind=kind, value__in=list(values))
    return rows.order_by("id").values_list("item_id", flat=True).first()


def by_text(county: int, one: Looked | None) -> Found:
    """The item of the same or of the most similar text."""
    if one is None:
        return Found()
    same = Print.objects.filter(unit_no=county, digest=one.digest).first()
    if same is not None:
        return Found(same.item_id, "same", same.pk)
    scored = _scored(county, one)
    best, others = alike.best(scored)
    tops: dict[UUID, float] = {}
    for value, item_id in scored:
        tops[item_id] = max(tops.get(item_id, 0.0), value)
    near = [(item_id, round(100 * tops[item_id])) for item_id in others]
    return Found(best, "near" if best else "new", None, near)


_CANDIDATES = """
select print_id from rumours_gram where value = any(%s::bigint[]) and unit_no = %s
group by print_id order by count(*) desc, print_id limit %s
"""


# Of a short text: those that hold the most of its pieces.
_SHORT = """
select id from rumours_print where pieces && %s::bigint[] and unit_no = %s
order by (select count(*) from unnest(pieces) p where p = any(%s::bigint[])) desc, id desc limit %s
"""


def _scored(county: int, one: Looked) -> list[tuple[float, UUID]]:
    grams, pieces = sorted(one.made.grams), sorted(one.made.pieces)
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, [grams, county, alike.MOST_CANDIDATES])
        ids = {row[0] for row in cursor.fetchall()}
        if alike.is_short(one.made):
            cursor.execute(_SHORT, [pieces, county, pieces, alike.MOST_SHORT])
            ids |= {row[0] for row in cursor.fetchall()}
    prints = list(Print.objects.filter(pk__in=ids))
    rows = Item.objects.filter(pk__in={each.item_id for each in prints}).exclude(state="merged")
    named = {pk: read_named(told) for pk, told in rows.values_list("id", "named")}
    return [
        (alike.score(one.made, print_of(each), named[each.item_id]), each.item_id)
        for each in prints
        if each.item_id in named
    ]


def print_of(row: Print) -> alike.Print:
    return alike.Print(frozenset(row.pieces), frozenset(), read_named(row.named))


def read_named(told: Mapping[str, Sequence[int]]) -> dict[str, frozenset[int]]:
    return {kind: frozenset(marks) for kind, marks in told.items()}


def tell_named(named: Mapping[str, Iterable[int]]) -> dict[str, list[int]]:
    return {kind: sorted(marks) for kind, marks in named.items()}


def by_pictures(seen: Iterable[Sequence[UUID]]) -> UUID | None:
    """The item of most of the reports that hold a picture like these."""
    counts = Counter(item_id for ids in seen for item_id in ids)
    return counts.most_common(1)[0][0] if counts else None
