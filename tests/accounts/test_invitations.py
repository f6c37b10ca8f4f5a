"""Codes on paper: made once, good once, bound to the roster, and worth nothing when altered."""

import datetime as dt
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import BUILDER, CLASS_11, CLASS_12, DAY, MORNING, PRIMARY, Universe
from xiaoan.accounts import queries, rules, services
from xiaoan.accounts.models import Grant, Invitation, User, Ward
from xiaoan.accounts.services import Sheet, Taking
from xiaoan.directory.models import Guardian, Person
from xiaoan.directory.services import guardians
from xiaoan.directory.services.guardians import NewGuardian, Rights
from xiaoan.journal.models import Entry
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as, enter

Acting = Callable[[str], Actor]
NEW_PASSWORD = "马鞍桥上有绿苹果派对"
CHILDREN = "/screening/children/"


def register(
    actor: Actor, person_id: UUID, name: str = "王小明", phone: str = "19900001234"
) -> UUID:
    return guardians.add_guardian(actor, person_id, NewGuardian(name, "父亲", phone))


def invite(actor: Actor, *person_ids: UUID, unit_no: int = CLASS_11) -> list[str]:
    sheet = Sheet(uuid7(), unit_no, "guardian", person_ids)
    services.make_invitations(actor, sheet)
    return [queries.code_of(sheet.batch_id, pk) for pk in person_ids]


@pytest.fixture
def child(acting: Acting, universe: Universe) -> UUID:
    """A pupil of class 1(1) with one guardian on the roster."""
    pk = universe.person(CLASS_11, 3)
    register(acting("principal"), pk)
    return pk


@pytest.fixture
def code(child: UUID, acting: Acting) -> str:
    """The class teacher's code for the guardian of that pupil."""
    return invite(acting("teacher"), child)[0]


def name_of(child: UUID) -> str:
    enter(BUILDER)
    return Person.objects.get(pk=child).name


def prove(client: Client, code: str, name: str, digits: str = "1234") -> int:
    return client.post(f"/q/{code}/", {"name": name, "digits": digits}).status_code


def take(client: Client, code: str, **more: str) -> int:
    body = {"password": NEW_PASSWORD, "again": NEW_PASSWORD, **more}
    return client.post(f"/q/{code}/account/", body).status_code


def bind(code: str, child: UUID) -> Client:
    """A guardian who scans, proves and sets a password."""
    client = Client()
    assert prove(client, code, name_of(child)) == 302
    assert take(client, code) == 302
    return client


@given(st.binary(min_size=16, max_size=16))
def test_a_code_reads_back_however_it_is_typed(chance: bytes) -> None:
    code = rules.new_code(chance)
    assert len(code) == 12
    shown = rules.shown_code(code)
    assert rules.read_code(f" {shown.lower()} ") == code
    assert rules.read_code(code.replace("0", "O").replace("1", "l")) == code


@given(st.binary(min_size=16, max_size=16), st.data())
def test_one_wrong_sign_and_two_changed_places_are_noticed(
    chance: bytes, data: st.DataObject
) -> None:
    code = rules.new_code(chance)
    place = data.draw(st.integers(0, 11))
    other = data.draw(st.sampled_from([sign for sign in rules.ALPHABET if sign != code[place]]))
    assert rules.read_code(code[:place] + other + code[place + 1 :]) == ""
    i, j = data.draw(st.tuples(st.integers(0, 11), st.integers(0, 11)))
    signs = list(code)
    signs[i], signs[j] = signs[j], signs[i]
    assert rules.read_code("".join(signs)) in ("", code if signs == list(code) else "")
    for short in (code[:-1], code + "0", "", code[1:]):
        assert rules.read_code(short) == ""


def test_mutated_and_forged_codes_never_match(code: str) -> None:
    """Every code at one or two signs' distance with a right check sign, and 20,000 by chance."""
    digests = {bytes(row) for row in Invitation.objects.values_list("digest", flat=True)}
    assert digests == {queries.code_digest(code)}
    tried = 0
    for place in range(11):
        for other in rules.ALPHABET:
            body = code[:place] + other + code[place + 1 : 11]
            whole = next(
                body + sign
                for sign in rules.ALPHABET
                if rules.read_code(body + sign) == body + sign
            )
            tried += whole != code
            assert (queries.code_digest(whole) in digests) is (whole == code)
    assert tried == 11 * 31
    forged = {rules.new_code(os.urandom(16)) for _ in range(20_000)} - {code}
    assert not any(queries.code_digest(one) in digests for one in forged)
    # Another purpose's hash of the same code is another hash; the hash is no code.
    assert ciphers.blind_index(code, kind="recovery code") not in digests
    assert queries.invitation_of(queries.code_digest(code).hex()) is None


def test_only_a_keyed_hash_is_kept(code: str) -> None:
    enter(BUILDER)
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(i::text, '') from accounts_invitation i")
        stored = str(cursor.fetchone()[0])
    assert (code in stored, rules.shown_code(code) in stored) == (False, False)


def test_a_guardian_binds_and_sees_the_child_and_nobody_else(code: str, child: UUID) -> None:
    stranger = Client()
    page = stranger.get(f"/q/{code}/").content.decode()
    name = name_of(child)
    assert ("实验小学" in page, "班主任壬" in page, name in page, "王小明" in page) == (
        True, True, False, False,
    )  # fmt: skip
    client = bind(code, child)
    found = client.get(CHILDREN).content.decode()
    assert name in found
    enter(BUILDER)
    user = User.objects.get(name="王小明")
    ward, grant = Ward.objects.get(user=user), Grant.objects.get(user=user)
    assert (ward.person_id, ward.unit_no, grant.role, grant.since) == (
        child,
        CLASS_11,
        "guardian",
        DAY,
    )
    assert queries.actor_of(user).people == (child,)
    facts = Entry.objects.filter(kind="accounts.invitation_used").get()
    assert (facts.actor, name in facts.body) == (str(user.pk), False)
    # By phone from now on; the code is worth nothing any more, also to whoever holds it.
    assert (
        Client()
        .post("/sign-in/", {"login": "19900001234", "password": NEW_PASSWORD})
        .headers["Location"]
        == CHILDREN
    )
    assert Client().get(f"/q/{code}/").status_code == 404


def test_a_second_press_answers_as_the_first(code: str, child: UUID) -> None:
    client = bind(code, child)
    assert take(client, code) == 302
    client.cookies["xiaoan-unrelated"] = "1"
    enter(BUILDER)
    assert (
        Ward.objects.filter(person_id=child).count(),
        User.objects.filter(name="王小明").count(),
    ) == (1, 1)


@pytest.mark.parametrize(
    ("name", "digits"),
    [("测试生", "1234"), ("", "1234"), ("right", "4321"), ("right", "123"), ("right", "")],
)
def test_a_wrong_proof_opens_nothing(code: str, child: UUID, name: str, digits: str) -> None:
    client = Client()
    assert prove(client, code, name_of(child) if name == "right" else name, digits) == 422
    assert take(client, code) == 302
    enter(BUILDER)
    assert Ward.objects.filter(person_id=child).count() == 0


def test_proofs_are_throttled_per_code(code: str, child: UUID) -> None:
    name = name_of(child)
    for _ in range(rules.PROOF_LIMIT.tries):
        assert services.prove_invitation(code, name, "0000") is None
    with pytest.raises(Invalid):
        services.prove_invitation(code, name, "1234")


def test_taken_back_replaced_and_old_codes_look_like_none(
    child: UUID, acting: Acting, morning: time_machine.Traveller
) -> None:
    first = invite(acting("teacher"), child)[0]
    second = invite(acting("teacher"), child)[0]
    services.revoke_invitation(acting("teacher"), Invitation.objects.get(revoked_at=None).pk)
    third = invite(acting("teacher"), child)[0]
    pages = [Client().get(f"/q/{one}/") for one in (first, second, "000000000000", "x")]
    assert {page.status_code for page in pages} == {404}
    assert Client().get(f"/q/{third}/").status_code == 200
    morning.move_to(MORNING + dt.timedelta(days=30))
    assert Client().get(f"/q/{third}/").status_code == 404


def test_who_may_make_codes(acting: Acting, universe: Universe) -> None:
    child, other = universe.person(CLASS_11, 3), universe.person(CLASS_12, 3)
    expected = {
        "teacher": None, "principal": None, "officer": Forbidden, "doctor": Forbidden,
        "deputy": Forbidden, "teacher_12": NotFound, "other_principal": NotFound,
        "guardian": NotFound,
    }  # fmt: skip
    found: dict[str, type[Refusal] | None] = {}
    for who in expected:
        try:
            invite(acting(who), child)
            found[who] = None
        except Refusal as refused:
            found[who] = type(refused)
    assert found == expected
    # A child of the class next door among one's own is refused as a whole.
    with pytest.raises(Invalid):
        invite(acting("teacher"), child, other)
    with pytest.raises(Invalid):
        invite(acting("teacher"))


def test_the_same_sheet_twice_makes_one(acting: Acting, universe: Universe) -> None:
    sheet = Sheet(uuid7(), CLASS_11, "guardian", [universe.person(CLASS_11, n) for n in (2, 3)])
    teacher = acting("teacher")
    assert [services.make_invitations(teacher, sheet) for _ in range(2)] == [2, 2]
    assert Invitation.objects.count() == 2
    shown = queries.sheet(teacher, sheet.batch_id)
    assert shown is not None
    assert [strip.state for strip in shown.strips] == ["open", "open"]


@pytest.mark.parametrize("since", [DAY, dt.date(2026, 9, 1)], ids=["today", "before"])
def test_access_ends_with_the_roster_from_the_next_request_on(
    code: str, child: UUID, acting: Acting, since: dt.date
) -> None:
    """What changes today on a row that began before closes it and opens another under a new id."""
    client = bind(code, child)
    name = name_of(child)
    Guardian.objects.filter(person_id=child).update(since=since)

    def row() -> UUID:
        rows = Guardian.objects.filter(person_id=child, name="王小明", until=None)
        return rows.get().pk

    def sees() -> bool:
        return name in client.get(CHILDREN).content.decode()

    principal = acting("principal")
    other = register(principal, child, "李小红", "19900005678")
    guardians.order_guardians(principal, child, [other, row()])
    assert sees()
    guardians.set_rights(acting("principal"), child, row(), Rights(may_see=False))
    assert not sees()
    guardians.set_rights(acting("principal"), child, row(), Rights())
    assert sees()
    guardians.end_guardian(acting("principal"), child, row())
    assert not sees()


def test_one_guardian_several_children_and_two_guardians_of_one(
    code: str, child: UUID, acting: Acting, universe: Universe
) -> None:
    sibling = universe.person(CLASS_12, 7)
    register(acting("principal"), sibling)
    register(acting("principal"), child, "李小红", "19900005678")
    client = bind(code, child)
    more = invite(acting("teacher_12"), sibling, unit_no=CLASS_12)[0]
    assert prove(client, more, name_of(sibling)) == 302
    assert "把这个孩子加到我的账号" in client.get(f"/q/{more}/account/").content.decode()
    assert take(client, more) == 302
    page = client.get(CHILDREN).content.decode()
    assert (name_of(child) in page, name_of(sibling) in page) == (True, True)
    again = invite(acting("teacher"), child)[0]
    mother = Client()
    assert prove(mother, again, name_of(child), "5678") == 302
    assert take(mother, again) == 302
    page = mother.get(CHILDREN).content.decode()
    assert (name_of(child) in page, name_of(sibling) in page) == (True, False)


def test_a_guardian_who_may_not_see_cannot_bind(code: str, child: UUID, acting: Acting) -> None:
    principal = acting("principal")
    row = Guardian.objects.get(person_id=child)
    guardians.set_rights(principal, child, row.pk, Rights(may_see=False))
    assert prove(Client(), code, name_of(child)) == 422


def test_guardians_with_one_number_say_who_they_are(code: str, child: UUID, acting: Acting) -> None:
    mother = register(acting("principal"), child, "李小红", "19900001234")
    client = Client()
    assert prove(client, code, name_of(child)) == 302
    assert take(client, code) == 422
    assert take(client, code, guardian=str(uuid7())) == 422
    assert take(client, code, guardian=str(mother)) == 302
    enter(BUILDER)
    assert Ward.objects.get(person_id=child).guardian_id == mother


def test_of_two_phones_at_once_one_wins(own_database: str, universe: Universe) -> None:
    child = universe.person(CLASS_11, 3)
    with acting_as(universe.cast["principal"]) as principal:
        guardian = register(principal, child)
        code = invite(principal, child)[0]

    def phone(_: int) -> str:
        try:
            with transaction.atomic():
                services.take_invitation(Taking(code, uuid7(), NEW_PASSWORD, guardian))
        except Conflict:
            return "late"
        else:
            return "bound"
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(phone, range(4))) == ["bound", "late", "late", "late"]
    with acting_as(BUILDER):
        assert Ward.objects.filter(person_id=child).count() == 1
        assert User.objects.filter(name="王小明").count() == 1
        assert Invitation.objects.get().school_id == PRIMARY
