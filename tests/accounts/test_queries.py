"""From a session to an actor; what a guardian sees; who is shown a phone."""

from collections.abc import Callable
from uuid import uuid4

from django.test import Client

from tests import builders
from tests.builders import BUILDER, CLASS_11, CLASS_71, DAY, PRIMARY, Universe, sent, sick
from xiaoan.accounts import queries
from xiaoan.accounts.models import Grant, Session, User, Ward
from xiaoan.directory.models import Enrolment, Guardian, Person
from xiaoan.duties.models import Duty
from xiaoan.kernel.actor import NOBODY, Actor
from xiaoan.kernel.scope import enter
from xiaoan.screening import services as screening
from xiaoan.screening.models import Mark, RollCall

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]


def session_of(user: User) -> Session:
    builders.session_of(user)
    return Session.objects.get(user=user)


def test_an_unknown_or_unproven_session_is_nobody(db: None, universe: Universe) -> None:
    user, other = universe.users["teacher"], universe.users["deputy"]
    proof = user.get_session_auth_hash()
    enter(BUILDER)
    mine, theirs = session_of(user).pk, session_of(other).pk
    assert queries.actor_for(None) == NOBODY
    assert queries.actor_for(uuid4(), proof, mine) == NOBODY
    assert queries.actor_for(user.pk, proof) == NOBODY
    assert queries.actor_for(user.pk, proof, uuid4()) == NOBODY
    assert queries.actor_for(user.pk, proof, theirs) == NOBODY
    assert queries.actor_for(user.pk, "", mine) == NOBODY
    assert queries.actor_for(user.pk, proof[:-1] + "x", mine) == NOBODY
    changed = User(password="another").get_session_auth_hash()
    assert queries.actor_for(user.pk, changed, mine) == NOBODY
    assert Person.objects.count() == 0
    assert queries.actor_for(str(user.pk), proof, str(mine)) == universe.cast["teacher"]
    assert Person.objects.count() == 10


def test_a_login_is_read_only_when_named_exactly(db: None, universe: Universe) -> None:
    enter(NOBODY)
    found = queries.user_by_login("teacher")
    assert found is not None
    assert found.pk == universe.users["teacher"].pk
    assert queries.user_by_login("teach") is None
    assert queries.user_by_login("") is None
    assert User.objects.count() == 0


def test_a_guardian_sees_the_own_child_and_nothing_else(acting: Acting, universe: Universe) -> None:
    mine, other = universe.enrolment(CLASS_11, 1), universe.enrolment(CLASS_11, 2)
    screening.submit_roll_call(
        acting("teacher"), sent(CLASS_11, sick(mine, "cough"), sick(other, "vomiting"))
    )
    screening.submit_roll_call(acting("teacher_71"), sent(CLASS_71))
    acting("guardian")
    child = universe.person(CLASS_11, 1)
    assert list(Person.objects.values_list("id", flat=True)) == [child]
    assert list(Enrolment.objects.values_list("person_id", flat=True)) == [child]
    assert list(Mark.objects.values_list("person_id", flat=True)) == [child]
    # Whether the class has reported: its counts, no names; no other class's.
    assert list(RollCall.objects.values_list("unit_no", flat=True)) == [CLASS_11]
    assert (Duty.objects.count(), Guardian.objects.count()) == (0, 0)
    me = universe.users["guardian"].pk
    assert list(User.objects.values_list("id", flat=True)) == [me]
    assert set(Ward.objects.values_list("user_id", flat=True)) == {me}
    assert set(Grant.objects.values_list("user_id", flat=True)) == {me}


def test_a_guardian_changes_nothing(acting: Acting, universe: Universe) -> None:
    acting("guardian")
    assert Person.objects.update(name="改") == 0
    assert Enrolment.objects.update(seat=99) == 0
    assert Mark.objects.all().delete()[0] == 0


def test_wards_count_only_while_the_role_runs(db: None, universe: Universe) -> None:
    enter(BUILDER)
    Grant.objects.filter(user__login="guardian").update(until=DAY)
    actor = queries.actor_of(universe.users["guardian"])
    assert (actor.people, actor.classes, actor.scopes) == ((), (), ())
    enter(actor)
    assert Person.objects.count() == 0


def test_phones_by_role(acting: Acting, universe: Universe) -> None:
    teacher = universe.users["teacher"].pk
    number = {teacher: f"199{list(universe.users).index('teacher'):08d}"}
    shown = {}
    for login in (
        "principal", "officer", "deputy", "grade_head", "logistics", "guardian", "other_principal",
    ):  # fmt: skip
        shown[login] = queries.phones(acting(login), [teacher])
    assert shown["principal"] == shown["officer"] == number
    assert (
        shown["deputy"] == shown["grade_head"] == number
    )  # a post inside the own class, the own grade
    # Not shown by the policy, not the same school.
    assert [shown[name] for name in ("logistics", "guardian", "other_principal")] == [{}] * 3
    principal = universe.users["principal"].pk
    assert queries.phones(acting("teacher"), [principal]) == {}  # above: a name, and no number
    family = ("principal", "teacher", "keeper")
    assert [queries.sees_family_phones(universe.cast[name]) for name in family] == [True] * 3
    assert not queries.sees_family_phones(universe.cast["officer"])


def test_names_inside_ones_reach_and_ones_own(acting: Acting, universe: Universe) -> None:
    ids = [universe.users[name].pk for name in ("teacher", "principal", "other_principal")]
    assert set(queries.names(acting("principal"), ids).values()) == {"班主任壬", "校长戊"}
    assert set(queries.names(acting("teacher"), ids).values()) == {"班主任壬", "校长戊"}
    assert queries.names(acting("guardian"), ids) == {}
    everybody = [user.pk for user in universe.users.values()]
    assert set(queries.names(acting("grade_head"), everybody).values()) == {
        "组长辛", "班主任壬", "科任癸", "班主任子", "校长戊", "校医己", "后勤巳", "食堂午",
        "联络丙", "县长甲", "经办乙",
    }  # fmt: skip


def test_the_scope_is_as_before_once_colleagues_were_read(
    acting: Acting, universe: Universe
) -> None:
    teacher = acting("teacher")
    before = set(User.objects.values_list("login", flat=True))
    queries.names(teacher, [universe.users["principal"].pk])
    assert set(User.objects.values_list("login", flat=True)) == before == {"teacher"}


def test_holders_of_a_role_at_a_unit(acting: Acting, universe: Universe) -> None:
    found = queries.holders(acting("principal"), ["class_teacher"], [CLASS_11, CLASS_71], DAY)
    assert [(h.name, h.role, h.unit_no) for h in found] == [("班主任壬", "class_teacher", CLASS_11)]
    enter(BUILDER)
    User.objects.filter(login="teacher").update(is_active=False)
    assert queries.holders(acting("principal"), ["class_teacher"], [CLASS_11], DAY) == []
    assert queries.holders(acting("other_principal"), ["principal"], [PRIMARY], DAY) == []


def test_the_language_chosen_is_kept_with_the_account(
    signed_in: SignedIn, universe: Universe
) -> None:
    client = signed_in("teacher")
    answer = client.post("/language/", {"language": "en", "next": "/duties/today/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/duties/today/")
    assert client.get("/duties/today/").headers["Content-Language"] == "en"
    enter(BUILDER)
    assert User.objects.get(login="teacher").locale == "en"
    assert client.post("/language/", {"language": "tlh"}).status_code == 422
    away = client.post("/language/", {"language": "en", "next": "https://evil.example/"})
    assert away.headers["Location"] == "/"


def test_the_browsers_language_until_one_is_chosen(db: None, universe: Universe) -> None:
    expected = {
        "zh-CN,zh;q=0.9": "zh-hans", "zh-TW": "zh-hant", "zh-HK,en": "zh-hant", "zh-Hant-MO": "zh-hant",
        "en-GB,en": "en", "fr,en;q=0.5": "en", "fr": "zh-hans", "": "zh-hans",
    }  # fmt: skip
    found = {
        accepted: Client()
        .get("/sign-in/", headers={"Accept-Language": accepted})
        .headers["Content-Language"]
        for accepted in expected
    }
    assert found == expected
