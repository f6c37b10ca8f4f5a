"""Notices that wait for a second person, and those that ask oneself for a confirmation, for the due list."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _l

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.notices.models import Notice
from xiaoan.notices.queries import inbox
from xiaoan.web import waiting


def to_agree(actor: Actor) -> int:
    rows = visible(Notice.objects.filter(state="asked"), actor, Permission.APPROVE_NOTICES)
    own = Q(asked_by_id=actor.user_id) | Q(editors__contains=[actor.user_id])
    return rows.exclude(own).count()


KINDS = (
    waiting.Kind("notices:approvals", _l("通知等您同意"), Permission.APPROVE_NOTICES, to_agree),
    waiting.Kind("notices:inbox", _l("通知等您确认"), Permission.READ_NOTICES, inbox.unconfirmed),
)
