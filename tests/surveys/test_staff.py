"""A round that asks staff: each answers for themselves by their own account, until nobody is unknown."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from tests.builders import BUILDER, CLASS_11, COUNTY, JUNIOR, PRIMARY, Universe
from tests.registry.posts import member_of
from tests.surveys.made import counts, opened, wanted
from xiaoan.accounts.models import User
from xiaoan.directory.rules import COUNTY as WHOLE
from xiaoan.directory.rules import SCHOOL
from xiaoan.duties.models import Duty
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.surveys import queries, rules, services
from xiaoan.surveys.models import Answer, Round, Tally

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]
# Staff of the primary school with an account, and one without.
LOGINS = ("principal", "doctor", "teacher", "logistics")


def on_roster(universe: Universe, login: str, unit_no: int, number: str) -> UUID:
    """The account of a login is that of somebody on the staff's roster."""
    person = member_of(unit_no, f"教工{number}", number)
    User.objects.filter(pk=universe.users[login].pk).update(person_id=person)
    return person


@pytest.fixture
def staff(universe: Universe, db: object) -> dict[str, UUID]:
    found = {one: on_roster(universe, one, PRIMARY, f"T{n}") for n, one in enumerate(LOGINS)}
    found["other_principal"] = on_roster(universe, "other_principal", JUNIOR, "T8")
    return found | {"nobody": member_of(PRIMARY, "没有账号", "T9")}


@pytest.fixture
def row(acting: Acting, staff: dict[str, UUID]) -> Round:
    return opened(acting("officer"), COUNTY, wanted("staff"))


def form(**more: object) -> dict[str, object]:
    return {"id": uuid7(), "whereabouts": "home", "condition": "well", **more}


def whole(row: Round) -> list[tuple[int, int, int, int]]:
    """on roll, known, unknown, contradicted of the school and of the county."""
    enter(BUILDER)
    found = [
        queries.sums(BUILDER, row.pk, interval)
        for interval in ((PRIMARY, PRIMARY + SCHOOL), (COUNTY, COUNTY + WHOLE))
    ]
    return [(one.on_roll, one.known, one.unknown, one.contradicted) for one in found]


def test_from_opening_to_nobody_unknown(
    row: Round, staff: dict[str, UUID], signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    clients = {login: signed_in(login) for login in (*LOGINS, "other_principal")}
    assert whole(row) == [(5, 0, 5, 0), (6, 0, 6, 0)]
    duty = Duty.objects.get(kind=services.KIND, unit_no=PRIMARY)
    assert (duty.assignee_id, duty.people) == (universe.users["principal"].pk, 5)
    where = f"/surveys/me/{row.pk}/"
    for n, (login, client) in enumerate(clients.items(), start=1):
        assert client.get("/waiting/").json()["count"] == 1
        assert 'href="/surveys/me/"' in client.get("/duties/today/").content.decode()
        assert where in client.get("/surveys/me/").content.decode()
        assert client.get(where).status_code == 200
        assert client.post(where, form(whereabouts="away")).status_code == 422
        sent = form(condition="symptoms") if login == "teacher" else form()
        assert client.post(where, sent).headers["Location"] == "/surveys/me/"
        assert client.post(where, sent).headers["Location"] == "/surveys/me/"
        assert client.get("/waiting/").json()["count"] == 0
        assert "已答" in client.get("/surveys/me/").content.decode()
        assert whole(row)[1] == (6, n, 6 - n, 0)
    one = Answer.objects.get(person_id=staff["teacher"])
    assert (one.source, one.side, one.by_id, one.condition, one.unit_no) == (
        "self", "family", universe.users["teacher"].pk, "symptoms", PRIMARY,
    )  # fmt: skip
    # Whoever has no account is answered for by the office.
    services.answer(
        acting("doctor"), services.Given(uuid7(), row.pk, staff["nobody"], rules.ALL_WELL)
    )
    assert whole(row) == [(5, 5, 0, 0), (6, 6, 0, 0)]
    assert counts(row, PRIMARY) == (5, 5, 0, 0)
    states = Duty.objects.filter(kind=services.KIND).values_list("unit_no", "state")
    assert dict(states) == {PRIMARY: "done", JUNIOR: "done"}


def test_who_answers_differently_from_the_office_is_decided_by_the_school(
    row: Round, staff: dict[str, UUID], acting: Acting, universe: Universe
) -> None:
    given = services.Given(uuid7(), row.pk, staff["teacher"], rules.ALL_WELL)
    services.answer(acting("doctor"), given)
    said = rules.Said(condition="isolated")
    services.answer_for_self(acting("teacher"), uuid7(), row.pk, said, "")
    enter(BUILDER)
    duty = Duty.objects.get(kind=services.SETTLE)
    assert (duty.unit_no, duty.assignee_id) == (PRIMARY, universe.users["principal"].pk)
    assert counts(row, PRIMARY) == (5, 0, 4, 1)


def test_no_address_opens_somebody_elses_form(
    row: Round, staff: dict[str, UUID], signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    other, pupil = staff["doctor"], universe.person(CLASS_11, 1)
    teacher, logistics = signed_in("teacher"), signed_in("logistics")
    pupils = opened(acting("officer"))
    for client, path in (
        (logistics, f"/surveys/answer/{row.pk}/{other}/"),
        (logistics, f"/surveys/answer/{row.pk}/{staff['logistics']}/"),
        (logistics, f"/surveys/answer/{pupils.pk}/{pupil}/"),
        (teacher, f"/surveys/answer/{row.pk}/{other}/"),
        (teacher, f"/surveys/me/{pupils.pk}/"),  # asks pupils only
        (teacher, f"/surveys/me/{uuid7()}/"),
        (logistics, f"/surveys/versions/{row.pk}/{other}/"),
    ):
        assert (client.get(path).status_code, path) == (404, path)
    for path in (f"/surveys/answer/{row.pk}/{other}/", f"/surveys/me/{pupils.pk}/"):
        assert teacher.post(path, form()).status_code == 404
    enter(BUILDER)
    assert Answer.objects.count() == 0


def test_whoever_is_on_no_roster_is_asked_nothing(
    row: Round, signed_in: SignedIn, acting: Acting
) -> None:
    deputy = signed_in("deputy")
    assert deputy.get("/waiting/").json()["count"] == 0
    assert deputy.get(f"/surveys/me/{row.pk}/").status_code == 404
    assert signed_in("guardian").get("/surveys/me/").status_code == 404
    with pytest.raises(NotFound):
        services.answer_for_self(acting("deputy"), uuid7(), row.pk, rules.ALL_WELL, "")


def test_a_round_that_is_over_says_so(
    row: Round, staff: dict[str, UUID], signed_in: SignedIn, acting: Acting
) -> None:
    teacher = signed_in("teacher")
    services.close_round(acting("officer"), row.pk)
    assert teacher.get("/waiting/").json()["count"] == 0
    where = f"/surveys/me/{row.pk}/"
    assert teacher.get(where).status_code == 404
    answer = teacher.post(where, form(), follow=True)
    assert "这一轮摸排已经结束,不能再填。" in answer.content.decode()
    enter(BUILDER)
    assert Tally.objects.get(round_id=row.pk, unit_no=PRIMARY).known == 0
