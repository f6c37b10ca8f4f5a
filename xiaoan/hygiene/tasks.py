"""Background work of hygiene: places follow the tree, a plan that is missing is owed."""

from procrastinate.contrib.django import app

from xiaoan.directory.events import UnitChanged, UnitClosed, UnitOpened, YearPromoted
from xiaoan.directory.rules import school_of
from xiaoan.hygiene import services
from xiaoan.hygiene.queries import places
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.scope import acting_as

OWED_FROM = 5


@app.task(queueing_lock="hygiene.owe_plans", name="hygiene.owe_plans")
def owe_plans(timestamp: int) -> int:
    """From five in the morning: schools without a plan, or with places in none, are told; gives how many."""
    if clock.now().hour < OWED_FROM:
        return 0
    with acting_as(system("hygiene")) as actor:
        try:
            return services.owe_today(actor)
        except NotFound:  # no county yet
            return 0


@app.task(queueing_lock="hygiene.follow_all", name="hygiene.follow_all")
def follow_all(timestamp: int) -> int:
    """Each night, before the day is laid out: places that have fallen behind the tree follow it."""
    with acting_as(system("hygiene")) as actor:
        return services.follow_all(actor)


@app.task(name="hygiene.follow_tree")
def follow_tree(school_no: int) -> int:
    """The places of a school follow the tree; gives how many changed."""
    with acting_as(system("hygiene")) as actor:
        return services.follow_tree(actor, school_no)


def on_unit(_actor: Actor, event: UnitOpened | UnitChanged | UnitClosed | YearPromoted) -> None:
    """A class or room opened, closed or is called otherwise: in a job, for whoever announces it holds the
    chain of facts, and places are held before that."""
    school_no = school_of(event.unit_no)
    if school_no and places.are_entered(school_no):
        follow_tree.defer(school_no=school_no)
