"""Devices follow the register of `screening`; what is owed is opened in the early morning."""

from procrastinate.contrib.django import app

from xiaoan.equipment import services
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.scope import acting_as
from xiaoan.screening.events import DeviceChanged

FIRST_HOUR = 5


def on_device_changed(actor: Actor, event: DeviceChanged) -> None:
    """Added, calibrated or revoked where its readings are."""
    services.follow_register(actor, event.device_id)


@app.task(queueing_lock="equipment.owe_today", name="equipment.owe_today")
def owe_today(timestamp: int) -> int:
    """From five in the morning: calibrations and rounds of kits that have become due."""
    if clock.now().hour < FIRST_HOUR:
        return 0
    with acting_as(system("equipment")) as actor:
        return services.owe_today(actor)
