"""What the forms of statutory send: text → typed values, shape only."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.numbers import whole
from xiaoan.statutory.queries.words import WORD_NAMES


def read_words(said: QueryDict) -> dict[str, str]:
    """What was added to a draft, by its codes."""
    return {code: said.get(code, "") for code in WORD_NAMES}


def read_units(said: QueryDict) -> tuple[int, ...]:
    return tuple(filter(None, (whole(text) for text in said.getlist("units"))))


def read_file(file: Any, largest: int) -> tuple[str, bytes]:
    """An attachment, no more of it than may be kept."""
    if file is None:
        return "", b""
    if file.size and file.size > largest:
        raise Invalid(_("附件超过 5 MB。"), {"file": "too_large"})
    return file.name or "", file.read()
