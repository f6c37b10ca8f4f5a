"""What waits for a second person, for the due list: practical parts to be seen, drafts of courses to be
published."""

from django.utils.translation import gettext_lazy as _l

from xiaoan.kernel.permission import Permission
from xiaoan.training.queries.attempts import waiting_count
from xiaoan.training.queries.courses import to_publish
from xiaoan.web import waiting

KINDS = (
    waiting.Kind("training:waiting", _l("培训实操待您确认"), Permission.CERTIFY, waiting_count),
    waiting.Kind(
        "training:courses", _l("课程草稿待您核对发布"), Permission.KEEP_COURSES, to_publish
    ),
)
