"""What the duties of equipment are called, and where they are done."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory.queries.people import Whom
from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds, verbs
from xiaoan.equipment.models import Kit, KitStep
from xiaoan.equipment.queries import CALIBRATION, CHECK, REFILL
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import inside
from xiaoan.screening import queries as screening


def _device(due: duties.Due) -> str:
    return reverse("equipment:act", args=[due.about_id, "certify"]) if due.about_id else ""


def _check(due: duties.Due) -> str:
    return reverse("equipment:kit_act", args=[due.about_id, "check"]) if due.about_id else ""


def _refill(due: duties.Due) -> str:
    """About the step that left the kit short."""
    steps = KitStep.objects.filter(pk__in=[due.about_id] if due.about_id else [])
    kit = steps.values_list("kit_id", flat=True).first()
    return reverse("equipment:kit_act", args=[kit, "fill"]) if kit else ""


def _devices(actor: Actor, row_ids: Sequence[UUID]) -> Mapping[UUID, Whom]:
    found = screening.device_values(row_ids)
    return {pk: Whom(f"{one.place} {one.serial}") for pk, one in found.items()}


def _kits(actor: Actor, row_ids: Sequence[UUID]) -> Mapping[UUID, Whom]:
    rows = Kit.objects.filter(inside(actor.intervals), pk__in=set(row_ids))
    return {pk: Whom(name) for pk, name in rows.values_list("id", "name")}


def _kits_of_steps(actor: Actor, row_ids: Sequence[UUID]) -> Mapping[UUID, Whom]:
    steps = KitStep.objects.filter(inside(actor.intervals), pk__in=set(row_ids))
    found = dict(steps.values_list("id", "kit_id"))
    names = _kits(actor, list(found.values()))
    return {pk: names[kit] for pk, kit in found.items() if kit in names}


_KEEPER = _l("由设备的保管人办,没有保管人时归校医;在设备页里改保管人。")
_POSTS = ("school_doctor", "logistics", "principal")
KINDS = (
    kinds.Kind(
        CALIBRATION, _l("设备校准"), _device, lasts=True, about=_devices, said=verbs.CALIBRATE,
        fixed=_KEEPER,
    ),
    kinds.Kind(
        CHECK, _l("防护套装巡查"), _check, lasts=True, about=_kits, said=verbs.INSPECT, posts=_POSTS,
        keeps=_check,
    ),
    kinds.Kind(
        REFILL, _l("防护套装补齐"), _refill, lasts=True, about=_kits_of_steps, said=verbs.REFILL,
        posts=_POSTS,
    ),
)  # fmt: skip
