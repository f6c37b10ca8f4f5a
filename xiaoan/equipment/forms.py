"""The shape of what the pages of equipment are sent. Fields are shown as those of supplies are."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _l

from xiaoan.equipment.queries.words import FAULT_NAMES, KIT_NAMES
from xiaoan.equipment.rules import DEVICE_KINDS
from xiaoan.supplies.queries.words import ITEM_NAMES
from xiaoan.web.fields import Choices, choice, day, text
from xiaoan.web.fields import put as put
from xiaoan.web.fields import shown as shown


class ActForm(forms.Form):
    """What every act has: the id of the form."""

    act_id = forms.UUIDField(widget=forms.HiddenInput)


class RegisterForm(ActForm):
    """So many devices of a kind."""

    def __init__(self, *args: Any, places: Choices, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {
            "item": choice(_l("种类"), [(item, ITEM_NAMES[item]) for item in DEVICE_KINDS]),
            "number": text(_l("几台(一次最多 500)"), required=True, longest=4, mode="numeric"),
            "serial": text(_l("序列号(只登记一台时;不填由系统编号)"), longest=60),
            "place_no": choice(_l("放在"), places),
            "keeper_id": choice(_l("保管人"), [("", _l("先不指定")), *people], required=False),
            "calibrated": day(_l("上次校准(可不填)"), required=False),
        }


class DeviceForm(ActForm):
    """An act with one device: the fields that `what` asks for."""

    def __init__(
        self, *args: Any, what: str, places: Choices, people: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= _device_fields(what, places, people)


def _device_fields(what: str, places: Choices, people: Choices) -> dict[str, forms.Field]:
    pair: dict[str, forms.Field] = {
        "own": text(_l("这支量得(℃)"), required=True, longest=5, mode="decimal"),
        "other": text(_l("另一支(水银或电子)量得(℃)"), required=True, longest=5, mode="decimal"),
    }
    note = {"note": text(_l("说明"))}
    said = {"note": text(_l("理由"), required=True)}
    fields: dict[str, dict[str, forms.Field]] = {
        "assign": {
            "place_no": choice(_l("放在"), places), "place": text(_l("具体位置(可不填)"), longest=60),
            "who_id": choice(_l("保管人"), [("", _l("先不指定")), *people], required=False),
        },
        "lend": {"who_id": choice(_l("借给"), people), "until": day(_l("哪天还")), **note},
        "return": {**note},
        "fault": {"fault": choice(_l("哪里坏了"), list(FAULT_NAMES.items())), **note},
        "repair": {"note": text(_l("送到哪里修、联系谁"), required=True)},
        "back": {**pair, **note},
        "compare": {**pair, **note},
        "lose": {"note": text(_l("经过"), required=True)},
        "find": {**note},
        "retire": {**said},
        "certify": {
            "day": day(_l("校准日期")), "number": text(_l("证书编号"), required=True, longest=60),
            "maker": text(_l("校准单位"), required=True, longest=60),
            "until": day(_l("有效期至(不填按规定周期算)"), required=False),
        },
    }  # fmt: skip
    return fields[what]


class KitForm(ActForm):
    """A new kit."""

    def __init__(self, *args: Any, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {
            "template": choice(_l("套装种类"), list(KIT_NAMES.items())),
            "name": text(_l("名称,如 一楼观察室"), required=True, longest=40),
            "place_no": choice(_l("放在"), [("0", _l("不固定(如急救包)")), *places]),
        }


class FiguresForm(ActForm):
    """A number for each item of a kit (`items`: item → its words), and a note."""

    def __init__(
        self, *args: Any, items: Mapping[str, Any], needs_note: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {
            f"n-{item}": text(label, longest=5, mode="numeric") for item, label in items.items()
        }
        self.fields["note"] = text(_l("说明"), required=needs_note)

    def figures(self) -> dict[str, str]:
        return {
            name[2:]: value for name, value in self.cleaned_data.items() if name.startswith("n-")
        }


def as_id(text: str) -> UUID | None:
    """A choice that is an id; None for the empty one."""
    try:
        return UUID(text)
    except ValueError:
        return None
