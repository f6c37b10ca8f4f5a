"""What a plan lacks, chapter by chapter. Pure: what is on record comes in as values."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from xiaoan.schoolplans.rules.template import Chapter

# Each with where it is asked for: names with a deputy (AB岗), deadline, place, evidence are of reference 6.2.
SOURCES = {
    "group": "GB 28932-2012 4.2", "opening": "S34", "text": "", "no_task": "S-p719",
    "person": "S-p719", "deputy": "S-p719", "same": "S-p719", "due": "S-p719",
    "place": "S-p719", "evidence": "S31", "left": "GB 28932-2012 4.2", "past": "own choice",
}  # fmt: skip


@dataclass(frozen=True)
class Task:
    """A task as it is judged and shown; `rev` 0: as it was proposed, nobody has touched it yet."""

    id: UUID
    chapter: str
    code: str
    no: int
    phase: str
    what: str
    person_id: UUID | None
    deputy_id: UUID | None
    due_on: dt.date | None
    offset: int | None
    place: str
    evidence: str
    rev: int
    wants_file: bool = False


@dataclass(frozen=True)
class Known:
    """What the record says: whether somebody leads, when the school opens, who works there."""

    has_group: bool
    opening: dt.date | None
    staff: Collection[UUID]


@dataclass(frozen=True)
class Missing:
    """One thing that is missing: a code of `SOURCES`, about what, of which task."""

    chapter: str
    code: str
    about: str
    source: str
    task_id: UUID | None = None
    field: str = ""


def _of_task(one: Task, known: Known) -> Iterator[str]:
    if one.person_id is None:
        yield "person"
    if one.deputy_id is None:
        yield "deputy"
    elif one.deputy_id == one.person_id:
        yield "same"
    named = {one.person_id, one.deputy_id} - {None}
    if any(who not in known.staff for who in named):
        yield "left"
    if one.phase != "emergency" and one.due_on is None and one.offset is None:
        yield "due"
    if not one.place:
        yield "place"
    if not one.evidence:
        yield "evidence"


def missing(
    chapters: Sequence[Chapter], texts: Mapping[tuple[str, str], str], tasks: Sequence[Task],
    known: Known,
) -> list[Missing]:  # fmt: skip
    """What is missing, in the order of the chapters."""
    found: list[Missing] = []
    for chapter in chapters:
        own = [one for one in tasks if one.chapter == chapter.code]
        if chapter.asks_group and not known.has_group:
            found.append(Missing(chapter.code, "group", "", SOURCES["group"]))
        if chapter.asks_opening and known.opening is None:
            found.append(Missing(chapter.code, "opening", "", SOURCES["opening"]))
        found += [
            Missing(chapter.code, "text", entry.label, entry.source, field=entry.code)
            for entry in chapter.of("field")
            if entry.required and not texts.get((chapter.code, entry.code), "").strip()
        ]
        if chapter.of("task") and not own:
            found.append(Missing(chapter.code, "no_task", "", SOURCES["no_task"]))
        found += [
            Missing(chapter.code, code, one.what, SOURCES[code], one.id)
            for one in own
            for code in _of_task(one, known)
        ]
    return found


def by_chapter(found: Sequence[Missing]) -> dict[str, int]:
    """Chapter → how much is missing there; complete ones are left out."""
    counted: dict[str, int] = {}
    for one in found:
        counted[one.chapter] = counted.get(one.chapter, 0) + 1
    return counted


def unique_people(tasks: Sequence[Task]) -> set[UUID]:
    """Everybody whom the tasks name."""
    return {who for one in tasks for who in (one.person_id, one.deputy_id) if who}
