"""Codes on paper as the school prints them: a strip for each person, and which codes are stopped."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid5

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory.models import Person
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside
from xiaoan.surveys import rules
from xiaoan.surveys.models import Code, Round, Tally

_MAY = (Permission.ANSWER_SURVEY, Permission.ANSWER_FOR_OTHERS)


@dataclass(frozen=True)
class Strip:
    """One code of a class's sheet; `code` is empty where too many wrong proofs have stopped it."""

    code_id: UUID
    person_id: UUID
    name: str
    seat: int
    code: str
    is_new: bool


def code_of(round_id: UUID, person_id: UUID, number: int = 1) -> str:
    """The code of a person in a round: the first, or the one that took the place of another."""
    batch = round_id if number == 1 else uuid5(round_id, str(number))
    return accounts.code_of(batch, person_id)


def require_codes(actor: Actor, unit_no: int) -> None:
    """Codes are made and printed by whoever answers for a class."""
    if not any(actor.may(one, unit_no) for one in _MAY):
        raise Forbidden if actor.sees(unit_no) else NotFound


def strips(actor: Actor, tally: Tally) -> list[Strip]:
    """The codes of a class that count, by seat, for who answers there."""
    require_codes(actor, tally.unit_no)
    rows = Code.objects.filter(
        school_id=tally.school_id, unit_no=tally.unit_no, round_id=tally.round_id, replaced_at=None
    )
    return _strips(actor, rows)


def strip(actor: Actor, code_id: UUID) -> tuple[Strip, Round, Tally]:
    """One code, its round and its class in it; of one that was replaced the one that counts now."""
    row = Code.objects.filter(inside(actor.intervals), pk=code_id).first()
    if row is None:
        raise NotFound
    require_codes(actor, row.unit_no)
    counts = Code.objects.filter(
        school_id=row.school_id, round_id=row.round_id, person_id=row.person_id, replaced_at=None
    )
    found = _strips(actor, counts)
    tally = Tally.objects.filter(round_id=row.round_id, unit_no=row.unit_no).first()
    if not found or tally is None:
        raise NotFound
    return found[0], Round.objects.get(pk=row.round_id), tally


def _strips(actor: Actor, rows: Iterable[Code]) -> list[Strip]:
    codes = {row.person_id: row for row in rows}
    names = dict(Person.objects.filter(pk__in=list(codes)).values_list("id", "name"))
    seats = {
        pk: pupil.seat for pk, pupil in directory.enrolments(actor, names, clock.today()).items()
    }
    found = [_strip(codes[pk], name, seats.get(pk, 0)) for pk, name in names.items()]
    return sorted(found, key=lambda one: (one.seat, one.name))


def _strip(row: Code, name: str, seat: int) -> Strip:
    is_dead = row.wrong >= rules.ALL_PROOFS
    code = "" if is_dead else code_of(row.round_id, row.person_id, row.number)
    return Strip(row.pk, row.person_id, name, seat, code, row.number > 1)
