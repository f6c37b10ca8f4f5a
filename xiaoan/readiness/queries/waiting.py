"""What of readiness waits for whoever is signed in: decisions to sign, versions of the pack to publish."""

from django.utils.translation import gettext_lazy as _l

from xiaoan.kernel.permission import Permission
from xiaoan.readiness.queries import board, packs
from xiaoan.web import waiting

TO_SIGN = waiting.Kind(
    "readiness:decisions", _l("开学决定待您签"), Permission.DECIDE_READINESS, board.to_sign
)
TO_PUBLISH = waiting.Kind(
    "readiness:packs", _l("开学条件待您发布"), Permission.SET_READINESS, packs.to_publish
)
