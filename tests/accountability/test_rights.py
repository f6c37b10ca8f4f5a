"""Who reads which facts of the record: those of an app with its own right, those of a case file with the
right to keep files, and nobody those of a file in which they are named."""

from dataclasses import replace

import pytest

from tests.accountability.test_files import Acting, SignedIn, asked, opened, step
from tests.builders import BUILDER, CLASS_11, DAY, PRIMARY, Universe
from tests.keypersons import states
from xiaoan.accountability import services
from xiaoan.accountability.queries import course, files
from xiaoan.directory import queries as directory
from xiaoan.journal.models import Entry
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.scope import enter


def asking(unit_no: int, group: str = "") -> course.Asked:
    day = clock.at(DAY.replace(day=1), clock.now().time())
    return course.Asked(directory.place(unit_no), day, clock.now(), group)


def kinds(actor: Actor, asked_: course.Asked) -> set[str]:
    enter(actor)
    return {one.kind for one in course.course(actor, asked_).rows}


def of_files(found: set[str]) -> set[str]:
    return {one for one in found if one.startswith("accountability.file_")}


def investigated(acting: Acting, universe: Universe) -> None:
    """The school is asked about; a teacher bears witness, the deputy is concerned."""
    file_id = opened(acting, PRIMARY)
    asked(acting, universe, file_id, "teacher", concerned=False)
    asked(acting, universe, file_id, "deputy", concerned=True)
    asked(acting, universe, file_id, "leader", concerned=False)
    sent_ = step(file_id, "校长叫我改的")
    services.state(acting("teacher"), sent_)
    services.see_file(acting("officer"), file_id)


@pytest.mark.parametrize("name", ["principal", "liaison", "leader"])
def test_steps_of_a_file_are_told_to_nobody_who_does_not_keep_it(
    acting: Acting, universe: Universe, name: str
) -> None:
    """The principal is investigated, the liaison keeps no files, the leader is named in it."""
    investigated(acting, universe)
    group = asking(PRIMARY, "accountability")
    assert of_files(kinds(acting("officer"), group)) == {
        "accountability.file_step_taken", "accountability.file_seen",
    }  # fmt: skip
    assert of_files(kinds(acting(name), group)) == set()


def test_facts_about_health_need_the_right_to_see_it(acting: Acting, universe: Universe) -> None:
    states.opened(acting("teacher"), universe)
    for group in ("", "keypersons"):
        asked_ = asking(CLASS_11, group)
        assert "keypersons.opened" in kinds(acting("principal"), asked_)
        assert not any(one.startswith("keypersons.") for one in kinds(acting("leader"), asked_))


def test_a_course_is_narrowed_to_a_person_only_with_each_right_to_their_health(
    acting: Acting, universe: Universe, signed_in: SignedIn
) -> None:
    person = universe.person(CLASS_11, 1)
    asked_ = replace(asking(CLASS_11), person_id=person)
    with pytest.raises(Forbidden):
        services.see_course(acting("leader"), asked_)
    services.see_course(acting("officer"), asked_)
    leader = signed_in("leader")
    assert leader.get(f"/accountability/course/{CLASS_11}/?person={person}").status_code == 403
    past = f"/accountability/past/{CLASS_11}/"
    assert {one["url"] for one in leader.get(past).context["roll"]["rows"]} == {""}
    groups = dict(leader.get(f"/accountability/course/{CLASS_11}/").context["groups"])
    assert groups.keys() & {"illness", "keypersons", "verification", "surveys"} == {"surveys"}


def test_what_cannot_be_read_cannot_be_taken_into_a_file(
    acting: Acting, universe: Universe
) -> None:
    states.opened(acting("teacher"), universe)
    file_id = opened(acting)
    enter(BUILDER)
    entry = Entry.objects.get(kind="keypersons.opened")
    where = [(entry.school_id, entry.n)]
    sent_ = step(file_id)
    with pytest.raises(NotFound):
        services.pick(acting("leader"), sent_, where)
    services.pick(acting("officer"), sent_, where)
    (frozen,) = files.one(acting("officer"), file_id).steps[-1].facts["entries"]
    assert frozen["hash"] == bytes(entry.hash).hex()
