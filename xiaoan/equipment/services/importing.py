"""Devices are registered from a sheet: where every row is right, all of them; else none."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from xiaoan.directory import queries as directory
from xiaoan.directory.rules import SCHOOL, identity
from xiaoan.equipment import queries, rules
from xiaoan.equipment.queries.words import HEADS
from xiaoan.equipment.services.registering import MOST, New, register
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.supplies.queries.words import ITEM_NAMES
from xiaoan.web import uploads

_LONGEST = 60
SHEET = uploads.Template(HEADS, ("item",), most=MOST, longest=rules.LONGEST)


@transaction.atomic
def import_devices(
    actor: Actor, act_id: UUID, school_no: int, name: str, content: bytes
) -> uploads.Taken[New]:
    """Read a sheet: where every row is right, its devices are registered; else none is."""
    place = queries.kept_unit(actor, school_no)
    reader = _Reader(
        {one.name: one.no for one in _places(place)},
        {name: pk for pk, name in queries.keepers(actor, school_no).items()},
        _("全校") if place.kind == "school" else place.name,
    )
    taken = uploads.take(name, content, SHEET, reader.row)
    if not taken.faults:
        register(actor, act_id, school_no, taken.rows)
    return taken


def _places(school: directory.Place) -> list[directory.Place]:
    """Where a device may be at a school; at an office nowhere but there."""
    return directory.places_inside(
        (school.no, school.no + SCHOOL),
        "class",
        "gate",
        "observation",
        "dormitory",
        "canteen",
        "bus",
        "place",
    )


@dataclass(frozen=True)
class _Reader:
    """Reads rows by the names of this school's places and people."""

    places: Mapping[str, int]
    people: Mapping[str, UUID]
    # What a device is at that is at no place of its own.
    whole: str
    # Serial number → the row that had it.
    seen: dict[str, int] = field(default_factory=dict)

    def row(self, number: int, texts: Mapping[str, str]) -> New:
        line = self._line(texts)
        if line.serial in self.seen:
            raise uploads.BadCell(
                "serial", _("与第 %(n)s 行的序列号相同。") % {"n": self.seen[line.serial]}
            )
        if line.serial:
            self.seen[line.serial] = number
        return line

    def _line(self, texts: Mapping[str, str]) -> New:
        with override("zh-hans"):
            items = {str(ITEM_NAMES[item]): item for item in rules.DEVICE_KINDS}
        item = items.get(texts.get("item", ""), "")
        if not item:
            raise uploads.BadCell("item", _("请填:%(names)s") % {"names": "、".join(items)})
        keeper = self.people.get(texts.get("keeper", ""))
        if texts.get("keeper") and keeper is None:
            raise uploads.BadCell("keeper", _("本校没有这个姓名的人。请先任职,或不填。"))
        place, until = texts.get("place", ""), _day("until", texts)
        calibrated = _day("calibrated", texts)
        if calibrated and calibrated > clock.today():
            raise uploads.BadCell("calibrated", _("校准日期不能在今天之后。"))
        if calibrated and rules.is_too_old(calibrated, clock.today()):
            raise uploads.BadCell("calibrated", _("校准日期早于 20 年前。请查对证书上的日期。"))
        if until and calibrated and not calibrated < until <= calibrated + rules.LONGEST_VALID:
            raise uploads.BadCell("until", _("有效期要晚于校准日期,三年以内。"))
        serial = texts.get("serial", "")
        if max(len(serial), len(place)) > _LONGEST:
            raise uploads.BadCell("serial", _("请填写,不超过 60 个字。"))
        return New(
            item, _number(texts.get("number", ""), serial), serial, self.places.get(place, 0),
            place or self.whole, keeper, calibrated, until,
        )  # fmt: skip


def _number(typed: str, serial: str) -> int:
    if not typed:
        return 1
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0
    if not 0 < number <= MOST:
        raise uploads.BadCell("number", _("数量请填 1 到 500 的整数。"))
    if serial and number != 1:
        raise uploads.BadCell("number", _("填了序列号的,数量只能是 1。"))
    return number


def _day(key: str, texts: Mapping[str, str]) -> dt.date | None:
    if not texts.get(key):
        return None
    found = identity.read_date(texts[key], field=key)
    if isinstance(found, identity.Fault):
        raise uploads.BadCell(key, _("日期请写成 2026-11-24 这样。"))
    return found
