"""The same gate, session, token and form as the product; then a row per pupil."""

from django.http import HttpResponse

from bench.baseline.models import PersonCheck
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.permission import Permission
from xiaoan.screening import forms
from xiaoan.screening.pages.address import address
from xiaoan.web.gate import Asked, page


@page(Permission.TAKE_ROLL_CALL, methods="POST")
def check_page(request: Asked, unit_no: int, day: str, slot: str) -> HttpResponse:
    where = address(request.actor, unit_no, day, slot, (Permission.TAKE_ROLL_CALL,))
    roll = directory.class_roll(request.actor, unit_no, where.day)
    typed = forms.read_marks(request.POST, [pupil.enrolment_id for pupil in roll])
    now = clock.now()
    for pupil in roll:
        kind = typed[pupil.enrolment_id].kind if pupil.enrolment_id in typed else "present"
        PersonCheck(
            school_id=where.place.school_id,
            unit_no=unit_no,
            person_id=pupil.person_id,
            day=where.day,
            slot=slot,
            kind=kind,
            submitted_at=now,
            submitted_by_id=request.actor.user_id,
        ).save()
    return HttpResponse(status=204)
