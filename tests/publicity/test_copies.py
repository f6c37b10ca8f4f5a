"""The shelf of copies: bounded, by edition, true to commits elsewhere, and alive without a database."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
import time_machine
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client

from tests.builders import MORNING, Universe
from tests.publicity.test_public import AtOnce, at_once, get
from tests.reopening.states import MONDAY, a_proposal, decided
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import acting_as
from xiaoan.reopening import services
from xiaoan.web import copies

__all__ = ["at_once"]
Acting = Callable[[str], Any]


def a_copy(edition: int, size: int) -> copies.Copy:
    return copies.Copy(edition, (), b"x" * size, b"", 'W/"x"', 0)


def a_shelf(edition: Callable[[], int]) -> copies.Shelf:
    return copies.Shelf("/public/", edition, lambda _path: "en", lambda _path, _query: "")


def test_the_oldest_copies_go_when_there_is_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "MOST_BYTES", 100)
    shelf = a_shelf(lambda: 1)
    for n in range(5):
        shelf.keep(f"/{n}", a_copy(1, 40))
    assert (list(shelf.copies), shelf.held) == (["/3", "/4"], 80)
    shelf.keep("/4", a_copy(1, 10))
    assert (list(shelf.copies), shelf.held) == (["/3", "/4"], 50)


def test_the_edition_is_asked_for_once_a_second_and_after_a_commit(
    morning: time_machine.Traveller,
) -> None:
    asked: list[int] = []
    shelf = a_shelf(lambda: asked.append(1) or len(asked))  # type: ignore[func-returns-value]  # counts
    assert [shelf.current() for _ in range(3)] == [1, 1, 1]
    shelf.keep("/x", a_copy(1, 5))
    shelf.forget()
    assert (shelf.current(), shelf.copies, shelf.held) == (2, {}, 0)


def test_without_a_database_what_stood_goes_on(
    acting: Acting, at_once: AtOnce
) -> None:  # the fixture
    at_once(lambda: decided(acting))
    before = get("/public/")
    (shelf,) = copies.shelves()

    def down() -> int:
        raise OperationalError("gone")

    asks, shelf.edition = shelf.edition, down
    try:
        shelf.forget()
        assert get("/public/") == before
    finally:
        shelf.edition = asks
    fresh = a_shelf(down)
    with pytest.raises(OperationalError):
        fresh.current()


def test_what_another_process_commits_is_seen_when_asked_again(
    own_database: str, universe: Universe
) -> None:
    """Real commits: a proposal that is rolled back turns nothing, one that is decided elsewhere does."""
    with acting_as(universe.cast["officer"]) as officer:
        made = services.propose(officer, a_proposal())
    assert "11月30日" not in get("/public/")
    with acting_as(universe.cast["leader"]) as leader:
        services.decide(leader, uuid7(), made)
        transaction.set_rollback(True)
    assert "11月30日" not in get("/public/")
    with acting_as(universe.cast["leader"]) as leader:
        services.decide(leader, uuid7(), made)
    page = get("/public/")
    assert MONDAY.isoformat() in page
    with psycopg.connect(own_database) as elsewhere:
        elsewhere.execute("update publicity_edition set no = no + 1")
    (shelf,) = copies.shelves()
    stands = shelf.current()
    shelf.forget()
    assert shelf.current() != stands
    assert get("/public/") == page
    connection.close()


def test_the_next_day_is_another_edition(
    acting: Acting,
    at_once: AtOnce,  # the fixture
    morning: time_machine.Traveller,
) -> None:
    at_once(lambda: decided(acting))
    assert "页面内容更新于 2026-11-23" in get("/public/")
    morning.move_to(MORNING + dt.timedelta(days=1))
    copies.forget()
    assert "页面内容更新于 2026-11-24" in get("/public/")


def test_a_search_is_kept_by_what_was_typed_and_by_nothing_else(
    acting: Acting,
    at_once: AtOnce,  # the fixture
    django_assert_num_queries: Any,
) -> None:
    at_once(lambda: decided(acting))
    first = get("/public/schools/search/?q=实验")
    assert "实验小学" in first
    with django_assert_num_queries(0):
        assert get("/public/schools/search/?x=1&q=%20实验%20%20&q=实验") == first
    other = get("/public/schools/search/?q=河口")
    assert (first != other, "实验小学" in other) == (True, False)
    (shelf,) = copies.shelves()
    assert len(shelf.copies) == 2


def test_only_marked_answers_without_cookies_are_kept() -> None:
    def plain(_request: HttpRequest) -> HttpResponse:
        return HttpResponse("plain")

    def baked(_request: HttpRequest) -> HttpResponse:
        response = HttpResponse("baked", headers={copies.MARK: "1"})
        response.set_cookie("a", "b")
        return response

    for view in (plain, baked):
        request = HttpRequest()
        request.method, request.path = "GET", "/public/"
        request.META = {"HTTP_HOST": "localhost", "SERVER_PORT": "80"}
        copies.shelves()[0].stands, copies.shelves()[0].asked_at = 1, float("inf")
        copies.Copies(view)(request)
        assert dict(copies.shelves()[0].copies) == {}


@pytest.mark.django_db
def test_what_is_not_there_is_said_in_the_language_of_the_address() -> None:
    answer = Client().get("/public/en/schools/1/", headers={"accept-language": "zh"})
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"
    assert '<html lang="en">' in answer.content.decode()
