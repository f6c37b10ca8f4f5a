"""What the daily checks call their duties, and where these are done."""

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _l

from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds


def _title(due: duties.Due) -> str:
    return str(duties.SLOT_NAMES.get(due.slot, due.slot))


def _address(due: duties.Due) -> str:
    return reverse("screening:rollcall", args=[due.unit_no, due.day.isoformat(), due.slot])


def _round_title(due: duties.Due) -> str:
    return gettext("查寝(整栋)")


def _round(due: duties.Due) -> str:
    return reverse("screening:rounds_at", args=[due.school_id, due.day.isoformat()])


def _retest(due: duties.Due) -> str:
    return reverse("screening:watch")


def _missing(due: duties.Due) -> str:
    return reverse("screening:missing", args=[due.about_id])


ROLL_CALL = kinds.Kind("screening.rollcall", _l("晨午检"), _address, _title, keeps=True)
ROUND = kinds.Kind("screening.round", _l("查寝"), _round, _round_title)
MISSING = kinds.Kind("screening.missing_boarder", _l("找未归住校生"), _missing, lasts=True)
RETEST = kinds.Kind("screening.retest", _l("腋温复测"), _retest)
