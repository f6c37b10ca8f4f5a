"""The same gate, session, token and form as the product; then a row per pupil through the ORM, twice:

`insert`: rows are only added. A form sent twice breaks on the second, and nothing tells who changed
what. `keep`: what the product does, done the same naive way: a row is made or changed
(`update_or_create`), and an audit row beside each tells who wrote it.
"""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse

from bench.baseline.models import PersonCheck, PersonCheckAudit
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.permission import Permission
from xiaoan.screening import forms
from xiaoan.screening.pages.address import Address, address
from xiaoan.web.gate import Asked, page


@page(Permission.TAKE_ROLL_CALL, methods="POST")
def insert_page(request: Asked, unit_no: int, day: str, slot: str) -> HttpResponse:
    where = address(request.actor, unit_no, day, slot, (Permission.TAKE_ROLL_CALL,))
    for key, values in _rows(request, where):
        PersonCheck(**key, **values).save()
    return HttpResponse(status=204)


@page(Permission.TAKE_ROLL_CALL, methods="POST")
def keep_page(request: Asked, unit_no: int, day: str, slot: str) -> HttpResponse:
    where = address(request.actor, unit_no, day, slot, (Permission.TAKE_ROLL_CALL,))
    for key, values in _rows(request, where):
        row, is_new = PersonCheck.objects.update_or_create(**key, defaults=values)
        PersonCheckAudit(
            school_id=row.school_id, unit_no=row.unit_no, check_id=row.pk, is_new=is_new,
            kind=row.kind, at=row.submitted_at, by_id=row.submitted_by_id,
        ).save()  # fmt: skip
    return HttpResponse(status=204)


def _rows(request: Asked, where: Address) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    typed = forms.read_marks(request.POST)
    now = clock.now()
    for pupil in directory.class_roll(request.actor, where.place.no, where.day):
        kind = typed[pupil.enrolment_id].kind if pupil.enrolment_id in typed else "present"
        yield (
            {"school_id": where.place.school_id, "person_id": pupil.person_id, "day": where.day,
             "slot": where.slot},
            {"unit_no": where.place.no, "kind": kind, "submitted_at": now,
             "submitted_by_id": request.actor.user_id},
        )  # fmt: skip
