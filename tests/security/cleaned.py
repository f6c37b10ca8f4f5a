"""A school with places, a plan in force and the next one waiting, for the access table."""

from tests.builders import BUILDER
from tests.hygiene.premises import TOILET, approved, entered, handed_in
from xiaoan.hygiene.models import Place


def planned() -> dict[str, str]:
    """`premises` and `hygiene_plan` of the primary school; the running scope is the system's."""
    entered(BUILDER, TOILET)
    approved(BUILDER, BUILDER)
    plan = handed_in(BUILDER)
    return {"premises": str(Place.objects.get(name=TOILET.name).pk), "hygiene_plan": str(plan.id)}
