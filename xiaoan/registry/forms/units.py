"""What is entered about units: names, days, where pupils go."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory.queries import STAGE_NAMES
from xiaoan.directory.rules import units
from xiaoan.directory.rules.lives import LONGEST_NOTE
from xiaoan.directory.services.promoting import MOST_CLASSES
from xiaoan.kernel import clock
from xiaoan.registry.forms.fields import Choices, day, one_of, text

MANY = _l("可一次写多个,用逗号隔开;连号可写 1班..6班、101..120。")
# Names of a whole building fit; rules.units says how long each may be.
_LONGEST = 4000
# Stages of a single grade: where a school has several, each grade says its own.
GRADE_STAGES = [(code, STAGE_NAMES[code]) for code in ("primary", "junior")]


def whole(label: Any, low: int, high: int, *, required: bool = True) -> forms.IntegerField:
    """A whole number inside bounds."""
    wrong = _l("请写 %(low)s 到 %(high)s 之间的整数。") % {"low": low, "high": high}
    return forms.IntegerField(
        label=label, min_value=low, max_value=high, required=required,
        error_messages={
            "required": wrong, "invalid": wrong, "min_value": wrong, "max_value": wrong,
        },
    )  # fmt: skip


class DayForm(forms.Form):
    """From which day on; it stands last."""

    since = day(_l("从哪天起"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("since", clock.today())
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "since"])


class OpenForm(DayForm):
    """Several units of a kind."""

    names = text(_l("名称"), _LONGEST)

    def __init__(self, *args: Any, kind: str, stages: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind == units.SCHOOL_KIND:
            self.fields["code"] = text(_l("学校代码"), 20)
            self.fields["stage"] = one_of(_l("学段"), list(STAGE_NAMES.items()))
            self.fields["boarding"] = forms.BooleanField(label=_l("有住校学生"), required=False)
            self.fields["names"].help_text = ""
            self.order_fields(["names", "code", "stage", "boarding"])
        elif kind == units.GRADE_KIND:
            year = clock.today().year
            self.fields["cohort"] = whole(_l("入学年份"), year - 20, year + 1)
            if stages:
                self.fields["stage"] = one_of(_l("学段"), GRADE_STAGES)
            self.order_fields(["names", "cohort", "stage"])
        else:
            self.fields["names"].help_text = MANY

    def names_typed(self, kind: str) -> tuple[str, ...]:
        """A school and a grade are entered one by one."""
        typed = self.cleaned_data["names"]
        if kind in (units.SCHOOL_KIND, units.GRADE_KIND):
            return (" ".join(typed.split()),)
        return tuple(units.names_in(typed))


class ChangeForm(forms.Form):
    """Another name; of a grade also the year in which its pupils came."""

    name = text(_l("名称"), units.LONGEST_NAME)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind == units.GRADE_KIND:
            year = clock.today().year
            self.fields["cohort"] = whole(_l("入学年份"), 1990, year + 1, required=False)


class CloseForm(DayForm):
    """The first day without the unit, and why."""

    reason = text(_l("关闭的原因"), LONGEST_NOTE)


class MergeForm(DayForm):
    """Into which class or school, from when, why; `classes`: where each class of a school goes."""

    reason = text(_l("合并的原因"), LONGEST_NOTE)

    def __init__(
        self, *args: Any, into: Choices, classes: Choices = (), goals: Choices = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"] = one_of(_l("并入哪里"), into)
        for no, name in classes:
            field = one_of(_l("%(name)s 去哪里") % {"name": name}, goals)
            self.fields[f"to-{no}"] = field
        self.order_fields(["into", *(f"to-{no}" for no, _name in classes)])

    def targets(self) -> dict[int, int]:
        """For each class the class or grade that was chosen."""
        return {
            int(name.removeprefix("to-")): int(value)
            for name, value in self.cleaned_data.items()
            if name.startswith("to-")
        }


class PromoteForm(forms.Form):
    """How many classes the new first grade has."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["classes"] = whole(_l("新的第一个年级开几个班"), 1, MOST_CLASSES)
