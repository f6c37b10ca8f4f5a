"""What was done at a place, as it is typed; and what was used for a round together."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.hygiene import rules
from xiaoan.hygiene.forms import Choices, choice, number, shown, text
from xiaoan.hygiene.queries.words import (
    AGENT_NAMES,
    METHOD_NAMES,
    TARGET_NAMES,
    TASK_NAMES,
    WEATHER_NAMES,
)
from xiaoan.hygiene.rules import asking, fitting
from xiaoan.kernel import clock
from xiaoan.supplies.queries import catalogue
from xiaoan.supplies.queries.words import item_name, unit_name

_TIME = {"invalid": _l("时间请写成 16:05 这样。"), "required": _l("请填写时间。")}
_UNSAID = ("", _l("没有记"))
_YES_NO = (_UNSAID, ("1", _l("是")), ("0", _l("否")))
_LIQUIDS = ("strength", "stock_strength", "used_ml", "mixed_ml")


def time(label: Any, *, required: bool = True) -> forms.TimeField:
    field = forms.TimeField(label=label, required=required, error_messages=_TIME)
    field.widget.attrs["type"] = "time"
    return field


def items_of(agent: str) -> list[tuple[str, Any]]:
    """The items of supplies that hold an agent, for a list."""
    known = rules.AGENTS.get(agent)
    return [(one, item_words(one)) for one in (known.items if known else ())]


def item_words(item: str) -> str:
    return f"{item_name(item)} ({unit_name(item)})"


class RecordForm(forms.Form):
    """One thing done at a place. Which fields there are goes by what it is done with: `task` only where the
    plan says nothing, those of a bus only for a bus."""

    submission_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, line: Any, kind: str, people: Choices, is_mended: bool = False,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.is_air = line is not None and line.method == "ventilate"
        self.line = line
        self.fields |= _reason() if is_mended else {}
        self.fields |= _what(line)
        self.fields |= {"started": time(_l("开始")), "ended": time(_l("结束"))}
        if self.is_air:
            self.fields["minutes"] = number(
                _l("开窗多少分钟"), 1, asking.MOST_MINUTES, required=True
            )
        else:
            self.fields |= _chemical(line, kind)
        if line is None:
            self.fields["minutes"] = number(_l("开窗多少分钟"), 1, asking.MOST_MINUTES)
        if kind == "bus":
            self.fields |= {
                "plate": text(_l("车牌"), longest=20), "driver": text(_l("司机"), longest=30),
                "attendant": text(_l("照管员"), longest=30),
            }  # fmt: skip
        if not is_mended:
            self.fields["checker"] = choice(
                _l("验收人(可不选)"), [("", "–"), *people], required=False
            )
        self.fields["note"] = text(_l("备注(可不填)"))

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        needs = "agent" in self.fields and given.get("method", "ventilate") != "ventilate"
        if needs and not given.get("agent") and "agent" not in self.errors:
            self.add_error("agent", _("请从列表中选一项。"))
        return given

    @property
    def way(self) -> str:
        """How it was done, by what is chosen now: which figures there are hangs on it."""
        if self.is_air:
            return "air"
        return fitting.way_of(str(self["method"].value()), str(self["agent"].value()))

    def told(self, day: dt.date, line: Any) -> asking.Told:
        """As the rules read it; what was not said stays unsaid."""
        given = self.cleaned_data
        method = line.method if self.is_air else given["method"]
        agent = line.agent if self.is_air else given["agent"] if method != "ventilate" else "none"
        item, quantity = given.get("item", ""), given.get("quantity")
        by_piece = bool(item) and unit_of(item) == "tablet"
        return asking.Told(
            method=method, agent=agent, started_at=clock.at(day, given["started"]),
            ended_at=clock.at(day, given["ended"]), item=item,
            stock_ml=None if by_piece else quantity, tablets=quantity if by_piece else None,
            batch=given.get("batch", ""), contact=given.get("contact"),
            minutes=given.get("minutes"), rinsed=_yes(given.get("rinsed")),
            present=_yes(given.get("present")), target=given.get("target", ""),
            weather=given.get("weather", ""), **{name: given.get(name) for name in _LIQUIDS},
        )  # fmt: skip


def _reason() -> dict[str, forms.Field]:
    return {"reason": text(_l("更正原因(原来的会保留)"), required=True)}


def _what(line: Any) -> dict[str, forms.Field]:
    if line is not None and line.method == "ventilate":
        return {}
    planned: dict[str, forms.Field] = {}
    if line is None:
        planned["task"] = choice(_l("消毒部位"), [("", "–"), *TASK_NAMES.items()])
    methods = [(code, name) for code, name in METHOD_NAMES.items() if code != "cover"]
    return planned | {
        "method": choice(_l("方式"), methods),
        # Not sent with a window that is opened (rules.fitting).
        "agent": choice(_l("消毒剂"), [*AGENT_NAMES.items()], required=False),
    }  # fmt: skip


def _chemical(line: Any, kind: str) -> dict[str, forms.Field]:
    items = [
        ("", "–"), *((one, item_words(one)) for agent in rules.AGENTS.values() for one in agent.items),
    ]  # fmt: skip
    contact = _("作用时间(分钟,方案 %(n)s)") % {"n": line.contact} if line else _("作用时间(分钟)")
    strength = (
        _("配好的浓度(方案 %(n)s %(unit)s)")
        % {"n": line.strength, "unit": rules.AGENTS[line.agent].unit}
        if line and line.strength
        else _("配好的浓度(含氯 mg/L,酒精 %%)") % {}
    )
    found: dict[str, forms.Field] = {
        "strength": number(strength, 1, asking.MOST_STRENGTH),
        "contact": number(contact, 0, asking.MOST_MINUTES),
        "item": choice(_l("用的是"), items, required=False),
        "quantity": number(_l("原液或片用了多少(mL 或片)"), 0, asking.MOST_ML),
        "stock_strength": number(_l("原液浓度(mg/L,看瓶子)"), 1, asking.MOST_STRENGTH),
        "mixed_ml": number(_l("配成多少(mL)"), 1, asking.MOST_ML),
        "used_ml": number(_l("用掉多少配好的(mL)"), 0, asking.MOST_ML),
        "batch": text(_l("批号"), longest=60),
        "rinsed": choice(_l("清水擦净"), _YES_NO, required=False),
        "present": choice(_l("当时有人"), _YES_NO, required=False),
    }  # fmt: skip
    if kind == "yard" or line is None:
        found |= {
            "target": choice(_l("对什么做的"), [_UNSAID, *TARGET_NAMES.items()], required=False),
            "weather": choice(
                _l("室外天气(室内不选)"), [("", "–"), *WEATHER_NAMES.items()], required=False
            ),
        }
    return found


def _yes(text: str | None) -> bool | None:
    return text == "1" if text else None


class TogetherForm(forms.Form):
    """What was ticked on a round; what was mixed for it, if anybody says."""

    submission_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, dues: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = [
            ("", _("不记用量")),
            *((one, item_words(one)) for agent in rules.AGENTS.values() for one in agent.items),
        ]
        self.fields |= {
            "item": choice(_l("这次用的是"), items, required=False),
            "quantity": number(_l("一共用了多少原液或片(mL 或片)"), 1, asking.MOST_ML),
            "mixed_ml": number(_l("一共配成多少(mL)"), 1, asking.MOST_ML),
            "batch": text(_l("批号"), longest=60),
        }

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("item") and not given.get("quantity") and "quantity" not in self.errors:
            self.add_error("quantity", _("请填用了多少,或选“不记用量”。"))
        if given.get("quantity") and not given.get("item") and "item" not in self.errors:
            self.add_error("item", _("请选用的是哪种。"))
        return given


class ExcuseForm(forms.Form):
    """What need not be done today, and why."""

    def __init__(self, *args: Any, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {
            "place": choice(_l("哪里"), [("", _l("全校,还没做的都免")), *places], required=False),
            "reason": text(_l("原因"), required=True),
        }


def fitted(form: RecordForm) -> list[dict[str, Any]]:
    """The fields of a record that fit how it was done; those that would fit another way are there for the
    script that follows the choice, and one with a fault is always shown."""
    way = form.way
    found = []
    for one in sheet(form):
        ways = () if form.is_air else fitting.FITS.get(one["name"], ())
        hidden = bool(ways) and way not in ways and not one["error"]
        needed = one["required"] or one["name"] == "agent"
        found.append(one | {"ways": " ".join(ways), "hidden": hidden, "required": needed})
    return found


def unit_of(item: str) -> str:
    found = catalogue.item(item)
    return found.unit if found else ""


def sheet(form: forms.Form) -> list[dict[str, Any]]:
    """The fields of a form as hygiene/_sheet.html shows them: those of every form, and times."""
    found = list(shown(form))
    names = {form[name].html_name: field for name, field in form.fields.items()}
    for one in found:
        if isinstance(names[one["name"]], forms.TimeField):
            said = one["value"]
            one |= {"kind": "time", "value": f"{said:%H:%M}" if isinstance(said, dt.time) else said}
    return found
