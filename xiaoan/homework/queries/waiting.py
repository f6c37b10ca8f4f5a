"""What waits for a teacher: names of platforms' lists that fit nobody."""

from django.utils.translation import gettext_lazy as _l

from xiaoan.homework.queries.parked import waiting_names
from xiaoan.kernel.permission import Permission
from xiaoan.web import waiting

KINDS = (
    waiting.Kind(
        "homework:names", _l("交作业名单里认不出的名字"), Permission.SET_HOMEWORK, waiting_names
    ),
)
