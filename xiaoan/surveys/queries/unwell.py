"""Of whom the product knows already that something is the matter: nobody says of them in one act that all is
well."""

from collections.abc import Collection
from uuid import UUID

from xiaoan.illness import queries as illness
from xiaoan.kernel import clock
from xiaoan.kernel.scope import everywhere
from xiaoan.keypersons import queries as keypersons
from xiaoan.screening import queries as screening
from xiaoan.surveys import rules
from xiaoan.surveys.models import Unsettled


def absent_sick(unit_no: int, person_ids: Collection[UUID]) -> frozenset[UUID]:
    """Who of a class is not here because of illness by the last roll-call of today."""
    if not person_ids:
        return frozenset()
    with everywhere("surveys") as system:
        seen = screening.last_seen(system, dict.fromkeys(person_ids, unit_no), clock.today())
    return frozenset(who for who, one in seen.items() if one.kind in ("absent_sick", "sent_home"))


def by_name_only(unit_no: int, person_ids: Collection[UUID]) -> frozenset[UUID]:
    """Who of a class is ill, followed or kept apart, was absent or unwell at a roll-call of today, or was
    answered for in a way that was not so."""
    wanted, today = set(person_ids), clock.today()
    if not wanted:
        return frozenset()
    with everywhere("surveys") as system:
        known = set(
            Unsettled.objects.filter(
                person_id__in=wanted, unit_no=unit_no, state="open", what=rules.AGAIN
            ).values_list("person_id", flat=True)
        )
        known |= set(illness.open_of(system, wanted)) | set(keypersons.open_of(system, wanted))
        for slot in screening.SLOT_NAMES:
            seen = screening.exceptions_in(system, (unit_no, unit_no + 1), today, slot)
            known |= {
                one.person_id for one in seen.get(unit_no, []) if one.kind != "late" or one.symptoms
            }
    return frozenset(known & wanted)
