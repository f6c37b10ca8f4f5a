"""The shape of what the pages of allocation are sent."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _l

from xiaoan.allocation import rules
from xiaoan.allocation.queries.words import PART_NAMES, part_means
from xiaoan.duties.queries.levels import LEVEL_NAMES

Choices = Sequence[tuple[str, Any]]
_ERRORS = {
    "required": _l("请填写。"), "invalid": _l("请写数字。"),
    "invalid_choice": _l("请从列表中选一项。"),
    "max_length": _l("写了 %(show_value)d 个字,最多 %(limit_value)d 个字。请删短。"),
}  # fmt: skip
_NULL = ProhibitNullCharactersValidator(message=_l("有不能保存的字符。"))


def _weights() -> dict[str, forms.Field]:
    return {
        f"weight_{name}": forms.FloatField(
            label=_l("权重:%(part)s") % {"part": PART_NAMES[name]},
            error_messages=_ERRORS,
            help_text=part_means(name),
        )
        for name in rules.WEIGHTS
    }


class WeightsForm(forms.Form):
    """How much each part of a priority counts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= _weights()

    def weights(self) -> dict[str, float]:
        return {name: self.cleaned_data[f"weight_{name}"] for name in rules.WEIGHTS}


class PlanForm(WeightsForm):
    """A new plan. `stores`: who may give; `packs`: item → its packs, the pack chosen under pack-<item>."""

    act_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        items: Choices,
        stores: Choices,
        packs: Mapping[str, Mapping[str, int]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        weights = {name: self.fields.pop(name) for name in list(self.fields) if name != "act_id"}
        self.fields |= {
            "title": forms.CharField(
                label=_l("方案名称"), max_length=200, error_messages=_ERRORS, validators=[_NULL]
            ),
            "items": _many(_l("调哪些物资"), items, required=True),
            "stores": _many(_l("从哪里调"), stores),
            "schools_give": _many(
                _l("学校"), [("1", _l("有富余的学校也调出(超过自己标准的部分)"))]
            ),
            "keep": forms.FloatField(
                label=_l("调出的学校自留:标准的几倍"), error_messages=_ERRORS,
                help_text=_l("写 1.2:先留足自己标准的 1.2 倍,多出来的才调。1 到 5。"),
            ),
            "across": _many(
                _l("跨乡镇"), [("1", _l("乡镇和学校的富余可以调到别的乡镇"))],
                hint=_l("不选:乡镇库房和学校只调给本乡镇的学校。县库房总能调给全县。"),
            ),
        } | _how() | weights  # fmt: skip
        self.packs = packs

    def chosen_packs(self) -> dict[str, str]:
        """Item → pack that stays together, of the items that were chosen; one that is not sent: the usual."""
        found = {}
        for item in self.cleaned_data["items"]:
            sent = self.data.get(f"pack-{item}")
            found[item] = rules.usual_pack(self.packs[item]) if sent is None else str(sent)
        return found


def _how() -> dict[str, forms.Field]:
    """By which standard, and what a journey has to keep to."""
    return {
        "level": forms.ChoiceField(
            label=_l("按哪个响应级别的标准"), choices=list(LEVEL_NAMES.items()),
            error_messages=_ERRORS,
            help_text=_l("缺口按这一级的配备标准算。改了以后点“先看看”,下面的缺口随着变。"),
        ),
        "least": forms.IntegerField(
            label=_l("每趟每种最少几个包装"), error_messages=_ERRORS,
            help_text=_l("一趟里一种物资不到这么多就不送。写 1 就是不限。"),
        ),
        "room": forms.IntegerField(
            label=_l("每趟最多几个包装(不限就不填)"), required=False, error_messages=_ERRORS,
            help_text=_l("车一趟装得下多少就写多少,各种物资加在一起。"),
        ),
    }  # fmt: skip


class EditForm(forms.Form):
    """One line by hand."""

    def __init__(self, *args: Any, stores: Choices, packs: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {
            "from_no": forms.ChoiceField(
                label=_l("从哪里调"), choices=list(stores), error_messages=_ERRORS
            ),
            "quantity": forms.CharField(
                label=_l("调多少(不给写 0)"), max_length=40, error_messages=_ERRORS,
                validators=[_NULL],
            ),
            "pack": forms.ChoiceField(
                label=_l("单位"), choices=list(packs), required=False, error_messages=_ERRORS
            ),
            "loose": _many(_l("整包装"), [("1", _l("拆开包装调"))]),
        }  # fmt: skip


class RoadForm(forms.Form):
    """How far it is from a store to a school or a township; both empty: it is not entered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {
            "from": _plain(_l("从哪里(县、乡镇或学校,名称或代码)"), 80, required=True),
            "to": _plain(_l("到哪里(学校;填乡镇就是到它的每所学校)"), 80, required=True),
            "km": _plain(_l("公路里程(公里,如 23.5)"), 10),
            "minutes": _plain(_l("车程(分钟,如 45)"), 10),
        }


def _plain(label: Any, longest: int, *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, required=required, error_messages=_ERRORS,
        validators=[_NULL],
    )  # fmt: skip


def _many(
    label: Any, choices: Choices, *, required: bool = False, hint: Any = ""
) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=list(choices), required=required, error_messages=_ERRORS,
        help_text=hint,
    )  # fmt: skip


def put(form: forms.Form, fields: Mapping[str, str], sentence: str) -> list[str]:
    """A refusal beside its field; what no field of the form is at fault for is given back."""
    at = [name for name in fields if name in form.fields and name != "act_id"]
    for name in at:
        form.add_error(name, sentence)
    return [] if at else [sentence]


def shown(form: forms.Form) -> Iterator[dict[str, Any]]:
    """Each field that is to be filled in, as templates show it."""
    for bound in form.visible_fields():
        value, field = bound.value(), bound.field
        many = isinstance(field, forms.MultipleChoiceField)
        choice = isinstance(field, forms.ChoiceField) and not many
        yield {
            "name": bound.html_name, "id": f"f-{bound.html_name}", "label": bound.label,
            "kind": "many" if many else "choice" if choice else "text",
            "choices": list(getattr(field, "choices", [])),
            "value": value if value is not None else [] if many else "",
            "required": field.required, "longest": getattr(field, "max_length", None) or 20,
            "inputmode": "decimal" if isinstance(field, forms.FloatField | forms.IntegerField) else "",
            "error": " ".join(map(str, bound.errors)), "hint": field.help_text,
        }  # fmt: skip
