"""A child who has gone to another school: the old one calls the family no more."""

import datetime as dt
from collections.abc import Callable

import time_machine
from django.test import Client

from tests.builders import BUILDER, CLASS_11, CLASS_71, DAY, MORNING, Universe
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import guardians, transferring
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, leave
from xiaoan.keypersons import services as keypersons
from xiaoan.keypersons.services import NewKeyPerson

PHONE = "13912345678"


def test_the_family_s_number_leaves_with_the_child(
    acting: Callable[[str], Actor], universe: Universe, signed_in: Callable[[str], Client],
    morning: time_machine.Traveller,
) -> None:  # fmt: skip
    who = universe.person(CLASS_11, 4)
    enter(BUILDER)
    guardians.add_guardian(BUILDER, who, guardians.NewGuardian("家长某", "母亲", PHONE))
    keypersons.open_key_person(acting("teacher"), NewKeyPerson(who, "respiratory", uuid7()))
    here = f"/keypersons/person/{who}/"
    leave()
    assert PHONE in signed_in("teacher").get(here).content.decode()
    enter(BUILDER)
    transferring.hand_over(BUILDER, who, CLASS_71, When(DAY))
    leave()
    morning.move_to(MORNING + dt.timedelta(days=1))
    seen = {role: signed_in(role).get(here) for role in ("teacher", "doctor", "principal")}
    assert {role: (one.status_code, PHONE in one.content.decode()) for role, one in seen.items()} == {
        "teacher": (200, False), "doctor": (200, False), "principal": (200, False),
    }  # fmt: skip
