"""Orders, answers and suspensions of the tests."""

import datetime as dt
from uuid import UUID

from tests.builders import BUILDER, CLASS_11, DAY, MORNING, Universe
from xiaoan.duties.models import Duty
from xiaoan.journal.models import Entry
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, everywhere
from xiaoan.measures import queries, services
from xiaoan.measures.models import Measure, Suspension

LAST = DAY + dt.timedelta(days=3)
PAPER = services.Assessment("疾控评估员", "青禾县疾控中心", "青疾控评〔2026〕7号", DAY)


def an_order(
    universe: Universe, event_id: UUID, *kinds: str, unit: int = CLASS_11, owner: str = "logistics"
) -> services.Order:
    owner_id = universe.users[owner].pk
    lines = tuple(services.Line(kind, owner_id, 4) for kind in kinds or ("disinfect",))
    return services.Order(uuid7(), event_id, unit, lines)


def answer(told: str = "已用含氯消毒液擦拭", at: dt.datetime | None = MORNING) -> services.Answer:
    """Of the measure that is owed; of the last one, where none is."""
    with everywhere("tests"):
        owing = Measure.objects.filter(state="ordered")
        found = (owing or Measure.objects.all()).latest("ordered_at", "id").pk
    return services.Answer(uuid7(), found, told, at, "照片在保健室")


def measures() -> list[tuple[str, str, bool]]:
    enter(BUILDER)
    rows = Measure.objects.order_by("ordered_at", "kind", "state")
    return [(one.kind, one.state, one.late) for one in rows]


def owed() -> list[tuple[str, bool]]:
    enter(BUILDER)
    rows = Duty.objects.filter(kind=queries.DO).order_by("opened_at", "state")
    return list(rows.values_list("state", "late"))


def a_proposal(
    event_id: UUID, *classes: int, since: dt.date = DAY, until: dt.date = LAST
) -> services.Proposal:
    return services.Proposal(
        uuid7(), event_id, classes or (CLASS_11,), since, until, "一天新增 5 例"
    )


def decision(
    suspension_id: UUID, reason: str = "疾控评估后", base: int | None = None
) -> services.Decision:
    with everywhere("tests"):
        found = Suspension.objects.get(pk=suspension_id)
    return services.Decision(uuid7(), suspension_id, found.steps if base is None else base, reason)


def suspension(suspension_id: UUID) -> Suspension:
    enter(BUILDER)
    return Suspension.objects.get(pk=suspension_id)


def facts() -> list[str]:
    enter(BUILDER)
    rows = Entry.objects.filter(kind__startswith="measures.").order_by("school_id", "n")
    return [kind.removeprefix("measures.") for kind in rows.values_list("kind", flat=True)]
