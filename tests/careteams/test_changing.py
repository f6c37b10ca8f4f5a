"""By hand: another carer, two who change places, maximums, lists, the scheme; contacts noted."""

import datetime as dt
from collections.abc import Callable

import pytest

from tests.builders import (
    CLASS_11,
    DAY,
    PRIMARY,
    Universe,
)
from tests.careteams.states import (
    assigned,
    counted,
    end_role,
    facts,
    guardians,
    jobs,
    over,
    recounted,
    settled,
    team,
)
from xiaoan.careteams import services
from xiaoan.careteams.models import Contact, Link
from xiaoan.careteams.queries import mine, schemes, teams
from xiaoan.careteams.rules import Carer
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import everywhere

Acting = Callable[[str], Actor]


def changed(
    universe: Universe, login: str, role: str = "leader", **more: object
) -> services.Change:
    one = universe.person(CLASS_11, 1)
    base = team(one).get(role)
    carer = Carer("user", universe.users[login].pk)
    given = {"id": uuid7(), "person_id": one, "role": role, "carer": carer, "base": base} | more
    return services.Change(**given)  # type: ignore[arg-type]  # a test names fields


def test_by_hand(acting: Acting, universe: Universe) -> None:
    principal = acting("principal")
    assigned(principal)
    one = universe.person(CLASS_11, 1)
    given = changed(universe, "doctor")
    services.change(principal, given)
    services.change(principal, given)
    assert team(one)["leader"] == universe.users["doctor"].pk
    assert facts() == ["arranged", "changed"]
    # No rule undoes it, until the carer is there no more.
    assigned(principal, mode="anew")
    assert team(one)["leader"] == universe.users["doctor"].pk
    end_role("doctor", universe)
    settled()
    assert team(one)["leader"] == universe.users["principal"].pk
    assert over(one) == [("leader", "carer_left"), ("leader", "changed")]


def test_as_the_rule_finds_it_again(acting: Acting, universe: Universe) -> None:
    principal = acting("principal")
    assigned(principal)
    one = universe.person(CLASS_11, 1)
    services.change(principal, changed(universe, "doctor"))
    services.change(principal, changed(universe, "doctor", carer=None))
    assert team(one)["leader"] == universe.users["principal"].pk
    assert counted() == recounted()


@pytest.mark.parametrize(
    ("login", "more", "field"),
    [
        # A teacher of another class does not see the child: caring opens nothing.
        ("teacher_12", {}, "carer"), ("logistics", {}, "carer"), ("other_principal", {}, "carer"),
        ("teacher", {}, "carer"), ("doctor", {"role": "county_cadre"}, "role"),
        ("doctor", {"role": "guardian"}, "carer"),
    ],
)  # fmt: skip
def test_who_cannot_be_chosen(
    acting: Acting, universe: Universe, login: str, more: dict[str, str], field: str
) -> None:
    principal = acting("principal")
    assigned(principal)
    with pytest.raises(Invalid) as refused:
        services.change(principal, changed(universe, login, **more))
    assert list(refused.value.fields) == [field]


def test_two_who_choose_at_once_see_each_other(acting: Acting, universe: Universe) -> None:
    principal = acting("principal")
    assigned(principal)
    first, second = changed(universe, "doctor"), changed(universe, "doctor")
    services.change(principal, first)
    with pytest.raises(Conflict):
        services.change(principal, second)


def test_two_change_places(acting: Acting, universe: Universe) -> None:
    principal = acting("principal")
    assigned(principal)
    one, two = universe.person(CLASS_11, 1), universe.person(CLASS_11, 2)
    services.change(principal, changed(universe, "doctor"))
    services.swap(principal, services.Swap(uuid7(), "leader", (one, two)))
    assert [team(who)["leader"] for who in (one, two)] == [
        universe.users["principal"].pk, universe.users["doctor"].pk,
    ]  # fmt: skip
    with pytest.raises(Invalid, match="同一位"):
        services.swap(principal, services.Swap(uuid7(), "class_teacher", (one, two)))
    with pytest.raises(Invalid, match="都要有"):
        services.swap(principal, services.Swap(uuid7(), "guardian", (one, two)))
    assert counted() == recounted()


def test_a_maximum_is_kept_and_balanced(acting: Acting, universe: Universe) -> None:
    principal = acting("principal")
    listed = services.NewListed(uuid7(), PRIMARY, "leader", "副校长甲", "副校长", "13800000002")
    assigned(principal)
    lead = Carer("user", universe.users["principal"].pk)
    services.set_limit(principal, uuid7(), PRIMARY, lead, 12)
    assert [(one.people, one.most, one.beyond) for one in teams.workload(principal, PRIMARY)][:1] == [
        (30, 12, 18)
    ]  # fmt: skip
    assigned(principal, mode="balance")
    assert len(links_of(lead)) == 30  # nobody else has room
    pk = services.list_carer(principal, listed)
    assert services.list_carer(principal, listed) == pk
    assigned(principal, mode="balance")
    assert (len(links_of(lead)), len(links_of(Carer("listed", pk)))) == (12, 18)
    (shown,) = teams.listed(principal, PRIMARY)
    assert (shown.name, shown.phone) == ("副校长甲", "13800000002")
    services.unlist(principal, uuid7(), pk)
    assert jobs()[-1] == ("careteams.settle_school", {"school_no": PRIMARY})
    settled()
    assert (len(links_of(lead)), len(links_of(Carer("listed", pk)))) == (12, 0)
    assert counted() == recounted()
    assert facts().count("limit_set") == 1
    services.set_limit(principal, uuid7(), PRIMARY, lead, None)
    settled()
    assert len(links_of(lead)) == 30


def links_of(carer: Carer) -> list[object]:
    with everywhere("tests"):
        return list(Link.objects.filter(carer_id=carer.id, until=None).values_list("id"))


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"role": "guardian"}, "role"), ({"role": "pope"}, "role"), ({"name": " "}, "name"),
        ({"name": "甲" * 41}, "name"), ({"phone": "12"}, "phone"),
    ],
)  # fmt: skip
def test_who_cannot_be_listed(acting: Acting, more: dict[str, str], field: str) -> None:
    given = {"id": uuid7(), "unit_no": PRIMARY, "role": "leader", "name": "甲"} | more
    with pytest.raises(Invalid) as refused:
        services.list_carer(acting("principal"), services.NewListed(**given))  # type: ignore[arg-type]  # a test names fields
    assert list(refused.value.fields) == [field]


def test_the_county_chooses_the_roles(acting: Acting, universe: Universe) -> None:
    guardians(universe)
    assigned(acting("principal"))
    officer = acting("officer")
    wanted = services.Wanted(
        "township", ("leader", "class_teacher", "guardian", "township_cadre"), ("leader",), DAY,
        "青教字〔2026〕3 号",
    )  # fmt: skip
    services.choose(officer, wanted)
    assert jobs() == [("careteams.settle_everywhere", {})]
    assert schemes.in_force(DAY).student == wanted.student
    assert schemes.in_force(DAY - dt.timedelta(days=1)).code == "school"
    settled()
    one = universe.person(CLASS_11, 1)
    assert set(team(one)) == set(wanted.student)
    assert team(one)["township_cadre"] == universe.users["liaison"].pk
    assert over(one) == [("grade_head", "scheme"), ("subject_teacher", "scheme")]
    assert [one.reason for one in schemes.choices(officer)] == ["青教字〔2026〕3 号"]
    assert schemes.choices(acting("principal")) == []


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"scheme": "x"}, "scheme"), ({"student": ()}, "student"), ({"staff": ("guardian",)}, "staff"),
        ({"since": DAY - dt.timedelta(days=1)}, "since"), ({"reason": " "}, "reason"),
    ],
)  # fmt: skip
def test_what_cannot_be_chosen(acting: Acting, more: dict[str, object], field: str) -> None:
    given = {"scheme": "school", "student": ("leader",), "staff": ("leader",), "since": DAY,
             "reason": "文件"} | more  # fmt: skip
    with pytest.raises(Invalid) as refused:
        services.choose(acting("officer"), services.Wanted(**given))  # type: ignore[arg-type]  # a test names fields
    assert list(refused.value.fields) == [field]
    with pytest.raises(Forbidden):
        services.choose(acting("leader"), services.Wanted(**given))  # type: ignore[arg-type]  # as above


def test_ones_own_people(acting: Acting, universe: Universe) -> None:
    guardians(universe)
    assigned(acting("principal"))
    one = universe.person(CLASS_11, 1)
    teacher = acting("teacher")
    total, rows = mine.page_of(teacher, "", 0)
    assert (total, rows[0].person_id, rows[0].roles) == (10, one, ("class_teacher",))
    assert mine.page_of(teacher, rows[3].name, 0)[0] == 1
    (contact,) = mine.contacts_of(teacher, rows[0])
    assert contact.phone == "13900000001"
    deputy = acting("deputy")
    (contact,) = mine.contacts_of(deputy, mine.one(deputy, one))
    assert contact.phone == ""
    with pytest.raises(NotFound):
        mine.one(acting("teacher_12"), one)


def noted(universe: Universe, **more: object) -> services.NewContact:
    given = {"id": uuid7(), "person_id": universe.person(CLASS_11, 1), "day": DAY, "way": "phone",
             "state": "well", "note": "在家复习"} | more  # fmt: skip
    return services.NewContact(**given)  # type: ignore[arg-type]  # a test names fields


def test_a_contact_is_noted_once_and_sealed(acting: Acting, universe: Universe) -> None:
    assigned(acting("principal"))
    teacher, given = acting("teacher"), noted(universe)
    assert [services.note(teacher, given), services.note(teacher, given)] == [True, False]
    with pytest.raises(Conflict):
        services.note(teacher, noted(universe, id=given.id, state="ill"))
    row = Contact.objects.get()
    assert "在家".encode() not in bytes(row.note_cipher or b"")
    (told,) = mine.noted(teacher, given.person_id)
    assert (told.day, told.way, told.state, told.note) == (DAY, "phone", "well", "在家复习")
    assert mine.one(teacher, given.person_id).last_day == DAY
    with pytest.raises(NotFound):
        services.note(acting("teacher_12"), noted(universe))
    assert facts() == ["arranged", "contact_noted"]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"day": DAY + dt.timedelta(days=1)}, "day"), ({"day": DAY - dt.timedelta(days=15)}, "day"),
        ({"way": "pigeon"}, "way"), ({"state": "x"}, "way"), ({"note": "字" * 201}, "note"),
        ({"note": "\0"}, "text"),
    ],
)  # fmt: skip
def test_what_cannot_be_noted(
    acting: Acting, universe: Universe, more: dict[str, object], field: str
) -> None:
    assigned(acting("principal"))
    with pytest.raises(Invalid) as refused:
        services.note(acting("teacher"), noted(universe, **more))
    assert list(refused.value.fields) == [field]
