"""Every address × everybody: the hand-written table against what the product answers."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from importlib import import_module

import psycopg
import pytest
import time_machine
from django.db import connections, transaction
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import clear_url_caches, path
from pytest_django import DjangoDbBlocker

from tests import environment
from tests.builders import MORNING, PRIMARY, Universe
from tests.conftest import TEMPLATE
from tests.counselling.care import MARKER
from tests.security import access
from tests.security.access import Answer, Town, letter, settle
from tests.security.table import ANY_METHOD, METHODS, ROLES, ROWS, Row
from tests.security.table_counselling import COUNSELLOR, COUNSELLOR_OPENS
from tests.security.table_leader import OTHERWISE
from xiaoan import urls
from xiaoan.accounts.rules import ROLES as KNOWN_ROLES
from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.patience import be_patient
from xiaoan.overview.queries import places

ROOM = "access_table"
ROLE_OF = {
    "leader": "county_leader", "officer": "bureau_officer", "liaison": "township_liaison",
    "principal": "principal", "doctor": "school_doctor", "grade_head": "grade_head",
    "teacher": "class_teacher", "deputy": "subject_teacher", "logistics": "logistics",
    "canteen": "canteen", "guardian": "guardian",
}  # fmt: skip
VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


@pytest.fixture(scope="module")
def town(universe: Universe, django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    """A clone with the people of the table in it; each request is rolled back (see `inside`)."""
    default = connections["default"]
    main = default.settings_dict["NAME"]
    with psycopg.connect(environment.PLACE.superuser, dbname="postgres", autocommit=True) as su:
        su.execute(f"create database {ROOM} template {TEMPLATE} owner xiaoan_owner")
        with django_db_blocker.unblock():
            default.close()
            default.settings_dict["NAME"] = ROOM
            try:
                with time_machine.travel(MORNING, tick=False):
                    yield settle(universe)
            finally:
                default.close()
                default.settings_dict["NAME"] = main
        su.execute(f"drop database {ROOM} with (force)")


@pytest.fixture
def inside(town: Town) -> Iterator[Town]:
    with transaction.atomic():
        # Many requests in one transaction, on a machine that may have other work.
        be_patient()
        yield town
        transaction.set_rollback(True)


def ask(town: Town, person: str, row: Row, *, absent: bool = False) -> Answer:
    """One request, of which nothing is kept. Its statements are told where the table says 404."""
    with transaction.atomic():
        if row.absent and row.expected()[person] == "n":
            response = _told(town, person, row, absent=absent)
        else:
            response = town.ask(person, row, absent=absent)
        transaction.set_rollback(True)
    # What was said to the counsellor is on nobody's page, in nobody's file, in no refusal.
    assert response.streaming or MARKER not in response.content.decode(errors="replace")
    page = plain(response) if response.status_code == HTTPStatus.NOT_FOUND else ""
    return Answer(response.status_code, dict(response.headers), page)


def _told(town: Town, person: str, row: Row, *, absent: bool) -> HttpResponse:
    connections["default"].queries_log.clear()  # it holds 9,000, and forgets the earliest
    with CaptureQueriesContext(connections["default"]) as told:
        response = town.ask(person, row, absent=absent)
    town.statements[person, absent] = [kind_of(one["sql"]) for one in told]
    return response


def kind_of(statement: str) -> str:
    """A statement without its values: ids, numbers, texts, and how many of them a list has."""
    text = re.sub(r'(SAVEPOINT) "\w+"', r"\1", statement)
    text = re.sub(r"'(?:[^']|'')*'(::\w+(\[\])?)?", "?", text)
    text = re.sub(r"\b\d+\b", "?", text)
    return re.sub(r"\?(, ?\?)+", "?", text)


def test_every_address_is_in_the_table() -> None:
    assert sorted(set(access.routes()) - METHODS.keys()) == []
    assert sorted(METHODS.keys() - set(access.routes())) == []


def test_an_address_that_nobody_listed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a new endpoint turns the test above red."""
    new = path("new-endpoint/", lambda _request: HttpResponse("leak"))
    monkeypatch.setattr(urls, "urlpatterns", [*urls.urlpatterns, new])
    clear_url_caches()
    try:
        assert set(access.routes()) - METHODS.keys() == {"new-endpoint/"}
    finally:
        monkeypatch.undo()
        clear_url_caches()


def test_every_role_has_a_column() -> None:
    held = {person[0]: role for person, role, _lo, _hi in access.NEW if " " in person}
    named = {**held, **{letter: ROLE_OF[login] for letter, login in access.CAST_HERE.items()}}
    assert set(named) == {*ROLES, "W"}
    assert sorted([*named.values(), "counsellor"]) == sorted(KNOWN_ROLES)


def test_what_the_leader_of_a_township_opens_otherwise_is_of_a_row_and_differs() -> None:
    liaison = ROLES.index("T")
    as_liaison = {str(row): row.here[liaison] + row.elsewhere[liaison] for row in ROWS}
    assert [key for key in OTHERWISE if OTHERWISE[key] == as_liaison.get(key, OTHERWISE[key])] == []


def test_the_counsellor_opens_what_is_named_and_nothing_else(inside: Town) -> None:
    """No column of the table, but a list: what is there beyond what is there for the canteen, too."""
    found = [(str(row), row.expected()["A here"], _of_counsellor(inside, row)) for row in ROWS]
    assert {row: own for row, others, own in found if own not in (others, "n")} == COUNSELLOR_OPENS


def _of_counsellor(town: Town, row: Row) -> str:
    with transaction.atomic():
        response = town.ask(COUNSELLOR, row)
        transaction.set_rollback(True)
    return letter(Answer(response.status_code, dict(response.headers), ""))


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_everybody_gets_what_the_table_says(row: Row, inside: Town) -> None:
    """And to everybody who is told 404, what is not theirs and what is not there are one: in status,
    headers and page, and in the statements asked (number, kind, order), so that the time tells nothing.
    """
    found = {person: ask(inside, person, row) for person in row.expected()}
    assert {person: letter(one) for person, one in found.items()} == row.expected()
    if not row.absent:
        return
    hidden = [person for person, what in row.expected().items() if what == "n"]
    assert hidden != []
    for person in hidden:
        theirs, nowhere = found[person], ask(inside, person, row, absent=True)
        assert nowhere.status_code == HTTPStatus.NOT_FOUND
        assert sorted(theirs.headers) == sorted(nowhere.headers)
        assert theirs.page == nowhere.page != "", person
    assert told_apart(inside, hidden) == []


def plain(response: HttpResponse) -> str:
    """The page without what differs each time: the token, and the address that was typed."""
    text = response.content.decode()
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)
    typed = getattr(response, "wsgi_request").get_full_path()  # noqa: B009  # the test client's
    return text.replace(typed, "#").replace(typed.replace("&", "&amp;"), "#")


def told_apart(town: Town, people: list[str]) -> list[str]:
    """For whom what is not theirs and what is not there ask the database for different things."""
    return [one for one in people if town.statements[one, False] != town.statements[one, True]]


def test_the_statements_could_tell(inside: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a look that asks one thing more about what is there is seen."""
    row = next(row for row in ROWS if row.address == f"/overview/{PRIMARY}/")

    def place_seen(actor: Actor, unit_no: int) -> directory.Place:
        place = directory.place(unit_no)
        directory.calendar(place.no)
        return places.place_seen(actor, unit_no)

    monkeypatch.setattr(import_module("xiaoan.overview.queries.board"), "place_seen", place_seen)
    for absent in (False, True):
        ask(inside, "P elsewhere", row, absent=absent)
    assert told_apart(inside, ["P elsewhere"]) == ["P elsewhere"]


@pytest.mark.parametrize("route", sorted(METHODS))
def test_other_methods_are_refused(route: str, inside: Town) -> None:
    row = next(row for row in ROWS if row.route == route)
    url = inside.fill(row.address)
    for person in ("nobody", "P here"):
        found = {}
        for verb in sorted(set(VERBS) - METHODS[route]):
            with transaction.atomic():
                found[verb] = inside.send(person, verb, url).status_code
                transaction.set_rollback(True)
        assert found == dict.fromkeys(found, ANY_METHOD.get(route, 405)), person


def test_the_table_could_see_a_leak(inside: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with every reach widened to the county, a row of the table no longer holds."""
    row = next(row for row in ROWS if row.address == "/outbreaks/{signal}/")
    assert {person: letter(ask(inside, person, row)) for person in row.expected()} == row.expected()
    everywhere = ((0, 2**31 - 1),)
    monkeypatch.setattr(Actor, "reach", lambda _self, _permission: everywhere)
    monkeypatch.setattr(Actor, "intervals", property(lambda _self: everywhere))
    leaked = [
        p
        for p, what in row.expected().items()
        if what == "n" and letter(ask(inside, p, row)) == "2"
    ]
    assert {"P elsewhere", "C elsewhere", "removed", "colleague"} <= set(leaked)
