"""From a signal to an event: opened, joined, grown, shrunk; what belongs together is one event."""

import datetime as dt
from uuid import UUID, uuid4

from tests.builders import CLASS_11, CLASS_12, CLASS_71, CLASS_72, PRIMARY, Universe
from tests.outbreaks.looks import Acting, look, report
from xiaoan.investigations import rules
from xiaoan.investigations.models import Case, Event, EventSignal
from xiaoan.investigations.services import take_signal
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import system
from xiaoan.kernel.scope import enter
from xiaoan.outbreaks.models import Signal


def seen() -> list[tuple[int, int, str, int, str]]:
    enter(system("test"))
    rows = Event.objects.order_by("school_id", "number")
    return [(row.unit_no, row.number, row.syndrome, row.cases, row.state) for row in rows]


def kinds() -> list[str]:
    rows = Entry.objects.filter(kind__startswith="investigations.").order_by("school_id", "n")
    return [kind.removeprefix("investigations.") for kind in rows.values_list("kind", flat=True)]


def test_a_signal_is_an_event_at_once(acting: Acting, universe: Universe) -> None:
    report(acting, universe, "teacher", CLASS_11, 1, 2, 3)
    look(CLASS_11)
    assert seen() == [(CLASS_11, 1, "GI", 3, "open")]
    event, signal = Event.objects.get(), Signal.objects.get()
    assert (event.detected_at, event.school_id) == (signal.raised_at, PRIMARY)
    assert [row.signal_id for row in EventSignal.objects.all()] == [signal.pk]
    assert set(Case.objects.values_list("status", "class_then", "source")) == {
        ("suspected", CLASS_11, "signal")
    }
    assert kinds() == ["event_opened"]


def test_growth_brings_cases_and_taking_twice_changes_nothing(
    acting: Acting, universe: Universe
) -> None:
    report(acting, universe, "teacher", CLASS_11, 1, 2, 3)
    look(CLASS_11)
    report(acting, universe, "teacher", CLASS_11, 1, 2, 3, 4, 5, base=1, reason="又有两人")
    look(CLASS_11)
    enter(system("test"))
    for signal in Signal.objects.all():
        assert take_signal(system("test"), signal.pk) == Event.objects.get().pk
    assert seen() == [(CLASS_11, 1, "GI", 5, "open")]
    assert EventSignal.objects.count() == 2
    assert sorted(kinds()) == ["cases_changed", "event_opened", "signal_joined"]


def test_a_withdrawn_signal_leaves_an_event_without_cases(
    acting: Acting, universe: Universe
) -> None:
    report(acting, universe, "teacher", CLASS_11, 1, 2, 3)
    look(CLASS_11)
    report(acting, universe, "teacher", CLASS_11, 1, base=1, reason="点错了")
    look(CLASS_11)
    assert seen() == [(CLASS_11, 1, "GI", 0, "open")]
    assert set(Case.objects.values_list("status", flat=True)) == {"withdrawn"}
    report(acting, universe, "teacher", CLASS_11, 1, 2, 3, base=2, reason="没有点错")
    look(CLASS_11)
    assert seen() == [(CLASS_11, 1, "GI", 3, "open")]


def test_two_classes_without_a_common_child_are_two_events(
    acting: Acting, universe: Universe
) -> None:
    report(acting, universe, "teacher", CLASS_11, 1, 2, 3)
    look(CLASS_11)
    report(acting, universe, "teacher_12", CLASS_12, 1, 2, 3)
    look(CLASS_12)
    assert [row[:3] for row in seen()] == [(CLASS_11, 1, "GI"), (CLASS_12, 2, "GI")]


def test_what_shares_children_is_one_event() -> None:
    child, other = uuid4(), uuid4()
    day = dt.date(2026, 11, 23)
    one = rules.Running(uuid4(), "GI", day, day, frozenset({CLASS_71}), frozenset({child}))

    def joins(syndrome: str, onset: dt.date, unit: int, person: UUID) -> bool:
        told = rules.Running(
            uuid4(), syndrome, onset, onset, frozenset({unit}), frozenset({person})
        )
        return rules.belongs_to([one], told) == one.event_id

    late = day + rules.APART
    assert joins("RESP", day, CLASS_72, child)
    assert not joins("GI", day, CLASS_72, other)
    assert joins("GI", day, CLASS_71, other)
    assert joins("GI", late, CLASS_71, other)
    assert not joins("GI", late + dt.timedelta(days=1), CLASS_71, other)
    assert not joins("RASH", day, CLASS_71, other)
