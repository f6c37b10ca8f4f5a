"""Counts wait for a second person, goods on the way for whoever counts them in."""

from django.utils.translation import gettext_lazy as _l

from xiaoan.kernel.permission import Permission
from xiaoan.supplies.queries import moves
from xiaoan.web import waiting

KINDS = (
    waiting.Kind(
        "supplies:waiting_counts", _l("盘点待您确认"), Permission.KEEP_SUPPLIES, moves.waiting
    ),
    waiting.Kind(
        "supplies:waiting_moves", _l("调拨物资待点收"), Permission.KEEP_SUPPLIES, moves.coming
    ),
    waiting.Kind(
        "supplies:short_moves", _l("调拨短少待查看"), Permission.KEEP_SUPPLIES, moves.shortfalls
    ),
)
