"""Who is found for whom: tables of cases, and what holds whatever a school is like."""

import datetime as dt
from collections import Counter
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoan.careteams import rules
from xiaoan.careteams.rules import Asked, Carer, Link, Person, Plan, Standing
from xiaoan.kernel import clock

COUNTY, TOWN, SCHOOL, GRADE, A, B = 1, 2, 3, 4, 5, 6
SCHEME = rules.DEFAULT


def who(number: int) -> UUID:
    return UUID(int=number)


def user(number: int) -> Carer:
    return Carer("user", who(number))


def pupil(number: int, unit_no: int = A) -> Person:
    return Person(who(number), "student", unit_no, GRADE)


def school(*people: Person, **more: object) -> Standing:
    """A principal (101), a grade head (102), a class teacher (103), two subject teachers of class A (104,
    105), a guardian of each pupil, two people of the township (106, 107)."""
    found = Standing(SCHOOL, TOWN, COUNTY, {one.id: one for one in people})
    found.grades = (GRADE,)
    found.holders = {
        (SCHOOL, "principal"): [who(101)], (GRADE, "grade_head"): [who(102)],
        (A, "class_teacher"): [who(103)], (A, "subject_teacher"): [who(104), who(105)],
        (TOWN, "township_liaison"): [who(106), who(107)], (COUNTY, "bureau_officer"): [who(108)],
    }  # fmt: skip
    found.reach = {
        who(101): [(SCHOOL, 10)], who(102): [(GRADE, 7)], who(103): [(A, A + 1)],
        who(104): [(A, A + 1)], who(105): [(A, A + 1)],
    }  # fmt: skip
    found.guardians = {one.id: [who(one.id.int + 1000)] for one in people if one.kind == "student"}
    for name, value in more.items():
        setattr(found, name, value)
    return found


def begun(made: Plan) -> dict[tuple[int, str], int]:
    return {(wish.person_id.int, wish.role): carer.id.int for wish, carer in made.begins}


def test_each_role_is_found_where_it_is_held() -> None:
    made = rules.plan(school(pupil(1), pupil(2)), SCHEME, Asked())
    assert begun(made) == {
        (1, "leader"): 101, (1, "grade_head"): 102, (1, "class_teacher"): 103,
        (1, "subject_teacher"): 104, (1, "guardian"): 1001,
        (2, "leader"): 101, (2, "grade_head"): 102, (2, "class_teacher"): 103,
        (2, "subject_teacher"): 105, (2, "guardian"): 1002,
    }  # fmt: skip
    assert (made.ends, made.uncovered) == ([], [])
    assert made.after == Counter(
        {user(101): 2, user(102): 2, user(103): 2, user(104): 1, user(105): 1,
         Carer("guardian", who(1001)): 1, Carer("guardian", who(1002)): 1}
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "role", "why"),
    [
        ({"guardians": {}}, "guardian", "nobody"),
        ({"most": {user(103): 0}}, "class_teacher", "full"),
        ({"holders": {(A, "class_teacher"): [who(103)]}}, "leader", "nobody"),
        # Whoever is the class teacher is not the child's grade head too.
        (
            {"holders": {(A, "class_teacher"): [who(103)], (GRADE, "grade_head"): [who(103)]}},
            "grade_head", "twice",
        ),
    ],
)  # fmt: skip
def test_who_stays_without_and_why(change: dict[str, object], role: str, why: str) -> None:
    made = rules.plan(school(pupil(1), **change), SCHEME, Asked())
    assert {wish.role: said for wish, said in made.uncovered}[role] == why


def test_a_small_school_is_helped_by_the_township() -> None:
    """One teacher is principal, grade head and class teacher: five different people are found even so."""
    holders = {
        (SCHOOL, "principal"): [who(101)], (GRADE, "grade_head"): [who(101)],
        (A, "class_teacher"): [who(101)], (A, "subject_teacher"): [who(102)],
        (TOWN, "township_liaison"): [who(106), who(107)],
    }  # fmt: skip
    made = rules.plan(school(pupil(1), holders=holders), SCHEME, Asked())
    assert begun(made) == {
        (1, "guardian"): 1001, (1, "class_teacher"): 101, (1, "grade_head"): 106,
        (1, "subject_teacher"): 102, (1, "leader"): 107,
    }  # fmt: skip


def test_staff_are_not_their_own_carers() -> None:
    head = Person(who(7), "staff", SCHOOL, GRADE, who(102))
    lead = Person(who(8), "staff", SCHOOL, 0, who(101))
    plain = Person(who(9), "staff", SCHOOL, GRADE, None)
    made = rules.plan(school(head, lead, plain), SCHEME, Asked())
    assert begun(made) == {
        (7, "grade_head"): 101, (7, "leader"): 106, (7, "county_cadre"): 108,
        (8, "grade_head"): 102, (8, "leader"): 107, (8, "county_cadre"): 108,
        (9, "grade_head"): 102, (9, "leader"): 101, (9, "county_cadre"): 108,
    }  # fmt: skip


def test_the_nearest_list_comes_first() -> None:
    listed = {("leader", SCHOOL): [who(201)], ("leader", B): [who(202)]}
    made = rules.plan(
        school(pupil(1), pupil(2, B), listed=listed), SCHEME, Asked(roles=("leader",))
    )
    assert begun(made) == {(1, "leader"): 201, (2, "leader"): 202}
    assert {why for wish, why in made.uncovered if wish.role != "leader"} == {"not_asked"}


def test_classes_stay_together_and_leaders_share_them() -> None:
    classes = [pupil(n, A) for n in (1, 2, 3)] + [pupil(n, B) for n in (4, 5)]
    holders = {(SCHOOL, "principal"): [who(101), who(109)]}
    made = rules.plan(school(*classes, holders=holders), SCHEME, Asked(roles=("leader",)))
    assert begun(made) == {
        (1, "leader"): 101, (2, "leader"): 101, (3, "leader"): 101, (4, "leader"): 109,
        (5, "leader"): 109,
    }  # fmt: skip


def link(number: int, person: int, role: str, carer: Carer, *, chosen: bool = False) -> Link:
    return Link(who(number), who(person), role, carer, chosen)


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (link(900, 1, "class_teacher", user(103)), ""),
        (link(900, 1, "class_teacher", user(104)), "carer_left"),
        (link(900, 1, "class_teacher", user(104), chosen=True), ""),
        (link(900, 1, "class_teacher", user(199), chosen=True), "carer_left"),
        (link(900, 1, "village_cadre", Carer("listed", who(201))), "scheme"),
        (link(900, 1, "leader", Carer("listed", who(201))), "carer_left"),
        (link(900, 1, "guardian", Carer("guardian", who(1001))), ""),
        (link(900, 1, "guardian", Carer("guardian", who(1002))), "carer_left"),
        (link(900, 2, "class_teacher", user(103)), "person_left"),
    ],
)  # fmt: skip
def test_which_links_hold(found: Link, why: str) -> None:
    assert rules.fault_of(found, school(pupil(1)), SCHEME) == why


def test_what_is_beyond_the_maximum_goes_to_others() -> None:
    people = [pupil(n) for n in (1, 2, 3, 4)]
    links = [link(900 + n, n, "subject_teacher", user(104)) for n in (1, 2, 3, 4)]
    now = school(*people, links=links, load=Counter({user(104): 4}), most={user(104): 2})
    asked = Asked("balance", ("subject_teacher",))
    made = rules.plan(now, SCHEME, asked)
    assert begun(made) == {(3, "subject_teacher"): 105, (4, "subject_teacher"): 105}
    assert sorted(made.ends) == [(who(903), "anew"), (who(904), "anew")]
    # Nobody else has room: they stay.
    now.most = {user(104): 2, user(105): 0}
    made = rules.plan(now, SCHEME, asked)
    assert (begun(made), made.ends, made.after[user(104)]) == ({}, [], 4)


def test_arranging_anew_leaves_what_was_chosen_and_changes_nothing_twice() -> None:
    people = [pupil(n) for n in (1, 2)]
    links = [
        link(901, 1, "subject_teacher", user(105), chosen=True),
        link(902, 2, "subject_teacher", user(105)),
    ]
    now = school(*people, links=links, load=Counter({user(105): 2}))
    made = rules.plan(now, SCHEME, Asked("anew", ("subject_teacher",)))
    assert (begun(made), made.ends) == ({(2, "subject_teacher"): 104}, [(who(902), "anew")])
    now.links = [links[0], link(903, 2, "subject_teacher", user(104))]
    now.load = Counter({user(105): 1, user(104): 1})
    again = rules.plan(now, SCHEME, Asked("anew", ("subject_teacher",)))
    assert (again.begins, again.ends) == ([], [])


@pytest.mark.parametrize(
    ("kind", "roles", "fault"),
    [
        ("student", ("leader", "guardian"), ""), ("student", (), "empty"),
        ("student", ("leader", "leader"), "twice"), ("staff", ("guardian",), "unknown"),
        ("student", ("pope",), "unknown"), ("student", tuple("abcdefghi"), "many"),
    ],
)  # fmt: skip
def test_which_roles_make_a_team(kind: str, roles: tuple[str, ...], fault: str) -> None:
    assert rules.roles_fault(kind, roles) == fault


def test_what_ships_is_sound_and_says_that_it_is_ours() -> None:
    for one in rules.SCHEMES:
        assert [rules.roles_fault(kind, one.roles(kind)) for kind in rules.KINDS] == ["", ""]
        assert (len(one.student), len(one.staff)) == (5, 3)
        assert (one.source, one.confidence) == ("own", "L")


@pytest.mark.parametrize(
    ("now", "due"), [("07:30", "18:00"), ("16:00", "18:00"), ("17:20", "19:20")]
)
def test_by_when_it_is_arranged(now: str, due: str) -> None:
    day = dt.date(2026, 11, 23)
    at, by = (clock.at(day, dt.time.fromisoformat(text)) for text in (now, due))
    assert rules.due_at(at, dt.time(18)) == by


@st.composite
def standings(draw: st.DrawFn) -> Standing:
    """Some school: who is there, who holds what, who looks after whom already, rightly or not."""
    people = [
        pupil(n, draw(st.sampled_from([A, B]))) for n in range(1, draw(st.integers(1, 6)) + 1)
    ]
    people += [
        Person(who(50 + n), "staff", SCHOOL, draw(st.sampled_from([0, GRADE])), who(101 + n))
        for n in range(draw(st.integers(0, 3)))
    ]
    users = st.integers(101, 108).map(who)
    some = st.lists(users, max_size=3, unique=True)
    places = [
        (SCHOOL, "principal"), (GRADE, "grade_head"), (A, "class_teacher"), (B, "class_teacher"),
        (A, "subject_teacher"), (TOWN, "township_liaison"), (COUNTY, "bureau_officer"),
    ]  # fmt: skip
    holders = {place: draw(some) for place in places}
    links: list[Link] = []
    pairs: set[tuple[UUID, str | Carer]] = set()
    for number, person in enumerate(draw(st.lists(st.sampled_from(people), max_size=8))):
        role = draw(st.sampled_from(sorted(rules.ROLES)))
        carer = Carer(draw(st.sampled_from(["user", "guardian"])), draw(users))
        if {(person.id, role), (person.id, carer)} & pairs:
            continue
        pairs |= {(person.id, role), (person.id, carer)}
        links.append(Link(who(900 + number), person.id, role, carer, draw(st.booleans())))
    most = {user(n): draw(st.integers(0, 4)) for n in draw(st.sets(st.integers(101, 108)))}
    reach = {who(n): [(A, A + 1)] for n in draw(st.sets(st.integers(101, 108)))}
    load = Counter(one.carer for one in links)
    return school(*people, holders=holders, links=links, most=most, reach=reach, load=load)


@given(standings(), st.sampled_from(rules.MODES), st.booleans())
def test_what_holds_of_any_plan(now: Standing, mode: str, some: bool) -> None:
    asked = Asked(mode, ("leader", "subject_teacher") if some else ())
    made = rules.plan(now, SCHEME, asked)
    ended = {pk for pk, _why in made.ends}
    assert len(ended) == len(made.ends)
    links = [(one.person_id, one.role, one.carer) for one in now.links if one.id not in ended]
    links += [(wish.person_id, wish.role, carer) for wish, carer in made.begins]
    # One carer a role, nobody twice in a team, nobody after themselves.
    assert max(Counter((who_, role) for who_, role, _c in links).values(), default=1) == 1
    assert max(Counter((who_, c) for who_, _role, c in links).values(), default=1) == 1
    own = {one.id: Carer("user", one.user_id) for one in now.people.values() if one.user_id}
    new = [(wish.person_id, carer) for wish, carer in made.begins]
    assert [one for one in new if own.get(one[0]) == one[1]] == []
    # Each role of each person is filled or said to be empty, never both.
    wanted = {(one.id, role) for one in now.people.values() for role in SCHEME.roles(one.kind)}
    held = {(who_, role) for who_, role, _c in links}
    empty = {(wish.person_id, wish.role) for wish, _why in made.uncovered}
    assert (held | empty, held & empty) == (wanted, set())
    # The books add up, and nobody was given more than the maximum.
    loads = Counter(carer for _who, _role, carer in links)
    assert {k: n for k, n in made.after.items() if n} == {k: n for k, n in loads.items() if n}
    given_to = {carer for _wish, carer in made.begins}
    assert [who_ for who_ in given_to if loads[who_] > now.most.get(who_, 99)] == []


@given(standings())
def test_a_second_time_changes_nothing(now: Standing) -> None:
    made = rules.plan(now, SCHEME, Asked())
    ended = {pk for pk, _why in made.ends}
    links = [one for one in now.links if one.id not in ended]
    links += [
        Link(who(2000 + number), wish.person_id, wish.role, carer)
        for number, (wish, carer) in enumerate(made.begins)
    ]
    now.links, now.load = links, Counter(one.carer for one in links)
    again = rules.plan(now, SCHEME, Asked())
    assert (again.begins, again.ends) == ([], [])
    assert sorted(again.uncovered) == sorted(made.uncovered)
