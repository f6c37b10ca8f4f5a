"""Background work of key persons, and what they hear of the roll."""

from collections.abc import Sequence

from procrastinate.contrib.django import app

from xiaoan.directory.events import PupilEnrolled
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.scope import acting_as
from xiaoan.keypersons import services


@app.task(queueing_lock="keypersons.open_today", name="keypersons.open_today")
def open_today(timestamp: int) -> int:
    """Open what is due today of key persons and is not open yet."""
    if clock.now().hour < services.FIRST_HOUR:
        return 0
    with acting_as(system("keypersons")) as actor:
        return services.open_day(actor, clock.today())


@app.task(queueing_lock="keypersons.expire", name="keypersons.expire")
def expire(timestamp: int) -> int:
    """End the labels whose days are over, some thousand at a time; gives how many."""
    count = 0
    while True:
        with acting_as(system("keypersons")) as actor:
            ended = services.expire(actor, clock.today())
        count += ended
        if ended < services.BATCH:
            return count


def on_pupil_enrolled(actor: Actor, event: PupilEnrolled) -> None:
    """A pupil who is followed elsewhere goes on being followed here. Who comes later: on that morning."""
    if event.since <= clock.today():
        services.carry_over(actor, [event.person_id])


def on_pupils_enrolled(actor: Actor, events: Sequence[PupilEnrolled]) -> None:
    """The same of many at once."""
    today = clock.today()
    services.carry_over(actor, [one.person_id for one in events if one.since <= today])
