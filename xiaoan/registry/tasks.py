"""Background work of the registry: rosters checked, brought in, written; putting away what is old."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from xiaoan.accounts import queries as accounts
from xiaoan.accounts import services as account_services
from xiaoan.directory.events import ClassSeen, PupilsSeen
from xiaoan.directory.services import holding
from xiaoan.kernel import clock, turns
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.patience import be_patient
from xiaoan.kernel.scope import acting_as
from xiaoan.registry import services
from xiaoan.registry.events import (
    RosterConfirmed,
    RosterExportAsked,
    RosterExportBegun,
    RosterReceived,
)
from xiaoan.registry.services import exports, looks, transfers

_RETRY = RetryStrategy(max_attempts=3, wait=60)


def on_received(actor: Actor, event: RosterReceived) -> None:
    """Have the sheet checked, once its row is there."""
    check_roster.defer(import_id=str(event.import_id), user_id=_user(actor))


def on_confirmed(actor: Actor, event: RosterConfirmed) -> None:
    """Have the sheet brought in."""
    import_roster.defer(import_id=str(event.import_id), user_id=_user(actor))


def on_export_asked(actor: Actor, event: RosterExportAsked) -> None:
    """Have the sheet written, unless it waits for somebody's approval."""
    if not event.waits:
        export_roster.defer(export_id=str(event.export_id), user_id=_user(actor))


def on_export_begun(actor: Actor, event: RosterExportBegun) -> None:
    """Have the approved sheet written."""
    export_roster.defer(export_id=str(event.export_id), user_id=_user(actor))


def on_class_seen(actor: Actor, event: ClassSeen) -> None:
    """Lay the look out for the page that says who looked."""
    looks.keep_class(actor, event.unit_no, event.day, event.page)


def on_pupils_seen(actor: Actor, event: PupilsSeen) -> None:
    """The same, of a list of some pupils."""
    looks.in_list(actor, zip(event.pupils, event.classes, strict=True), event.page)


@app.task(name="registry.export_roster", lock=turns.SHEETS)
def export_roster(export_id: str, user_id: str) -> None:
    """Write a roster, school by school, with the rights its person has now."""
    actor = _actor(user_id)
    with exports.ending_badly(actor, UUID(export_id)):
        exports.make(actor, UUID(export_id))


@app.task(name="registry.expire_exports", queueing_lock="registry.expire_exports")
def expire_exports(timestamp: int) -> int:
    """Remove rosters whose minutes are over; gives how many."""
    with acting_as(system("registry")) as actor:
        return exports.expire(actor)


@app.task(name="registry.check_roster", lock=turns.SHEETS)
def check_roster(import_id: str, user_id: str) -> None:
    """Read, check and compare a sheet."""
    actor = _actor(user_id)
    with services.ending_badly(actor, UUID(import_id)):
        services.check(actor, UUID(import_id))


@app.task(name="registry.import_roster", lock=turns.SHEETS)
def import_roster(import_id: str, user_id: str) -> None:
    """Bring in a confirmed sheet, school by school, with the rights its person has now."""
    actor = _actor(user_id)
    with services.ending_badly(actor, UUID(import_id)):
        services.apply(actor, UUID(import_id))


@app.task(name="registry.put_away", queueing_lock="registry.put_away")
def put_away(timestamp: int) -> int:
    """Remove the files of imports that are past their days; gives how many."""
    with acting_as(system("registry")) as actor:
        return services.put_away(actor)


@app.task(name="registry.begin_day", queueing_lock="registry.begin_day", retry=_RETRY)
def begin_day(timestamp: int) -> int:
    """What was entered for today begins: who follows a class follows; requests nobody answered lapse.

    Three transactions, so that what fails takes nothing else along; each may run twice without harm.
    """
    day = clock.today()
    with acting_as(system("registry")):
        be_patient()
        began = holding.began(day)
        followed = holding.follow(day, began)
    with acting_as(system("registry")):
        be_patient()
        followed += account_services.follow_wards(began)
    with acting_as(system("registry")) as actor:
        return followed + transfers.lapse(actor, day)


def _user(actor: Actor) -> str:
    return str(actor.user_id or "")


def _actor(user_id: str) -> Actor:
    if not user_id:
        return system("registry")
    with acting_as(Actor(user_id=UUID(user_id), name="")):
        return accounts.actor_of_job(UUID(user_id))
