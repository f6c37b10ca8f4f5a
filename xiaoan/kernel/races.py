"""Which errors of the database mean that another transaction was faster, so that trying again helps; and what
is said where a number that somebody sent is taken already."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import sleep
from typing import TypeVar

from django.db import DatabaseError, DataError, IntegrityError, transaction
from django.utils.translation import gettext as _
from psycopg import DatabaseError as DatabaseErrorOfDriver

from xiaoan.kernel.errors import Conflict, Invalid

# PostgreSQL: serialization_failure, deadlock_detected. Either way nothing of the transaction is kept.
GIVEN_WAY = ("40001", "40P01")
Done = TypeVar("Done")
# So often a job is tried in one run, and so many seconds lie between (our own choice).
ATTEMPTS = 4
PAUSE = 0.2


def gave_way(error: BaseException) -> bool:
    """Whether the database ended this transaction in favour of another."""
    cause = error.__cause__ if isinstance(error, DatabaseError) else None
    return getattr(cause, "sqlstate", None) in GIVEN_WAY


def again(work: Callable[[], Done]) -> Done:
    """Do work that opens its own transactions, once more each time the database ended it for another's
    sake: four times in all, then the error is the caller's."""
    for attempt in range(1, ATTEMPTS):
        try:
            return work()
        except DatabaseError as error:
            if not gave_way(error):
                raise
            # Of two, only one gave way: the other is on its way by then.
            sleep(PAUSE * attempt)
    return work()


def is_unreadable(error: BaseException) -> bool:
    """Text that no database keeps (a NUL) came as far as the database: psycopg and PostgreSQL say so."""
    cause = error.__cause__ if isinstance(error, DataError) else None
    return isinstance(cause, DatabaseErrorOfDriver) and (
        "NUL" in str(cause) or cause.sqlstate in ("22021", "22P05")
    )


def is_taken(error: BaseException) -> bool:
    """A row's own number is another row's, which the sender may not even see: services that look first find
    nothing, and the database refuses the second."""
    cause = error.__cause__ if isinstance(error, IntegrityError) else None
    if getattr(cause, "sqlstate", None) != "23505" or not isinstance(cause, DatabaseErrorOfDriver):
        return False
    return (cause.diag.constraint_name or "").endswith("_pkey")


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


def unreadable() -> Invalid:
    """What is said of text with a sign that no database keeps, where no form has said so before."""
    return Invalid(_("填写的内容里有不能保存的字符。请删去后重填。"), {"text": "unreadable"})


def altered() -> Conflict:
    """The same id by the same person about the same row, with other content than was kept the first time."""
    return Conflict(
        _("这份刚才已经提交过,这次的内容不一样。这次的没有保存,请刷新,看过已保存的再改。")
    )


def taken() -> Conflict:
    """The same id with other content, or of a row that the sender does not see."""
    return Conflict(_("这个编号已用于另一条记录。请刷新后重新提交。"))
