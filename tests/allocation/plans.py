"""A county with scarce masks, made by services."""

from dataclasses import replace
from uuid import UUID

from tests.builders import BUILDER, COUNTY
from tests.supplies.stores import MASK, receipt
from xiaoan.allocation import rules, services
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.supplies import services as supplies


def scarce(boxes: str = "6") -> None:
    """Two schools need 420 and 280 masks and have none, a kindergarten needs none; the county has 300."""
    enter(BUILDER)
    supplies.recount(BUILDER)
    supplies.receive(BUILDER, receipt(store_no=COUNTY, quantity=boxes))


def new(**changes: object) -> services.NewPlan:
    plain = services.NewPlan(
        id=uuid7(), unit_no=COUNTY, title="十一月口罩", packs={MASK: ""}, store_nos=(COUNTY,),
        level="normal", weights=dict(rules.WEIGHTS),
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]  # names checked by the dataclass


def made(actor: Actor, **changes: object) -> UUID:
    return services.make(actor, new(**changes))
