"""What waits: stories to decide, and one's own consent; and where to go from the due list."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.duties.queries import starts
from xiaoan.kernel.permission import Permission
from xiaoan.stories.queries.seen import to_decide, unanswered
from xiaoan.web import waiting


def _home() -> list[str]:
    return [reverse("stories:home")]


START = starts.Start(
    _l("好人好事"), Permission.READ_STORIES, _home, _l("看一看,写一篇"), keeps=False
)
TO_DECIDE = waiting.Kind(
    "stories:waiting", _l("好人好事待您审核"), Permission.APPROVE_STORIES, to_decide
)
TO_AGREE = waiting.Kind(
    "stories:home", _l("问您同意不同意展示"), Permission.READ_STORIES, unanswered
)
