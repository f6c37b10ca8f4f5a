"""Certificates of a whole county at once, by COPY, for installations that begin with a record."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from xiaoan.directory.services import copy_in
from xiaoan.journal import services as journal
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.ids import uuid7
from xiaoan.training.events import CertificatesImported

COLUMNS = (
    "id", "school_id", "unit_no", "user_id", "course", "source", "number", "since", "until", "made_at",
    "reason",
)  # fmt: skip


def load_certificates(actor: Actor, rows: Sequence[Sequence[Any]]) -> int:
    """Load papers (columns as in COLUMNS); of the system, with one fact for each school or office."""
    if not actor.is_system:
        raise Forbidden
    count = copy_in("training_certificate", COLUMNS, rows)
    by_unit = Counter((int(row[1]), int(row[2])) for row in rows)
    journal.record_many(
        actor,
        [
            CertificatesImported(school_id=school, unit_no=unit, act_id=uuid7(), certificates=n)
            for (school, unit), n in sorted(by_unit.items())
        ],
    )
    return count
