"""What is cleared away at night: counts, sessions and requests that are over. The journal keeps the facts."""

from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.db.models import Q

from xiaoan.accounts import rules
from xiaoan.accounts.models import Recovery, Session
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden

# No limit counts longer than an hour; twice that, and the clocks may differ.
_COUNTS = """
delete from accounts_throttle
where not exists (select 1 from unnest(times) x where x > %s)
"""
_LONGEST = max(limit.within for limit in (rules.SIGN_IN_LIMIT, rules.CODE_LIMIT, rules.PROOF_LIMIT))


def clear(actor: Actor) -> int:
    """Remove what no page shows and no rule counts any more; gives how many rows."""
    if not actor.is_system:
        raise Forbidden
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [now - 2 * _LONGEST])
        counts = int(cursor.rowcount)
    # Ended or not: unused for as long as the longest of all sessions may be.
    longest = rules.GUARDIAN_SESSION
    over = Q(seen_at__lte=now - longest.idle) | Q(started_at__lte=now - longest.absolute)
    sessions = Session.objects.filter(over).delete()[0]
    shown = now - rules.RECOVERY_SHOWN
    old = Recovery.objects.filter(asked_at__lte=shown).exclude(decided_at__gt=shown)
    requests = old.delete()[0]
    SessionStore.clear_expired()
    return counts + sessions + requests
