"""Dormitory rounds and devices as they are typed."""

import datetime as dt
import re
from dataclasses import dataclass, field
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from xiaoan.kernel import clock
from xiaoan.screening import queries, rules
from xiaoan.screening.forms.calendar import A_DATE
from xiaoan.screening.forms.marks import NOTE_LENGTH
from xiaoan.screening.queries import SYMPTOM_NAMES

_IN_ROUND = re.compile(r"r-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-kind")


@dataclass
class TypedInRound:
    """What was typed about one boarder of a round, as typed."""

    kind: str = ""
    since: str = ""
    until: str = ""
    symptoms: list[str] = field(default_factory=list)
    note: str = ""


class RoundForm(forms.Form):
    """What stands once on a round's form."""

    submission_id = forms.UUIDField()
    base_version = forms.IntegerField(min_value=0, max_value=10_000)
    ventilated = forms.TypedChoiceField(
        choices=[("1", ""), ("0", "")],
        coerce=lambda text: text == "1",
        error_messages={"required": gettext_lazy("请选择这间宿舍有没有通风。")},
    )
    reason = forms.CharField(
        max_length=NOTE_LENGTH,
        required=False,
        error_messages={
            "max_length": gettext_lazy(
                "写了 %(show_value)d 个字,最多 %(limit_value)d 个字。请删短。"
            )
        },
    )


def read_round(post: QueryDict) -> dict[UUID, TypedInRound]:
    """What was typed of each boarder who is not simply in bed."""
    found = {}
    for name in post:
        match = _IN_ROUND.fullmatch(name)
        kind = post.get(name, "")
        if match and kind in queries.ROUND_NAMES:
            at = f"r-{match[1]}-"
            found[UUID(match[1])] = TypedInRound(
                kind, post.get(f"{at}since", ""), post.get(f"{at}until", ""),
                post.getlist(f"{at}symptoms"), post.get(f"{at}note", "").strip(),
            )  # fmt: skip
    return found


def to_seen(who: UUID, typed: TypedInRound) -> rules.SeenInRound:
    """As the rules read it; a time or a symptom that cannot be read counts as not said."""
    known = [code for code in typed.symptoms if code in SYMPTOM_NAMES]
    leave, ill = typed.kind == "leave", typed.kind == "ill"
    return rules.SeenInRound(
        who,
        rules.RoundKind(typed.kind),
        read_moment(typed.since) if leave else None,
        read_moment(typed.until) if leave else None,
        rules.symptoms_of(known if ill else ()),
    )


def read_moment(text: str) -> dt.datetime | None:
    """2026-11-23T20:00 as an instant of the county; None for what is none."""
    try:
        found = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    inside = clock.FIRST_DAY <= found.date() <= clock.LAST_DAY
    return found.replace(tzinfo=clock.ZONE) if inside and found.tzinfo is None else None


class DeviceForm(forms.Form):
    """A measuring device to add."""

    device_id = forms.UUIDField()
    school = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    kind = forms.CharField(required=False)
    serial = forms.CharField(required=False)
    place = forms.CharField(required=False)
    method = forms.CharField(required=False)
    calibrated = forms.DateField(required=False, error_messages={"invalid": A_DATE})
