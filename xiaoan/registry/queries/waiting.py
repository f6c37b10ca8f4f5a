"""What of the registry's work waits for a decision: counted for the due list and the navigation."""

from django.utils.translation import gettext_lazy as _l

from xiaoan.accounts.queries import positions, recoveries
from xiaoan.kernel.permission import Permission
from xiaoan.registry.queries import exports, pairs, transfers
from xiaoan.web.waiting import Kind

KINDS = (
    Kind(
        "registry:recoveries", _l("找回账号,等您核对"), Permission.RECOVER_ACCOUNTS,
        recoveries.waiting,
    ),
    Kind("registry:transfers", _l("转学,等您答复"), Permission.KEEP_ROLL, transfers.waiting),
    Kind("registry:pairs", _l("存疑的人,等您认定"), Permission.IMPORT_ROSTER, pairs.waiting),
    Kind(
        "registry:proposals", _l("任命,等您确认"), Permission.CONFIRM_POSITIONS,
        positions.waiting_for,
    ),
    Kind(
        "registry:approvals", _l("导出名册,等您批准"), Permission.APPROVE_EXPORT,
        exports.waiting_to_approve,
    ),
    Kind(
        "registry:exports", _l("导出已批准,等您写表"), Permission.EXPORT_ROSTER,
        exports.waiting_to_begin,
    ),
)  # fmt: skip
