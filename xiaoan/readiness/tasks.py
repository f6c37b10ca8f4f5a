"""Background work of readiness: every ten minutes all schools; at once those whose record a fact has
changed."""

from contextlib import suppress

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.events import Event
from xiaoan.kernel.scope import acting_as
from xiaoan.readiness import services


@app.task(queueing_lock="readiness.refresh", name="readiness.refresh")
def refresh(timestamp: int) -> int:
    """All schools; gives how many stand otherwise than they did."""
    with acting_as(system("readiness")):
        return services.refresh()


@app.task(name="readiness.refresh_school")
def refresh_school(school_no: int) -> int:
    """One school whose record has changed."""
    with acting_as(system("readiness")):
        return services.refresh([school_no])


def on_fact(_actor: Actor, event: Event) -> None:
    """Something that an item rests on changed at a school; several in one go are one look."""
    if not event.school_id:
        return
    with suppress(AlreadyEnqueued), transaction.atomic():
        refresh_school.configure(queueing_lock=f"readiness.school.{event.school_id}").defer(
            school_no=event.school_id
        )


def on_county(_actor: Actor, _event: Event) -> None:
    """Something that items of all schools rest on changed: a day of opening, a response level, a pack."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        refresh_all.configure(queueing_lock="readiness.all").defer()


@app.task(name="readiness.refresh_all")
def refresh_all() -> int:
    """All schools, once, after such a fact; closed ones are cleaned before the day on which they open."""
    with acting_as(system("readiness")):
        services.clean_before_opening()
        return services.refresh()
