"""Pictures as evidence: what is taken, how it is made small, how two are known to be the same. Pure.

Limits and the distance are our own choice; `tests/photos/test_rules.py` measures what the distance finds.
"""

import datetime as dt
import io
import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageStat, UnidentifiedImageError
from PIL.JpegImagePlugin import JpegImageFile

from xiaoan.kernel import clock

# What comes in: bytes, pixels; a side below the smallest shows nothing.
LARGEST = 12 * 1024 * 1024
MOST_PIXELS = 60_000_000
# What is decoded at its full size takes up to 8 bytes a pixel for a moment, however few were sent.
MOST_WHOLE = 16_000_000
SMALLEST_SIDE = 64
# What is kept: the longer side in pixels, bytes.
LONGEST_SIDE = 1280
LARGEST_KEPT = 200 * 1024
_QUALITIES = (82, 72, 62, 50, 38)
FORMATS = ("JPEG", "PNG", "WEBP")
_APPLE = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
# Of the 64 bits of a mark so many may differ in a picture that counts as seen before.
NEAR = 8
# Marks are made of the whole and of what is left without so much of each edge: a cropped copy is found.
_EDGES = (0.0, 0.03, 0.06)
# Below this deviation (of 255) a picture has no features of its own: a dark or blank one is like every other.
_PLAIN = 6.0
_ALL = 2**64 - 1
# DateTimeOriginal, OffsetTimeOriginal and the folder they stand in (CIPA DC-008, Exif 2.32, 4.6.5).
_FOLDER, _TAKEN, _OFFSET = 0x8769, 0x9003, 0x9011
# A camera's clock may run ahead so much.
_AHEAD = dt.timedelta(minutes=10)
# How the camera was held (Exif 2.32, 4.6.4, Orientation) → what sets it upright.
_HELD = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_90,
}  # fmt: skip
# One picture at a time in a process: many that are sent together do not add up in memory.
_ONE = threading.Lock()


class Unfit(Exception):
    """Why a picture is not taken: empty, too_large, heic, kind, too_many_pixels, too_many_whole,
    too_small, broken."""


@dataclass(frozen=True)
class Small:
    """A picture as it is kept: JPEG without anything a camera adds; its marks (none: too plain to
    be compared); when the camera says it was taken, if it does."""

    content: bytes
    width: int
    height: int
    marks: tuple[int, ...]
    camera_at: dt.datetime | None


def reduce(content: bytes) -> Small:
    """Read a picture with limits and make it small. Unfit says why not."""
    if not content:
        raise Unfit("empty")
    if len(content) > LARGEST:
        raise Unfit("too_large")
    if content[4:8] == b"ftyp" and content[8:12] in _APPLE:
        raise Unfit("heic")
    try:
        with _ONE:
            return _reduced(content)
    except Unfit:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unfit("too_many_pixels") from None
    # A picture made to break its reader fails in more ways than Pillow lists.
    except Exception:
        raise Unfit("broken") from None


def _reduced(content: bytes) -> Small:
    try:
        opened = Image.open(io.BytesIO(content), formats=FORMATS)
    except UnidentifiedImageError:
        raise Unfit("kind") from None
    with opened as found:
        if found.width * found.height > MOST_PIXELS:
            raise Unfit("too_many_pixels")
        if min(found.size) < SMALLEST_SIDE:
            raise Unfit("too_small")
        _draft(found)
        taken, held = _taken(found), found.getexif().get(_HELD)
        small = _smooth(found)
        small.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
        plain = _plain(small)
    if held in _UPRIGHT:
        plain = plain.transpose(_UPRIGHT[held])
    kept, size = _encoded(plain)
    return Small(kept, *size, marks_of(plain), taken)


def _draft(found: Image.Image) -> None:
    """A JPEG is decoded at a fraction of its size where that is enough. What is decoded whole is limited; so
    is a progressive JPEG, of which all coefficients are held at once."""
    times = max(found.size) // LONGEST_SIDE
    whole = found.width * found.height
    if isinstance(found, JpegImageFile) and times > 1:
        found.draft("RGB", (max(found.width // times, 1), max(found.height // times, 1)))
        if not found.info.get("progressive"):
            whole = found.width * found.height
    if whole > MOST_WHOLE:
        raise Unfit("too_many_whole")


def _smooth(found: Image.Image) -> Image.Image:
    """The picture in a mode that can be made small without losing lines: grey of 16 bits as grey of 8, no
    palette."""
    if found.mode.startswith("I"):
        return found.point(lambda dot: dot * (1 / 256)).convert("L")
    if "transparency" in found.info:
        return found.convert("RGBA")
    if found.mode == "1":
        return found.convert("L")
    return found.convert(found.palette.mode) if found.palette else found


def _plain(found: Image.Image) -> Image.Image:
    """The pixels alone, on white: comments, profiles and places stay behind."""
    bare = Image.new("RGB", found.size, "white")
    if "A" in found.getbands() or "transparency" in found.info:
        clear = found.convert("RGBA")
        bare.paste(clear, mask=clear.getchannel("A"))
    else:
        bare.paste(found.convert("RGB"))
    return bare


def _encoded(plain: Image.Image) -> tuple[bytes, tuple[int, int]]:
    """JPEG of at most `LARGEST_KEPT` bytes: first coarser, then smaller."""
    while True:
        for quality in _QUALITIES:
            out = io.BytesIO()
            plain.save(out, "JPEG", quality=quality, optimize=True)
            if out.tell() <= LARGEST_KEPT:
                return out.getvalue(), plain.size
        plain = plain.resize((plain.width * 3 // 4, plain.height * 3 // 4))


def _taken(found: Image.Image) -> dt.datetime | None:
    """When the camera says it was: of the zone it names, else of the county's. A claim."""
    folder = found.getexif().get_ifd(_FOLDER)
    try:
        day, _blank, time = str(folder.get(_TAKEN, ""))[:19].partition(" ")
        said = dt.datetime.fromisoformat(f"{day.replace(':', '-')}T{time}")
        offset = str(folder.get(_OFFSET, "")).strip("\0 ")
        if offset:
            return dt.datetime.fromisoformat(f"{said.isoformat()}{offset}").astimezone(clock.ZONE)
    except (ValueError, OverflowError):
        return None
    return said.replace(tzinfo=clock.ZONE)


def believed(claimed: dt.datetime | None, now: dt.datetime) -> dt.datetime | None:
    """A claimed instant that can be one: neither of the future nor from before the county's record."""
    if claimed is None or claimed > now + _AHEAD:
        return None
    return claimed if claimed.date() >= clock.FIRST_DAY else None


def marks_of(picture: Image.Image) -> tuple[int, ...]:
    """The marks of the whole picture and of what is inside its edges; none of one that is too plain."""
    found = (_mark(_inside(picture, edge)) for edge in _EDGES)
    marks = tuple(mark for mark in found if mark is not None)
    return marks if len(marks) == len(_EDGES) else ()


def _inside(picture: Image.Image, edge: float) -> Image.Image:
    across, down = picture.width * edge, picture.height * edge
    return picture.crop(
        (round(across), round(down), round(picture.width - across), round(picture.height - down))
    )


def _mark(picture: Image.Image) -> int | None:
    """Difference hash of 64 bits: in a picture of 9 × 8 grey dots, whether each is darker than its
    right neighbour (N. Krawetz, "Kind of like that", 2013), as the `bigint` with these bits."""
    grey = picture.convert("L").resize((9, 8), Image.Resampling.BOX)
    if math.sqrt(ImageStat.Stat(grey).var[0]) < _PLAIN:
        return None
    dots = grey.tobytes()
    mark = 0
    for row in range(8):
        for column in range(8):
            mark = mark << 1 | (dots[row * 9 + column] < dots[row * 9 + column + 1])
    return mark - 2**64 if mark >= 2**63 else mark


def distance(ones: Sequence[int], others: Sequence[int]) -> int | None:
    """So many of 64 bits differ between the whole of one picture and the nearest cut of the other, either
    way; None: one of them cannot be compared."""
    if not ones or not others:
        return None
    pairs = [(ones[0], mark) for mark in others] + [(mark, others[0]) for mark in ones]
    return min(((one ^ other) & _ALL).bit_count() for one, other in pairs)
