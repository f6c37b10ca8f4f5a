"""Proposed opening dates wait for the second person."""

from django.utils.translation import gettext_lazy as _l

from xiaoan.kernel.permission import Permission
from xiaoan.reopening.queries import proposals
from xiaoan.web.waiting import Kind

TO_DECIDE = Kind(
    "reopening:proposals", _l("开学时间,等您确认"), Permission.DECIDE_OPENING, proposals.waiting
)
