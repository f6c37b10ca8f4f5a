"""The door for other apps: who is trained until when, who may sign, what is said before it is required."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine

from tests.builders import BUILDER, COUNTY, DAY, MORNING, PRIMARY, Universe
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.training import queries, services
from xiaoan.training.models import Certificate, Need

Acting = Callable[[str], Actor]


def certified(universe: Universe, login: str, course: str, since: dt.date, until: dt.date) -> None:
    enter(BUILDER)
    Certificate.objects.create(
        school_id=PRIMARY, unit_no=PRIMARY, user_id=universe.users[login].pk, course=course,
        source="paper", number=f"P{since:%Y%m%d}", since=since, until=until, made_at=clock.now(),
    )  # fmt: skip


def required(course: str, since: dt.date | None) -> None:
    Need.objects.create(
        id=uuid7(), unit_no=COUNTY, course=course, roles=["logistics"], required_from=since, ahead=30,
        at=clock.now(),
    )  # fmt: skip


def test_who_is_trained_and_until_when(universe: Universe, acting: Acting) -> None:
    keeper, teacher = (universe.users[one].pk for one in ("logistics", "teacher"))
    certified(universe, "logistics", "disinfection", DAY - dt.timedelta(9), DAY + dt.timedelta(9))
    certified(universe, "logistics", "disinfection", DAY - dt.timedelta(8), DAY + dt.timedelta(40))
    certified(universe, "teacher", "disinfection", DAY - dt.timedelta(9), DAY - dt.timedelta(1))
    acting("teacher")
    wanted = {keeper: DAY + dt.timedelta(40)}
    assert queries.valid_for([keeper, teacher], "disinfection", DAY) == wanted
    assert queries.valid_for([keeper, teacher], "thermometer", DAY) == {}
    assert queries.valid_for([keeper], "disinfection", DAY + dt.timedelta(41)) == {}


def test_before_the_day_there_is_only_a_hint(
    universe: Universe, acting: Acting, morning: time_machine.Traveller
) -> None:
    keeper, actor = universe.users["logistics"].pk, acting("logistics")
    assert queries.may_sign(keeper, "disinfection", DAY)
    assert queries.hint(keeper, "disinfection", DAY) == (
        "还没有“校园消毒”培训证书。建议先学习并通过测验。"
    )
    required("disinfection", DAY + dt.timedelta(1))
    services.require(actor, "disinfection")
    assert queries.hint(keeper, "disinfection", DAY).endswith("从 2026-11-24 起要有证书才能签字。")
    morning.move_to(MORNING + dt.timedelta(days=1))
    with pytest.raises(Forbidden) as refused:
        services.require(actor, "disinfection")
    assert str(refused.value) == ("还没有“校园消毒”培训证书。通过测验后才能签字,请打开“我的培训”。")
    certified(universe, "logistics", "disinfection", DAY, DAY + dt.timedelta(20))
    acting("logistics")
    services.require(actor, "disinfection")
    assert queries.hint(keeper, "disinfection", DAY + dt.timedelta(1)) == (
        "“校园消毒”培训证书 2026-12-13 到期,请提前重考。"
    )
    required("disinfection", None)
    assert queries.may_sign(keeper, "disinfection", DAY + dt.timedelta(99))
    services.require(BUILDER, "disinfection")
    with pytest.raises(NotFound):
        queries.may_sign(keeper, "nothing", DAY)


def test_a_post_that_needs_no_course_is_not_refused(universe: Universe, acting: Acting) -> None:
    required("disinfection", DAY)
    doctor, keeper = universe.users["doctor"].pk, universe.users["logistics"].pk
    services.require(acting("doctor"), "disinfection")
    assert queries.may_sign(doctor, "disinfection", DAY)
    assert queries.hint(doctor, "disinfection", DAY) == (
        "还没有“校园消毒”培训证书。您的岗位不要求持证,建议学习。"
    )
    with pytest.raises(Forbidden):
        services.require(acting("logistics"), "disinfection")
    # The post is taken out of the need: whoever holds it signs again.
    Need.objects.create(
        id=uuid7(), unit_no=COUNTY, course="disinfection", roles=["canteen"], required_from=DAY,
        ahead=30, at=clock.now() + dt.timedelta(seconds=1),
    )  # fmt: skip
    services.require(acting("logistics"), "disinfection")
    assert queries.may_sign(keeper, "disinfection", DAY)
