"""Faults that were reported wait for whoever keeps the school's devices."""

from django.utils.translation import gettext_lazy as _l

from xiaoan.equipment import queries
from xiaoan.kernel.permission import Permission
from xiaoan.web import waiting

FAULTS = waiting.Kind(
    "equipment:faults", _l("设备报障待处理"), Permission.KEEP_DEVICES, queries.faults_waiting
)
