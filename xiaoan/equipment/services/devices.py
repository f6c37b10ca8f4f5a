"""One device: given to a keeper, lent, reported, repaired, certified, compared, lost, retired."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory.rules import school_of
from xiaoan.equipment import queries, rules
from xiaoan.equipment.events import DeviceStepped
from xiaoan.equipment.models import Step, Tool
from xiaoan.equipment.services import acting, owing
from xiaoan.journal import services as journal
from xiaoan.kernel import clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id
from xiaoan.screening import queries as screening_queries
from xiaoan.screening import services as screening


@dataclass(frozen=True)
class DeviceAct:
    """What a form says was done with a device; which fields count depends on `what` (rules.ACTS)."""

    id: UUID
    device_id: UUID
    what: str
    place_no: int = 0
    place: str = ""
    who_id: UUID | None = None
    day: dt.date | None = None
    until: dt.date | None = None
    number: str = ""
    maker: str = ""
    own: str = ""
    other: str = ""
    fault: str = ""
    note: str = ""


@dataclass
class _Doing:
    """An act under way: the step it leaves, as it fills."""

    actor: Actor
    row: Tool
    given: DeviceAct
    step: dict[str, Any] = field(default_factory=dict)
    # A paper of before the newest one: kept, and nothing follows of it.
    is_history: bool = False


@transaction.atomic
def act(actor: Actor, given: DeviceAct) -> str:
    """Do one thing with a device; gives the state it is in then. The same form once more changes nothing."""
    if given.what not in rules.ACTS:
        raise Invalid(_("请选择要做什么。"), {"what": "unknown"})
    needed = Permission.USE_DEVICES if given.what in rules.OF_USERS else Permission.KEEP_DEVICES
    row = acting.held(actor, given.device_id, needed)
    body = said.fingerprint(*(str(value) for value in given.__dict__.values()))
    if acting.is_done(actor, given.id, body):
        return row.state
    owing.hold_device(row.pk)
    if row.state not in rules.ACTS[given.what]:
        raise Conflict(_("这台设备的状态刚刚变了,现在不能这样做。请刷新后再看。"))
    doing = _Doing(actor, row, given)
    doing.step["note"] = acting.words_of(given.note, "note")
    _DO[given.what](doing)
    _keep(doing, body)
    return row.state


def _keep(doing: _Doing, body: bytes) -> None:
    """The state after it, the step, what follows of it elsewhere, the fact."""
    row, given = doing.row, doing.given
    row.state = rules.AFTER.get(given.what, row.state)
    if row.state != "lent":
        row.lent_to_id = row.lent_until = None
    if given.what in rules.AFTER:
        row.since = clock.now()
    row.save()
    with new_id():
        Step.objects.create(
            id=given.id, school_id=row.school_id, unit_no=row.unit_no, device_id=row.pk,
            what=given.what, body_hash=body, at=clock.now(), by_id=doing.actor.user_id, **doing.step,
        )  # fmt: skip
    if not doing.is_history:
        owing.follow_device(doing.actor, row.pk, given.what, row.keeper_id)
    journal.record(
        doing.actor,
        DeviceStepped(
            school_id=row.school_id, unit_no=row.unit_no, device_id=row.pk, step=given.what,
            state=row.state,
        ),
    )  # fmt: skip
    if given.what in rules.AFTER:
        acting.place_devices(school_of(row.unit_no))


def _assign(doing: _Doing) -> None:
    """A class, a gate, a room or the school as a whole; `place`: where there, in words."""
    row, given = doing.row, doing.given
    found = directory.places([given.place_no]).get(given.place_no)
    if (
        found is None
        or school_of(found.no) != school_of(row.unit_no)
        or not found.is_open_on(clock.today())
    ):
        raise Invalid(_("请从本校的场所里选。"), {"place_no": "unknown"})
    words = acting.words_of(given.place, "place")
    who = _who(doing, required=False)
    row.unit_no, row.keeper_id = found.no, who
    doing.step["to_id"] = who
    name = words or (_("全校") if found.kind == "school" else found.name)
    doing.step["note"] = doing.step["note"] or name
    screening.move_device(doing.actor, row.pk, found.no, name[:60])


def _who(doing: _Doing, *, required: bool) -> UUID | None:
    who = doing.given.who_id
    if who is None and not required:
        return None
    if who not in queries.keepers(doing.actor, school_of(doing.row.unit_no)):
        raise Invalid(_("请从本校的人员里选。"), {"who_id": "unknown"})
    return who


def _lend(doing: _Doing) -> None:
    row, given = doing.row, doing.given
    row.lent_to_id = doing.step["to_id"] = _who(doing, required=True)
    today = clock.today()
    if given.until is None or not today <= given.until <= today + rules.LONGEST_LOAN:
        raise Invalid(_("请填归还日期:今天或以后,一年以内。"), {"until": "invalid"})
    row.lent_until = doing.step["until"] = given.until
    screening.use_device(doing.actor, row.pk, out=True)


def _back_in_hand(doing: _Doing) -> None:
    screening.use_device(doing.actor, doing.row.pk, out=False)


def _fault(doing: _Doing) -> None:
    if doing.given.fault not in rules.FAULTS:
        raise Invalid(_("请选哪里坏了。"), {"fault": "unknown"})
    doing.row.fault = doing.given.fault
    doing.step["number"] = doing.given.fault
    screening.use_device(doing.actor, doing.row.pk, out=True)


def _repair(doing: _Doing) -> None:
    doing.step["note"] = acting.words_of(
        doing.given.note, "note", required=_("请写明送到哪里修、联系谁。")
    )


def _repaired(doing: _Doing) -> None:
    """In use again only after it was held against another one, and reads like it."""
    own, other = _pair(doing)
    if rules.is_doubtful(own, other):
        raise Invalid(
            _("两支相差 %(n)s ℃,超过 0.3 ℃,不能启用。请再修,或报废。") % {"n": abs(own - other)},
            {"own": "doubtful"},
        )
    doing.row.fault = ""
    screening.doubt_device(doing.actor, doing.row.pk, doubtful=False)
    screening.use_device(doing.actor, doing.row.pk, out=False)


def _compare(doing: _Doing) -> None:
    own, other = _pair(doing)
    screening.doubt_device(doing.actor, doing.row.pk, doubtful=rules.is_doubtful(own, other))


def _pair(doing: _Doing) -> tuple[Any, Any]:
    readings = {name: rules.read_celsius(getattr(doing.given, name)) for name in ("own", "other")}
    for name, found in readings.items():
        if found is None:
            raise Invalid(_("请填 30.0 到 45.0 之间的度数,一位小数。"), {name: "invalid"})
    doing.step |= readings
    return readings["own"], readings["other"]


def _lose(doing: _Doing) -> None:
    doing.step["note"] = acting.words_of(doing.given.note, "note", required=_("请写明经过。"))
    screening.use_device(doing.actor, doing.row.pk, out=True)


def _retire(doing: _Doing) -> None:
    doing.step["note"] = acting.words_of(doing.given.note, "note", required=_("请写明理由。"))
    # Heard by `follow_register`, which finds it retired: the row is saved first.
    doing.row.state = "retired"
    doing.row.lent_to_id = doing.row.lent_until = None
    doing.row.save()
    screening.revoke(doing.actor, doing.row.pk)


def _certify(doing: _Doing) -> None:
    """The certificate of the latest day counts, in whatever order they come."""
    row, given = doing.row, doing.given
    day = acting.calibrated_on(given.day, "day")
    number = acting.words_of(given.number, "number", required=_("请填证书编号。"))
    maker = acting.words_of(given.maker, "maker", required=_("请填校准单位。"))
    until = given.until or rules.valid_until(row.item, day)
    if until is not None and not day < until <= day + rules.LONGEST_VALID:
        raise Invalid(_("有效期要晚于校准日期,三年以内。"), {"until": "invalid"})
    doing.step |= {"day": day, "until": until, "number": number, "maker": maker}
    known = screening_queries.device_values([row.pk])[row.pk].calibrated
    if known is not None and day < known:
        doing.is_history = True
        return
    row.valid_until = until
    row.save(update_fields=["valid_until"])
    screening.certify_device(doing.actor, row.pk, day, until)


_DO: dict[str, Callable[[_Doing], None]] = {
    "assign": _assign, "lend": _lend, "return": _back_in_hand, "fault": _fault, "repair": _repair,
    "back": _repaired, "lose": _lose, "find": _back_in_hand, "retire": _retire, "certify": _certify,
    "compare": _compare,
}  # fmt: skip


def follow_register(actor: Actor, device_id: UUID) -> None:
    """A device was added to the register of `screening`, calibrated or revoked there: the same here. What
    was done from here is found as it stands already. The register holds its row and has recorded the fact."""
    one = screening_queries.device_values([device_id]).get(device_id)
    if one is None:
        return
    item = rules.item_of(one.kind, one.method)
    row, new = Tool.objects.select_for_update().get_or_create(
        pk=device_id,
        defaults={
            "school_id": one.school_id, "unit_no": one.unit_no, "item": item, "since": one.added_at,
            "valid_until": one.valid_until,
        },
    )  # fmt: skip
    before = (row.state, row.valid_until)
    if (
        one.calibrated
        and one.valid_until is None
        and (until := rules.valid_until(row.item, one.calibrated))
    ):
        row.valid_until = max(row.valid_until or until, until)
    if one.revoked:
        row.state, row.lent_to_id, row.lent_until = "retired", None, None
    if new or before != (row.state, row.valid_until):
        row.save()
        acting.place_devices(school_of(row.unit_no))
