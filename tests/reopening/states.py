"""Opening dates in the states that tests begin from."""

import datetime as dt
from dataclasses import replace
from typing import Any
from uuid import UUID

from tests.builders import COUNTY, DAY
from tests.outbreaks.looks import Acting
from xiaoan.kernel.ids import uuid7
from xiaoan.reopening import services
from xiaoan.reopening.rules import Line

MONDAY, TUESDAY, THURSDAY = (DAY + dt.timedelta(days=n) for n in (7, 8, 10))


def line(
    stage: str, day: dt.date | None, place_no: int = COUNTY, base: int = 0, what: str = ""
) -> Line:
    return Line(place_no, stage, what or ("date" if day else "held"), day, base)


def a_proposal(*lines: Line, **other: Any) -> services.NewProposal:
    made = services.NewProposal(
        uuid7(), COUNTY, lines or (line("primary", MONDAY),), "青教发〔2026〕12号", None,
        "请从东门进校,带口罩。", "疫情形势变化",
    )  # fmt: skip
    return replace(made, **other)


def proposed(acting: Acting, *lines: Line, **other: Any) -> UUID:
    return services.propose(acting("officer"), a_proposal(*lines, **other))


def decided(acting: Acting, *lines: Line, **other: Any) -> UUID:
    """Proposed by the bureau's officer, confirmed by the leader."""
    pk = proposed(acting, *lines, **other)
    services.decide(acting("leader"), uuid7(), pk)
    return pk
