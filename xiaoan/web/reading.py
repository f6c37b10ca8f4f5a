"""Ids, numbers and times as forms bring them: text → typed values, or a sentence at the field."""

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from xiaoan.kernel import clock
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.numbers import whole


def read_id(text: str) -> UUID:
    """The id that the form made."""
    found = read_optional_id(text)
    if found is None:
        raise Invalid(_("页面已过期。请刷新后重新提交。"), {"submission_id": "missing"})
    return found


def read_optional_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def read_numbers(said: QueryDict, name: str) -> tuple[int, ...]:
    return tuple(found for text in said.getlist(name) if (found := whole(text)))


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


def read_moment(said: Mapping[str, str], name: str) -> dt.datetime | None:
    """A wall-clock time of the county; None where nothing was filled in."""
    text = said.get(name, "").strip()
    if not text:
        return None
    try:
        local = dt.datetime.fromisoformat(text).replace(tzinfo=None)
        if not clock.FIRST_DAY <= local.date() <= clock.LAST_DAY:
            raise ValueError
    except ValueError:
        raise Invalid(_("时间看不懂。请按“2026-11-23 08:30”填写。"), {name: "unreadable"}) from None
    return local.replace(tzinfo=clock.ZONE)
