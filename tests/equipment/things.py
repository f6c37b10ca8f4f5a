"""Devices and kits for the tests, made by services."""

import datetime as dt
from dataclasses import replace
from uuid import UUID

from tests.builders import BUILDER, DAY, PRIMARY
from tests.supplies.stores import receipt
from xiaoan.directory import rules as numbering
from xiaoan.directory.services import opening
from xiaoan.directory.services.opening import Opening
from xiaoan.equipment import queries, rules, services
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.supplies import services as supplies
from xiaoan.supplies.rules import ITEMS

ROOM = PRIMARY + numbering.PLACES
EVERY = queries.Filter()


def open_room() -> None:
    """The primary school has one observation room, and nobody has said how many gates."""
    enter(BUILDER)
    opening.open_units(BUILDER, uuid7(), Opening(PRIMARY, "observation", ("一楼观察室",), DAY))


def registered(actor: Actor, **changes: object) -> list[queries.Device]:
    """Two forehead thermometers at the school, calibrated half a year ago."""
    plain = services.New("forehead_gun", 2, place="保健室", calibrated=DAY - dt.timedelta(days=180))
    services.register(actor, uuid7(), PRIMARY, [replace(plain, **changes)])  # type: ignore[arg-type]  # names checked by the dataclass
    return queries.devices(actor, (PRIMARY, PRIMARY + 4096), EVERY, 0, 100)[1]


def did(actor: Actor, device_id: UUID, what: str, **more: object) -> str:
    return services.act(actor, services.DeviceAct(uuid7(), device_id, what, **more))  # type: ignore[arg-type]  # names checked by the dataclass


def stocked_for(actor: Actor, template: str, times: int = 2) -> None:
    """The store holds enough for so many kits of a kind."""
    for item, n in rules.KIT_KINDS[template].items.items():
        dated = ITEMS[item].dated
        supplies.receive(
            actor,
            receipt(
                id=uuid7(), item=item, quantity=str(n * times), pack="", price="", batch="K",
                expires=DAY + dt.timedelta(days=300) if dated else None,
            ),
        )  # fmt: skip


def kit(actor: Actor, template: str = "gate", name: str = "东门") -> UUID:
    return services.open_kit(actor, services.NewKit(uuid7(), PRIMARY, template, name))


def on_kit(actor: Actor, kit_id: UUID, what: str, note: str = "", /, **figures: int) -> int:
    said = {item: str(n) for item, n in figures.items()}
    return services.act_on_kit(actor, services.KitAct(uuid7(), kit_id, what, said, note))


def full(actor: Actor, template: str = "gate", name: str = "东门") -> UUID:
    """A kit that is complete."""
    found = kit(actor, template, name)
    on_kit(actor, found, "fill", **rules.KIT_KINDS[template].items)
    return found
