"""What all writing of daily reports shares. Locks: the report, its duty, the chain of facts."""

import json
from collections.abc import Mapping
from functools import partial
from uuid import UUID

from xiaoan.dailyreports import queries, rules
from xiaoan.dailyreports.events import DailyReportStepped
from xiaoan.dailyreports.models import Report
from xiaoan.journal import services as journal
from xiaoan.kernel import acts, ciphers
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible

user = acts.user
words = partial(acts.words, longest=rules.LONGEST)
short = partial(acts.words, longest=rules.LONGEST_NAME)


def hold(actor: Actor, report_id: UUID) -> Report:
    """The report, locked, of whoever sees it."""
    rows = Report.objects.select_for_update().filter(pk=report_id)
    row = visible(rows, actor, Permission.SEE_DAILY).first()
    if row is None:
        raise NotFound
    return row


def kept_words(said: Mapping[str, str]) -> dict[str, str]:
    """What was added, without blanks around and without what is empty; Invalid at its field."""
    found = {name: words(name, said.get(name, "")) for name in rules.WORDS}
    return {name: text for name, text in found.items() if text}


def sealed_words(row: Report, said: Mapping[str, str]) -> bytes | None:
    if not said:
        return None
    text = json.dumps(dict(said), ensure_ascii=False)
    return ciphers.seal(text, place=queries.WORDS, row=row.pk)


def tell(actor: Actor, row: Report, act: str, no: int) -> None:
    journal.record(
        actor,
        DailyReportStepped(
            school_id=row.school_id, unit_no=row.unit_no, report_id=row.pk, act=act, no=no
        ),
    )
