"""Late orders are looked for each hour."""

from procrastinate.contrib.django import app

from xiaoan.kernel.actor import system
from xiaoan.kernel.scope import acting_as
from xiaoan.procurement import services


@app.task(queueing_lock="procurement.chase", name="procurement.open_chases")
def open_chases(timestamp: int) -> None:
    """Whoever ordered what has not come owes a call to the supplier."""
    with acting_as(system("procurement")) as actor:
        services.open_chases(actor)
