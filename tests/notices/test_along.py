"""Materials that go along with a notice; the language each reader is told in; the address in the preview."""

from collections.abc import Callable
from dataclasses import replace
from email import message_from_string
from uuid import UUID

import pytest
import time_machine
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import CLASS_11, PRIMARY, Universe
from tests.delivery.servers import mail
from tests.delivery.worlds import address, switch_on
from tests.notices import letters
from tests.notices.letters import content, part, sent
from tests.notices.test_pages import begun, form, hidden
from xiaoan.accounts.models import User
from xiaoan.delivery.models import Message
from xiaoan.delivery.services.sending import run
from xiaoan.directory.models import Unit
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, everywhere
from xiaoan.materials import queries as materials
from xiaoan.materials import services as material_services
from xiaoan.notices import services
from xiaoan.notices.models import Notice
from xiaoan.notices.queries import lines

Acting = Callable[[str], Actor]
SignedIn = Callable[[str], Client]


def halt(acting: Acting, code: str) -> None:
    officer = acting("officer")
    held = materials.all_in_force()[code]
    material_services.halt(officer, uuid7(), held.id, "内容要改")


def test_a_material_goes_along_and_is_opened_from_the_letter(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    letters.families(universe, upto=3)
    browser = signed_in("teacher")
    at, page = begun(browser)
    title = materials.titles()["influenza"]
    assert title in page
    posted = browser.post(at, form(page, act="review", materials=["influenza", "masks"]))
    assert posted["Location"] == f"{at}review/"
    review = browser.get(posted["Location"]).content.decode()
    assert f'<a href="/materials/m/influenza/">{title}</a>' in review
    browser.post(
        posted["Location"],
        {"submission_id": hidden(review, "submission_id"), "base": hidden(review, "base"), "act": "send"},
    )  # fmt: skip
    made = UUID(at.split("/")[-2])
    counted = letters.deliver(acting("teacher"), made)
    # Whom it reaches is what it was.
    assert counted is not None
    assert counted.families == 10
    letter = signed_in("guardian").get(f"/notices/{made}/").content.decode()
    assert f'<a href="/materials/m/influenza/">{title}</a>' in letter
    assert "/materials/m/masks/" in letter
    assert (
        "/materials/m/masks/" in signed_in("teacher").get(f"/notices/sent/{made}/").content.decode()
    )


def test_what_is_out_of_use_is_not_sent_and_no_more_shown(
    signed_in: SignedIn, acting: Acting, universe: Universe
) -> None:
    teacher = acting("teacher")
    given = replace(content(part(CLASS_11)), materials=("masks",))
    made = letters.draft(teacher, CLASS_11)
    services.save(teacher, letters.edit(made, given))
    halt(acting, "masks")
    teacher = acting("teacher")
    with pytest.raises(Invalid) as refused:
        services.release(teacher, letters.edit(made, replace(given, materials=("masks",))))
    assert "materials" in refused.value.fields
    told = sent(teacher, CLASS_11, replace(given, materials=("influenza",)))
    halt(acting, "influenza")
    page = signed_in("guardian").get(f"/notices/{told}/")
    assert page.status_code == 200
    assert "/materials/m/influenza/" not in page.content.decode()


@pytest.mark.parametrize(
    "codes", [("nothing",), ("influenza", "masks", "hfmd", "mumps", "norovirus", "vomit")]
)
def test_unknown_and_too_many_are_refused_at_the_field(
    signed_in: SignedIn, codes: tuple[str, ...]
) -> None:
    browser = signed_in("teacher")
    at, page = begun(browser)
    answer = browser.post(at, form(page, act="save", materials=list(codes)))
    assert answer.status_code == 422
    assert 'id="materials-e"' in answer.content.decode()
    assert "明天停课" in answer.content.decode()


def test_the_same_form_with_another_material_is_another_form(acting: Acting) -> None:
    teacher = acting("teacher")
    made = letters.draft(teacher, CLASS_11)
    one = letters.edit(made, replace(content(part(CLASS_11)), materials=("masks",)))
    services.save(teacher, one)
    assert services.save(teacher, one) == 1
    other = replace(one, content=replace(one.content, materials=("influenza",)))
    with pytest.raises(Conflict):
        services.save(teacher, other)


def test_each_reader_is_told_in_the_language_they_chose(
    acting: Acting, universe: Universe, settings: LazySettings
) -> None:
    settings.XIAOAN_DELIVERY_NETWORKS = ["127.0.0.0/8"]
    settings.XIAOAN_ADDRESS = "https://xiaoan.example"
    officer = acting("officer")
    chosen = {"principal": "en", "doctor": "zh-hant", "teacher": ""}
    for name, locale in chosen.items():
        address(universe.users[name].pk, "email", f"{name}@school.example")
        User.objects.filter(pk=universe.users[name].pk).update(locale=locale)
    with mail() as post:
        switch_on(officer, "email", post.port)
        principal = acting("principal")
        given = replace(content(part(PRIMARY, who=("staff",))), channels=("email",))
        sent(principal, PRIMARY, given)
        run(threads=1)
        enter(officer)
        got = {to[0].partition("@")[0]: letter for to, letter in post.letters}
    said = lines.of({"zh-hans": {}}, Unit.objects.get(no=PRIMARY).name)
    with everywhere("tests"):
        rows = dict(Message.objects.values_list("person_id", "language"))
    assert {name: rows[universe.users[name].pk] for name in chosen} == {
        "principal": "en", "doctor": "zh-hant", "teacher": "",
    }  # fmt: skip
    assert set(got) == set(chosen)
    # The notice itself is in simplified Chinese only: the message says so.
    for name, code in (("principal", "en"), ("doctor", "zh-hant"), ("teacher", "zh-hans")):
        assert said[code][1] in text_of(got[name])
    assert said["en"][1].endswith("It is written in Simplified Chinese only.")
    assert said["zh-hant"][1].endswith("通知只有簡體中文。")


def text_of(letter: str) -> str:

    body = message_from_string(letter).get_payload(decode=True)
    assert isinstance(body, bytes)
    return body.decode()


def test_a_language_that_was_written_is_not_marked() -> None:
    said = lines.of({"zh-hans": {}, "en": {}}, "A")
    assert "only" not in said["en"][1]
    assert said["zh-hant"][1].endswith("通知只有簡體中文。")


@pytest.mark.parametrize("is_set", [True, False])
def test_the_preview_says_when_the_address_is_not_set(
    signed_in: SignedIn, settings: LazySettings, is_set: bool
) -> None:
    settings.ADDRESS_IS_SET = is_set
    settings.XIAOAN_ADDRESS = "https://xiaoan.example" if is_set else "http://127.0.0.1:8000"
    browser = signed_in("teacher")
    at, page = begun(browser)
    review = browser.get(browser.post(at, form(page, act="review"))["Location"]).content.decode()
    assert ("https://xiaoan.example/notices/" in review) is is_set
    assert ("系统的网址还没有设置" in review) is not is_set
    assert ":8000" not in review
    # Also what readers of the languages that were not written get.
    assert "It is written in Simplified Chinese only." in review


def test_an_inbox_costs_the_same_for_one_notice_and_for_many(
    signed_in: SignedIn, acting: Acting, universe: Universe, morning: time_machine.Traveller
) -> None:
    principal = acting("principal")

    def statements() -> int:
        browser = signed_in("teacher")
        browser.get("/notices/")
        with CaptureQueriesContext(connection) as seen:
            assert browser.get("/notices/").status_code == 200
        return len(seen)

    sent(principal, PRIMARY, content(part(PRIMARY, who=("staff",))))
    one = statements()
    enter(principal)
    for _n in range(5):
        sent(principal, PRIMARY, content(part(PRIMARY, who=("staff",))))
    assert Notice.objects.count() >= 6
    assert statements() == one
