"""What the record already knows of a school for its plan, chapter by chapter: shown as it stands while
the plan
is written, frozen when it is submitted."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.careteams.queries import coverage as care
from xiaoan.command.queries import groups
from xiaoan.command.queries.words import RANK_NAMES
from xiaoan.directory import queries as directory
from xiaoan.directory.queries import Place
from xiaoan.hygiene.queries import places as hygiene
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.schoolplans.queries import openings
from xiaoan.supplies.queries import holding
from xiaoan.supplies.queries.words import amount, item_name

# So many names or items stand in a plan; the rest is where the link leads.
_SHOWN = 6


@dataclass(frozen=True)
class Fact:
    """One thing that the record says: in words, and where it can be seen and put right."""

    code: str
    label: str
    value: str
    url: str

    def as_json(self) -> dict[str, str]:
        return {"code": self.code, "label": self.label, "value": self.value}


def facts(actor: Actor, school: Place, on: dt.date) -> dict[str, list[Fact]]:
    """Chapter → what is on record. Inside the running scope; what the actor may not read is left out."""
    sizes = directory.class_sizes(actor, school.interval, on)
    sites = directory.places_inside(
        school.interval, "dormitory", "canteen", "bus", "gate", "observation", "building", day=on
    )
    url = ""
    if actor.may(Permission.KEEP_UNITS, school.no):
        url = reverse("registry:unit", args=[school.no])
    rooms = _units(url, sites, "observation")
    dining = _units(url, sites, "dormitory", "canteen")
    return {
        "lead": _group(school, on),
        "facts": [*_size(url, sizes), *_units(url, sites, "building", "gate", "bus"), *dining],
        "when": _opening(school),
        "before": [*rooms, *_hygiene(actor, school), *_stores(actor, school)],
        "day": _units(url, sites, "gate", "bus"),
        "after": dining,
        "absent": _care(actor, school),
        "emergency": rooms,
    }  # fmt: skip


def _group(school: Place, on: dt.date) -> list[Fact]:
    found: dict[str, list[str]] = {}
    for one in groups.members([school], on).get(school.no, []):
        if not one.is_vacant:
            found.setdefault(one.rank, []).append(one.name)
    url = reverse("command:unit", args=[school.no])
    return [
        Fact(f"group-{rank}", str(RANK_NAMES[rank]), _("、").join(people), url)
        for rank, people in found.items()
    ]


def _size(url: str, sizes: list[Any]) -> list[Fact]:
    pupils, boarders = sum(one.enrolled for one in sizes), sum(one.boarders for one in sizes)
    return [
        Fact("classes", _("班级"), _("%(n)s 个") % {"n": len(sizes)}, url),
        Fact("pupils", _("在籍学生"), _("%(n)s 人") % {"n": pupils}, url),
        Fact("boarders", _("寄宿学生"), _("%(n)s 人") % {"n": boarders}, url),
    ]


def _units(url: str, sites: list[Place], *kinds: str) -> list[Fact]:
    words, found = _unit_words(), []
    for kind in kinds:
        names = [one.name for one in sites if one.kind == kind]
        if names:
            more = _("等") if len(names) > _SHOWN else ""
            shown = _("、").join(names[:_SHOWN])
            said = _("%(n)s 处:%(names)s%(more)s") % {
                "n": len(names), "names": shown, "more": more,
            }  # fmt: skip
            found.append(Fact(f"units-{kind}", words[kind], said, url))
    return found


def _unit_words() -> dict[str, str]:
    return {
        "dormitory": _("宿舍房间"), "canteen": _("食堂"), "bus": _("校车"), "gate": _("校门"),
        "observation": _("观察室"), "building": _("楼栋"),
    }  # fmt: skip


def _opening(school: Place) -> list[Fact]:
    url = reverse("reopening:place", args=[school.no])
    return [
        Fact(f"opening-{one.code}", one.name, one.day.isoformat(), url)
        for one in openings.days_of([school])[school.no]
    ]


def _hygiene(actor: Actor, school: Place) -> list[Fact]:
    if not actor.may(Permission.SEE_HYGIENE, school.no):
        return []
    rows = hygiene.places_of([school.no])
    planned = sum(one.stand == hygiene.PLANNED for one in rows)
    if not rows:
        return []
    url = reverse("hygiene:unit", args=[school.no])
    said = _("%(all)s 处场所,%(n)s 处在消毒计划里") % {"all": len(rows), "n": planned}
    return [Fact("hygiene", _("清洁消毒"), said, url)]


def _stores(actor: Actor, school: Place) -> list[Fact]:
    if not actor.may(Permission.SEE_SUPPLIES, school.no):
        return []
    url = reverse("supplies:unit", args=[school.no])
    return [
        Fact(f"store-{item}", str(item_name(item)), amount(item, one.usable), url)
        for item, one in sorted(holding.of_store(school.no).items())
        if one.usable
    ][:_SHOWN]


def _care(actor: Actor, school: Place) -> list[Fact]:
    if not actor.may(Permission.SEE_CARE, school.no):
        return []
    people, held = care.coverage(actor, school.no).total.shares.get(("student", ""), (0, 0))
    if not people:
        return []
    said = _("%(all)s 名学生中 %(n)s 名有完整的包联组") % {"all": people, "n": held}
    return [Fact("care", _("包联"), said, reverse("careteams:unit", args=[school.no]))]
