"""Papers by their id, and what a file that comes in has to be. Whether somebody may read one is decided by
the app whose record it belongs to, as with pictures."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _l

from xiaoan.kernel import ciphers
from xiaoan.kernel.errors import NotFound
from xiaoan.photos.models import Paper
from xiaoan.photos.rules.files import KINDS, LARGEST, LONGEST_NAME, ending, fault

__all__ = [
    "CONTENT_PLACE",
    "FAULTS",
    "KINDS",
    "LARGEST",
    "LONGEST_NAME",
    "MOST",
    "PaperRow",
    "ending",
    "fault",
    "paper",
    "rows",
]

CONTENT_PLACE = "photos_paper.content"
# So many papers go with one record (our own choice).
MOST = 3
FAULTS = {
    "empty": _l("是空文件。"), "name": _l("文件名太长或有不能保存的字符。"),
    "too_large": _l("超过 5 MB。"), "kind": _l("只收 PDF、DOCX、JPG 或 PNG,内容要与后缀相符。"),
    "active": _l("里面有宏、脚本、嵌入的对象或外部模板,不收。请另存为不带这些的 PDF 再传。"),
    "broken": _l("文件损坏或异常,打不开。"),
}  # fmt: skip


@dataclass(frozen=True)
class PaperRow:
    """A paper without its content; `size` in bytes."""

    id: UUID
    name: str
    size: int


def rows(paper_ids: Iterable[UUID]) -> dict[UUID, PaperRow]:
    """Papers inside the running scope, by id."""
    found = Paper.objects.filter(pk__in=set(paper_ids)).values_list("id", "name", "size")
    return {pk: PaperRow(pk, name, size) for pk, name, size in found}


def paper(paper_id: UUID) -> tuple[str, bytes]:
    """Name and content, inside the running scope. The caller has made sure that the record it belongs to is
    seen."""
    one = Paper.objects.filter(pk=paper_id).first()
    if one is None:
        raise NotFound
    return one.name, ciphers.unseal_bytes(one.content, place=CONTENT_PLACE, row=one.pk)
