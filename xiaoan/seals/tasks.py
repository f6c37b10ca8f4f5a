"""The minute: seal, then have the seals carried out, each place for itself."""

from contextlib import suppress

import structlog
from django.conf import settings
from django.utils import translation
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from xiaoan.kernel.actor import system
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.scope import acting_as
from xiaoan.seals import queries, services
from xiaoan.seals.services import carrying, places

log = structlog.get_logger("xiaoan.seals")
# A place that was away for a month has caught up within the hour; the worker has other things to do.
_BATCHES = 4


@app.task(queueing_lock="seals.seal", name="seals.seal")
def seal(timestamp: int) -> int:
    """Seal the record as it stands; gives the number of the seal, 0 before there is a county."""
    try:
        with acting_as(system("seals")) as actor:
            no = services.seal_now(actor).no
    except NotFound:
        return 0
    for place in queries.configured():
        with suppress(AlreadyEnqueued):
            carry.configure(queueing_lock=f"seals.carry.{place.name}").defer(name=place.name)
    return no


@app.task(name="seals.carry")
def carry(name: str) -> int:
    """Carry what one place lacks there; gives how many seals arrived."""
    count = 0
    for place in queries.configured():
        if place.name != name:
            continue
        for _round in range(_BATCHES):
            sent = _one_batch(place)
            count += sent
            if not sent:
                break
    return count


def _one_batch(place: queries.Address) -> int:
    """No transaction is open while the network is waited for."""
    with acting_as(system("seals")) as actor:
        batch = carrying.next_batch(actor, place)
    if batch is None:
        return 0
    try:
        with translation.override(settings.LANGUAGE_CODE):
            places.send(place, batch)
    except places.Unreachable as error:
        log.warning("seals not carried", place=place.name, reason=error.reason)
        with acting_as(system("seals")) as actor:
            carrying.failed(actor, place, error.reason, error.detail)
        return 0
    with acting_as(system("seals")) as actor:
        carrying.arrived(actor, place, batch)
    return batch.last.no - batch.first.no + 1
