"""What the duties of statutory are called, and where they are done."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory.queries.people import Whom
from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds, verbs
from xiaoan.investigations import queries as investigations
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.outbreaks.queries import SYNDROME_NAMES
from xiaoan.statutory.models import Report
from xiaoan.statutory.queries import ANSWER_DUTY, READ_DUTY, REPORT_DUTY
from xiaoan.statutory.queries.warnings import titles
from xiaoan.statutory.queries.words import KIND_NAMES, RECIPIENT_NAMES


def _report(due: duties.Due) -> str:
    return reverse("statutory:report", args=[due.about_id])


def _what(actor: Actor, row_ids: Sequence[UUID]) -> dict[UUID, Whom]:
    rows = visible(Report.objects.filter(pk__in=set(row_ids)), actor, Permission.SEE_REPORTS)
    return {
        row.pk: Whom(
            _("%(number)s %(illness)s:%(what)s,报%(whom)s")
            % {
                "number": investigations.number_of(row.year, row.number),
                "illness": SYNDROME_NAMES.get(row.syndrome, row.syndrome),
                "what": KIND_NAMES[row.kind],
                "whom": RECIPIENT_NAMES.get(row.recipient, row.recipient),
            }
        )
        for row in rows
    }


def _which(actor: Actor, row_ids: Sequence[UUID]) -> dict[UUID, Whom]:
    return {row_id: Whom(title) for row_id, title in titles(actor, row_ids).items()}


def _warning(due: duties.Due) -> str:
    return reverse("statutory:target", args=[due.about_id])


# The school has a named reporter, and nobody else reports for it.
_LAW = _l(
    "法定:由学校的疫情报告人(校医,没有校医时为校长)办,不能改给别人。依据 卫办疾控发〔2006〕65号。"
)
KINDS = (
    kinds.Kind(
        REPORT_DUTY, _l("法定报告"), _report, lasts=True, about=_what, said=verbs.SEND, fixed=_LAW
    ),
    kinds.Kind(
        READ_DUTY,
        _l("阅知官方预警"),
        _warning,
        lasts=True,
        about=_which,
        said=verbs.READ,
        fixed=_LAW,
    ),
    kinds.Kind(
        ANSWER_DUTY,
        _l("答复官方预警"),
        _warning,
        lasts=True,
        about=_which,
        said=verbs.REPLY,
        fixed=_LAW,
    ),
)
