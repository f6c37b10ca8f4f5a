"""What the tests of training do again and again, by services."""

from uuid import UUID

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.training import queries, rules, services
from xiaoan.training.models import Attempt
from xiaoan.training.queries import attempts


def places(attempt_id: UUID, *, wrong: int = 0) -> dict[int, list[int]]:
    """The answers of a test as they stand on the page: all right, but the first so many."""
    row = Attempt.objects.get(pk=attempt_id)
    course = queries.version(row.version_id).course
    found = {}
    for n, key in enumerate(row.questions):
        one = course.question(key)
        assert one is not None
        order = rules.order_of(attempt_id, one)
        right = [order.index(place) for place in one.right]
        others = [at for at in range(len(order)) if at not in right]
        found[n] = (others[:1] or right[:1]) if n < wrong else right
    return found


def take(actor: Actor, course: str, *, wrong: int = 0) -> attempts.Result:
    """A test of the actor, begun and handed in."""
    pk = services.begin(actor, uuid7(), course)
    return services.hand_in(actor, pk, places(pk, wrong=wrong))
