"""What the pages of products and of the calculator are sent."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.hygiene import rules
from xiaoan.hygiene.forms import ActForm, as_id, choice, text, yes
from xiaoan.hygiene.queries.products import Bottle
from xiaoan.hygiene.queries.words import AGENT_NAMES
from xiaoan.hygiene.rules import measures, strengths
from xiaoan.hygiene.rules.asking import MOST_PERCENT
from xiaoan.hygiene.rules.dilution import BESIDE, Wish, task_of
from xiaoan.hygiene.rules.dilution import Bottle as Stock
from xiaoan.kernel.numbers import whole
from xiaoan.supplies.queries.words import item_name

WET = tuple(code for code, one in rules.AGENTS.items() if one.unit)


class ProductForm(ActForm):
    """A product as its label says. Faults are the service's: what is typed comes as it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = sorted({item for one in rules.AGENTS.values() for item in one.items})
        self.fields |= {
            "name": text(_l("产品名称(照瓶签)"), longest=60),
            "maker": text(_l("生产企业"), longest=60),
            "agent": choice(
                _l("有效成分"), [("", "–"), *((code, AGENT_NAMES[code]) for code in WET)],
                required=False,
            ),
            "strength": text(
                _l("浓度(照瓶签,带单位)"), longest=40,
                hint=_l("如 5%、5.1%~6.9%、50g/L;片剂写 500mg/片。写范围的按低的算,配出来不会偏稀。"),
            ),
            "per_tablet": yes(_l("是片剂")),
            "licence": text(_l("许可或备案号"), longest=60, hint=_l("如 鲁卫消证字(2019)第0123号")),
            "approved": text(_l("批准或备案日期"), longest=10, hint=_l("如 2023-01-15,不知道就不填。")),
            "licence_until": text(_l("许可有效期止"), longest=10),
            "pack": text(_l("规格"), longest=40, hint=_l("如 500 mL/瓶、100 片/瓶")),
            "keeps_days": text(_l("开瓶后能用几天"), longest=4),
            "item": choice(
                _l("库存里的哪一种"), [("", _l("不对应")), *((one, item_name(one)) for one in items)],
                required=False,
            ),
        }  # fmt: skip


class CloseForm(ActForm):
    """Why a product is used no more."""

    why = forms.CharField(required=False)


@dataclass(frozen=True)
class Typed:
    """What the address of the calculator says, and what is wrong with it, by field."""

    values: dict[str, Any]
    stock: Stock | None
    wish: Wish | None
    faults: dict[str, str]


def read_wish(given: Any, bottles: dict[str, Bottle]) -> Typed:
    """`given`: the query of the address. Nothing asked yet: no faults."""
    values = {name: given.get(name, "").strip()[:60] for name in _NAMES}
    if not values["product"] and not values["strength"]:
        values["product"] = _first(bottles, task_of(values["place"], values["task"]))
    values["beside"] = [one for one in given.getlist("beside") if one in BESIDE]
    faults: dict[str, str] = {}
    stock = _stock(values, bottles, faults)
    ml, target, percent = _ml(values, faults), whole(values["target"]), ""
    if not target:
        faults["target"] = _("请填要配的浓度,大于 0 的整数。")
    elif percent := _percent(values, target):
        faults["target"] = percent
    if not (values["ask"] or values["target"]):
        return Typed(values, None, None, {})
    wish = Wish(
        target, ml, values["place"] if values["place"] in rules.PLACE_KINDS else "", values["task"],
        values["method"] if values["method"] in rules.METHODS else "", frozenset(values["beside"]),
        hot=values["hot"] == "1", stored=values["stored"] == "1",
    )  # fmt: skip
    return Typed(
        values, stock, None if faults else wish, faults if values["ask"] or percent else {}
    )


def _percent(values: dict[str, Any], target: int) -> str:
    """Why a target in mg/L is none of an agent that is counted in per cent; "" if it may be."""
    agent = rules.AGENTS.get(values["agent"] or "chlorine")
    if agent is None or agent.unit != "%" or target <= MOST_PERCENT:
        return ""
    return _(
        "%(agent)s按百分数算,不能配成 %(target)s mg/L。这是含氯消毒液的浓度:请换含氯的产品,"
        "或把要配的浓度改成 %%。"
    ) % {"agent": AGENT_NAMES[agent.code], "target": target}


_NAMES = (
    "product", "agent", "strength", "tablet", "target", "ml", "litres", "area", "per_m2", "place",
    "task", "method", "hot", "stored", "ask",
)  # fmt: skip


def _first(bottles: dict[str, Bottle], task: rules.Task | None) -> str:
    """The first of the register that is what the line of a plan asks for."""
    agent = task.agent if task else ""
    return next((pk for pk, one in bottles.items() if agent in ("", one.agent)), "")


def _stock(
    values: dict[str, Any], bottles: dict[str, Bottle], faults: dict[str, str]
) -> Stock | None:
    """A product of the register, else what is typed from the label."""
    if values["product"] in bottles:
        one = bottles[values["product"]]
        values["agent"] = one.agent
        return Stock(one.agent, one.strength, one.per_tablet, not one.licence_state)
    agent = rules.AGENTS.get(values["agent"] or "chlorine")
    if agent is None or not agent.unit:
        faults["agent"] = _("请选择有效成分。")
        return None
    tablet = values["tablet"] == "1" and agent.code == "chlorine"
    try:
        label = strengths.read_label(values["strength"], agent.unit, per_tablet=tablet)
    except ValueError:
        faults["strength"] = (
            _("请看瓶签,照写每片多少 mg,如 500mg。")
            if tablet
            else _("请看瓶签,照写带单位的浓度,如 5%、5.1%~6.9%、50g/L。")
        )
        return None
    return Stock(agent.code, label.least, tablet)


def _ml(values: dict[str, Any], faults: dict[str, str]) -> int:
    """From a chosen bucket, litres, or an area and how much is sprayed on each m²."""
    if values["area"]:
        area, per = whole(values["area"]), whole(values["per_m2"])
        low, high = int(measures.SPRAY["least"]), int(measures.SPRAY["most"])
        if not 0 < area <= 10_000:
            faults["area"] = _("请填 1 到 10000 的整数(m²)。")
        if not low <= per <= high:
            faults["per_m2"] = _("每 m² 喷 %(a)s 到 %(b)s mL。") % {"a": low, "b": high}
        return area * per
    if values["litres"]:
        found = _litres(values["litres"])
        if found is None:
            faults["litres"] = _("请填升数,如 8 或 2.5。")
        return found or 0
    return whole(values["ml"]) or 10_000


def _litres(typed: str) -> int | None:
    left, _dot, right = typed.partition(".")
    if not (left.isascii() and left.isdigit() and len(left) <= 4):
        return None
    if right and not (right.isascii() and right.isdigit() and len(right) <= 3):
        return None
    return int(left) * 1000 + int(right.ljust(3, "0") or 0)


__all__ = ["CloseForm", "ProductForm", "Typed", "as_id", "read_wish"]
