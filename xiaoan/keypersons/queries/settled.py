"""How many key persons each school follows, and of how many a follow-up is overdue. Counts, no names."""

from django.db.models import Count, F, Q

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Interval
from xiaoan.keypersons.models import KeyPerson
from xiaoan.keypersons.queries.lines import overdue_before


def settled(interval: Interval) -> dict[int, tuple[int, int]]:
    """School → lines that run, and those of them that are followed in time by somebody; one without any is
    not in it. Inside the running scope."""
    fine = Q(next_due__gte=overdue_before(clock.now())) & ~Q(carer_id=None)
    rows = (
        KeyPerson.objects.filter(state="open", unit_no__gte=interval[0], unit_no__lt=interval[1])
        .order_by()
        .values(no=F("school_id"))
        .annotate(n=Count("id"), fine=Count("id", filter=fine))
    )
    return {row["no"]: (row["n"], row["fine"]) for row in rows}
