"""How each school stands at the gate, as it was reckoned last, for figures above. No names."""

from xiaoan.kernel.actor import Interval
from xiaoan.readiness.models import Standing


def standings(interval: Interval) -> dict[int, str]:
    """School → its gate (words.GATE_NAMES); one that was never reckoned is not in it. Inside the running
    scope."""
    rows = Standing.objects.filter(unit_no__gte=interval[0], unit_no__lt=interval[1])
    return dict(rows.values_list("unit_no", "gate"))
