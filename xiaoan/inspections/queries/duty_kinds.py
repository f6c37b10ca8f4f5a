"""What the duties of inspections are called, and where they are done."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory import queries as directory
from xiaoan.directory.queries.people import Whom
from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds, verbs
from xiaoan.inspections.models import Finding, Round
from xiaoan.inspections.queries import OFFICE_ROUND, RECHECK, RECTIFY, ROUND, list_words
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import inside


def _round(due: duties.Due) -> str:
    return reverse("inspections:round", args=[due.about_id]) if due.about_id else ""


def _finding(due: duties.Due) -> str:
    return reverse("inspections:finding", args=[due.about_id]) if due.about_id else ""


def _rounds(actor: Actor, row_ids: Sequence[UUID]) -> Mapping[UUID, Whom]:
    rows = Round.objects.filter(inside(actor.intervals), pk__in=set(row_ids))
    of = dict(rows.values_list("id", "target_no"))
    places = directory.places(of.values())
    return {pk: Whom(places[no].name) for pk, no in of.items() if no in places}


def _findings(actor: Actor, row_ids: Sequence[UUID]) -> Mapping[UUID, Whom]:
    rows = Finding.objects.filter(inside(actor.intervals), pk__in=set(row_ids))
    return {pk: Whom(list_words.said(text)) for pk, text in rows.values_list("id", "text")}


_NAMED = _l("检查由计划里选定的人做;换人请取消后重新计划。")
_CHECKER = _l("复查由查出的人或另一个能检查的人做,不能是整改的人。")
KINDS = (
    kinds.Kind(
        ROUND, _l("检查"), _round, lasts=True, about=_rounds, said=verbs.CHECK, fixed=_NAMED,
        keeps=_round,
    ),
    kinds.Kind(
        OFFICE_ROUND, _l("检查"), _round, lasts=True, about=_rounds, said=verbs.CHECK, fixed=_NAMED,
        keeps=_round,
    ),
    kinds.Kind(
        RECTIFY, _l("隐患整改"), _finding, lasts=True, about=_findings, said=verbs.RECTIFY,
        posts=("logistics", "school_doctor", "principal"), at=("school", "class", "place"),
        keeps=_finding, asks={kinds.PAPER: _l("报整改要有照片或 PDF 文件,不能只写明原因")},
    ),
    kinds.Kind(
        RECHECK, _l("整改复查"), _finding, lasts=True, about=_findings, said=verbs.RECHECK,
        fixed=_CHECKER,
    ),
)  # fmt: skip
