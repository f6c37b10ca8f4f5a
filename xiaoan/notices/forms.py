"""The form of a draft: what is on the screen, as it was typed, and what it means."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from xiaoan.kernel import clock
from xiaoan.kernel.numbers import whole
from xiaoan.notices import rules
from xiaoan.notices.queries import attached
from xiaoan.web import reading

_KEYS = ("roles", "stages", "grades", "groups", "lists")


@dataclass(frozen=True)
class Typed:
    """All of a draft as it stands on the screen; times as they were typed."""

    kind: str
    texts: Mapping[str, rules.Text]
    audience: rules.Audience
    needs_ack: bool
    ack_by: str = ""
    send_at: str = ""
    channels: tuple[str, ...] = field(default=())
    materials: tuple[str, ...] = field(default=())


def typed(said: QueryDict) -> Typed:
    """What was sent, whether it can be kept or not."""
    texts = {
        code: rules.Text(
            said.get(f"title-{code}", ""), said.get(f"body-{code}", "").replace("\r\n", "\n")
        )
        for code in rules.LANGUAGES
    }
    parts = tuple(_part(said, n) for n in range(min(max(whole(said.get("parts", "1")), 1), 20)))
    return Typed(
        said.get("kind", ""), texts,
        rules.Audience(
            parts, reading.read_numbers(said, "without_units"), _ids(said, "without_lists")
        ),
        said.get("needs_ack") == "1", said.get("ack_by", ""), said.get("send_at", ""),
        tuple(said.getlist("channels")), _texts(said, "materials"),
    )  # fmt: skip


def _part(said: QueryDict, n: int) -> rules.Part:
    more = {key: _texts(said, f"part-{n}-{key}") for key in _KEYS if key != "lists"}
    return rules.Part(
        reading.read_numbers(said, f"part-{n}-units"),
        tuple(one for one in _texts(said, f"part-{n}-who") if one in rules.WHO),
        lists=_ids(said, f"part-{n}-lists"), **more,
    )  # fmt: skip


def _texts(said: QueryDict, name: str) -> tuple[str, ...]:
    return tuple(one[:40].replace("\0", "") for one in said.getlist(name) if one)


def _ids(said: QueryDict, name: str) -> tuple[str, ...]:
    return tuple(str(one) for text in said.getlist(name) if (one := reading.read_optional_id(text)))


def moment(said: Typed, name: str) -> dt.datetime | None:
    """A time as it was typed; Invalid names the field."""
    return reading.read_moment({name: getattr(said, name)}, name)


def shown(at: dt.datetime | None) -> str:
    """A time as the field of a form wants it."""
    return f"{at.astimezone(clock.ZONE):%Y-%m-%dT%H:%M}" if at else ""


def typed_of(row: Any) -> Typed:
    """A draft as it is kept, for the screen."""
    texts = {
        code: rules.Text(one.get("title", ""), one.get("body", ""))
        for code in rules.LANGUAGES
        for one in [row.texts.get(code, {})]
    }
    return Typed(
        row.kind, texts, rules.audience_of(row.audience), row.needs_ack, shown(row.ack_by),
        shown(row.send_at), tuple(row.channels), attached.codes_of(row.attachments),
    )  # fmt: skip
