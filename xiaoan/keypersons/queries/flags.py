"""Who is a key person, at a glance: for whoever looks after people by name."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _l

from xiaoan.careteams.queries import flags
from xiaoan.kernel.actor import Actor
from xiaoan.keypersons.queries.open import open_of


def _followed(actor: Actor, person_ids: Collection[UUID]) -> Mapping[UUID, Any]:
    found = open_of(actor, person_ids)
    return {
        who: _l("隔离中") if any(one.isolated for one in lines) else _l("重点人员")
        for who, lines in found.items()
    }


FOLLOWED = flags.Flag("key_person", "late", _followed)
