"""Codes for the staff: bound to the person on the roster, good once, and no way into another's account."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client

from tests.builders import BUILDER, CLASS_11, CLASS_12, DAY, MORNING, PRIMARY, Universe
from xiaoan.accounts import queries, rules, services
from xiaoan.accounts.models import Grant, Invitation, User
from xiaoan.accounts.services import Sheet, Taking
from xiaoan.directory.models import Person
from xiaoan.directory.services.enrolments import ID_PLACE, PHONE_PLACE
from xiaoan.journal.models import Entry
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter, leave

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
NEW_PASSWORD = "马鞍桥上有绿苹果派对"


def member(number: str, name: str, phone: str = "19900004321") -> UUID:
    """Somebody of the staff on the roster of the primary school."""
    pk = uuid7()
    id_number = f"41010119850302{number[-4:]}"
    sealed = ciphers.seal(phone, place=PHONE_PLACE, row=pk) if phone else None
    Person.objects.create(
        id=pk, identity_id=pk, school_id=PRIMARY, unit_no=PRIMARY, kind="staff", number=number,
        name=name, pinyin="", sex="F", birth_date=dt.date(1985, 3, 2), phone_cipher=sealed,
        id_cipher=ciphers.seal(id_number, place=ID_PLACE, row=pk),
        id_index=ciphers.blind_index(id_number, kind="id"),
    )  # fmt: skip
    return pk


def appointed(person_id: UUID, name: str) -> User:
    """The account that an appointment opened: a position, and no password yet."""
    new = services.NewAccount(
        login="T1001", name=name, school_id=PRIMARY, unit_no=PRIMARY, person_id=person_id
    )
    user = services.open_account(BUILDER, new)
    services.grant_role(BUILDER, user, "class_teacher", CLASS_12, CLASS_12 + 1, PRIMARY, DAY)
    return user


def invite(actor: Actor, *person_ids: UUID) -> list[str]:
    sheet = Sheet(uuid7(), PRIMARY, "staff", person_ids)
    services.make_invitations(actor, sheet)
    return [queries.code_of(sheet.batch_id, pk) for pk in person_ids]


@pytest.fixture
def teacher(db: None, universe: Universe) -> UUID:
    enter(BUILDER)
    return member("T1001", "夏侯老师")


@pytest.fixture
def code(teacher: UUID, acting: Acting) -> str:
    """The principal's code for that teacher."""
    return invite(acting("principal"), teacher)[0]


def prove(client: Client, code: str, name: str = "夏侯老师", digits: str = "4321") -> int:
    return client.post(f"/q/{code}/", {"name": name, "digits": digits}).status_code


def take(client: Client, code: str, **more: str) -> int:
    body = {"password": NEW_PASSWORD, "again": NEW_PASSWORD, **more}
    return client.post(f"/q/{code}/account/", body).status_code


def accounts(person_id: UUID) -> list[tuple[str, bool]]:
    """Login and whether there is a password, of every account of a person."""
    enter(BUILDER)
    rows = User.objects.filter(person_id=person_id)
    return [(user.login, user.has_usable_password()) for user in rows]


def test_a_member_of_staff_opens_the_account(code: str, teacher: UUID) -> None:
    client = Client()
    page = client.get(f"/q/{code}/").content.decode()
    assert ("实验小学" in page, "教职工账号" in page, "夏**师" in page, "夏侯老师" in page) == (
        True, True, True, False,
    )  # fmt: skip
    assert (prove(client, code), take(client, code)) == (302, 302)
    assert client.get("/account/").status_code == 200
    assert accounts(teacher) == [(f"T1001@{PRIMARY}", True)]
    fact = Entry.objects.get(kind="accounts.invitation_used")
    user = User.objects.get(person_id=teacher)
    assert ('"purpose":"staff"' in fact.body, "夏侯" in fact.body) == (True, False)
    assert (fact.actor, fact.school_id) == (str(user.pk), PRIMARY)
    # No position was given by it, and the phone of the roster signs in.
    assert not Grant.objects.filter(user=user).exists()
    answer = Client().post("/sign-in/", {"login": "19900004321", "password": NEW_PASSWORD})
    assert answer.status_code == 302


def test_the_account_of_an_appointment_is_the_one_that_opens(code: str, teacher: UUID) -> None:
    enter(BUILDER)
    user = appointed(teacher, "夏侯老师")
    client = Client()
    assert (prove(client, code), take(client, code)) == (302, 302)
    assert accounts(teacher) == [("T1001", True)]
    # Pressed twice it is let in as the first time, into the same account.
    assert take(client, code) == 302
    enter(BUILDER)
    assert Invitation.objects.get().used_by_id == user.pk
    assert Entry.objects.filter(kind="accounts.invitation_used").count() == 1
    # With the position that the appointment gave.
    assert client.get(f"/registry/classes/{CLASS_12}/").status_code == 200


def test_a_second_press_answers_as_the_first(code: str, teacher: UUID) -> None:
    client = Client()
    prove(client, code)
    assert [take(client, code) for _ in range(3)] == [302, 302, 302]
    assert accounts(teacher) == [(f"T1001@{PRIMARY}", True)]
    # Another press of the same browser's proof is no other person's way in.
    enter(BUILDER)
    with pytest.raises(Conflict, match="校长"):
        services.take_invitation(Taking(code, uuid7(), NEW_PASSWORD))


def test_who_proved_it_before_somebody_else_used_it_stays_out(code: str, teacher: UUID) -> None:
    early, owner = Client(), Client()
    assert (prove(early, code), prove(owner, code)) == (302, 302)
    assert take(owner, code) == 302
    assert take(early, code, password="另一个长长的密码在此", again="另一个长长的密码在此") == 409
    assert early.get("/account/").status_code == 302
    assert Client().get(f"/q/{code}/").status_code == 404


@pytest.mark.parametrize(
    ("name", "digits"),
    [
        ("夏侯", "4321"), ("", "4321"), ("夏侯老师", "1234"), ("夏侯老师", ""),
        ("夏侯老师", "321"), ("夏侯老师", "1001"), ("欧阳老师", "4321"),
    ],
)  # fmt: skip
def test_a_wrong_proof_opens_nothing(code: str, teacher: UUID, name: str, digits: str) -> None:
    client = Client()
    assert prove(client, code, name, digits) == 422
    assert take(client, code) == 302
    assert accounts(teacher) == []


def test_who_has_no_phone_on_the_roster_proves_the_staff_number(
    acting: Acting, universe: Universe
) -> None:
    enter(BUILDER)
    pk = member("T2002", "司马老师", phone="")
    code = invite(acting("principal"), pk)[0]
    assert prove(Client(), code, "司马老师", "2001") == 422
    client = Client()
    assert (prove(client, code, "司马老师", "2002"), take(client, code)) == (302, 302)
    assert accounts(pk) == [(f"T2002@{PRIMARY}", True)]


def test_another_persons_code_is_proved_by_that_person_only(
    acting: Acting, teacher: UUID, code: str
) -> None:
    enter(BUILDER)
    other = member("T3003", "诸葛老师", "19900009999")
    hers = invite(acting("principal"), other)[0]
    assert prove(Client(), hers) == 422
    # Proved for one code, typed at another: begins anew there.
    client = Client()
    assert prove(client, code) == 302
    assert take(client, hers) == 302
    assert (accounts(teacher), accounts(other)) == ([], [])


def test_no_code_and_codes_that_are_over(
    code: str, teacher: UUID, acting: Acting, morning: time_machine.Traveller
) -> None:
    proved = Client()
    assert prove(proved, code) == 302
    again = invite(acting("principal"), teacher)[0]
    # Replaced while the page was open.
    assert take(proved, code) == 409
    for wrong in (code, "000000000000", "x", again[:-1]):
        assert Client().get(f"/q/{wrong}/").status_code == 404
    late = Client()
    assert prove(late, again) == 302
    morning.move_to(MORNING + rules.INVITATION_LASTS["staff"])
    assert take(late, again) in (302, 409)
    assert Client().get(f"/q/{again}/").status_code == 404
    assert accounts(teacher) == []
    with pytest.raises(Conflict):
        services.take_invitation(Taking(again, uuid7(), NEW_PASSWORD))
    with pytest.raises(NotFound):
        services.take_invitation(Taking("000000000000", uuid7(), NEW_PASSWORD))


def test_taken_back(code: str, teacher: UUID, acting: Acting) -> None:
    principal = acting("principal")
    services.revoke_invitation(principal, Invitation.objects.get().pk)
    assert Client().get(f"/q/{code}/").status_code == 404
    with pytest.raises(Conflict):
        services.take_invitation(Taking(code, uuid7(), NEW_PASSWORD))


def test_a_locked_account_is_not_opened_by_a_code(code: str, teacher: UUID) -> None:
    enter(BUILDER)
    user = appointed(teacher, "夏侯老师")
    User.objects.filter(pk=user.pk).update(is_active=False)
    client = Client()
    assert (prove(client, code), take(client, code)) == (302, 409)
    assert client.get("/account/").status_code == 302
    assert accounts(teacher) == [("T1001", False)]
    enter(BUILDER)
    assert Invitation.objects.get().used_at is None


def test_who_has_a_password_signs_in_instead(code: str, teacher: UUID, acting: Acting) -> None:
    client = Client()
    assert (prove(client, code), take(client, code)) == (302, 302)
    new = invite(acting("principal"), teacher)[0]
    thief = Client()
    assert prove(thief, new) == 302
    answer = thief.post(
        f"/q/{new}/account/", {"password": "另一个长长的密码在此", "again": "另一个长长的密码在此"}
    )
    assert answer.status_code == 409
    assert "您已经有账号" in answer.content.decode()
    enter(BUILDER)
    with transaction.atomic():
        assert services.sign_in(services.Attempt("19900004321", NEW_PASSWORD)) is not None


def test_a_weak_password_leaves_the_code_good(code: str, teacher: UUID) -> None:
    client = Client()
    prove(client, code)
    for weak in ("short", "aaaaaaaaaaaa", "password123456", "夏侯老师在这里上班"):
        assert take(client, code, password=weak, again=weak) == 422
    assert take(client, code, again="x") == 422
    assert take(client, code) == 302


def test_proofs_are_throttled_per_code(code: str, teacher: UUID) -> None:
    for _ in range(rules.PROOF_LIMIT.tries):
        assert services.prove_invitation(code, "夏侯老师", "0000") is None
    with pytest.raises(Invalid):
        services.prove_invitation(code, "夏侯老师", "4321")


def test_who_may_make_codes_for_the_staff(
    acting: Acting, universe: Universe, teacher: UUID
) -> None:
    expected = {
        "principal": None, "officer": None, "teacher": NotFound, "doctor": Forbidden,
        "liaison": Forbidden, "other_principal": NotFound, "guardian": NotFound,
        "leader": Forbidden,
    }  # fmt: skip
    found: dict[str, type[Refusal] | None] = {}
    for who in expected:
        try:
            invite(acting(who), teacher)
            found[who] = None
        except Refusal as refused:
            found[who] = type(refused)
    assert found == expected
    # A pupil is not of the staff.
    with pytest.raises(Invalid):
        invite(acting("principal"), universe.person(CLASS_11, 1))


def test_a_guardian_who_is_signed_in_does_not_add_a_staff_code_to_that_account(
    code: str, teacher: UUID, signed_in: SignedIn, universe: Universe
) -> None:
    leave()
    home = signed_in("guardian")
    enter(universe.cast["guardian"])
    with pytest.raises(Invalid, match="教职工"):
        services.add_child(universe.cast["guardian"], code, uuid7())
    leave()
    assert (prove(home, code), take(home, code)) == (302, 302)
    # An account of its own, signed in now.
    assert accounts(teacher) == [(f"T1001@{PRIMARY}", True)]
    assert home.get("/screening/children/").status_code == 404


def test_of_two_presses_at_once_both_land_in_one_account(
    own_database: str, universe: Universe
) -> None:
    with acting_as(BUILDER):
        pk = member("T1001", "夏侯老师")
        appointed(pk, "夏侯老师")
    with acting_as(universe.cast["principal"]) as principal:
        code = invite(principal, pk)[0]
    press = uuid7()

    def phone(own: UUID) -> str:
        try:
            with transaction.atomic():
                services.take_invitation(Taking(code, own, NEW_PASSWORD))
        except Conflict:
            return "late"
        else:
            return "in"
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(phone, (press, press, press, press)))
    assert told == ["in"] * 4
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(phone, (uuid7(), uuid7()))) == ["late", "late"]
    with acting_as(BUILDER):
        assert User.objects.filter(person_id=pk).count() == 1
        assert Entry.objects.filter(kind="accounts.invitation_used").count() == 1
