"""Forms of lessons: what was typed, and fields as the template draws them, with the fault at the field."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.numbers import whole
from xiaoan.web import reading


@dataclass(frozen=True)
class Field:
    """One field. `choices`: (value, words); `kind` of an input otherwise."""

    name: str
    label: Any
    kind: str = "text"
    choices: tuple[tuple[str, Any], ...] = ()
    required: bool = False
    longest: int = 100
    value: str = ""
    error: str = ""


@dataclass
class Refused:
    """Why a form was not taken: all of it, and which field."""

    error: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


def drawn(fields: Iterable[Field], said: Mapping[str, str], refused: Refused) -> list[Field]:
    """The fields with what was typed and where it was wrong."""
    return [
        Field(
            one.name, one.label, one.kind, one.choices, one.required, one.longest,
            said.get(one.name, one.value), refused.error if one.name in refused.fields else "",
        )
        for one in fields
    ]  # fmt: skip


def time_of(said: QueryDict, name: str) -> dt.time:
    try:
        return dt.time.fromisoformat(said.get(name, ""))
    except ValueError:
        raise Invalid(_("时间请写成 08:30。"), {name: "shape"}) from None


def date_of(said: QueryDict, name: str) -> dt.date:
    found = reading.read_date(said, name)
    if found is None:
        raise Invalid(_("请填日期。"), {name: "missing"})
    return found


def person_of(said: QueryDict, name: str = "person") -> UUID:
    found = reading.read_optional_id(said.get(name, ""))
    if found is None:
        raise Invalid(_("请选一名本班学生。"), {name: "missing"})
    return found


def people_of(said: QueryDict, name: str) -> frozenset[UUID]:
    return frozenset(one for text in said.getlist(name) if (one := reading.read_optional_id(text)))


def weekday_of(said: QueryDict) -> int | None:
    return whole(said.get("weekday", "")) or None
