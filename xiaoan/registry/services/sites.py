"""Where units stand, brought in by a sheet: where every row is right, all of it; else none."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory.queries import sites as reading
from xiaoan.directory.rules import sites as rules
from xiaoan.directory.services import sites
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.registry.queries.sites import DATUM_CODES, FAULTS, HEADS, kept
from xiaoan.web import uploads

SHEET = uploads.Template(HEADS, ("longitude", "latitude"))


@dataclass(frozen=True)
class Row:
    """A line of the sheet; `site` None: nothing was filled in, and nothing changes."""

    unit_no: int
    site: rules.Site | None
    datum: str


def import_sites(
    actor: Actor, unit_no: int, datum: str, name: str, content: bytes
) -> tuple[uploads.Taken[Row], int]:
    """Read a sheet and enter what it says; gives how many sites changed too. `datum`: of rows that do not
    say. A line without degrees changes nothing: what is entered is taken out on the unit's own page."""
    place = kept(actor, unit_no, "county", "township")
    if datum not in rules.DATUMS:
        raise Invalid(str(FAULTS["unknown"]), {"datum": "unknown"})
    taken = uploads.take(name, content, SHEET, _Reader.of(place, datum).row)
    if taken.faults:
        return taken, 0
    changed = 0
    for code in rules.DATUMS:
        of_datum = {row.unit_no: row.site for row in taken.rows if row.site and row.datum == code}
        changed += sites.set_sites(actor, unit_no, of_datum, code) if of_datum else 0
    return taken, changed


@dataclass(frozen=True)
class _Reader:
    """Knows the units by code and by name; a name that two bear says neither."""

    unit_no: int
    datum: str
    codes: Mapping[str, int]
    names: Mapping[str, list[int]]
    seen: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, place: directory.Place, datum: str) -> "_Reader":
        found = directory.places_inside(place.interval, *reading.KINDS)
        names: dict[str, list[int]] = {}
        for one in found:
            names.setdefault(one.name, []).append(one.no)
        return cls(place.no, datum, {one.code: one.no for one in found}, names)

    def row(self, number: int, texts: Mapping[str, str]) -> Row:
        unit_no = self._unit(texts.get("code", ""), texts.get("name", ""))
        if unit_no in self.seen:
            key = "code" if texts.get("code") else "name"
            raise uploads.BadCell(key, _("与第 %(n)s 行是同一个单位。") % {"n": self.seen[unit_no]})
        self.seen[unit_no] = number
        datum = self._datum(texts.get("datum", ""))
        try:
            site = rules.read_site(texts["longitude"], texts["latitude"], datum)
        except rules.Fault as fault:
            raise uploads.BadCell(fault.field, str(FAULTS[fault.code])) from None
        try:
            sites.refuse_far(self.unit_no, {unit_no: site})
        except Invalid as refused:
            raise uploads.BadCell("longitude", str(refused)) from None
        return Row(unit_no, site, datum)

    def _unit(self, code: str, name: str) -> int:
        if code:
            if code not in self.codes:
                raise uploads.BadCell("code", _("没有这个代码的单位。"))
            no = self.codes[code]
            if name and no not in self.names.get(name, [no]):
                raise uploads.BadCell("name", _("与代码不是同一个单位。请核对。"))
            return no
        found = self.names.get(name, [])
        if not name:
            raise uploads.BadCell("name", _("请填代码或名称。"))
        if len(found) != 1:
            raise uploads.BadCell(
                "name",
                _("有几个单位叫这个名称,请填代码。") if found else _("没有叫这个名称的单位。"),
            )
        return found[0]

    def _datum(self, typed: str) -> str:
        plain = typed.replace("-", "").replace(" ", "").lower()
        if not plain:
            return self.datum
        for code in DATUM_CODES:
            if plain == code:
                return code
        raise uploads.BadCell("datum", str(FAULTS["unknown"]))
