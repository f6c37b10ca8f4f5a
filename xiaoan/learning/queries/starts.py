"""What can be looked at from the due list."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.duties.queries import starts
from xiaoan.kernel.permission import Permission


def _home() -> list[str]:
    return [reverse("learning:home")]


RATES = starts.Start(
    _l("学习三率"), Permission.SEE_LEARNING, _home, _l("听课、交作业、批改,各级各科"), keeps=False
)


def _mine() -> list[str]:
    return [reverse("learning:mine")]


MINE = starts.Start(
    _l("孩子的学习情况"), Permission.ATTEND, _mine, _l("听课、作业,各科各天"), keeps=False
)
