"""What measures hear of duties and events."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from xiaoan.duties.events import AskingAnswered, DutiesOpened, DutiesReassigned
from xiaoan.investigations import queries as investigations
from xiaoan.investigations.events import EventClosed, EventExcluded, EventMerged
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.errors import Conflict
from xiaoan.kernel.scope import acting_as
from xiaoan.measures import queries, services
from xiaoan.measures.queries import left, suspensions
from xiaoan.screening.services.day import KIND

# 3, 9, 27 … seconds, two and a half hours in all.
_RETRY = RetryStrategy(max_attempts=8, exponential_wait=3)


def on_duties_opened(actor: Actor, event: DutiesOpened) -> None:
    """Roll-calls of classes whose lessons rest are not due, from the moment they are opened."""
    on_many_opened(actor, [event])


def on_many_opened(actor: Actor, events: Sequence[DutiesOpened]) -> None:
    """The same for a morning's opening of all schools."""
    wanted = {(one.day, one.school_id) for one in events if one.duty == KIND and one.duties}
    for day in sorted({day for day, _school in wanted}):
        schools = [school for on, school in wanted if on == day]
        services.rest(system("measures"), suspensions.resting(schools, day), day)


def on_reassigned(actor: Actor, event: DutiesReassigned) -> None:
    """A measure belongs to whoever its duty names: the post's new holder, whoever stands in."""
    services.follow_duties(event.duty_ids)


def on_asking_answered(actor: Actor, event: AskingAnswered) -> None:
    """A colleague has taken it over."""
    if event.answer == "accepted":
        services.follow_duties([event.duty_id])


def on_event_closed(actor: Actor, event: EventClosed) -> None:
    """An event is not closed while somebody owes a measure, or lessons rest."""
    owed = queries.open_of_event(event.school_id, event.event_id)
    if owed:
        raise Conflict(_("还有 %(n)s 项措施没办完,请先办完或撤回,再结案。") % {"n": owed})
    if suspensions.unfinished(event.school_id, event.event_id):
        raise Conflict(_("还有停课没有结束,请先复课或撤回,再结案。"))


def on_event_excluded(actor: Actor, event: EventExcluded) -> None:
    """Lessons that rest are the bureau's to begin again: until then the event is not excluded.

    What is owed or proposed is withdrawn in a transaction of its own: it waits for duties, and may not hold
    the journal."""
    classes = left.resting(investigations.event(system("measures"), event.event_id))
    if classes:
        raise Conflict(
            _("还在停课,请教育局先复课,再排除:%(what)s。") % {"what": _(";").join(classes)}
        )
    withdraw_all.defer(event_id=str(event.event_id))


@app.task(name="measures.withdraw_all", retry=_RETRY)
def withdraw_all(event_id: str) -> int:
    """Withdraw what is owed against an event that was none."""
    with acting_as(system("measures")) as actor:
        return services.withdraw_all(actor, UUID(event_id))


def on_event_merged(actor: Actor, event: EventMerged) -> None:
    """What was ordered against an event goes along with it."""
    services.move(event.school_id, event.event_id, event.into_id)
