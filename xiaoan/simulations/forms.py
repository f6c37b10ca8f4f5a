"""The shape of what is asked: disease, ways of opening, the day, and numbers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from xiaoan.kernel.numbers import whole
from xiaoan.simulations.queries import words
from xiaoan.web import fields


class RunForm(forms.Form):
    """A comparison. `submission_id` is made with the page; numbers stay as typed, the service judges them."""

    submission_id = forms.UUIDField(widget=forms.HiddenInput)
    disease = fields.choice(_l("病"), [*words.DISEASE_NAMES.items()])
    ways = fields.many(_l("返校办法(选两种以上作比较,最多四种)"), [*words.WAY_NAMES.items()])
    opens_on = fields.day(_l("返校日期"))
    unit = fields.choice(_l("范围"), [])
    imports = fields.text(
        _l("每周从外面传入几人(0–1000)"), required=True, longest=4, mode="numeric"
    )
    close_at = fields.text(
        _l("一周内一个班几人得病就停课(1–50)"), required=True, longest=2, mode="numeric"
    )
    coverage = fields.text(_l("学生接种比例(0–100%)"), required=True, longest=3, mode="numeric")
    replicates = fields.text(_l("推演次数(20–200,双数)"), required=True, longest=3, mode="numeric")
    seed = fields.text(
        _l("种子(0–999999999;空着:随机;填同一个数可重算)"), longest=9, mode="numeric"
    )

    def __init__(self, data: Any, units: list[tuple[str, Any]], **more: Any) -> None:
        super().__init__(data, **more)
        unit = self.fields["unit"]
        if isinstance(unit, forms.ChoiceField):
            unit.choices = units

    def values(self) -> dict[str, Any]:
        """What was sent, by the names of `services.NewRun`; a number that is none becomes one it refuses."""
        given = self.cleaned_data
        number = {
            name: whole(given[name].strip(), -1)
            for name in ("imports", "close_at", "coverage", "replicates")
        }
        seed = whole(given["seed"].strip(), -1) if given["seed"].strip() else None
        return {
            "id": given["submission_id"], "unit_no": int(given["unit"]), "disease": given["disease"],
            "ways": tuple(given["ways"]), "opens_on": given["opens_on"], "seed": seed, **number,
        }  # fmt: skip


class NameForm(forms.Form):
    """How a supposition of demand is to be called."""

    submission_id = forms.UUIDField(widget=forms.HiddenInput)
    name = fields.text(_l("设想的名称"), required=True, longest=40)
