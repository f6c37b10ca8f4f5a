"""Which rules bind this county on a day."""

import datetime as dt

from django.conf import settings

from xiaoan.outbreaks import rules


def rules_on(day: dt.date) -> tuple[rules.Rule, ...]:
    """The rules in force in the county's jurisdiction, with the overlays it has chosen by name."""
    return rules.rules_in_force(
        day, settings.XIAOAN_JURISDICTION, tuple(settings.XIAOAN_RULE_OVERLAYS)
    )
