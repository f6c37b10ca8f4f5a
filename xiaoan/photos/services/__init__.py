"""Keeping pictures."""

import datetime as dt
import hashlib
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory import rules as numbering
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.races import new_id, taken
from xiaoan.photos import rules
from xiaoan.photos.events import PhotoKept
from xiaoan.photos.models import Photo
from xiaoan.photos.queries import CONTENT_PLACE, PhotoRow, row_of

FAULTS = {
    "empty": _l("照片是空的。请重新拍一张。"),
    "too_large": _l("照片超过 12 MB。请把相机的照片大小调小,或先缩小再上传。"),
    "heic": _l(
        "这是 HEIC 格式,这里读不了。苹果手机请到“设置-相机-格式”选“兼容性最佳”再拍;已有的请先另存为 JPG。"
    ),
    "kind": _l("这不是 JPG、PNG 或 WebP 照片。请重新拍,或另存为 JPG 再上传。"),
    "too_many_pixels": _l("照片超过 6000 万像素。请先缩小再上传。"),
    "too_many_whole": _l(
        "这张照片超过 1600 万像素,只有普通 JPG 才能这么大。请另存为 JPG,或先缩小再上传。"
    ),
    "too_small": _l("照片太小,看不清。请用原图,或重新拍。"),
    "broken": _l("照片损坏,读不出来。请重新拍一张。"),
}


def keep(
    actor: Actor, unit_no: int, upload: bytes, *, taken_at: dt.datetime | None = None,
    photo_id: UUID | None = None,
) -> PhotoRow:  # fmt: skip
    """Keep a picture for a unit: made small, without place and camera, sealed. The calling service has made
    sure that the actor may write the record it belongs to, and keeps the id.

    `taken_at`: as the sender claims; what the camera wrote into the picture counts first. `photo_id`: made by
    the sender; the same picture under the same id once more is the same act. Raises Invalid at `photo`.
    """
    if actor.user_id is None:
        raise Forbidden
    # A guardian hands in for a child, into the class of the child.
    if not (actor.sees(unit_no) or unit_no in actor.classes):
        raise NotFound
    digest = hashlib.sha256(upload).digest()
    known = Photo.objects.filter(pk=photo_id).first() if photo_id else None
    if known is not None:
        if (known.unit_no, known.by_id, bytes(known.digest)) != (unit_no, actor.user_id, digest):
            raise taken()
        return row_of(known)
    try:
        small = rules.reduce(upload)
    except rules.Unfit as unfit:
        raise Invalid(str(FAULTS[str(unfit)]), {"photo": str(unfit)}) from None
    row = _row(actor.user_id, unit_no, small, digest, taken_at, photo_id or uuid7())
    with new_id():
        row.save(force_insert=True)
    journal.record(
        actor,
        PhotoKept(
            school_id=row.school_id, unit_no=unit_no, photo_id=row.pk, size=row.size,
            digest=row.kept_digest.hex(),
        ),
    )  # fmt: skip
    return row_of(row)


def _row(
    by: UUID, unit_no: int, small: rules.Small, digest: bytes,
    claimed: dt.datetime | None, pk: UUID,
) -> Photo:  # fmt: skip
    now = clock.now()
    return Photo(
        id=pk, school_id=school_of(unit_no), unit_no=unit_no, at=now, by_id=by,
        taken_at=rules.believed(small.camera_at or claimed, now), digest=digest,
        kept_digest=hashlib.sha256(small.content).digest(), marks=list(small.marks),
        width=small.width, height=small.height, size=len(small.content),
        content=ciphers.seal_bytes(small.content, place=CONTENT_PLACE, row=pk),
    )  # fmt: skip


def school_of(unit_no: int) -> int:
    """The school a unit belongs to; of a township or the county none."""
    inside = unit_no % numbering.TOWNSHIP >= numbering.SCHOOL
    return numbering.school_of(unit_no) if inside else 0


def refuse_many(count: int, most: int) -> None:
    """More pictures than one record takes."""
    if count > most:
        raise Invalid(_("一次最多 %(n)s 张照片。") % {"n": most}, {"photo": "many"})
