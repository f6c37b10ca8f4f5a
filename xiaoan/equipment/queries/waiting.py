"""Faults that were reported wait for whoever keeps the school's devices; what a round of a kit did not find,
for a second person."""

from django.utils.translation import gettext_lazy as _l

from xiaoan.equipment import queries
from xiaoan.equipment.queries import kits
from xiaoan.kernel.permission import Permission
from xiaoan.web import waiting

FAULTS = waiting.Kind(
    "equipment:faults", _l("设备报障待处理"), Permission.KEEP_DEVICES, queries.faults_waiting
)
LOSSES = waiting.Kind(
    "equipment:losses",
    _l("防护套装少了物资,待您确认"),
    Permission.KEEP_SUPPLIES,
    kits.losses_waiting,
)
