"""What pictures are taken, what is left of them, and which are known again."""

import datetime as dt
import io
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable

import pytest
from PIL import Image, ImageEnhance

from tests.photos.pictures import cut, encoded, exif, jpeg, scene
from xiaoan.photos import rules


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_a_large_picture_is_made_small_and_says_nothing_of_its_camera() -> None:
    sent = encoded(scene(3, (4000, 3000)), quality=95, exif=exif(), comment=b"secret")
    small = rules.reduce(sent)
    kept = opened(small.content)
    assert (kept.format, kept.size, len(small.content) <= rules.LARGEST_KEPT) == (
        "JPEG", (960, 1280), True,
    )  # fmt: skip
    assert (dict(kept.getexif()), "exif" in kept.info, "comment" in kept.info) == ({}, False, False)
    assert b"Maker" not in small.content
    assert b"secret" not in small.content
    assert small.camera_at is not None
    assert small.camera_at.isoformat() == "2026-11-23T07:05:00+08:00"


def test_a_turned_picture_stands_upright() -> None:
    made = Image.new("RGB", (200, 100), "white")
    made.paste("black", (0, 0, 100, 100))
    kept = opened(rules.reduce(encoded(made, exif=exif())).content).convert("L")
    # Orientation 6: the left of what was stored is the top of what was seen.
    assert kept.size == (100, 200)
    assert (kept.getpixel((50, 20)), kept.getpixel((50, 180))) == (0, 255)


def test_the_camera_names_its_zone_or_it_is_the_countys() -> None:
    there = rules.reduce(encoded(scene(1, (300, 200)), exif=exif(offset="+00:00"))).camera_at
    none = rules.reduce(encoded(scene(1, (300, 200)), exif=exif(taken="0000:00:00"))).camera_at
    assert there is not None
    assert (there.isoformat(), none) == ("2026-11-23T15:05:00+08:00", None)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_three_kinds_are_taken(kind: str) -> None:
    assert opened(rules.reduce(encoded(scene(2, (320, 240)), kind)).content).size == (320, 240)


@pytest.mark.parametrize("mode", ["L", "1", "P", "LA", "RGBA", "I;16"])
def test_other_ways_to_write_colours_are_taken(mode: str) -> None:
    made = Image.new(mode, (100, 80))
    assert opened(rules.reduce(encoded(made, "PNG")).content).mode == "RGB"


def test_what_is_clear_is_white() -> None:
    made = Image.new("RGBA", (100, 80), (0, 0, 0, 0))
    assert opened(rules.reduce(encoded(made, "PNG")).content).getpixel((50, 40)) == (255, 255, 255)


def bomb(wide: int, high: int) -> bytes:
    """A PNG of a few bytes that says it is so large."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(
        b"IEND", b""
    )  # fmt: skip


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"\0" * (rules.LARGEST + 1), "too_large"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 40, "heic"),
        (b"\0\0\0\x1cftypmif1" + b"\0" * 40, "heic"),
        (b"%PDF-1.7 and more", "kind"),
        (b"GIF89a" + b"\0" * 40, "kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kind"),
        (bomb(8000, 8000), "too_many_pixels"),
        (bomb(10_000, 10_000), "too_many_pixels"),
        (bomb(60_000, 60_000), "too_many_pixels"),
        (bomb(5000, 4000), "too_many_whole"),
        (encoded(Image.new("L", (5000, 4000)), progressive=True), "too_many_whole"),
        (bomb(1000, 1000), "broken"),
        (encoded(Image.new("RGB", (63, 200))), "too_small"),
        (jpeg()[:2000], "broken"),
    ],
)  # fmt: skip
def test_what_is_not_taken(content: bytes, why: str) -> None:
    with pytest.raises(rules.Unfit) as refused:
        rules.reduce(content)
    assert str(refused.value) == why


def test_a_jpeg_may_be_larger_as_it_is_decoded_small() -> None:
    for size, kept in (((7700, 7700), (1280, 1280)), ((800, 60_000), (17, 1280))):
        small = rules.reduce(encoded(Image.new("L", size)))
        assert (small.width, small.height) == kept


_PEAK = """
import io, resource
from PIL import Image
from xiaoan.photos import rules
made, out, before = Image.new("P", (3990, 3990)), io.BytesIO(), 0
turned = Image.Exif()
turned[0x0112] = 6
made.save(out, "PNG", exif=turned, transparency=0)
del made
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
rules.reduce(out.getvalue())
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_the_largest_picture_takes_little_memory() -> None:
    """In MB, beyond what the picture's palette form took to make; it was 660 for one of 60 million pixels."""
    done = subprocess.run([sys.executable, "-c", _PEAK], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 250


@pytest.mark.parametrize("offset", ["+08:00", "+14:00", "-14:00", "+25:00"])
@pytest.mark.parametrize("day", ["0001:01:01 00:00:00", "9999:12:31 23:59:59"])
def test_a_senseless_date_is_no_fault_of_the_picture(day: str, offset: str) -> None:
    sent = encoded(scene(1, (300, 200)), exif=exif(taken=day, offset=offset))
    claimed = rules.reduce(sent).camera_at
    assert rules.believed(claimed, dt.datetime(2026, 11, 23, tzinfo=dt.UTC)) is None


def test_grey_of_16_bits_is_scaled() -> None:
    made = Image.new("I;16", (100, 80), 0x8000)
    dot = opened(rules.reduce(encoded(made, "PNG")).content).convert("L").getpixel((50, 40))
    assert dot == 128


def test_the_noisiest_picture_is_still_small() -> None:
    noise = Image.effect_noise((2000, 2000), 120).convert("RGB")
    assert len(rules.reduce(encoded(noise, quality=95)).content) <= rules.LARGEST_KEPT


SCENES = 30
CHANGED: dict[str, tuple[Callable[[Image.Image], Image.Image], float]] = {
    # What is done to a picture, and the share of scenes that are still known at least.
    "sent again": (lambda one: opened(encoded(one, quality=40)), 1.0),
    "half as large": (lambda one: one.resize((one.width // 2, one.height // 2)), 1.0),
    "30 % darker": (lambda one: ImageEnhance.Brightness(one).enhance(0.7), 1.0),
    "30 % lighter": (lambda one: ImageEnhance.Brightness(one).enhance(1.3), 0.95),
    "less contrast": (lambda one: ImageEnhance.Contrast(one).enhance(0.7), 1.0),
    "cut by 1 %": (lambda one: cut(one, 0.01), 1.0),
    "cut by 3 %": (lambda one: cut(one, 0.03), 1.0),
    "cut by 6 %": (lambda one: cut(one, 0.06), 0.95),
    "turned by a degree": (lambda one: cut(one.rotate(1), 0.02), 0.95),
}


@pytest.fixture(scope="module")
def marked() -> list[tuple[Image.Image, tuple[int, ...]]]:
    return [(one := scene(seed), rules.marks_of(one)) for seed in range(SCENES)]


@pytest.mark.parametrize("how", CHANGED)
def test_a_changed_copy_is_known(
    marked: list[tuple[Image.Image, tuple[int, ...]]], how: str
) -> None:
    change, share = CHANGED[how]
    found = [rules.distance(marks, rules.marks_of(change(one))) for one, marks in marked]
    known = sum(far is not None and far <= rules.NEAR for far in found)
    assert known / SCENES >= share


def test_other_scenes_and_mirrored_ones_are_not_taken_for_known(
    marked: list[tuple[Image.Image, tuple[int, ...]]],
) -> None:
    pairs = [
        rules.distance(marked[i][1], marked[j][1]) or 0 for i in range(SCENES) for j in range(i)
    ]
    mirrored = [
        rules.distance(marks, rules.marks_of(one.transpose(Image.Transpose.FLIP_LEFT_RIGHT))) or 0
        for one, marks in marked
    ]
    assert min(pairs) > rules.NEAR + 4
    assert min(mirrored) > rules.NEAR


def test_a_blank_picture_is_like_no_other() -> None:
    blank = rules.marks_of(Image.new("RGB", (400, 300), "grey"))
    assert (blank, rules.distance(blank, blank)) == ((), None)
