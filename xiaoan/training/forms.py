"""The shape of what the pages of training are sent. Fields are shown as those of supplies are."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _l

from xiaoan.training import rules
from xiaoan.training.queries.words import KIND_NAMES, NUMBER_NAMES

Choices = Sequence[tuple[str, Any]]
_ERRORS = {
    "required": _l("请填写。"),
    "invalid": _l("请写整数。"),
    "invalid_choice": _l("请从列表中选一项。"),
    "max_length": _l("写了 %(show_value)d 个字,最多 %(limit_value)d 个字。请删短。"),
    "null_characters_not_allowed": _l("有不能保存的字符。"),
}
# Before a right option; the wide one of Chinese keyboards too.
_MARK, _WIDE = "*", "\uff0a"
NUMBERS = ("minutes", "questions", "pass_mark", "tries", "months", "practical_within")


def text(
    label: Any, *, required: bool = False, longest: int = rules.LONGEST, rows: int = 0
) -> forms.CharField:
    """`rows`: of a field of several lines."""
    field = forms.CharField(
        label=label, max_length=longest, required=required, error_messages=_ERRORS,
        validators=[ProhibitNullCharactersValidator(message=_ERRORS["null_characters_not_allowed"])],
    )  # fmt: skip
    field.widget.attrs["rows"] = rows
    return field


def number(label: Any) -> forms.IntegerField:
    field = forms.IntegerField(
        label=label, error_messages={**_ERRORS, "min_value": _ERRORS["invalid"]}, min_value=0
    )
    field.widget.attrs["inputmode"] = "numeric"
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


class BeginForm(forms.Form):
    submission_id = forms.UUIDField()


class ReasonForm(ActForm):
    reason = text(_l("理由"), required=True)


class CheckForm(ActForm):
    """What a second person says of the practical part."""

    passed = choice(_l("结论"), [("1", _l("全部做对,通过")), ("0", _l("还要再练"))])
    note = text(_l("哪里要再练(通过的不填)"), rows=3)


class EnterForm(ActForm):
    def __init__(self, *args: Any, people: Choices, courses: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {
            "user_id": choice(_l("谁"), people), "course": choice(_l("课程"), courses),
            "since": day(_l("发证日期")), "until": day(_l("有效期至")),
            "number": text(_l("证书编号"), required=True, longest=60),
        }  # fmt: skip


class NeedForm(ActForm):
    def __init__(self, *args: Any, roles: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {
            "roles": forms.MultipleChoiceField(
                label=_l("哪些岗位需要"),
                choices=list(roles),
                required=False,
                error_messages=_ERRORS,
            ),
            "required_from": day(_l("从哪天起必须有证书(不填:不强制,只提示)"), required=False),
            "ahead": number(_l("到期前几天提醒")),
        }


class DraftForm(ActForm):
    title = text(_l("课程名称"), required=True, longest=60)


class HeadForm(ActForm):
    """What a draft is called, and its numbers."""

    base = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {
            "title": text(_l("课程名称"), required=True, longest=60),
            "source": text(_l("依据(文件名、文号;没有的不填,系统标为自定)")),
            **{name: number(NUMBER_NAMES[name]) for name in NUMBERS},
            "points": text(_l("实操要点,每行一条(没有实操的不填)"), longest=3000, rows=6),
        }  # fmt: skip


class SectionForm(ActForm):
    base = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {
            "title": text(_l("小标题"), required=True, longest=60),
            "text": text(_l("正文(每行一段)"), required=True, longest=rules.LONGEST_TEXT, rows=10),
            "source": text(_l("出处(没有的不填,系统标为自定)")),
        }


class QuestionForm(ActForm):
    base = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {
            "kind": choice(_l("题型"), list(KIND_NAMES.items())),
            "text": text(_l("题目"), required=True, longest=300, rows=2),
            "options": text(
                _l("选项,每行一个;正确的在行首写 *"), required=True, longest=2000, rows=6
            ),
            "why": text(_l("解析:为什么"), required=True, longest=500, rows=3),
            "source": text(_l("出处(没有的不填,系统标为自定)")),
        }

    def question(self) -> rules.Question:
        """What was filled in; what is wrong with it the service says."""
        given = self.cleaned_data
        typed = given["options"].replace(_WIDE, _MARK)
        lines = [line.strip() for line in typed.splitlines() if line.strip()]
        return rules.Question(
            "", given["kind"], given["text"].strip(),
            tuple(line.removeprefix(_MARK).strip() for line in lines),
            tuple(n for n, line in enumerate(lines) if line.startswith(_MARK)), given["why"].strip(),
            given["source"].strip(),
        )  # fmt: skip


def put(form: forms.Form, fields: Mapping[str, str], sentence: str) -> list[str]:
    """A refusal beside its field; what no field of the form is at fault for is given back."""
    named = {"right": "options"}
    at = [found for name in fields if (found := named.get(name, name)) in form.fields]
    for name in (one for one in at if one != "act_id"):
        form.add_error(name, sentence)
    return [] if at else [sentence]


def shown(form: forms.Form) -> Iterator[dict[str, Any]]:
    """Each field that is to be filled in, as templates show it."""
    for bound in form.visible_fields():
        value = bound.value()
        yield {
            "name": bound.html_name, "id": f"f-{bound.html_name}", "label": bound.label,
            "kind": _kind(bound.field), "choices": list(getattr(bound.field, "choices", [])),
            "value": value if value is not None else "", "required": bound.field.required,
            "longest": getattr(bound.field, "max_length", None) or "",
            "rows": bound.field.widget.attrs.get("rows", 0),
            "inputmode": bound.field.widget.attrs.get("inputmode", ""),
            "error": " ".join(str(error) for error in bound.errors),
        }  # fmt: skip


def _kind(field: forms.Field) -> str:
    kinds = (
        (forms.MultipleChoiceField, "many"), (forms.ChoiceField, "choice"), (forms.DateField, "date"),
    )  # fmt: skip
    return next((kind for known, kind in kinds if isinstance(field, known)), "text")
