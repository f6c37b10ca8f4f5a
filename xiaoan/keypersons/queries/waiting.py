"""What of returns waits for somebody's decision."""

from django.utils.translation import gettext_lazy as _

from xiaoan.illness.queries import count_handed
from xiaoan.kernel.permission import Permission
from xiaoan.web import waiting

CERTIFICATES = waiting.Kind(
    "keypersons:returns_home", _("复课证明待查验"), Permission.CLEAR, count_handed
)
