"""The shape of what the pages of equipment are sent. Fields are shown as those of supplies are."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _l

from xiaoan.equipment.queries.words import FAULT_NAMES, KIT_NAMES
from xiaoan.equipment.rules import DEVICE_KINDS, LONGEST
from xiaoan.supplies.queries.words import ITEM_NAMES

Choices = Sequence[tuple[str, Any]]
_ERRORS = {
    "required": _l("请填写。"),
    "invalid_choice": _l("请从列表中选一项。"),
    "max_length": _l("写了 %(show_value)d 个字,最多 %(limit_value)d 个字。请删短。"),
    "null_characters_not_allowed": _l("有不能保存的字符。"),
}


def text(
    label: Any, *, required: bool = False, longest: int = LONGEST, mode: str = ""
) -> forms.CharField:
    field = forms.CharField(
        label=label, max_length=longest, required=required, error_messages=_ERRORS,
        validators=[ProhibitNullCharactersValidator(message=_ERRORS["null_characters_not_allowed"])],
    )  # fmt: skip
    field.widget.attrs["inputmode"] = mode
    return field


def day(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label, input_formats=["%Y-%m-%d"], required=required,
        error_messages={"invalid": _l("日期请写成 2026-11-24 这样。"), "required": _l("请填写。")},
    )  # fmt: skip


def choice(label: Any, choices: Choices, *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=list(choices), required=required, error_messages=_ERRORS
    )


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


def put(form: forms.Form, fields: Mapping[str, str], sentence: str) -> list[str]:
    """A refusal beside its field; what no field of the form is at fault for is given back."""
    at = [name for name in fields if name in form.fields and name != "act_id"]
    for name in at:
        form.add_error(name, sentence)
    return [] if at else [sentence]


def shown(form: forms.Form) -> Iterator[dict[str, Any]]:
    """Each field that is to be filled in, as templates show it."""
    for bound in form.visible_fields():
        value = bound.value()
        kinds = ((forms.ChoiceField, "choice"), (forms.DateField, "date"))
        yield {
            "name": bound.html_name, "id": f"f-{bound.html_name}", "label": bound.label,
            "kind": next((kind for known, kind in kinds if isinstance(bound.field, known)), "text"),
            "choices": list(getattr(bound.field, "choices", [])),
            "value": value if value is not None else "", "required": bound.field.required,
            "longest": getattr(bound.field, "max_length", None) or "",
            "inputmode": bound.field.widget.attrs.get("inputmode", ""),
            "error": " ".join(str(error) for error in bound.errors),
        }  # fmt: skip


def as_id(text: str) -> UUID | None:
    """A choice that is an id; None for the empty one."""
    try:
        return UUID(text)
    except ValueError:
        return None
