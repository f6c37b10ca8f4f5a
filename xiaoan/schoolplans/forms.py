"""Forms of school plans: the shape of what comes in; services say what is wrong with it."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.accounts.queries import ROLE_NAMES
from xiaoan.directory.queries import STAGE_NAMES
from xiaoan.kernel.numbers import whole
from xiaoan.schoolplans import rules
from xiaoan.schoolplans.queries.words import NEED_NAMES, PHASE_NAMES
from xiaoan.schoolplans.rules.template import Entry
from xiaoan.web import fields

_POSTS = (
    "principal", "school_doctor", "grade_head", "class_teacher", "subject_teacher", "logistics", "canteen",
    "dormitory_keeper", "counsellor",
)  # fmt: skip


class ActForm(forms.Form):
    """Any act: the id that the form made."""

    submission_id = forms.UUIDField(widget=forms.HiddenInput)


class StartForm(ActForm):
    needs = fields.many(_l("本校有"), list(NEED_NAMES.items()))
    own_opening = fields.day(_l("拟定开学日(教育局还没有公布时填)"), required=False)


class WhyForm(ActForm):
    why = fields.text(_l("要改什么"), longest=rules.LONG, rows=4)


class ReasonForm(ActForm):
    reason = fields.text(_l("为什么要改"), longest=rules.SHORT, rows=2)


class DoneForm(ActForm):
    note = fields.text(_l("做了什么、凭据在哪里"), longest=rules.SHORT * 5, rows=4)


class TaskForm(ActForm):
    """One task. `people`: who works at the school, as choices."""

    rev = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)
    what = fields.text(_l("做什么"), longest=rules.SHORT, rows=2)
    phase = fields.choice(_l("阶段"), list(PHASE_NAMES.items()))
    person_id = fields.choice(_l("责任人"), [("", _l("还没有定"))], required=False)
    deputy_id = fields.choice(_l("AB 岗(责任人不在时谁办)"), [("", _l("还没有定"))], required=False)
    due_on = fields.day(_l("期限:日期"), required=False)
    offset = fields.text(_l("或者:离开学日几天(前 3 天写 -3,当天写 0)"), longest=rules.SHORT)
    place = fields.text(_l("地点"), longest=rules.PLACE)
    evidence = fields.text(_l("凭据(办好后拿什么证明)"), longest=rules.SHORT)
    wants_file = fields.ticked(_l("照片或文件"), _l("办好时要附照片或 PDF 文件"))

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("person_id", "deputy_id"):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _l("还没有定")), *people]

    def clean_offset(self) -> int | None:
        text = str(self.cleaned_data["offset"]).strip().replace("−", "-").replace("－", "-")
        if not text:
            return None
        sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
        if not (digits.isascii() and digits.isdigit()):
            raise forms.ValidationError(_l("写整数:开学前 3 天写 -3,当天写 0,开学后 2 天写 2。"))
        found = whole(digits, rules.FARTHEST + 1)
        if found > rules.FARTHEST:
            said = _("写 -%(n)s 到 %(n)s 之间的整数。") % {"n": rules.FARTHEST}
            raise forms.ValidationError(said)
        return sign * found

    def who(self, name: str) -> UUID | None:
        text = self.cleaned_data.get(name)
        return UUID(text) if text else None


class EntryForm(ActForm):
    """An entry of the template."""

    rev = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)
    form = fields.choice(_l("是什么"), [("task", _l("任务")), ("field", _l("要写的内容"))])
    label = fields.text(_l("名称"), longest=rules.SHORT, required=True)
    hint = fields.text(_l("提示(要写的内容)"), longest=rules.SHORT)
    required = fields.ticked(_l("必填"), _l("没有写就不能提交"))
    phase = fields.choice(_l("阶段(任务)"), [("", "–"), *PHASE_NAMES.items()], required=False)
    offset = fields.text(_l("离开学日几天(任务)"), longest=rules.SHORT)
    role = fields.choice(_l("建议岗位(任务)"), [], required=False)
    place = fields.text(_l("地点(任务)"), longest=rules.PLACE)
    evidence = fields.text(_l("凭据(任务)"), longest=rules.SHORT)
    wants_file = fields.ticked(_l("照片或文件(任务)"), _l("办好时要附照片或 PDF 文件"))
    source = fields.text(_l("依据"), longest=rules.SHORT, required=True)
    kinds = fields.many(_l("只用于这些学段(不选:全部)"), list(STAGE_NAMES.items()))
    needs = fields.many(_l("只用于这样的学校(不选:全部)"), list(NEED_NAMES.items()))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "–"), *((code, ROLE_NAMES[code]) for code in _POSTS)]

    clean_offset = TaskForm.clean_offset

    def entry(self, code: str) -> Entry:
        """What was typed, as an entry of that code."""
        given = self.cleaned_data
        is_task = given["form"] == "task"
        return Entry(
            given["form"], code, given["label"], "" if is_task else given["hint"],
            is_task or bool(given["required"]), given["phase"] if is_task else "",
            given["offset"] if is_task else None, given["role"] if is_task else "",
            given["place"] if is_task else "", given["evidence"] if is_task else "", given["source"],
            tuple(given["kinds"]), tuple(given["needs"]), is_task and bool(given["wants_file"]),
        )  # fmt: skip
