"""Which errors of the database mean that another transaction was faster, so that trying again helps."""

from django.db import DatabaseError, IntegrityError

# PostgreSQL: serialization_failure, deadlock_detected. Either way nothing of the transaction is kept.
GIVEN_WAY = ("40001", "40P01")


def gave_way(error: BaseException) -> bool:
    """Whether the database ended this transaction in favour of another."""
    cause = error.__cause__ if isinstance(error, DatabaseError) else None
    return getattr(cause, "sqlstate", None) in GIVEN_WAY


def lost(error: DatabaseError) -> bool:
    """Gave way, or somebody else wrote the same row first."""
    return isinstance(error, IntegrityError) or gave_way(error)
