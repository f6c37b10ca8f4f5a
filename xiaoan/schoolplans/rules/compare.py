"""Comparing two versions of a plan: what was added, removed or changed, by chapter, and whom it concerns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Of a task, in the order in which a page tells them; ids come along so that people of one name differ.
TASK_PARTS = ("what", "phase", "person", "deputy", "due", "place", "evidence")
# A change of one of these moves the duty; of the others it only says something else.
MOVES = ("person", "deputy", "due", "phase")


@dataclass(frozen=True)
class Part:
    """One field: what stood there and what stands there now."""

    name: str
    old: str
    new: str


@dataclass(frozen=True)
class Change:
    """What differs at one place of a plan. `what`: "text", "task" or "record"; `how`: added, removed or
    changed.
    `people`: ids (as text) of everybody named before or after, none of a text."""

    chapter: str
    what: str
    how: str
    id: str
    label: str
    parts: tuple[Part, ...] = ()
    people: tuple[str, ...] = ()

    @property
    def moves(self) -> bool:
        return self.how != "changed" or any(one.name in MOVES for one in self.parts)


def _chapters(content: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {one["code"]: one for one in content.get("chapters", ())}


def _people(*tasks: Mapping[str, Any] | None) -> tuple[str, ...]:
    named = [one.get(key) for one in tasks if one for key in ("person_id", "deputy_id")]
    return tuple(dict.fromkeys(str(who) for who in named if who))


def _task_parts(was: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Part, ...]:
    found = []
    for name in TASK_PARTS:
        ids = f"{name}_id"
        if was.get(name) != now.get(name) or was.get(ids) != now.get(ids):
            found.append(Part(name, str(was.get(name) or ""), str(now.get(name) or "")))
    return tuple(found)


def _tasks(code: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    before = {one["id"]: one for one in old.get("tasks", ())}
    after = {one["id"]: one for one in new.get("tasks", ())}
    found = []
    for pk in dict.fromkeys([*after, *before]):
        was, now = before.get(pk), after.get(pk)
        how = "changed" if was and now else "added" if now else "removed"
        parts = _task_parts(was, now) if was and now else ()
        if how != "changed" or parts:
            label = (now or was or {})["what"]
            found.append(Change(code, "task", how, pk, label, parts, _people(was, now)))
    return found


def _lines(code: str, what: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Texts (`texts`: code, label, text) and what comes from the record (`record`: code, label, value)."""
    rows, value = ("texts", "text") if what == "text" else ("record", "value")
    before = {one["code"]: one for one in old.get(rows, ())}
    after = {one["code"]: one for one in new.get(rows, ())}
    found = []
    for key in dict.fromkeys([*after, *before]):
        was, now = before.get(key, {}).get(value, ""), after.get(key, {}).get(value, "")
        if was != now:
            how = "changed" if was and now else "added" if now else "removed"
            label = (after.get(key) or before[key])["label"]
            found.append(Change(code, what, how, key, label, (Part(value, was, now),)))
    return found


def compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """What differs between two contents, chapter by chapter."""
    before, after = _chapters(old), _chapters(new)
    found: list[Change] = []
    for code in dict.fromkeys([*after, *before]):
        was, now = before.get(code, {}), after.get(code, {})
        found += _lines(code, "text", was, now)
        found += _tasks(code, was, now)
        found += _lines(code, "record", was, now)
    return found


def concerned(changes: Sequence[Change]) -> dict[str, list[Change]]:
    """Who must know: person (id as text) → the changes of tasks that name or named them."""
    found: dict[str, list[Change]] = {}
    for one in changes:
        for who in one.people:
            found.setdefault(who, []).append(one)
    return found
