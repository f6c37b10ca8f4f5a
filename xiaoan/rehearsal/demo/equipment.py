"""Devices and kits of the cast's school: a thermometer in each class, one of them faulty, one past its
calibration; a kit that is complete and one that is not."""

import datetime as dt

from xiaoan.directory import rules as numbering
from xiaoan.equipment import queries, rules, services
from xiaoan.kernel import clock
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter
from xiaoan.rehearsal.demo.moments import BUILDER, second_of, stand_at
from xiaoan.rehearsal.demo.plan import Plan
from xiaoan.rehearsal.demo.supplies import actor_as
from xiaoan.rehearsal.demo.today import STEPS
from xiaoan.supplies import queries as supplies
from xiaoan.supplies import rules as items
from xiaoan.supplies.services import Receipt, receive

_GUN = "forehead_gun"


def equip(plan: Plan) -> int:
    """Through the ordinary services; gives how many devices are on the register."""
    stand_at(second_of(plan.day, STEPS[-1]))
    school, today = plan.history.incidents.school, clock.today()
    with acting_as(BUILDER):
        lines = [
            services.New(
                _GUN, place_no=one.no, place=one.name,
                calibrated=today - dt.timedelta(days=90 + 30 * (at % 9)),
            )
            for at, one in enumerate(school.classes)
        ]  # fmt: skip
        old = services.New(_GUN, place="保健室", calibrated=today - dt.timedelta(days=400))
        spare = services.New("thermometer_mercury", 6, place="保健室")
        count = services.register(BUILDER, uuid7(), school.no, [*lines, old, spare])
        whole = (school.no, school.no + numbering.SCHOOL)
        _total, found = queries.devices(BUILDER, whole, queries.Filter(item=_GUN), 0, 2)
        # The school's doctor has reported it: whoever looks sees who.
        enter(doctor := actor_as(plan, "school_doctor", school.no, numbering.SCHOOL))
        services.act(doctor, services.DeviceAct(uuid7(), found[-1].id, "fault", fault="wrong"))
        enter(BUILDER)
        _fill(school.no)
        services.owe_today(BUILDER)
    return count


def _fill(school_no: int) -> None:
    for template, name, share in (("ambulance_bag", "急救转运包", 1.0), ("gate", "东门", 0.5)):
        pk = services.open_kit(BUILDER, services.NewKit(uuid7(), school_no, template, name))
        wanted = {
            item: max(int(n * share), 1) for item, n in rules.KIT_KINDS[template].items.items()
        }
        _stock(school_no, wanted)
        figures = {item: str(n) for item, n in wanted.items()}
        services.act_on_kit(BUILDER, services.KitAct(uuid7(), pk, "fill", figures))


def _stock(school_no: int, wanted: dict[str, int]) -> None:
    """What the store lacks for it came by allocation."""
    today = clock.today()
    held = supplies.by_item(supplies.held(school_no, wanted), today)
    for item, n in wanted.items():
        if item in held and held[item].usable >= n:
            continue
        expires = today + dt.timedelta(days=400) if items.ITEMS[item].dated else None
        receive(
            BUILDER,
            Receipt(uuid7(), school_no, item, str(n), "", "allocation", today, expires=expires),
        )
