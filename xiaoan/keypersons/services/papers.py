"""The paper that somebody saw: 解除隔离证明, 医学观察证明, 复课证明."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.keypersons import rules
from xiaoan.keypersons.models import Paper
from xiaoan.keypersons.queries.sealed import ISSUER_PLACE, NUMBER_PLACE
from xiaoan.keypersons.services.writing import checked_code, checked_note, seal


@dataclass(frozen=True)
class NewPaper:
    """Kind, who issued it, its number and day; who saw it is the one who releases."""

    kind: str
    issuer: str
    number: str
    issued_on: dt.date


def keep_papers(actor: Actor, paper: NewPaper, schools: Iterable[int]) -> dict[int, UUID]:
    """The paper once for each school whose people it frees; gives its id by school."""
    _check(paper)
    now = clock.now()
    rows = []
    for school in sorted(set(schools)):
        pk = uuid7()
        rows.append(
            Paper(
                id=pk, school_id=school, unit_no=school, kind=paper.kind,
                issuer_cipher=seal(paper.issuer, ISSUER_PLACE, pk),
                number_cipher=seal(paper.number, NUMBER_PLACE, pk), issued_on=paper.issued_on,
                seen_on=now.date(), seen_at=now, seen_by_id=actor.user_id,
            )
        )  # fmt: skip
    Paper.objects.bulk_create(rows)
    return {row.school_id: row.pk for row in rows}


def _check(paper: NewPaper) -> None:
    checked_code(paper.kind, rules.PAPERS, "paper")
    checked_note(paper.number)
    if not checked_note(paper.issuer):
        raise Invalid(_("请填证明是哪里开的。"), {"issuer": "missing"})
    fault = rules.paper_fault(paper.issued_on, clock.today())
    if fault == "future":
        raise Invalid(_("证明的开具日期在今天以后,请核对。"), {"issued_on": fault})
    if fault:
        raise Invalid(_("证明的开具日期在半年以前,请核对年份。"), {"issued_on": fault})
