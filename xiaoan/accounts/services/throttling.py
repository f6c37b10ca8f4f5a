"""How often something secret may be tried: counted before it is evaluated, so that races count too."""

from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from xiaoan.accounts.models import Throttle
from xiaoan.accounts.rules import Limit
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.errors import Invalid

__all__ = ["Limit", "forget", "is_spent", "key", "paused", "spend", "take"]

# One statement: of many at once, exactly as many as are left get through.
_TAKE = """
insert into accounts_throttle as t (key, times) values (%(key)s, array[%(now)s]::timestamptz[])
on conflict (key) do update set
  times = array(select x from unnest(t.times) x where x > %(since)s) || %(now)s::timestamptz
  where (select count(*) from unnest(t.times) x where x > %(since)s) < %(tries)s
returning 1
"""


def key(kind: str, who: object, device: str) -> bytes:
    """What is counted: who is tried, on which known device ('' counts all unknown ones together)."""
    return ciphers.blind_index(f"{who}\0{device}", kind=kind)


def take(counted: bytes, limit: Limit) -> bool:
    """Use up one try; False if none is left in the running stretch."""
    now = clock.now()
    given: dict[str, Any] = {
        "key": counted,
        "now": now,
        "since": now - limit.within,
        "tries": limit.tries,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, given)
        return cursor.fetchone() is not None


_SPEND = """
insert into accounts_throttle as t (key, times)
values (%(key)s, array_fill(%(now)s::timestamptz, array[%(n)s]))
on conflict (key) do update set
  times = array(select x from unnest(t.times) x where x > %(since)s) || excluded.times
"""
_MOST_AT_ONCE = 1000


def spend(counted: bytes, limit: Limit, times: int = 1) -> None:
    """Use up so many tries, whether or not any is left: they have been made already."""
    now = clock.now()
    given: dict[str, Any] = {
        "key": counted, "now": now, "since": now - limit.within, "n": min(times, _MOST_AT_ONCE),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, given)


def is_spent(counted: bytes, limit: Limit) -> bool:
    """Whether no try is left in the running stretch."""
    found = Throttle.objects.filter(pk=counted).first()
    since = clock.now() - limit.within
    return bool(found and sum(at > since for at in found.times) >= limit.tries)


def forget(*counted: bytes) -> None:
    """It was right: the count begins anew."""
    Throttle.objects.filter(pk__in=counted).delete()


def paused() -> Invalid:
    """The one sentence for whoever has no try left, known or not."""
    return Invalid(_("尝试次数过多。请一小时后再试;忘记密码或换了手机的,请在登录页申请找回账号。"))
