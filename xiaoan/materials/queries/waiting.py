"""What waits: versions to be approved by a second person, and what one has still to read."""

from django.utils.translation import gettext_lazy as _l

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.materials.models import Version
from xiaoan.materials.queries.assigned import waiting as unread
from xiaoan.web import waiting


def to_approve(actor: Actor) -> int:
    """How many submitted versions wait for somebody who did not write in them."""
    rows = Version.objects.filter(state="submitted").values_list("unit_no", "editors")
    return sum(
        actor.may(Permission.APPROVE_MATERIALS, no) and str(actor.user_id) not in editors
        for no, editors in rows
    )


TO_APPROVE = waiting.Kind(
    "materials:waiting", _l("防疫知识待您审核"), Permission.APPROVE_MATERIALS, to_approve
)
TO_READ = waiting.Kind("materials:home", _l("防疫知识要您读"), Permission.READ_MATERIALS, unread)
