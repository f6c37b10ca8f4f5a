"""What the field of photos sends, read back; and how a picture is answered."""

import base64
import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory

from xiaoan.kernel import clock
from xiaoan.kernel.errors import Invalid
from xiaoan.web import pictures

AT = dt.datetime(2026, 11, 23, 7, 5, tzinfo=clock.ZONE)


def asked(files: list[bytes] | None = None, **fields: str) -> HttpRequest:
    sent = [SimpleUploadedFile("a.jpg", content) for content in files or []]
    body = {name.replace("_", "-"): text for name, text in fields.items()}
    return RequestFactory().post("/", {**body, "photo": sent} if sent else body)


def url(content: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(content).decode()


def test_pictures_come_as_text_of_the_script_or_as_files() -> None:
    request = asked(
        [b"file"], photo_1=url(b"one"), photo_1_at=str(int(AT.timestamp() * 1000)),
        photo_3=url(b"three"), photo_3_at="soon",
    )  # fmt: skip
    assert pictures.read(request) == (
        pictures.Sent(b"one", AT), pictures.Sent(b"three"), pictures.Sent(b"file"),
    )  # fmt: skip
    assert pictures.read(asked()) == ()


@pytest.mark.parametrize("text", ["data:image/jpeg;base64,%%%", "x", "data:image/jpeg;base64,QQ"])
def test_half_a_picture_is_a_sentence(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        pictures.read(asked(photo_1=text))
    assert refused.value.fields == {"photo": "broken"}


def test_a_form_shown_again_keeps_its_pictures() -> None:
    request = asked(photo_2=url(b"two"), photo_2_at="1700000000000")
    shown = pictures.widget(request.POST, key="-a")
    page = render_to_string("photos/_field.html", {"photo": shown, "photo_error": "读不了"})
    assert '<textarea name="photo-2" data-photo-slot="2" hidden>data:image/jpeg;base64,' in page
    assert (url(b"two") in page, "1700000000000" in page, "读不了" in page) == (True, True, True)
    assert 'id="f-photo-a"' in page


def test_a_picture_is_kept_by_nobody_in_between() -> None:
    response = pictures.answer(b"jpeg")
    assert (response.headers["Cache-Control"], response.headers["Content-Type"]) == (
        "private, no-store", "image/jpeg",
    )  # fmt: skip
