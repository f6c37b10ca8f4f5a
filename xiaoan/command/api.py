"""Who is in command, as JSON: the same query as the page. No phone numbers."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router

from xiaoan.command.queries import now as standing
from xiaoan.command.queries import units
from xiaoan.command.schemas import CommandOut
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Invalid
from xiaoan.web.api import Refused, actor_from

router = Router(tags=["command"])


@router.get("/units/{unit_no}", response={200: CommandOut, 404: Refused, 422: Refused})
def in_command(request: HttpRequest, unit_no: int, at: dt.datetime | None = None) -> dict[str, Any]:
    """Who is in command of a unit now, or was at a past instant."""
    place = units.require(actor_from(request), unit_no)
    moment = clock.now()
    if at is not None:
        moment = at if at.tzinfo else at.replace(tzinfo=clock.ZONE)
        first = clock.at(clock.FIRST_DAY, dt.time.min)
        if not first <= moment <= clock.now():
            raise Invalid(_("只能看现在和过去,不能看将来。"), {"at": "range"})
    found = standing.now([place], moment)[place.no]
    return {
        "unit_no": place.no, "unit": place.name, "at": moment, "user_id": found.command.user_id,
        "name": found.command.name, "basis": found.command.basis,
        "of_unit_no": found.command.at_no, "why": list(found.command.why),
        "first_responsible_id": found.first.user_id, "first_responsible": found.first.name,
        "on_duty": [one.__dict__ for one in found.seats],
    }  # fmt: skip
