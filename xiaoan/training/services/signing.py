"""Only the trained may sign, once the county requires it."""

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.training import queries


def require(actor: Actor, course_code: str) -> None:
    """Refuse whoever may not sign today for what the course is about: Forbidden, with the sentence to show.

    The system signs nothing and is let through. Before the day from which the county requires the course
    nobody is refused; `queries.hint` has the words for then. NotFound: there is no such course.
    """
    if actor.user_id is None:
        return
    today = clock.today()
    if not queries.may_sign(actor.user_id, course_code, today):
        raise Forbidden(queries.hint(actor.user_id, course_code, today))
