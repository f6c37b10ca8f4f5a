"""What of plans waits for whoever is signed in: to be judged by the bureau, to be gone on with by the
school."""

from django.utils.translation import gettext_lazy as _l

from xiaoan.kernel.permission import Permission
from xiaoan.schoolplans.queries import plans
from xiaoan.web import waiting

TO_DECIDE = waiting.Kind(
    "schoolplans:waiting", _l("开学方案待审核"), Permission.APPROVE_SCHOOL_PLAN, plans.to_decide
)
TO_GO_ON = waiting.Kind(
    "schoolplans:own", _l("开学方案待修改或发布"), Permission.WRITE_SCHOOL_PLAN, plans.to_go_on
)
