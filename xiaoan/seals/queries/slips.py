"""Does a slip of paper hold? For whoever has its number and digits, signed in or not."""

import datetime as dt
from dataclasses import dataclass

from xiaoan.journal import queries as journal
from xiaoan.journal import rules as entries
from xiaoan.kernel.actor import Actor
from xiaoan.seals import rules
from xiaoan.seals.models import Seal
from xiaoan.seals.rules.slips import Slip

# An entry is in one of the first seals after it was made, unless nobody sealed then.
_LOOKED_THROUGH = 200


@dataclass(frozen=True)
class Answer:
    """`state`: "sealed", "waiting" (true, and not in a seal yet), "unknown" (nothing fits: misread, or the
    record was changed), "broken" (the record contradicts itself)."""

    state: str
    at: dt.datetime | None = None
    seal_no: int = 0
    sealed_at: dt.datetime | None = None


_UNKNOWN = Answer("unknown")


def look_up(actor: Actor, slip: Slip) -> Answer:
    """What the record says to a slip. A wrong number and wrong digits get the same answer."""
    try:
        return _look_up(actor, slip)
    except ValueError:
        return Answer("broken")  # a seal that cannot be read was changed


def _look_up(actor: Actor, slip: Slip) -> Answer:
    if slip.chain is None:
        return _seal(slip)
    fact = next(journal.facts(actor, school_id=slip.chain, n=slip.n), None)
    if fact is None or not fact.hash.hex().startswith(slip.digits):
        return _UNKNOWN
    if entries.digest_of(fact) != fact.hash:
        return Answer("broken", fact.at)
    one = covering(fact)
    if one is None:
        return Answer("waiting", fact.at)
    holds = rules.is_signed(one) and _leads_to(actor, fact, one.heads[fact.school_id])
    return Answer("sealed" if holds else "broken", fact.at, one.no, one.at)


def _seal(slip: Slip) -> Answer:
    row = Seal.objects.filter(no=slip.n).values_list("body", "signature").first()
    if row is None:
        return _UNKNOWN
    one = rules.seal(row[0], bytes(row[1]))
    if not one.hash.startswith(slip.digits):
        return _UNKNOWN
    return Answer("sealed" if rules.is_signed(one) else "broken", one.at, one.no, one.at)


def covering(fact: entries.Fact) -> rules.Seal | None:
    """The first seal whose head of the chain is at the entry or behind it."""
    rows = Seal.objects.filter(at__gte=fact.at).order_by("no").values_list("body", "signature")
    for body, signature in rows[:_LOOKED_THROUGH]:
        one = rules.seal(body, bytes(signature))
        if one.heads.get(fact.school_id, (0, ""))[0] >= fact.n:
            return one
    return None


def _leads_to(actor: Actor, fact: entries.Fact, head: tuple[int, str]) -> bool:
    """Whether the chain runs unbroken from the entry to the sealed head."""
    n, own = head
    last = fact
    for one in journal.facts(actor, school_id=fact.school_id, n__gt=fact.n, n__lte=n):
        if (one.n, one.previous) != (last.n + 1, last.hash) or entries.digest_of(one) != one.hash:
            return False
        last = one
    return (last.n, last.hash.hex()) == (n, own)
