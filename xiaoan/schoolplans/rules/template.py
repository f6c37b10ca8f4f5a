"""The template of plans: chapters with what is to be written and the tasks of every school, by kind of
school. Ships as data; the bureau's own versions have the same shape as JSON."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_DATA = tomllib.loads(
    (Path(__file__).parent.parent / "data" / "template-cn.toml").read_text(encoding="utf-8")
)
VERSION: str = _DATA["version"]
SINCE = _DATA["since"]
SOURCE: str = _DATA["source"]
CONFIDENCE: str = _DATA["confidence"]
EVERYWHERE: str = _DATA["everywhere"]


@dataclass(frozen=True)
class Entry:
    """A text to be written (`form` "field") or a task ("task"). `kinds`: stages of schools that have it
    (none:
    all); `needs`: only of schools with all of these; `offset`: days after the opening (none: no deadline);
    `wants_file`: whoever does it shows a photo or a paper."""

    form: str
    code: str
    label: str
    hint: str = ""
    required: bool = True
    phase: str = ""
    offset: int | None = None
    role: str = ""
    place: str = ""
    evidence: str = ""
    source: str = ""
    kinds: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    wants_file: bool = False

    def fits(self, kind: str, needs: Sequence[str]) -> bool:
        return (not self.kinds or kind in self.kinds) and set(self.needs) <= set(needs)

    def as_json(self) -> dict[str, Any]:
        return {**self.__dict__, "kinds": list(self.kinds), "needs": list(self.needs)}


@dataclass(frozen=True)
class Chapter:
    """One chapter. `asks_group`: the leadership group must be on record; `asks_opening`: so must the day."""

    code: str
    title: str
    source: str
    entries: tuple[Entry, ...] = field(default_factory=tuple)
    asks_group: bool = False
    asks_opening: bool = False

    def of(self, form: str) -> tuple[Entry, ...]:
        return tuple(one for one in self.entries if one.form == form)

    def as_json(self) -> dict[str, Any]:
        return {**self.__dict__, "entries": [one.as_json() for one in self.entries]}


def _shipped(row: Mapping[str, Any]) -> Chapter:
    fields = [
        Entry(
            "field", one["code"], one["label"], one.get("hint", ""), one["required"],
            source=one.get("source", row["source"]), kinds=tuple(one.get("kinds", ())),
            needs=tuple(one.get("needs", ())),
        )
        for one in row.get("field", ())
    ]  # fmt: skip
    tasks = [
        Entry(
            "task", one["code"], one["what"], phase=one["phase"], offset=one.get("offset"),
            role=one["role"], place=one.get("place", EVERYWHERE), evidence=one["evidence"],
            source=one["source"], kinds=tuple(one.get("kinds", ())), needs=tuple(one.get("needs", ())),
            wants_file=one.get("wants_file", False),
        )
        for one in row.get("task", ())
    ]  # fmt: skip
    return Chapter(
        row["code"], row["title"], row["source"], (*fields, *tasks), row.get("asks_group", False),
        row.get("asks_opening", False),
    )  # fmt: skip


SHIPPED: tuple[Chapter, ...] = tuple(_shipped(row) for row in _DATA["chapter"])
CODES = tuple(one.code for one in SHIPPED)


def read(content: Sequence[Mapping[str, Any]]) -> tuple[Chapter, ...]:
    """Chapters as a version keeps them."""
    return tuple(
        Chapter(
            row["code"], row["title"], row["source"],
            tuple(
                Entry(**{**one, "kinds": tuple(one["kinds"]), "needs": tuple(one["needs"])})
                for one in row["entries"]
            ),
            row["asks_group"], row["asks_opening"],
        )
        for row in content
    )  # fmt: skip


def written(chapters: Sequence[Chapter]) -> list[dict[str, Any]]:
    return [one.as_json() for one in chapters]


def fitting(chapters: Sequence[Chapter], kind: str, needs: Sequence[str]) -> tuple[Chapter, ...]:
    """What a school of a kind has to fill in."""
    return tuple(
        Chapter(
            one.code, one.title, one.source,
            tuple(entry for entry in one.entries if entry.fits(kind, needs)), one.asks_group,
            one.asks_opening,
        )
        for one in chapters
    )  # fmt: skip


@dataclass(frozen=True)
class Change:
    """What differs between two versions at one entry: how "added", "removed" or "changed", and in what."""

    chapter: str
    code: str
    how: str
    label: str
    parts: tuple[tuple[str, str, str], ...] = ()


_PARTS = (
    "label", "hint", "required", "phase", "offset", "role", "place", "evidence", "source", "kinds", "needs",
    "wants_file",
)  # fmt: skip


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "✓" if value else "–"
    if isinstance(value, tuple):
        return "、".join(str(one) for one in value)
    return "" if value is None else str(value)


def compare(old: Sequence[Chapter], new: Sequence[Chapter]) -> list[Change]:
    """The differences, chapter by chapter in the order of the newer one."""
    before = {(one.code, entry.code): entry for one in old for entry in one.entries}
    after = {(one.code, entry.code): entry for one in new for entry in one.entries}
    found = []
    for key in dict.fromkeys([*after, *before]):
        was, now = before.get(key), after.get(key)
        if was is None and now is not None:
            found.append(Change(*key, "added", now.label))
        elif now is None and was is not None:
            found.append(Change(*key, "removed", was.label))
        elif was is not None and now is not None and was != now:
            parts = tuple(
                (name, _text(getattr(was, name)), _text(getattr(now, name)))
                for name in _PARTS
                if getattr(was, name) != getattr(now, name)
            )
            found.append(Change(*key, "changed", now.label, parts))
    return found
