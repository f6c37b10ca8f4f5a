"""The map of the county: uploaded and checked, an earlier version again, taken away. Versions are kept."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import acts, clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken
from xiaoan.situation.events import MapSet
from xiaoan.situation.models import Map
from xiaoan.situation.queries import maps, words
from xiaoan.situation.rules import geo

_LOCK = "select pg_advisory_xact_lock(hashtext('situation.map'), %s)"
_LONGEST = 120


@dataclass(frozen=True)
class NewMap:
    """A file that somebody sends: which system its degrees are of (geo.SYSTEMS), who made the boundaries, the
    number under which the map was approved for showing (审图号), if it has one."""

    id: UUID
    raw: bytes
    system: str
    source: str
    approval: str = ""


class BadMap(Invalid):
    """The file is at fault: `faults` says of each feature what is."""

    def __init__(self, faults: Sequence[geo.Fault]) -> None:
        super().__init__(words.fault(faults[0]), {"file": faults[0].code})
        self.faults = tuple(faults)


@transaction.atomic
def set_map(actor: Actor, new: NewMap) -> UUID:
    """Check a file and put it in force; the same form once more changes nothing. Raises NotFound, Forbidden,
    Conflict, Invalid, BadMap."""
    county = _county(actor)
    if new.system not in geo.SYSTEMS:
        raise Invalid(_("请选坐标系。"), {"system": "missing"})
    source = acts.words(
        "source", new.source, longest=_LONGEST,
        required=_("请写清边界从哪里来,例如“县自然资源局 2024 年乡级界线”。"),
    )  # fmt: skip
    approval = acts.words("approval", new.approval, longest=_LONGEST)
    digest = hashlib.sha256(new.raw).hexdigest()
    sent = said.fingerprint("map", digest, new.system, source, approval)
    last = _held(actor, county, new.id, sent)
    if last is None:
        return new.id
    features, faults = geo.read(new.raw)
    if faults:
        raise BadMap(faults)
    matched, faults = geo.match(features, _towns(county))
    if faults:
        raise BadMap(faults)
    shapes = [{"no": one.no, "rings": one.feature.rings} for one in matched]
    unmatched = [
        {"n": one.feature.number, "name": one.feature.name} for one in matched if one.no is None
    ]
    _keep(
        actor, county, new.id, last + 1, sent,
        {"system": new.system, "source": source, "approval": approval, "digest": digest,
         "shapes": shapes, "unmatched": unmatched},
    )  # fmt: skip
    return new.id


@transaction.atomic
def again(actor: Actor, new_map_id: UUID, old_id: UUID) -> UUID:
    """Put an earlier version in force again, as a new version. Raises NotFound, Forbidden, Conflict."""
    county = _county(actor)
    old = Map.objects.filter(pk=old_id, unit_no=county.no).first()
    if old is None:
        raise NotFound
    last = _held(actor, county, new_map_id, said.fingerprint("again", str(old_id)))
    if last is None:
        return new_map_id
    if old.version == last:
        raise Conflict(_("这一版正在使用。"))
    names = ("system", "source", "approval", "digest", "shapes", "unmatched")
    _keep(
        actor, county, new_map_id, last + 1, said.fingerprint("again", str(old_id)),
        {name: getattr(old, name) for name in names},
    )  # fmt: skip
    return new_map_id


@transaction.atomic
def take_away(actor: Actor, new_map_id: UUID) -> UUID:
    """Show the schematic again. Raises NotFound, Forbidden, Conflict."""
    county = _county(actor)
    sent = said.fingerprint("none")
    last = _held(actor, county, new_map_id, sent)
    if last is None:
        return new_map_id
    if maps.in_force(county.no) is None:
        raise Conflict(_("现在没有地图。"))
    _keep(
        actor, county, new_map_id, last + 1, sent,
        {"system": "", "source": "", "approval": "", "digest": "", "shapes": [], "unmatched": []},
    )  # fmt: skip
    return new_map_id


def _county(actor: Actor) -> directory.Place:
    county = directory.county()
    if not actor.may_anywhere(Permission.SEE_BOARD):
        raise NotFound
    if not actor.may(Permission.SET_MAP, county.no):
        raise Forbidden
    return county


def _held(actor: Actor, county: directory.Place, map_id: UUID, sent: bytes) -> int | None:
    """Take the lock of the county's map; the number of its last version, or None where this very form has
    been kept already."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [county.no % 2**31])
    known = Map.objects.filter(pk=map_id).only("by_id", "body_hash").first()
    if known is not None:
        if known.by_id != actor.user_id or said.is_other(known.body_hash, sent):
            raise taken()
        return None
    return (
        Map.objects.filter(unit_no=county.no).values_list("version", flat=True).order_by("-version").first()
        or 0
    )  # fmt: skip


def _keep(
    actor: Actor, county: directory.Place, map_id: UUID, version: int, sent: bytes,
    what: dict[str, Any],
) -> None:  # fmt: skip
    with new_id():
        Map.objects.create(
            id=map_id, school_id=county.school_id, unit_no=county.no, version=version,
            body_hash=sent, at=clock.now(), by_id=actor.user_id, **what,
        )  # fmt: skip
    journal.record(
        actor,
        MapSet(
            school_id=county.school_id, unit_no=county.no, map_id=map_id, version=version,
            townships=len({one["no"] for one in what["shapes"] if one["no"] is not None}),
            unmatched=len(what["unmatched"]),
        ),
    )  # fmt: skip


def _towns(county: directory.Place) -> list[geo.Town]:
    found = directory.places_inside(county.interval, "township")
    return [geo.Town(one.no, one.name, one.code) for one in found]
