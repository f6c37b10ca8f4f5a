"""Background work of verification: lists matched and destroyed; what is heard of answers and transfers."""

from uuid import UUID

from procrastinate.contrib.django import app

from xiaoan.accounts import queries as accounts
from xiaoan.directory.events import PupilEnrolled
from xiaoan.kernel import clock, turns
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.scope import acting_as
from xiaoan.surveys.events import AnswerGiven, AnswersGiven
from xiaoan.verification import services
from xiaoan.verification.events import ListReceived, ListStarted
from xiaoan.verification.services.following import Lapsed


def on_received(actor: Actor, event: ListReceived) -> None:
    """Have the list matched, once its row is there."""
    match_list.defer(list_id=str(event.list_id), user_id=str(actor.user_id or ""))


def on_started(actor: Actor, event: ListStarted) -> None:
    """Have the list matched after all."""
    match_list.defer(list_id=str(event.list_id), user_id=str(actor.user_id or ""))


def on_answer(actor: Actor, event: AnswerGiven) -> None:
    """What came late or changed stays in the ledger."""
    if event.version > 1 and not event.contradicts:
        services.superseded(event.round_id, event.person_id, event.answer_id)
    whats = [what for what, is_so in (("late", event.late), ("changed", event.changed)) if is_so]
    services.keep_lapses(
        [
            Lapsed(
                event.school_id, event.unit_no, event.round_id, event.person_id, event.answer_id,
                what,
            )
            for what in whats
        ]
    )  # fmt: skip
    if event.source == "carried":
        services.spots_along(event.person_id, event.unit_no)


def on_answers(actor: Actor, event: AnswersGiven) -> None:
    """So does a class that was answered for late."""
    if event.late:
        pairs = zip(event.person_ids, event.answer_ids, strict=True)
        services.keep_lapses(
            [
                Lapsed(event.school_id, event.unit_no, event.round_id, person, answer, "late")
                for person, answer in pairs
            ]
        )


def on_pupil_enrolled(actor: Actor, event: PupilEnrolled) -> None:
    """What is open about a pupil goes along to the new school."""
    services.carry_over(event.person_id, event.school_id, event.unit_no)
    services.spots_along(event.person_id, event.unit_no)


@app.task(name="verification.match_list", lock=turns.SHEETS)
def match_list(list_id: str, user_id: str) -> None:
    """Read a list and match it, with the rights its person has now."""
    actor = _actor(user_id)
    with services.ending_badly(actor, UUID(list_id)):
        services.work(actor, UUID(list_id))


@app.task(name="verification.destroy", queueing_lock="verification.destroy")
def destroy(timestamp: int) -> int:
    """Remove the rows of lists whose days are over; gives of how many."""
    with acting_as(system("verification")) as actor:
        return services.destroy_due(actor, clock.today())


@app.task(name="verification.forget_words", queueing_lock="verification.forget_words")
def forget_words(timestamp: int) -> int:
    """Each night: destroy what was written about people longer ago than it is kept."""
    with acting_as(system("verification")) as actor:
        return services.forget_words(actor, clock.today())


@app.task(name="verification.follow_people", queueing_lock="verification.follow_people")
def follow_people(timestamp: int) -> int:
    """Duties go along with pupils who changed the class; gives how many."""
    with acting_as(system("verification")) as actor:
        return services.follow_people(actor)


def _actor(user_id: str) -> Actor:
    if not user_id:
        return system("verification")
    with acting_as(Actor(user_id=UUID(user_id), name="")):
        return accounts.actor_of_job(UUID(user_id))
