"""Two events that are one: signals and cases move, what was done with either stays to be read."""

from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.investigations import queries, rules
from xiaoan.investigations.events import EventMerged
from xiaoan.investigations.models import Case, Event, EventSignal, Exposure
from xiaoan.investigations.services import due
from xiaoan.investigations.services.deciding import begin
from xiaoan.investigations.services.joining import refigure
from xiaoan.investigations.services.steps import Decision, by_system, keep
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.permission import Permission

# What a case that stays behind says: its person is a case of the other event.
_THERE = "merged"


def merge(actor: Actor, given: Decision, into_id: UUID) -> None:
    """The event is part of another that runs at the same school."""
    into = queries.event(actor, into_id)
    row = begin(actor, given, "merge", Permission.DECIDE_EVENT, {"into": str(into.id)})
    if row is None:
        return
    target = Event.objects.get(pk=into.id)
    if target.pk == row.pk or target.school_id != row.school_id:
        raise Invalid(_("只能并入本校的另一起疫情。"), {"into": "elsewhere"})
    if target.state not in rules.RUNNING:
        raise Invalid(_("那一起疫情已经不在进行中,不能并入。"), {"into": "ended"})
    due.judged(actor, row.pk)
    row.state, row.merged_into_id, row.reason = "merged", target.pk, given.reason
    row.decided_at, row.decided_by_id, row.cases = clock.now(), actor.user_id, 0
    moved = _move(row, target)
    keep(actor, row, given, "merge", {"into": str(target.pk), "cases": moved})
    target.detected_at = min(target.detected_at, row.detected_at)
    target.disease = target.disease or row.disease
    refigure(target)
    facts = {"from": str(row.pk), "cases": moved}
    keep(actor, target, by_system(target), "absorb", facts)
    journal.record(
        actor,
        EventMerged(
            school_id=row.school_id, unit_no=row.unit_no, event_id=row.pk, into_id=target.pk,
            moved=moved, cases=target.cases,
        ),
    )  # fmt: skip


def _move(row: Event, target: Event) -> int:
    """Signals, cases and exposures go over; of a person who is a case of both, the decided case counts."""
    mine = Case.objects.filter(school_id=row.school_id, event_id=row.pk)
    theirs = {
        one.person_id: one
        for one in Case.objects.filter(school_id=row.school_id, event_id=target.pk)
    }
    both = [one for one in mine.order_by("id") if one.person_id in theirs]
    for one in both:
        _fold(one, theirs[one.person_id])
    Case.objects.bulk_update(both, ["status", "reason"])
    Case.objects.bulk_update([theirs[one.person_id] for one in both], _FOLDED)
    for one in both:
        of_target = Case.objects.filter(school_id=row.school_id, infected_by_id=one.pk)
        of_target.exclude(pk=theirs[one.person_id].pk).update(
            infected_by_id=theirs[one.person_id].pk
        )
    moved = mine.exclude(pk__in=[one.pk for one in both]).update(event_id=target.pk)
    EventSignal.objects.filter(school_id=row.school_id, event_id=row.pk).update(event_id=target.pk)
    known = set(
        Exposure.objects.filter(school_id=row.school_id, event_id=target.pk).values_list(
            "kind", "name", "day"
        )
    )
    for exposure in Exposure.objects.filter(school_id=row.school_id, event_id=row.pk):
        if (exposure.kind, exposure.name, exposure.day) not in known:
            exposure.event_id = target.pk
            exposure.save(update_fields=["event_id"])
    return moved + len(both)


_FOLDED = (
    "status", "onset", "onset_known", "onset_time", "symptoms", "decided_at", "decided_by_id",
    "reason", "source", "version",
)  # fmt: skip


def _fold(one: Case, other: Case) -> None:
    """`other` of the target takes what is known of `one`: a decision, else the earlier onset."""
    if other.decided_at is None and (one.decided_at or other.status not in rules.COUNTED):
        for name in ("status", "decided_at", "decided_by_id", "reason", "source"):
            setattr(other, name, getattr(one, name))
    if one.onset and (other.onset is None or one.onset < other.onset):
        other.onset, other.onset_known = one.onset, one.onset_known
        other.onset_time = one.onset_time
    other.symptoms |= one.symptoms
    other.version += 1
    one.status, one.reason = "withdrawn", _THERE
