"""What every answer carries: never kept by a cache, no foreign script, cookies that stay ours."""

import json
import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from django.test import Client

from tests.builders import CLASS_11, PASSWORD, PRIMARY, Universe

SignedIn = Callable[[str], Client]
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
PAGES = (
    ("", "/"),
    ("", "/sign-in/"),
    ("", "/livez"),
    ("", "/readyz"),
    ("", "/not-there/"),
    ("", "/duties/today/"),
    ("teacher", "/duties/today/"),
    ("teacher", f"/screening/rollcall/{CLASS_11}/2026-11-23/morning/"),
    ("teacher", f"/screening/receipt/{CLASS_11}/2026-11-23/morning/"),
    ("teacher", "/sign-out/"),
    ("principal", f"/screening/school/{PRIMARY}/"),
    ("principal", f"/overview/data/{PRIMARY}.json"),
    ("principal", f"/overview/{PRIMARY}/export/"),
    ("guardian", "/screening/children/"),
)


@pytest.mark.parametrize(("who", "url"), PAGES)
def test_every_answer_has_the_headers(
    signed_in: SignedIn, universe: Universe, who: str, url: str
) -> None:
    answer = (signed_in(who) if who else Client()).get(url)
    policy = {part.strip() for part in answer.headers["Content-Security-Policy"].split(";")}
    assert policy == {part.strip() for part in CSP.split(";")}
    assert {
        name: answer.headers.get(name)
        for name in (
            "Cache-Control", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy",
            "Cross-Origin-Opener-Policy",
        )
    } == {
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
    }  # fmt: skip


def test_a_post_without_the_token_is_refused(universe: Universe, db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    body = {"login": "teacher", "password": PASSWORD}
    refused = client.post("/sign-in/", body)
    assert (refused.status_code, refused.headers["Cache-Control"]) == (403, "no-store")
    client.get("/sign-in/")
    token = client.cookies["xiaoan-csrf"].value
    assert client.post("/sign-in/", {**body, "csrfmiddlewaretoken": token}).status_code == 302


def flags(client: Client, name: str) -> tuple[object, ...]:
    cookie = client.cookies[name]
    return (bool(cookie["httponly"]), cookie["samesite"], cookie["path"], cookie["domain"])


def test_cookies_are_ours_alone(universe: Universe, db: None) -> None:
    client = Client()
    client.get("/sign-in/")
    client.post("/sign-in/", {"login": "teacher", "password": PASSWORD})
    client.post("/language/", {"language": "en"})
    assert sorted(client.cookies) == ["xiaoan", "xiaoan-csrf", "xiaoan-device", "xiaoan-language"]
    assert flags(client, "xiaoan") == (True, "Lax", "/", "")
    assert flags(client, "xiaoan-device") == (True, "Lax", "/", "")
    assert flags(client, "xiaoan-csrf") == (False, "Lax", "/", "")
    assert client.cookies["xiaoan"]["max-age"] == 12 * 3600


PRODUCTION = """
import json, django
from django.conf import settings as s
print(json.dumps([
    s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,
    s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS, s.DEMO, s.DEBUG, s.SESSION_COOKIE_HTTPONLY,
]))
"""


def run(**environment: str) -> "subprocess.CompletedProcess[str]":
    clean = {k: v for k, v in os.environ.items() if not k.startswith("XIAOAN_")}
    return subprocess.run(
        [sys.executable, "-c", PRODUCTION], capture_output=True, text=True, check=False,
        env={**clean, "DJANGO_SETTINGS_MODULE": "xiaoan.settings", **environment},
    )  # fmt: skip


def test_production_has_host_cookies_and_https() -> None:
    made = run(XIAOAN_SECRET_KEY="s" * 60, XIAOAN_KEY_FILE="/nowhere/keys")
    assert json.loads(made.stdout) == [
        "__Host-xiaoan", "__Host-xiaoan-csrf", True, True, True, 31_536_000, False, False, True,
    ]  # fmt: skip


@pytest.mark.parametrize("missing", ["XIAOAN_SECRET_KEY", "XIAOAN_KEY_FILE"])
def test_production_does_not_start_without_its_secrets(missing: str) -> None:
    given = {"XIAOAN_SECRET_KEY": "s" * 60, "XIAOAN_KEY_FILE": "/nowhere/keys"}
    refused = run(**{name: value for name, value in given.items() if name != missing})
    assert refused.returncode == 1
    assert f"{missing} is not set." in refused.stderr


def test_a_foreign_host_is_refused(universe: Universe, db: None) -> None:
    assert Client().get("/sign-in/", headers={"host": "evil.example"}).status_code == 400
