"""What the forms of directives send: text → typed values, shape only."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.kernel.errors import Invalid
from xiaoan.photos.queries.papers import LARGEST
from xiaoan.web.reading import read_optional_id


def read_ids(texts: list[str]) -> tuple[UUID, ...]:
    return tuple(found for text in texts if (found := read_optional_id(text)))


def read_files(sent: Any) -> tuple[tuple[str, bytes], ...]:
    """Attachments, no more of each than may be kept: name and content."""
    found = []
    for file in sent.getlist("files"):
        if file.size and file.size > LARGEST:
            said = _("附件“%(name)s”超过 5 MB。") % {"name": (file.name or "")[-40:]}
            raise Invalid(said, {"files": "too_large"})
        found.append((file.name or "", file.read(LARGEST + 1)))
    return tuple(found)
