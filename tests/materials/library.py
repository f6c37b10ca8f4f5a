"""What the tests of materials do again and again, by services."""

import datetime as dt
from uuid import UUID

from tests.builders import DAY, Universe
from xiaoan.accounts import services as accounts
from xiaoan.accounts.queries import actor_of
from xiaoan.directory import rules as numbering
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.materials import queries, rules, services
from xiaoan.materials.models import Reading

UNTIL = DAY + dt.timedelta(days=7)


def new(unit_no: int, audience: str = "parent", **given: object) -> services.NewAssignment:
    """An assignment of influenza with three questions, its number seen."""
    values: dict[str, object] = {
        "id": uuid7(), "unit_no": unit_no, "code": "influenza", "audience": audience,
        "until": UNTIL, "questions": 3, "sure": True,
    }  # fmt: skip
    return services.NewAssignment(**{**values, **given})  # type: ignore[arg-type]  # by name


def places(assignment_id: UUID, whom: UUID, *, wrong: int = 0) -> dict[int, list[int]]:
    """The answers of a quiz as they stand on the page: all right, but the first so many."""
    row = next(
        row
        for row in Reading.objects.filter(assignment_id=assignment_id)
        if whom in (row.person_id, row.user_id)
    )
    material = queries.version(_version_of(assignment_id)).material
    found = {}
    for n, key in enumerate(row.questions):
        one = material.question(key)
        assert one is not None
        order = rules.order_of(row.pk, one)
        right = [order.index(place) for place in one.right]
        others = [at for at in range(len(order)) if at not in right]
        found[n] = (others[:1] or right[:1]) if n < wrong else right
    return found


def _version_of(assignment_id: UUID) -> UUID:
    return queries.assigned.assignment(assignment_id).version_id


def do(actor: Actor, assignment_id: UUID, whom: UUID, *, wrong: int = 0) -> None:
    """Read and answer."""
    services.read(actor, assignment_id, whom)
    services.answer(actor, assignment_id, whom, places(assignment_id, whom, wrong=wrong))


def guardian_of(builder: Actor, universe: Universe, unit_no: int, seat: int) -> Actor:
    """A guardian's account for a pupil; in the running scope of the builder."""
    name = f"家长{seat}"
    user = accounts.open_account(
        builder, accounts.NewAccount(login=f"g{unit_no}-{seat}", name=name, school_id=0, unit_no=0)
    )
    accounts.grant_role(builder, user, "guardian", 0, 0, 0, dt.date(2026, 8, 25))
    school = numbering.school_of(unit_no)
    accounts.answer_for(builder, user, school, unit_no, universe.person(unit_no, seat))
    return actor_of(user)
