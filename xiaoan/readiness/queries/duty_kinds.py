"""What the duties of readiness are called, and where they are done."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds, verbs
from xiaoan.readiness.queries import BROKEN, MEND, RECHECK


def _finding(due: duties.Due) -> str:
    return reverse("readiness:finding", args=[due.about_id])


def _school(due: duties.Due) -> str:
    return reverse("readiness:school", args=[due.unit_no])


KINDS = (
    kinds.Kind(
        MEND, _l("开学核查问题整改"), _finding, lasts=True, said=verbs.SEND, fixed=_l("由校长组织整改。")
    ),
    kinds.Kind(
        RECHECK, _l("开学核查问题复查"), _finding, lasts=True, said=verbs.REVIEW,
        fixed=_l("由核查人复查。"),
    ),
    kinds.Kind(
        BROKEN, _l("开学后条件不再符合"), _school, lasts=True, said=verbs.REVIEW,
        fixed=_l("由校长处理。"),
    ),
)  # fmt: skip
