"""What waits for a decision: what was cleared away, for a second person's look."""

from django.utils.translation import gettext_lazy as _l

from xiaoan.hygiene.queries.incidents import to_look_at
from xiaoan.kernel.permission import Permission
from xiaoan.web.waiting import Kind

LOOKS = Kind(
    "hygiene:incidents_own", _l("呕吐物处置,等另一人验收"), Permission.DISINFECT, to_look_at
)
