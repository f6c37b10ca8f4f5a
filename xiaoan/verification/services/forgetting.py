"""What was written about people in checks and disagreements goes after its days; results and states stay."""

import datetime as dt
from collections import Counter

from django.db.models import Q

from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.surveys.queries import ledger
from xiaoan.verification.events import WordsDestroyed
from xiaoan.verification.models import Check, Disagreement
from xiaoan.verification.rules import retention


def forget_words(actor: Actor, today: dt.date) -> int:
    """Destroy the words of rounds that ended longer ago than they are kept, and of long ago; gives how many.

    The hash of a check goes too: short words can be guessed from it.
    """
    if not actor.is_system:
        raise Forbidden
    checks = Check.objects.filter(_over(actor, today, "made_at")).exclude(body_hash=b"")
    reasons = Disagreement.objects.filter(_over(actor, today, "cleared_at"), state="cleared")
    reasons = reasons.exclude(reason="")
    counts = {
        "checks": Counter(checks.filter(details__isnull=False).values_list("school_id", flat=True)),
        "reasons": Counter(reasons.values_list("school_id", flat=True)),
    }
    checks.update(details=None, body_hash=b"")
    reasons.update(reason="")
    schools = sorted({school_id for found in counts.values() for school_id in found})
    facts = [
        WordsDestroyed(
            school_id=school_id, unit_no=school_id,
            **{what: found[school_id] for what, found in counts.items()},
        )
        for school_id in schools
    ]  # fmt: skip
    journal.record_many(actor, facts)
    return sum(found.total() for found in counts.values())


def _over(actor: Actor, today: dt.date, written: str) -> Q:
    """Written long enough ago, in a round that has ended as long ago; or so long ago that it goes anyhow."""
    ended = clock.at(retention.kept_since(today), dt.time.min)
    longest = clock.at(retention.written_since(today), dt.time.min)
    rounds = ledger.ended_before(actor, ended)
    return Q(**{f"{written}__lt": ended, "round_id__in": rounds}) | Q(**{f"{written}__lt": longest})
