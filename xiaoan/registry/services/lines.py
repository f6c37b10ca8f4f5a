"""A person on the roll as a row of a roster sheet: in the words that an import reads back."""

from collections.abc import Iterable
from functools import cache

from xiaoan.directory import queries as directory
from xiaoan.directory.queries import OnRoster, Place
from xiaoan.directory.rules import identity
from xiaoan.directory.rules.roll import STAFF
from xiaoan.registry.queries.columns import CHOICES, HEADS, KIND_WORDS
from xiaoan.registry.services.places import Places

_KIN = tuple(f"{word}_{rank}" for rank in (1, 2) for word in ("name", "relation", "phone"))
# What the drop-downs offer, by what it is read as.
_SEX_WORDS = {identity.read_sex(word): word for word in CHOICES["sex"]}
_ID_WORDS = {identity.read_id_kind(word): word for word in CHOICES["id_kind"]}
_YES_NO = {identity.read_yes_no(word): word for word in CHOICES["boarder"]}


def heads(*, kin: bool) -> list[str]:
    """The headings, in the order of the template; without guardians where nobody may be called."""
    return [head for key, head in HEADS.items() if kin or key not in _KIN]


class Words:
    """What places are called in a sheet: their name if it leads back to them, else their code."""

    def __init__(self, found: Iterable[Place]) -> None:
        self._found = {place.no: place for place in found}
        self._places = Places(self._found.values())
        self.of_class = cache(self._of_class)
        self.of_school = cache(self._of_school)
        self.of_room = cache(self._of_room)

    def _of_school(self, school_no: int) -> str:
        place = self._found[school_no]
        return place.name if self._places.school(place.name) == place else place.code

    def _of_class(self, unit_no: int) -> tuple[str, str]:
        """Grade and class."""
        place = self._found.get(unit_no)
        if place is None:
            return "", ""
        grade = self._found.get(place.parent_no or 0)
        called = grade.name if grade and grade.kind == "grade" else ""
        back = self._places.class_of(place.school_id, called, place.name)
        return called, place.name if back == place else place.code

    def _of_room(self, unit_no: int | None) -> str:
        place = self._found.get(unit_no or 0)
        if place is None:
            return ""
        back = self._places.room(place.school_id, place.name)
        return place.name if back == place else place.code


def line(person: OnRoster, school_no: int, words: Words, *, full: bool) -> list[str]:
    """The cells of a row; of the ID number only its ends unless `full`."""
    is_staff = person.kind == STAFF
    grade, of_class = ("", "") if is_staff else words.of_class(person.unit_no)
    number = person.id_number if full else directory.masked(person.id_number)
    cells = [
        KIND_WORDS[person.kind], words.of_school(school_no), grade, of_class,
        "" if is_staff else person.number, person.number if is_staff else "", person.name,
        _SEX_WORDS[person.sex], person.birth_date.isoformat(), _ID_WORDS[person.id_kind], number,
        "" if person.seat is None else str(person.seat),
        "" if person.boarder is None else _YES_NO[person.boarder],
        words.of_room(person.room_no),
    ]  # fmt: skip
    for kin in person.kin:
        cells += kin or ("", "", "")
    return [*cells, person.post, person.phone]
