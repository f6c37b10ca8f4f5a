"""What waits for a teacher or an office: accounts and rooms of platforms that nobody knows."""

from django.utils.translation import gettext_lazy as _l

from xiaoan.kernel.permission import Permission
from xiaoan.platforms.queries.pages import waiting as _waiting
from xiaoan.web import waiting

KINDS = (
    waiting.Kind("platforms:waiting", _l("学习平台上认不出的账号和课堂"), Permission.KEEP_LESSONS, _waiting),
)  # fmt: skip
