"""What a phone is given to work without a network, and what the server says to it."""

import json
import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests.architecture.scripts import load
from tests.builders import CLASS_11, PASSWORD, Universe
from xiaoan.web.pages import offline

SignedIn = Callable[[str], Client]
icons = load("icons")
SHEET = f"/screening/rollcall/{CLASS_11}/2026-11-23/morning/"


def test_the_worker_keeps_files_by_their_hash(universe: Universe, db: None) -> None:
    answer = Client().get("/sw.js")
    assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == (
        "text/javascript; charset=utf-8", "no-cache",
    )  # fmt: skip
    shell = json.loads(answer.content.decode().split(";\n", 1)[0].removeprefix("const SHELL = "))
    assert len(shell.pop("files")) == len(offline.SHELL)
    assert shell == {
        "offline": "/offline/", "daily": ["/duties/today/"], "signOut": "/sign-out/",
        "signIn": "/sign-in/", "static": "/static/", "most": 12,
    }  # fmt: skip
    files = json.loads(answer.content.decode().split(";\n", 1)[0].removeprefix("const SHELL = "))
    assert all(re.search(r"\.[0-9a-f]{12}\.\w+$", name) for name in files["files"])


def test_the_manifest_names_icons_that_are_there(universe: Universe, db: None) -> None:
    told = json.loads(Client().get("/manifest.webmanifest").content)
    assert (told["name"], told["start_url"], told["display"]) == ("校安", "/", "standalone")
    assert [icon["sizes"] for icon in told["icons"]] == ["192x192", "512x512", "512x512"]
    english = Client(headers={"Accept-Language": "en"}).get("/manifest.webmanifest")
    assert json.loads(english.content)["name"] != "校安"


def test_icons_are_as_drawn() -> None:
    assert (icons.HERE / "192.png").read_bytes() == icons.png(*icons.ICONS["192"])


@pytest.mark.parametrize("url", ["/offline/", "/install/"])
def test_pages_for_everybody_name_nobody(signed_in: SignedIn, universe: Universe, url: str) -> None:
    name = universe.cast["teacher"].name
    page = signed_in("teacher").get(url).content.decode()
    assert (name in page, "data-user" in page) == (False, False)


def kept(client: Client, url: str) -> str | None:
    return client.get(url).headers.get("X-Keep")


def test_only_lists_and_sheets_of_oneself_are_kept(signed_in: SignedIn, universe: Universe) -> None:
    teacher, own = signed_in("teacher"), str(universe.cast["teacher"].user_id)
    found = [kept(teacher, url) for url in ("/duties/today/", SHEET, "/account/")]
    assert found == [own, own, None]
    teacher.post(
        SHEET, {"submission_id": "01a20598-58c0-7995-a865-b27790c5ca1e", "base_version": "0"}
    )
    assert kept(teacher, f"{SHEET}?correct=1") is None


def test_signing_out_empties_the_browser(signed_in: SignedIn, universe: Universe) -> None:
    answer = signed_in("teacher").post("/sign-out/")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    answer = signed_in("teacher").post("/sign-out/", {"empty": "1"})
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_a_page_too_old_to_be_believed_is_no_refusal(universe: Universe, db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    client.post("/sign-in/", {"login": "teacher", "password": PASSWORD})
    answer = client.post(SHEET, {}, headers={"X-Outbox": "1"})
    assert (answer.status_code, answer.headers["X-Outbox"]) == (403, "sign-in")
