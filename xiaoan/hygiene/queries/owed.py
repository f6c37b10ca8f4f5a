"""What the duty about a school's plan is called and where it is done; plans that wait for the principal."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds
from xiaoan.hygiene.models import Plan
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside
from xiaoan.web import waiting

KIND_CODE = "hygiene.plan"
WITHIN = f"{KIND_CODE}.within"
POSTS = ("school_doctor", "logistics", "principal")


def _address(due: duties.Due) -> str:
    return reverse("hygiene:unit", args=[due.unit_no])


KIND = kinds.Kind(KIND_CODE, _l("消毒方案不全"), _address, lasts=True, posts=POSTS)


def _waiting(actor: Actor) -> int:
    return Plan.objects.filter(
        inside(actor.reach(Permission.APPROVE_HYGIENE)), state="waiting"
    ).count()


TO_APPROVE = waiting.Kind(
    "hygiene:approvals", _l("消毒方案,等您批准"), Permission.APPROVE_HYGIENE, _waiting
)
