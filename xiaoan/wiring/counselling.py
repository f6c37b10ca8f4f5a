"""心理辅导: duties, what waits, that a child is in care, and that rows follow the child's class."""

from django.utils.translation import gettext_lazy as _l

from xiaoan.careteams.queries import flags
from xiaoan.counselling.queries import duty_kinds as counselling_duties
from xiaoan.counselling.queries import waiting as counselling_waiting
from xiaoan.counselling.queries.flags import IN_CARE
from xiaoan.directory.services import holding
from xiaoan.duties.queries import kinds as duty_kinds
from xiaoan.duties.queries import starts as duty_starts
from xiaoan.outreach.queries import reasons
from xiaoan.web import waiting


def connect() -> None:
    for table in ("case", "emergency"):
        holding.have_follow(f"counselling_{table}")
    for kind in counselling_duties.KINDS:
        duty_kinds.connect(kind)
    for waits in counselling_waiting.KINDS:
        waiting.connect(waits)
    duty_starts.connect(counselling_duties.REFER)
    flags.connect(IN_CARE)
    # Neither a page nor a word of counselling: whoever calls asks how the child is.
    reasons.connect("wellbeing.referral", _l("关心孩子近况,请联系家长"), lambda _pk: "")
