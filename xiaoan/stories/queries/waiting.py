"""What waits: stories to decide, and one's own consent."""

from django.utils.translation import gettext_lazy as _l

from xiaoan.kernel.permission import Permission
from xiaoan.stories.queries.seen import to_decide, unanswered
from xiaoan.web import waiting

TO_DECIDE = waiting.Kind(
    "stories:waiting", _l("好人好事待您审核"), Permission.APPROVE_STORIES, to_decide
)
TO_AGREE = waiting.Kind(
    "stories:home", _l("问您同意不同意展示"), Permission.READ_STORIES, unanswered
)
