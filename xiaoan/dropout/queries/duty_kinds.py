"""What the duties of the drop-out watch are called, and where they are done."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds, verbs


def _report(due: duties.Due) -> str:
    return reverse("dropout:report", args=[due.unit_no])


def _review(_due: duties.Due) -> str:
    return reverse("dropout:review")


def _child(due: duties.Due) -> str:
    return reverse("dropout:child", args=[due.about_id]) if due.about_id else ""


def _differ(due: duties.Due) -> str:
    return reverse("dropout:check", args=[due.about_id]) if due.about_id else ""


KINDS = (
    # Of whom: the page says. A list of duties names no child that is no pupil.
    kinds.Kind(
        "dropout.child", _l("适龄儿童上门"), _child, lasts=True, fixed=_l("由乡镇办理。"),
    ),
    kinds.Kind(
        "dropout.differ", _l("学籍与在校对不上,请答"), _differ, lasts=True, said=verbs.SEND,
        fixed=_l("由校长办理。"),
    ),
    kinds.Kind(
        "dropout.report", _l("控辍保学月报告"), _report, lasts=True, said=verbs.SEND,
        fixed=_l("由校长签发。"),
    ),
    kinds.Kind(
        "dropout.review", _l("控辍保学季度复核"), _review, lasts=True, said=verbs.REVIEW,
        fixed=_l("由教育局经办。"),
    ),
)  # fmt: skip
