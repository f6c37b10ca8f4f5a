"""An incident and its steps, as they are typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.hygiene.forms import Choices, choice, number, text
from xiaoan.hygiene.forms.records import item_words
from xiaoan.hygiene.queries.words import COVER_NAMES, INCIDENT_NAMES, SIZE_NAMES
from xiaoan.hygiene.rules import AGENTS, asking, incidents


class TellForm(forms.Form):
    """What was seen where."""

    def __init__(self, *args: Any, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {
            "id": forms.UUIDField(widget=forms.HiddenInput),
            "place": choice(_l("在哪里"), [("", "–"), *places]),
            "spot": text(_l("具体位置(可不填,不要写学生姓名)")),
            "kind": choice(_l("是什么"), [*INCIDENT_NAMES.items()]),
            "size": choice(_l("多少"), [*SIZE_NAMES.items()]),
            "mine": choice(
                _l("谁来处置"), [("", _l("请后勤或校医来")), ("1", _l("我现在就处置"))], required=False
            ),
        }  # fmt: skip


class StepForm(forms.Form):
    """One step: what it asks, a note, and whether it was left out."""

    def __init__(self, *args: Any, what: str, size: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.what = what
        self.fields["id"] = forms.UUIDField(widget=forms.HiddenInput)
        if what == "cover":
            covers = [(one, COVER_NAMES[one]) for one in incidents.COVERS[size or "small"]]
            self.fields["how"] = choice(_l("用什么覆盖"), covers)
        if what in incidents.STRENGTHS:
            self.fields |= _used(what)
        self.fields["note"] = text(_l("备注;提前或没有做的,在这里写明原因"))
        if incidents.step(what) is not None:
            self.fields["skipped"] = choice(
                _l("这一步"), [("", _l("做了")), ("1", _l("没有做(写明原因)"))], required=False
            )

    def facts(self) -> dict[str, Any]:
        """What was said, of what was said."""
        names = ("how", "strength", "item", "quantity", "batch")
        given = {name: self.cleaned_data.get(name) for name in names if name in self.fields}
        return {name: value for name, value in given.items() if value not in (None, "")}


def _used(what: str) -> dict[str, forms.Field]:
    least, most = incidents.STRENGTHS[what]
    span = str(least) if least == most else f"{least}–{most}"
    items = [(one, item_words(one)) for one in AGENTS["chlorine"].items]
    label = (
        _("有效氯浓度 mg/L(要 %(span)s;用粉或干巾的不填)")
        if what == "cover"
        else _("有效氯浓度 mg/L(要 %(span)s)")
    )
    return {
        "strength": number(label % {"span": span}, 1, asking.MOST_STRENGTH),
        "item": choice(_l("库房物资(可不选)"), [("", "–"), *items], required=False),
        "quantity": number(_l("用了多少(mL 或片)"), 1, asking.MOST_ML),
        "batch": text(_l("批号(可不填)"), longest=60),
    }
