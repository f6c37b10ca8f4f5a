"""What the duties of equipment are called, and where they are done."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory.queries.people import Whom
from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds
from xiaoan.equipment.models import Kit
from xiaoan.equipment.queries import CALIBRATION, CHECK, REFILL
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import inside
from xiaoan.screening import queries as screening


def _device(due: duties.Due) -> str:
    return reverse("equipment:act", args=[due.about_id, "certify"]) if due.about_id else ""


def _kit(act: str) -> Callable[[duties.Due], str]:
    def address(due: duties.Due) -> str:
        return reverse("equipment:kit_act", args=[due.about_id, act]) if due.about_id else ""

    return address


def _devices(actor: Actor, row_ids: Sequence[UUID]) -> Mapping[UUID, Whom]:
    found = screening.device_values(row_ids)
    return {pk: Whom(f"{one.place} {one.serial}") for pk, one in found.items()}


def _kits(actor: Actor, row_ids: Sequence[UUID]) -> Mapping[UUID, Whom]:
    rows = Kit.objects.filter(inside(actor.intervals), pk__in=set(row_ids))
    return {pk: Whom(name) for pk, name in rows.values_list("id", "name")}


KINDS = (
    kinds.Kind(CALIBRATION, _l("设备校准"), _device, lasts=True, about=_devices),
    kinds.Kind(CHECK, _l("防护套装巡查"), _kit("check"), lasts=True, about=_kits),
    kinds.Kind(REFILL, _l("防护套装补齐"), _kit("fill"), lasts=True, about=_kits),
)
