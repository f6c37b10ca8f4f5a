"""Sealing. No fact is recorded of it: a seal is about the record, and one a minute would keep it moving."""

import datetime as dt

from django.db import connection

from xiaoan.directory import queries as directory
from xiaoan.journal import queries as journal
from xiaoan.journal import rules as entries
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.seals import queries, rules
from xiaoan.seals.models import Seal
from xiaoan.seals.queries import keys

_ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtext('seals.seal'))"


def seal_now(actor: Actor) -> rules.Seal:
    """Seal the heads of all chains as they are committed now.

    They are read in one statement and nothing is locked: whoever writes meanwhile does not wait, and is in
    the next seal. The first seal of an hour names all heads.
    """
    county = directory.county()
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)
    last, before, now = queries.newest(), queries.before(), clock.now()
    heads = {chain: (n, own.hex()) for chain, (n, own) in journal.heads().items()}
    key, upcoming = keys.choose(keys.read(), last)
    whole = last is None or (last.at.date(), last.at.hour) != _hour(now)
    text = rules.body(
        before, heads, entries.instant(now), keys.public(key), whole=whole, upcoming=upcoming
    )
    one = rules.seal(text, key.sign(rules.signed(text)))
    Seal.objects.create(
        no=one.no, unit_no=county.no, at=one.at, whole=whole, body=text,
        signature=one.signature, hash=bytes.fromhex(one.hash),
    )  # fmt: skip
    return one


def _hour(now: dt.datetime) -> tuple[dt.date, int]:
    plain = now.astimezone(dt.UTC)
    return plain.date(), plain.hour
