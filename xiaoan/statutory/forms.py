"""What the forms of statutory send: text → typed values, shape only."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from xiaoan.kernel import clock
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.numbers import whole
from xiaoan.statutory.queries.words import WORD_NAMES


def read_id(text: str) -> UUID:
    """The id that the form made."""
    try:
        return UUID(text)
    except ValueError:
        raise Invalid(_("页面已过期。请刷新后重新提交。"), {"submission_id": "missing"}) from None


def read_moment(said: Mapping[str, str], name: str) -> dt.datetime | None:
    """A wall-clock time of the county; None where nothing was filled in."""
    text = said.get(name, "").strip()
    if not text:
        return None
    try:
        found = dt.datetime.fromisoformat(text)
        local = found.replace(tzinfo=None)
        if not clock.FIRST_DAY <= local.date() <= clock.LAST_DAY:
            raise ValueError
    except ValueError:
        raise Invalid(_("时间看不懂。请按“2026-11-23 08:30”填写。"), {name: "unreadable"}) from None
    return local.replace(tzinfo=clock.ZONE)


def read_date(said: Mapping[str, str], name: str) -> dt.date | None:
    text = said.get(name, "").strip()
    if not text:
        return None
    try:
        found = dt.date.fromisoformat(text)
        if not clock.FIRST_DAY <= found <= clock.LAST_DAY:
            raise ValueError
    except ValueError:
        raise Invalid(_("日期看不懂。请按“2026-11-23”填写。"), {name: "unreadable"}) from None
    return found


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
