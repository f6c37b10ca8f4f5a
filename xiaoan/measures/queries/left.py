"""What is still open of measures against an event, for whoever is about to exclude or close it."""

from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.investigations.queries import EventHead
from xiaoan.measures.models import Measure, Suspension
from xiaoan.measures.queries.words import KIND_NAMES


def left_open(head: EventHead) -> list[str]:
    """Measures that nobody has ended, proposals that nobody has decided, classes whose lessons rest."""
    rows = Measure.objects.filter(school_id=head.school_id, event_id=head.id, state="ordered")
    kinds = [
        str(KIND_NAMES[kind])
        for kind in rows.order_by("due_at", "kind").values_list("kind", flat=True)
    ]
    owed = _("未办的措施 %(n)s 项:%(what)s")
    lines = [owed % {"n": len(kinds), "what": _("、").join(kinds)}] if kinds else []
    proposed = _("待决定的停课建议:%(what)s")
    lines += [proposed % {"what": one} for one in _of_state(head, "proposed")]
    return lines + [_("还在停课:%(what)s") % {"what": one} for one in resting(head)]


def resting(head: EventHead) -> list[str]:
    """Each decided suspension that nobody has ended: its classes and days."""
    return _of_state(head, "decided")


def _of_state(head: EventHead, state: str) -> list[str]:
    rows = Suspension.objects.filter(school_id=head.school_id, event_id=head.id, state=state)
    found = list(rows.order_by("since", "id"))
    places = directory.places(no for one in found for no in one.class_nos)
    return [
        _("%(classes)s(%(since)s 至 %(until)s)")
        % {
            "classes": _("、").join(places[no].name for no in one.class_nos if no in places),
            "since": one.since.isoformat(), "until": one.until.isoformat(),
        }
        for one in found
    ]  # fmt: skip
