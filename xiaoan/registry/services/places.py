"""Finding a school, class or room by what a clerk calls it; and what comes closest where nothing fits."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache

from xiaoan.directory.queries import Place

# 一年级(2)班, 一年级2班, 2班, (2)班 and 2 are the same class of a grade.
_DRESS = re.compile(r"[\s()\[\]〔〕【】]+")
_CLASS = re.compile(r"0*([0-9]+)\D?$")
CLOSEST = 3
# Comparing a word with every school takes a while: a sheet with the wrong column under "school" has a
# word of its own in each row, and nobody reads the guesses at the thousandth.
MOST_GUESSED = 200
_LONGEST_WORD = 60


@lru_cache(maxsize=50_000)
def plain(text: str) -> str:
    """A name without what differs between two ways of writing it."""
    return _DRESS.sub("", unicodedata.normalize("NFKC", text)).casefold()


@dataclass(frozen=True)
class Nothing:
    """No place of this name; `close` are names that look like it. `several`: more than one place."""

    close: tuple[str, ...] = ()
    several: bool = False


@dataclass
class _School:
    place: Place
    grades: dict[str, Place] = field(default_factory=dict)
    classes: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))
    rooms: dict[str, Place] = field(default_factory=dict)


class Places:
    """The open schools of a county, read once; answers are kept, since rows repeat them."""

    def __init__(self, found: Iterable[Place]) -> None:
        places = sorted(found, key=lambda place: place.no)
        self._schools = {p.no: _School(p) for p in places if p.kind == "school"}
        self._by_word: dict[str, list[int]] = defaultdict(list)
        for school in self._schools.values():
            for word in {plain(school.place.name), plain(school.place.code)}:
                self._by_word[word].append(school.place.no)
        grades = {p.no: p for p in places if p.kind == "grade"}
        for place in places:
            if place.school_id in self._schools:
                _file(self._schools[place.school_id], place, grades)
        self._answers: dict[tuple[str, int, str, str], Place | Nothing] = {}
        self._guessed = 0

    def name(self, school_no: int) -> str:
        return self._schools[school_no].place.name if school_no in self._schools else ""

    def school(self, text: str) -> Place | Nothing:
        """By name or code."""
        key = ("school", 0, text, "")
        if key not in self._answers:
            self._answers[key] = self._school(plain(text))
        return self._answers[key]

    def class_of(self, school_no: int, grade: str, text: str) -> Place | Nothing:
        """By full name, code, or by grade and number."""
        key = ("class", school_no, grade, text)
        if key not in self._answers:
            self._answers[key] = self._class(self._schools[school_no], plain(grade), plain(text))
        return self._answers[key]

    def room(self, school_no: int, text: str) -> Place | Nothing:
        key = ("room", school_no, "", text)
        if key not in self._answers:
            rooms = self._schools[school_no].rooms
            found = rooms.get(plain(text))
            close = () if found else self._close(text, [p.name for p in rooms.values()])
            self._answers[key] = found or Nothing(close)
        return self._answers[key]

    def _school(self, word: str) -> Place | Nothing:
        found = self._by_word.get(word, [])
        if len(found) == 1:
            return self._schools[found[0]].place
        if found:
            return Nothing(tuple(self._schools[no].place.code for no in found), several=True)
        return Nothing(self._close(word, [s.place.name for s in self._schools.values()]))

    def _class(self, school: _School, grade: str, text: str) -> Place | Nothing:
        above = school.grades.get(grade)
        if grade and above is None:
            return Nothing(self._close(grade, [p.name for p in school.grades.values()]))
        found = _classes_of(school, above, grade, text)
        if not found:
            names = {p.name for same in school.classes.values() for p in same}
            return Nothing(self._close(grade + text, sorted(names)))
        one = {place.no: place for place in found}
        return found[0] if len(one) == 1 else Nothing(tuple(p.code for p in found), several=True)

    def _close(self, word: str, names: list[str]) -> tuple[str, ...]:
        """The names that look like a word, for the first words that are asked about."""
        if self._guessed >= MOST_GUESSED or len(word) > _LONGEST_WORD:
            return ()
        self._guessed += 1
        by_word = {plain(name): name for name in names}
        return tuple(by_word[w] for w in get_close_matches(plain(word), by_word, CLOSEST, 0.4))


def _file(school: _School, place: Place, grades: dict[int, Place]) -> None:
    words = {plain(place.name), plain(place.code)}
    if place.kind == "grade":
        school.grades.update(dict.fromkeys(words, place))
    elif place.kind == "dormitory":
        school.rooms.update(dict.fromkeys(words, place))
    elif place.kind == "class":
        for word in words:
            school.classes[word].append(place)
        grade = grades.get(place.parent_no or 0)
        short = plain(place.name).removeprefix(plain(grade.name) if grade else "")
        number = _CLASS.match(short)
        if grade and number:
            school.classes[f"{grade.no}/{number[1]}"].append(place)


def _classes_of(school: _School, above: Place | None, grade: str, text: str) -> list[Place]:
    """By full name or code, by grade and name, else by grade and number."""
    found = school.classes.get(text) or school.classes.get(grade + text)
    number = _CLASS.match(text)
    if not found and above and number:
        found = school.classes.get(f"{above.no}/{number[1]}")
    if above and found:
        found = [place for place in found if place.parent_no == above.no]
    return found or []
