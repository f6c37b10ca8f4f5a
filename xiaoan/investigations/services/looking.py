"""Pages that show pupils of an event by name: their families can read that somebody looked."""

from collections.abc import Iterable
from uuid import UUID

from xiaoan.directory import queries as directory
from xiaoan.investigations import queries
from xiaoan.investigations.events import LineListTaken
from xiaoan.investigations.queries.cases import CaseRow, Found, find_pupils, line_list
from xiaoan.investigations.queries.exposures import Marked
from xiaoan.investigations.queries.picture import Picture, picture
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.permission import Permission
from xiaoan.registry.services import looks


def see_cases(actor: Actor, event_id: UUID) -> list[CaseRow]:
    """The line list of an event."""
    found = line_list(actor, event_id)
    _seen(actor, found)
    return found


def see_picture(actor: Actor, event_id: UUID, by: str) -> Picture:
    """Curve, rates, places and chain of an event."""
    found = picture(actor, event_id, by)
    _seen(actor, [one.case for one in found.chain])
    return found


def see_sheet(actor: Actor, class_no: int, found: Iterable[Marked]) -> None:
    """A class by name, with who is ill and who ate what."""
    looks.in_health_list(actor, [(one.person_id, class_no) for one in found])


def take_cases(actor: Actor, event_id: UUID) -> list[CaseRow]:
    """The line list to be taken away; refused where nobody may export, and each taking is a fact."""
    head = queries.event(actor, event_id)
    if not actor.may(Permission.EXPORT, head.unit_no):
        raise Forbidden
    found = see_cases(actor, event_id)
    journal.record(
        actor,
        LineListTaken(
            school_id=head.school_id, unit_no=head.unit_no, event_id=head.id, rows=len(found)
        ),
    )
    return found


def _seen(actor: Actor, rows: Iterable[CaseRow]) -> None:
    looks.in_health_list(actor, [(one.person_id, one.unit_no) for one in rows if one.is_named])


def see_rolls(actor: Actor, class_nos: Iterable[int]) -> dict[int, list[directory.Pupil]]:
    """The pupils of classes of today, to pick cases from; of those where the actor may investigate."""
    wanted = [no for no in class_nos if actor.may(Permission.INVESTIGATE, no)]
    found = directory.class_rolls(actor, wanted, clock.today())
    for no in found:
        looks.keep_class(actor, no, clock.today(), "class_list")
    return found


def person_id(text: str) -> UUID | None:
    """An id as a form sends it; None if it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def find(actor: Actor, event_id: UUID, text: str) -> list[Found]:
    """Pupils of the event's school by what somebody typed, to add them to its cases."""
    head = queries.event(actor, event_id)
    if not actor.may(Permission.INVESTIGATE, head.unit_no):
        raise Forbidden
    found = find_pupils(actor, event_id, text)
    looks.found_in_search(actor, [(one.person_id, one.class_no) for one in found])
    return found
