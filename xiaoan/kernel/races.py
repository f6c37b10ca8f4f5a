"""Which errors of the database mean that another transaction was faster, so that trying again helps; and what
is said where a number that somebody sent is taken already."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, IntegrityError, transaction
from django.utils.translation import gettext as _

from xiaoan.kernel.errors import Conflict

# PostgreSQL: serialization_failure, deadlock_detected. Either way nothing of the transaction is kept.
GIVEN_WAY = ("40001", "40P01")


def gave_way(error: BaseException) -> bool:
    """Whether the database ended this transaction in favour of another."""
    cause = error.__cause__ if isinstance(error, DatabaseError) else None
    return getattr(cause, "sqlstate", None) in GIVEN_WAY


def lost(error: DatabaseError) -> bool:
    """Gave way, or somebody else wrote the same row first."""
    return isinstance(error, IntegrityError) or gave_way(error)


@contextmanager
def new_id() -> Iterator[None]:
    """Store rows whose ids a form or a phone made: one that is taken already, also where the sender cannot
    see it, is a sentence, not a broken page."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise taken() from None


def taken() -> Conflict:
    """The same id with other content, or of a row that the sender does not see."""
    return Conflict(_("这个编号已用于另一条记录。请刷新后重新提交。"))
