"""控辍保学: who may be leaving school, three ledgers, outreach until back."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory.services import holding
from xiaoan.dropout import queries as dropout
from xiaoan.dropout.queries import duty_kinds as dropout_duties
from xiaoan.dropout.queries.waiting import CHILDREN, TO_CLOSE
from xiaoan.duties.queries import kinds as duty_kinds
from xiaoan.outreach.queries import reasons
from xiaoan.web import waiting


def connect() -> None:
    for table in ("score", "key_group", "entry", "step", "difference"):
        holding.have_follow(f"dropout_{table}")
    for kind in dropout_duties.KINDS:
        duty_kinds.connect(kind)
    waiting.connect(TO_CLOSE)
    waiting.connect(CHILDREN)
    # Callers read no label: what they ask is how the child is and when it comes back.
    reasons.connect(
        "dropout.risk", _l("近来缺课多,问问情况"), _entry, lasts=True, opens=dropout.names_shown
    )


def _entry(entry_id: UUID) -> str:
    return reverse("dropout:entry", args=[entry_id])
