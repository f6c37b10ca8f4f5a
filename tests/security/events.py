"""Signals, and an event with measures, a case, an exposure and contacts, for the rows of the access table."""

import datetime as dt

from tests.builders import BUILDER, CLASS_11, DAY, MORNING, PRIMARY, TOWN, Universe
from tests.photos.pictures import jpeg
from xiaoan.accountability import services as accountability
from xiaoan.investigations import services as investigations
from xiaoan.investigations.models import Case
from xiaoan.investigations.queries.drawing import Wanted
from xiaoan.investigations.services import NewEvent, contacts
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter
from xiaoan.measures import services as measures
from xiaoan.measures.models import Measure
from xiaoan.outbreaks.models import Signal, Statistic
from xiaoan.photos import services as photos


def ordered(universe: Universe) -> dict[str, str]:
    who = frozenset({universe.person(CLASS_11, 7)})
    event_id = investigations.open_event(
        BUILDER, investigations.NewEvent(uuid7(), (CLASS_11,), "EYE", "测试", who)
    )
    lines = (measures.Line("disinfect", universe.users["logistics"].pk, 4),)
    measures.order(BUILDER, measures.Order(uuid7(), event_id, CLASS_11, lines))
    with acting_as(universe.cast["principal"]) as principal:
        proof = photos.keep(principal, CLASS_11, jpeg()).id
    enter(BUILDER)
    Measure.objects.filter(event_id=event_id).update(photo_ids=[proof])
    given = measures.Proposal(uuid7(), event_id, (CLASS_11,), DAY, DAY, "测试")
    return {
        "ordered": str(event_id),
        "proof": str(proof),
        "measure": str(Measure.objects.get(event_id=event_id).pk),
        "suspension": str(measures.propose(BUILDER, given)),
    }


def filed(universe: Universe, keeper: Actor) -> dict[str, str]:
    """A case file in which the class teacher is named."""
    new = accountability.NewFile(uuid7(), CLASS_11, "测试")
    file_id = accountability.open_file(keeper, new)
    sent = accountability.Sent(uuid7(), file_id, 1, "请说明")
    accountability.ask(keeper, sent, universe.users["teacher"].pk, concerned=True)
    return {"file": str(file_id)}


def watched(universe: Universe) -> dict[str, str]:
    new = NewEvent(uuid7(), (CLASS_11,), "RASH", "测试", frozenset({universe.person(CLASS_11, 8)}))
    event_id = investigations.open_event(BUILDER, new)
    exposure = investigations.NewExposure(uuid7(), event_id, "meal", "午餐")
    investigations.add_exposure(BUILDER, exposure)
    contacts.draw(BUILDER, Wanted(event_id, frozenset({"class"}), DAY))
    case = Case.objects.get(event_id=event_id)
    return {"event": str(event_id), "case": str(case.pk), "exposure": str(exposure.id)}


def signal() -> Signal:
    return Signal.objects.create(
        school_id=PRIMARY, unit_no=CLASS_11, level="class", rule="N-01a", rule_version="1",
        basis="测试", rule_status="confirmed", syndrome="GI", day=DAY, last_day=DAY,
        window_from=DAY, cases=3, raised_at=MORNING, deadline_at=MORNING + dt.timedelta(hours=24),
        days_reported=1, days_due=1,
    )  # fmt: skip


def unusual() -> str:
    """A signal of the statistical layers, on the watch list."""
    row = Signal.objects.create(
        school_id=PRIMARY, unit_no=CLASS_11, level="class", layer="class", rule="nb-3",
        rule_version="", basis="", rule_status="statistics", syndrome="GI", day=DAY, last_day=DAY,
        window_from=DAY, cases=3, raised_at=MORNING, days_reported=3, days_due=3,
    )  # fmt: skip
    Statistic.objects.create(
        signal_id=row.pk, school_id=PRIMARY, unit_no=CLASS_11, township_no=TOWN, tier="watch",
        rank=1, listed_on=DAY, score=4, p=0.0001, observed=3, expected=0.2,
        curve=[[DAY.isoformat(), 3, 0.1, 1.0]],
    )  # fmt: skip
    return str(row.pk)
