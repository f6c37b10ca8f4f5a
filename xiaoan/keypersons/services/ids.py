"""Ids that a form or a phone makes: once used, also where the sender cannot see it, they are refused."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from xiaoan.kernel.errors import Conflict


@contextmanager
def new_id() -> Iterator[None]:
    """Store rows whose ids were sent: one that is taken already is a sentence, not a broken page."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise taken() from None


def taken() -> Conflict:
    """The same id with other content, or of a row that the sender does not see."""
    return Conflict(_("这个编号已用于另一条记录。请刷新后重新提交。"))
