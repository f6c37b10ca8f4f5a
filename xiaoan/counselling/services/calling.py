"""A counsellor has a child's family called: whoever calls reads that the family is to be called, never why.

Nothing of it happens by itself: that a family is called after a referral would tell of the referral.
"""

import datetime as dt
from uuid import UUID

from django.db import transaction

from xiaoan.counselling.models import Case, Referral
from xiaoan.counselling.queries import cases, referrals
from xiaoan.counselling.services import acting
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.directory.queries import people
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.scope import everywhere
from xiaoan.outreach import services as outreach

REASON = "wellbeing.referral"
# Until when a call is of use (ours).
_USE = dt.timedelta(days=2)


@transaction.atomic
def ask_family(actor: Actor, given_id: UUID, about_id: UUID) -> bool:
    """Have the family of a referral's or an own case's child called, as one more reason of the family's task;
    `given_id` is made by the form. False: this form has asked before."""
    person_id = _person(actor, about_id)
    class_no = acting.class_of(person_id)
    now = clock.now()
    school = numbering.school_of(class_no)
    want = outreach.Want(person_id, school, class_no, REASON, given_id, now, now + _USE, weight=2)
    return outreach.ask(actor, [want]).lines > 0


def whose(actor: Actor, about_id: UUID) -> tuple[str, str]:
    """Whom it is about (class and name), and which page it came from; NotFound as for asking."""
    person_id = _person(actor, about_id)
    with everywhere(acting.SYSTEM) as system:
        name = people.person_names(system, [person_id]).get(person_id, "")
    place = directory.places([acting.class_of(person_id)])
    is_case = Case.objects.filter(pk=about_id).exists()
    return f"{next(iter(place.values())).name} {name}", "case" if is_case else "referral"


def _person(actor: Actor, about_id: UUID) -> UUID:
    """Whose: of a case that is the actor's own, or of a referral that the actor reads; NotFound."""
    case = Case.objects.filter(pk=about_id).first()
    if case is not None and cases.is_own(actor, case):
        return case.person_id
    with everywhere(acting.SYSTEM):
        row = Referral.objects.filter(pk=about_id).first()
        if row is None or not referrals.reads(actor, row):
            raise NotFound
        return row.person_id
