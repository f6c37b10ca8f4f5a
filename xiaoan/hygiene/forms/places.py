"""What is sent about places."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from xiaoan.hygiene.forms import ActForm, Choices, choice, day, number, text
from xiaoan.hygiene.queries.words import PLACE_NAMES
from xiaoan.hygiene.rules import proposing
from xiaoan.hygiene.rules.listing import (
    HIGHEST_FLOOR,
    LARGEST_AREA,
    LONGEST_BUILDING,
    LONGEST_NAME,
    LOWEST_FLOOR,
)


def _building(label: Any) -> forms.CharField:
    return text(label, longest=LONGEST_BUILDING)


def _floor() -> forms.IntegerField:
    return number(_l("楼层(地下写负数,可不填)"), LOWEST_FLOOR, HIGHEST_FLOOR)


class PlaceForm(ActForm):
    """One place."""

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {
            "kind": choice(_l("种类"), [("", "–"), *PLACE_NAMES.items()]),
            "name": text(_l("名称"), required=True, longest=LONGEST_NAME),
            "building": _building(_l("楼栋(可不填)")),
            "floor": _floor(),
            "unit_no": choice(_l("是谁的"), units, hint=_l("班级的教室由班主任做。")),
            "area": number(
                _l("面积(平方米,可不填)"), 1, LARGEST_AREA,
                hint=_l("不填时按班级、宿舍登记的面积;都没有时按同类场所估计。"),
            ),
        }  # fmt: skip


class ManyForm(ActForm):
    """One act on the places that were chosen."""

    def __init__(self, *args: Any, what: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, dict[str, forms.Field]] = {
            "close": {"day": day(_l("从哪天起停用")), "note": text(_l("原因"), required=True)},
            "excuse": {
                "note": text(_l("为什么不列入方案"), required=True),
                "day": day(_l("免到哪天(含这天)"), hint=_l("最多一年。到期后要重新写进方案,或再免。")),
            },
            "move": {"building": _building(_l("楼栋")), "floor": _floor()},
        }  # fmt: skip
        self.fields |= fields.get(what, {})


class ProposeForm(forms.Form):
    """What was counted: in each building for each floor, and once for the school."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(1, proposing.MOST_BUILDINGS + 1):
            self.fields[f"b{n}"] = _building(_l("楼名"))
            self.fields[f"b{n}-floors"] = number(_l("层数"), 0, proposing.MOST_FLOORS)
            for kind in proposing.PER_FLOOR:
                self.fields[f"b{n}-{kind}"] = number(PLACE_NAMES[kind], 0, proposing.MOST_PER_FLOOR)
        for kind in (*proposing.PER_FLOOR, *proposing.COUNTED):
            self.fields[kind] = number(PLACE_NAMES[kind], 0, proposing.MOST_COUNTED)

    def buildings(self) -> list[proposing.Building]:
        """Those that were named or counted."""
        given, found = self.cleaned_data, []
        for n in range(1, proposing.MOST_BUILDINGS + 1):
            each = {kind: given[f"b{n}-{kind}"] or 0 for kind in proposing.PER_FLOOR}
            floors = given[f"b{n}-floors"] or 0
            if floors and any(each.values()):
                found.append(proposing.Building(given[f"b{n}"].strip(), floors, each))
        return found

    def counts(self) -> dict[str, int]:
        kinds = (*proposing.PER_FLOOR, *proposing.COUNTED)
        return {kind: self.cleaned_data[kind] or 0 for kind in kinds}

    def clean(self) -> dict[str, Any]:
        """A building that is counted has a name and floors; two of one name would be one."""
        given: dict[str, Any] = super().clean() or {}
        seen: set[str] = set()
        for n in range(1, proposing.MOST_BUILDINGS + 1):
            counted = [given.get(f"b{n}-{kind}") for kind in proposing.PER_FLOOR]
            name = (given.get(f"b{n}") or "").strip()
            if any(counted) and not name:
                self.add_error(f"b{n}", _l("请写楼名。"))
            if any(counted) and not given.get(f"b{n}-floors"):
                self.add_error(f"b{n}-floors", _l("请写层数。"))
            if name and name in seen:
                self.add_error(f"b{n}", _l("楼名重复。请改名。"))
            seen.add(name)
        return given
