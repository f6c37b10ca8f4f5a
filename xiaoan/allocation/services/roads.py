"""How far it is by road from stores to schools, as an office enters it: one way, or a sheet of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.allocation import rules
from xiaoan.allocation.events import RoadsSet
from xiaoan.allocation.models import Road
from xiaoan.allocation.queries import roads
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.directory.queries import sites
from xiaoan.directory.rules.sites import kilometres
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.web import uploads

SHEET = uploads.Template(roads.HEADS, ("from", "to"))
Pair = tuple[int, int]


@transaction.atomic
def set_roads(actor: Actor, unit_no: int, wanted: Mapping[Pair, rules.Entered | None]) -> int:
    """Enter ways (store, school or township) inside an office's unit; None takes one out. Gives how many
    changed: what is so already is left, and no fact of it."""
    place = roads.office(actor, unit_no)
    if actor.user_id is None:
        raise Forbidden
    starts = {one.no for one in roads.starts(place)}
    aims = {one.no for one in roads.aims(place)}
    if any(one not in starts or to not in aims or one == to for one, to in wanted):
        raise NotFound
    for pair, one in wanted.items():
        refuse_short(pair, one)
    known = roads.entered(wanted)
    changed = {pair: one for pair, one in sorted(wanted.items()) if known.get(pair) != one}
    _write(actor.user_id, changed)
    if changed:
        out = sum(one is None for one in changed.values())
        journal.record(
            actor,
            RoadsSet(
                school_id=place.school_id,
                unit_no=unit_no,
                entered=len(changed) - out,
                taken_out=out,
            ),
        )
    return len(changed)


def _write(by_id: UUID, changed: Mapping[Pair, rules.Entered | None]) -> None:
    for (start, to), one in changed.items():
        if one is None:
            Road.objects.filter(from_no=start, unit_no=to).delete()
    Road.objects.bulk_create(
        [
            Road(
                school_id=to if to % numbering.TOWNSHIP else 0, unit_no=to, from_no=start, km=one.km,
                minutes=one.minutes, at=clock.now(), by_id=by_id,
            )
            for (start, to), one in changed.items()
            if one is not None
        ],
        update_conflicts=True, unique_fields=["unit_no", "from_no"],
        update_fields=["km", "minutes", "at", "by_id"],
    )  # fmt: skip


def refuse_short(pair: Pair, one: rules.Entered | None) -> None:
    """No road is shorter than the straight line: a digit is missing, or two units are mixed up. A whole
    township is held against nothing."""
    found = sites.sites(pair)
    if one is None or one.km is None or len(found) < 2 or not pair[1] % numbering.TOWNSHIP:
        return
    line = kilometres(found[pair[0]], found[pair[1]])
    # Both stand where somebody pointed on a map: some hundred metres are no contradiction.
    if one.km < line - 0.5:
        raise Invalid(
            _("公路里程比直线距离(%(n)s 公里)还短。请核对里程,或两个单位登记的位置。")
            % {"n": f"{line:.1f}"},
            {"km": "short"},
        )


@dataclass(frozen=True)
class Row:
    """A line of the sheet; `entered` None: nothing was filled in, and nothing changes."""

    pair: Pair
    entered: rules.Entered | None


def import_roads(
    actor: Actor, unit_no: int, name: str, content: bytes
) -> tuple[uploads.Taken[Row], int]:
    """Read a sheet and enter what it says, all of it or nothing; gives how many ways changed too."""
    place = roads.office(actor, unit_no)
    taken = uploads.take(name, content, SHEET, _Reader.of(place).row)
    if taken.faults:
        return taken, 0
    wanted: dict[Pair, rules.Entered | None] = {
        row.pair: row.entered for row in taken.rows if row.entered
    }
    return taken, set_roads(actor, unit_no, wanted)


@dataclass(frozen=True)
class Names:
    """Units by code and by name; a name that two bear says neither."""

    codes: Mapping[str, int]
    names: Mapping[str, list[int]]

    @classmethod
    def of(cls, places: list[directory.Place]) -> "Names":
        names: dict[str, list[int]] = {}
        for one in places:
            names.setdefault(one.name, []).append(one.no)
        return cls({one.code: one.no for one in places if one.code}, names)

    def read(self, key: str, typed: str) -> int:
        """The unit that was typed; Invalid at `key`."""
        text = typed.strip()
        if not text:
            raise Invalid(_("请填单位的名称或代码。"), {key: "missing"})
        if text in self.codes:
            return self.codes[text]
        found = self.names.get(text, [])
        if len(found) == 1:
            return found[0]
        said = _("有几个单位叫这个名称,请填代码。") if found else _("没有这个名称或代码的单位。")
        raise Invalid(said, {key: "unknown"})


def read_pair(place: directory.Place, start: str, aim: str) -> Pair:
    """A store and an aim as they were typed; Invalid at `from` or `to`."""
    return _pair(Names.of(roads.starts(place)), Names.of(roads.aims(place)), start, aim)


def _pair(starts: Names, aims: Names, start: str, aim: str) -> Pair:
    pair = starts.read("from", start), aims.read("to", aim)
    if pair[0] == pair[1]:
        raise Invalid(_("从哪里和到哪里是同一个单位。"), {"to": "same"})
    return pair


@dataclass(frozen=True)
class _Reader:
    """Reads the rows of a sheet; each way once."""

    starts: Names
    aims: Names
    seen: dict[Pair, int] = field(default_factory=dict)

    @classmethod
    def of(cls, place: directory.Place) -> "_Reader":
        return cls(Names.of(roads.starts(place)), Names.of(roads.aims(place)))

    def row(self, number: int, texts: Mapping[str, str]) -> Row:
        try:
            pair = _pair(self.starts, self.aims, texts.get("from", ""), texts.get("to", ""))
            entered = rules.read_entered(texts.get("km", ""), texts.get("minutes", ""))
            refuse_short(pair, entered)
        except rules.Fault as fault:
            raise uploads.BadCell(fault.field, str(roads.FAULTS[fault.code])) from None
        except Invalid as refused:
            raise uploads.BadCell(next(iter(refused.fields)), str(refused)) from None
        if pair in self.seen:
            raise uploads.BadCell("to", _("与第 %(n)s 行是同一段路。") % {"n": self.seen[pair]})
        self.seen[pair] = number
        return Row(pair, entered)
