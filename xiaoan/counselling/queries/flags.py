"""Who is in care, at a glance: no more than that."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _l

from xiaoan.careteams.queries import flags
from xiaoan.counselling.queries.cases import cared_for
from xiaoan.kernel.actor import Actor


def _in_care(actor: Actor, person_ids: Collection[UUID]) -> Mapping[UUID, Any]:
    return dict.fromkeys(cared_for(actor, person_ids), _l("心理教师在关心"))


IN_CARE = flags.Flag("in_care", "done", _in_care)
