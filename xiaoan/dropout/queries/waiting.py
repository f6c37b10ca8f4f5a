"""What of the drop-out watch waits for whoever is signed in: entries for a second person to close."""

from django.utils.translation import gettext_lazy as _l

from xiaoan.dropout import queries
from xiaoan.dropout.queries import children
from xiaoan.kernel.permission import Permission
from xiaoan.web import waiting

CHILDREN = waiting.Kind(
    "dropout:children", _l("适龄儿童待判断或核对"), Permission.KEEP_CHILDREN, children.to_close
)
TO_CLOSE = waiting.Kind(
    "dropout:home", _l("销号待您核对"), Permission.KEEP_DROPOUT, queries.to_close
)
