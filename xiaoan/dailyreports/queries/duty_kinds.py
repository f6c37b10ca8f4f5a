"""What the duties of daily reports are called, and where they are done."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.dailyreports.queries import DUTY
from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds


def _report(due: duties.Due) -> str:
    return reverse("dailyreports:report", args=[due.about_id]) if due.about_id else ""


KINDS = (
    kinds.Kind(
        DUTY["school"], _l("签发日报"), _report,
        fixed=_l("由本单位有签发权的人签发;换人请调整岗位。"),
    ),
    kinds.Kind(
        DUTY["township"], _l("签发乡镇日报"), _report, at=("township",),
        fixed=_l("由本单位有签发权的人签发;换人请调整岗位。"),
    ),
    kinds.Kind(
        DUTY["county"], _l("签发全县日报"), _report, at=("county",),
        fixed=_l("由本单位有签发权的人签发;换人请调整岗位。"),
    ),
)  # fmt: skip
