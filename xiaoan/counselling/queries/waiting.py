"""What of counselling waits for whoever is signed in."""

from django.utils.translation import gettext_lazy as _l

from xiaoan.counselling.queries import keeping, screenings
from xiaoan.kernel.permission import Permission
from xiaoan.web import waiting

KINDS = (
    waiting.Kind(
        "counselling:family", _l("心理小问卷,请您看看是否参加"), Permission.ANSWER_SCREENING,
        screenings.unanswered,
    ),
    waiting.Kind(
        "counselling:keeping", _l("心理个案换人待确认"), Permission.SET_COUNSELLING,
        keeping.count_asked,
    ),
)  # fmt: skip
