"""Who is ill, at a glance: for whoever looks after people by name."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _l

from xiaoan.careteams.queries import flags
from xiaoan.illness.models import Illness
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible


def _ill(actor: Actor, person_ids: Collection[UUID]) -> Mapping[UUID, Any]:
    rows = Illness.objects.filter(person_id__in=list(person_ids), closed_at=None)
    seen = visible(rows, actor, Permission.SEE_ILLNESS).values_list("person_id", flat=True)
    return dict.fromkeys(seen, _l("生病"))


ILL = flags.Flag("ill", "sick", _ill)
