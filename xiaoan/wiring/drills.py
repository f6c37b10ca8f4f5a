"""应急演练: its duties, and where findings of a drill are found."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.drills.queries import duty_kinds as drill_duties
from xiaoan.duties.queries import kinds as duty_kinds
from xiaoan.inspections.queries import sources


def connect() -> None:
    for kind in drill_duties.KINDS:
        duty_kinds.connect(kind)
    sources.connect(sources.Source("drills", _l("应急演练"), _drill))


def _drill(drill_id: UUID) -> str:
    return reverse("drills:drill", args=[drill_id])
