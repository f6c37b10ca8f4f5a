"""What is sent about a plan: one line of a kind of place, and what is decided about the whole."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from xiaoan.accounts.queries import ROLE_NAMES, Holder
from xiaoan.duties.queries.levels import LEVEL_NAMES
from xiaoan.hygiene import rules
from xiaoan.hygiene.forms import ActForm, as_id, choice, day, number, text, yes
from xiaoan.hygiene.queries import guideline_words, units
from xiaoan.hygiene.queries.words import AGENT_NAMES, METHOD_NAMES, SLOT_NAMES, TASK_NAMES
from xiaoan.hygiene.rules.guideline import LONGEST_CONTACT, People, Said

# What people choose from; another frequency that a line has is among them too.
USUAL = ("1/1", "2/1", "3/1", "4/1", "5/1", "6/1", "1/2", "1/3", "1/7", "1/14", "1/30")
LEVELS = tuple(LEVEL_NAMES)


def often(*more: str) -> list[tuple[str, Any]]:
    """Frequencies in words, the most frequent first."""
    codes = {*USUAL, *(one for one in more if one)}
    ordered = sorted(codes, key=lambda one: -rules.read_turn(one).per_day)
    return [(one, guideline_words.turn(one)) for one in ordered]


def people(doers: Sequence[Holder], *, empty: Any) -> list[tuple[str, Any]]:
    """Roles, then persons by name."""
    posts = [(f"post:{role}", ROLE_NAMES[role]) for role in units.DOERS]
    named = {str(one.user_id): f"{one.name}({ROLE_NAMES[one.role]})" for one in doers}
    return [("", empty), *posts, *named.items()]


class LineForm(ActForm):
    """What the lines of a kind of place are to say."""

    base = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, doers: Sequence[Holder], now: Sequence[str] = (), adds: bool = False,
        tasks: Sequence[str] = (), apart: int = 0, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        if adds:
            self.fields["task"] = choice(_l("项目"), [(one, TASK_NAMES[one]) for one in tasks])
        else:
            self.fields["left_out"] = yes(_l("不做这一项"), hint=_l("指南要求而不做的,要写理由。"))
        self.fields |= {
            "method": choice(_l("方式"), list(METHOD_NAMES.items())),
            "agent": choice(_l("消毒剂"), list(AGENT_NAMES.items())),
            "strength": number(
                _l("浓度"), 1, 1_000_000,
                hint=_l("含氯、季铵盐写 mg/L;酒精、过氧化氢写 %;清水、热力、紫外线不填。"),
            ),
            "contact": number(_l("作用时间或通风时间(分钟)"), 0, LONGEST_CONTACT),
            "rinse": yes(_l("作用后清水擦净")),
            "absent": yes(_l("无人时做")),
            **{level: choice(name, often(*now)) for level, name in LEVEL_NAMES.items()},
            "anchor": day(_l("首次日期"), required=False, hint=_l("不是每天做的,从这天数起。不填不改。")),
            "slot": choice(_l("时段"), list(SLOT_NAMES.items())),
            "post": choice(_l("由谁做"), people(doers, empty="–")),
            "deputy": choice(_l("替补"), people(doers, empty=_l("没有替补")), required=False),
            "reason": text(_l("与指南不同的理由")),
        }  # fmt: skip
        if apart:
            self.fields["too"] = yes(_l("另定的场所也一起改"))

    def said(self, task: str) -> Said:
        given = self.cleaned_data
        return Said(
            given.get("task") or task, given["method"], given["agent"], given["strength"],
            given["contact"] or 0, given["rinse"], given["absent"], given["slot"],
            {level: given[level] for level in LEVELS}, given.get("left_out", False),
        )  # fmt: skip

    def people(self) -> People:
        post, deputy = self.cleaned_data["post"], self.cleaned_data["deputy"]
        return People(_post(post), _post(deputy), as_id(post), as_id(deputy))


def _post(chosen: str) -> str:
    return chosen.removeprefix("post:") if chosen.startswith("post:") else ""


class EditForm(ActForm):
    """The plan as it was read."""

    edit = forms.IntegerField(widget=forms.HiddenInput)


class DecideForm(EditForm):
    """The principal's word."""

    def __init__(self, *args: Any, own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {
            "since": day(_l("从哪天起执行"), required=False),
            "note": text(_l("意见(退回时必填)")),
        }
        if own:
            self.fields["alone"] = yes(_l("本校没有第二人可批,由我本人送审并批准"))
