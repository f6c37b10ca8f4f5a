"""Where findings come from beside rounds: apps above connect what they find things in (wiring)."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xiaoan.inspections.models import Finding


@dataclass(frozen=True)
class Source:
    """What findings of an app are found in: its name in a list, and the address of one."""

    code: str
    name: Any
    address: Callable[[UUID], str]


@dataclass(frozen=True)
class Known:
    """A finding as the app that found it shows it."""

    id: UUID
    about_id: UUID
    item: str
    note: str
    state: str


_sources: dict[str, Source] = {}


def connect(source: Source) -> None:
    _sources[source.code] = source


def source(code: str) -> Source | None:
    return _sources.get(code)


def name_of(code: str) -> str:
    """What a list calls findings of this source; the code where nobody has connected it."""
    return str(_sources[code].name) if code in _sources else code


def about(about_ids: Iterable[UUID]) -> list[Known]:
    """What was found in these and not taken back, in the order in which it was found; under the scope in
    force."""
    rows = Finding.objects.filter(about_id__in=list(about_ids)).exclude(state="void")
    return [
        Known(one.pk, one.about_id, one.item, one.note, one.state)
        for one in rows.order_by("found_at", "id")
        if one.about_id
    ]


def running(about_ids: Iterable[UUID]) -> Counter[UUID]:
    """How many of each are not closed."""
    return Counter(one.about_id for one in about(about_ids) if one.state != "closed")
