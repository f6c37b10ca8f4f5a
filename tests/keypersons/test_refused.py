"""What key persons refuse: an id that is used already, and what would begin in the future."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.builders import CLASS_11, CLASS_71, DAY, Universe
from tests.keypersons.states import isolated, opened
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.keypersons import services as keypersons
from xiaoan.keypersons.models import KeyPerson
from xiaoan.keypersons.services import NewFollowUp, NewIsolation, NewKeyPerson, NewTravel

Acting = Callable[[str], Actor]
DAYS = dt.timedelta(days=1)


def test_an_id_of_another_row_is_a_conflict(acting: Acting, universe: Universe) -> None:
    """The same id with other content, or one that is used where the sender does not see it."""
    teacher, far = acting("teacher"), acting("officer")
    mine, other = opened(teacher, universe), opened(far, universe, unit=CLASS_71)
    apart = NewIsolation(uuid7(), other, "home", DAY, None, "contact")
    trip = NewTravel(uuid7(), universe.person(CLASS_71, 1), DAY + DAYS, "某市", "car", "", "self")
    note = NewFollowUp(uuid7(), other, DAY)
    assert keypersons.isolate(far, apart)
    assert not keypersons.isolate(far, apart)
    assert keypersons.announce(far, trip)
    assert not keypersons.announce(far, trip)
    keypersons.follow_up(far, note)
    for again in (replace(apart, kind="central"), replace(apart, until=DAY + 3 * DAYS)):
        with pytest.raises(Conflict):
            keypersons.isolate(far, again)
    for changed in ({"origin": "别处"}, {"number": "G1"}, {"expected": DAY + 2 * DAYS}):
        with pytest.raises(Conflict):
            keypersons.announce(far, replace(trip, **changed))
    with pytest.raises(Conflict):
        keypersons.follow_up(far, replace(note, symptoms=("cough",)))
    child = universe.person(CLASS_11, 1)
    enter(teacher)
    for act in (
        lambda: keypersons.isolate(teacher, replace(apart, line_id=mine)),
        lambda: keypersons.announce(teacher, replace(trip, person_id=child)),
        lambda: keypersons.follow_up(teacher, replace(note, line_id=mine)),
    ):
        with pytest.raises(Conflict, match="另一条记录"):
            act()


def test_other_content_under_the_id_of_a_form_is_a_conflict(
    acting: Acting, universe: Universe
) -> None:
    teacher = acting("teacher")
    wanted = NewKeyPerson(universe.person(CLASS_11, 2), "respiratory", uuid7())
    made = keypersons.open_key_person(teacher, wanted)
    assert keypersons.open_key_person(teacher, wanted) == replace(made, is_new=False)
    for changed in ({"place": "外婆家"}, {"since": DAY - DAYS}, {"whereabouts": "hospital"}):
        with pytest.raises(Conflict):
            keypersons.open_key_person(teacher, replace(wanted, **changed))
    again = replace(wanted, source_id=uuid7(), place="外婆家")
    assert keypersons.open_key_person(teacher, again) == replace(made, is_new=False)
    with pytest.raises(Conflict):
        keypersons.open_key_person(teacher, replace(again, place="县城"))


def test_nothing_begins_in_the_future(acting: Acting, universe: Universe) -> None:
    teacher = acting("teacher")
    child = universe.person(CLASS_11, 2)
    with pytest.raises(Invalid, match="今天或以前"):
        keypersons.open_key_person(
            teacher, NewKeyPerson(child, "respiratory", uuid7(), since=DAY + DAYS)
        )
    with pytest.raises(Invalid, match="今天或以前"):
        isolated(teacher, opened(teacher, universe), since=DAY + DAYS)


def test_a_next_follow_up_is_never_far_off(acting: Acting, universe: Universe) -> None:
    """Also of a line that was once opened for a day to come."""
    teacher = acting("teacher")
    line = opened(teacher, universe)
    KeyPerson.objects.filter(pk=line).update(next_due=DAY + 300 * DAYS)
    done = keypersons.follow_up(teacher, NewFollowUp(uuid7(), line, DAY))
    assert done.next_due == DAY + DAYS
