"""A swap that was asked for waits for the colleague who is asked."""

from django.utils.translation import gettext_lazy as _l

from xiaoan.accounts import queries as accounts
from xiaoan.command.models import Swap
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.web import waiting


def count(actor: Actor) -> int:
    return Swap.objects.filter(to_id=accounts.user_id(actor), state="asked").count()


SWAPS = waiting.Kind("command:mine", _l("请我换班"), Permission.STAND_DUTY, count)
