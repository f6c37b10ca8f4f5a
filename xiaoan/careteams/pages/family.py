"""包联我孩子的人, for a guardian: who they are, and the number of whoever has agreed."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from xiaoan.careteams.queries import family
from xiaoan.careteams.services import numbers
from xiaoan.kernel import clock
from xiaoan.kernel.permission import Permission
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page


@page(Permission.SEE_CHILD, methods="GET POST")
def family_page(request: Asked) -> HttpResponse:
    """Posted: one number is shown in full (`person_id`, `carer_id`)."""
    full: dict[tuple[UUID, UUID], str] = {}
    if request.method == "POST":
        said = request.POST
        key = reading.read_id(said.get("person_id", "")), reading.read_id(said.get("carer_id", ""))
        full[key] = numbers.see_number(request.actor, *key)
    children = [
        {
            "name": child.name, "unit": child.unit, "person_id": child.person_id,
            "carers": [
                {**one.__dict__, "full": full.get((child.person_id, one.user_id), "")}
                for one in child.carers
            ],
        }
        for child in family.children(request.actor)
    ]  # fmt: skip
    context = {"children": children, "as_of": clock.now()}
    return render(request, "careteams/family.html", context)
