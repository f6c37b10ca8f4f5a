"""What somebody shows that a thing was done: pictures and papers (PDF), kept together with a record."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.photos import services
from xiaoan.photos.events import PaperKept
from xiaoan.photos.models import Paper
from xiaoan.photos.queries import papers

MOST_PHOTOS = 3


@dataclass(frozen=True)
class Shot:
    """A photo as it was sent; `taken_at` is a claim."""

    content: bytes
    taken_at: dt.datetime | None = None


@dataclass(frozen=True)
class NewPaper:
    """A paper as it was sent."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Evidence:
    """What is shown; nothing is false."""

    photos: Sequence[Shot] = ()
    papers: Sequence[NewPaper] = ()

    def __bool__(self) -> bool:
        return bool(self.photos or self.papers)

    def digests(self) -> list[str]:
        """SHA-256 of each file, for the fingerprint of the record it goes with."""
        contents = [one.content for one in self.photos] + [one.content for one in self.papers]
        return [hashlib.sha256(one).hexdigest() for one in contents]


NOTHING = Evidence()


@dataclass(frozen=True)
class Kept:
    """Under which ids."""

    photo_ids: list[UUID]
    paper_ids: list[UUID]


def keep(actor: Actor, unit_no: int, given: Evidence) -> Kept:
    """Keep pictures and papers for a unit, sealed. The calling service has made sure that the actor may write
    the record they belong to, and keeps the ids. Raises Invalid at `photo` or `paper`."""
    if actor.user_id is None:
        raise Forbidden
    if not actor.sees(unit_no):
        raise NotFound
    services.refuse_many(len(given.photos), MOST_PHOTOS)
    _refuse(given.papers)
    photo_ids = [
        services.keep(actor, unit_no, one.content, taken_at=one.taken_at).id for one in given.photos
    ]
    return Kept(photo_ids, [_keep(actor, actor.user_id, unit_no, one) for one in given.papers])


def _refuse(sent: Sequence[NewPaper]) -> None:
    """Each paper that is not kept is named."""
    if len(sent) > papers.MOST:
        raise Invalid(_("一次最多 %(n)s 个文件。") % {"n": papers.MOST}, {"paper": "many"})
    for one in sent:
        is_pdf = papers.ending(one.name) == "pdf"
        fault = papers.fault(one.name, one.content) if is_pdf else "kind"
        if not fault:
            continue
        name = one.name[-40:].replace("\0", "")
        if fault == "kind":
            said = _("文件“%(name)s”不是 PDF。照片请放在照片一栏,其他文件请先另存为 PDF。")
            raise Invalid(said % {"name": name}, {"paper": "kind"})
        words = _("文件“%(name)s”:%(why)s") % {"name": name, "why": papers.FAULTS[fault]}
        raise Invalid(words, {"paper": fault})


def _keep(actor: Actor, by: UUID, unit_no: int, one: NewPaper) -> UUID:
    pk, digest = uuid7(), hashlib.sha256(one.content)
    school_id = services.school_of(unit_no)
    Paper.objects.create(
        id=pk, school_id=school_id, unit_no=unit_no, at=clock.now(), by_id=by, name=one.name,
        size=len(one.content), digest=digest.digest(),
        content=ciphers.seal_bytes(one.content, place=papers.CONTENT_PLACE, row=pk),
    )  # fmt: skip
    journal.record(
        actor,
        PaperKept(
            school_id=school_id, unit_no=unit_no, paper_id=pk, size=len(one.content),
            digest=digest.hexdigest(),
        ),
    )  # fmt: skip
    return pk
