"""Public texts wait for the second person."""

from django.utils.translation import gettext_lazy as _l

from xiaoan.kernel.permission import Permission
from xiaoan.publicity.queries import texts
from xiaoan.web.waiting import Kind

TO_APPROVE = Kind(
    "publicity:office", _l("公开信息,等您审核"), Permission.APPROVE_PUBLIC, texts.waiting
)
