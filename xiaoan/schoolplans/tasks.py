"""Background work of plans: what is missing and the duties follow the opening days."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from xiaoan.accounts.events import RoleEnded, RoleGranted
from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.events import Event
from xiaoan.kernel.scope import acting_as
from xiaoan.schoolplans import services

_RETRY = RetryStrategy(max_attempts=5, exponential_wait=3)


@app.task(name="schoolplans.follow_openings", retry=_RETRY)
def follow_openings(unit_no: int) -> int:
    """Plans of the schools under a unit follow its opening days, school by school; twice moves nothing
    twice."""
    with acting_as(system("schoolplans")):
        place = directory.place(unit_no)
        schools = [one.no for one in directory.places_inside(place.interval, "school")]
    moved = 0
    for no in schools:
        with acting_as(system("schoolplans")) as actor:
            moved += services.follow_openings(actor, [no])
    return moved


@app.task(name="schoolplans.follow_class_teacher", retry=_RETRY)
def follow_class_teacher(class_no: int) -> bool:
    """Tasks of a class follow its class teacher; twice moves nothing twice."""
    with acting_as(system("schoolplans")) as actor:
        return services.follow_class_teacher(actor, class_no)


def on_position(_actor: Actor, event: RoleGranted | RoleEnded) -> None:
    if event.role == "class_teacher":
        follow_class_teacher.defer(class_no=event.unit_no)


def on_opening_decided(_actor: Actor, event: Event) -> None:
    follow_openings.defer(unit_no=event.unit_no)
