"""The shape of what the pages of materials are sent."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from xiaoan.materials import rules
from xiaoan.materials.queries.words import AUDIENCE_NAMES, KIND_NAMES, SUBJECT_NAMES
from xiaoan.web import fields

# Before a right option; the wide one of Chinese keyboards too.
_MARK, _WIDE = "*", "\uff0a"
_SOURCE = _l("出处(文件名、文号;没有的不填,系统标为自定)")


class ActForm(forms.Form):
    """What every act has: the id of the form."""

    act_id = forms.UUIDField(widget=forms.HiddenInput)


class ReasonForm(ActForm):
    reason = fields.text(_l("理由"), required=True, rows=3)


class ReviewForm(ActForm):
    until = fields.day(_l("下次在哪天之前复核"))
    note = fields.text(_l("核对了什么(哪些文件、有没有变)"), required=True, rows=3)


class DraftForm(ActForm):
    title = fields.text(_l("标题"), required=True, longest=rules.LONGEST["title"])


def _three(name: str, label: Any, longest: int, rows: int = 0) -> dict[str, forms.Field]:
    """A text in three languages; only 简体中文 has to be there."""
    return {
        name: fields.text(label, required=True, longest=longest, rows=rows),
        f"{name}_hant": fields.text(_l("繁体(不填时显示简体)"), longest=longest, rows=rows),
        f"{name}_en": fields.text(_l("英文(不填时显示简体)"), longest=longest, rows=rows),
    }


def read_three(given: dict[str, Any], name: str) -> dict[str, str]:
    """Language → text, of those that were filled in."""
    found = {"zh": given[name], "hant": given[f"{name}_hant"], "en": given[f"{name}_en"]}
    return {key: text.strip().replace("\r\n", "\n") for key, text in found.items() if text.strip()}


def spread(words: Any, name: str) -> dict[str, str]:
    """The initial values of the three fields of a text."""
    return {
        name: words.get("zh", "").strip(), f"{name}_hant": words.get("hant", "").strip(),
        f"{name}_en": words.get("en", "").strip(),
    }  # fmt: skip


def _audiences(label: Any) -> forms.MultipleChoiceField:
    return fields.many(label, list(AUDIENCE_NAMES.items()))


class HeadForm(ActForm):
    base = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        summary = _three("summary", _l("一句话说明"), rules.LONGEST["summary"], rows=2)
        summary["summary"].required = False
        self.fields |= {
            **_three("title", _l("标题"), rules.LONGEST["title"]),
            "subject": fields.choice(_l("病种或主题"), list(SUBJECT_NAMES.items())),
            **summary,
            "review_months": forms.IntegerField(
                label=_l("几个月后复核"),
                error_messages={"required": _l("请填写。"), "invalid": _l("请写整数。")},
            ),
            "is_public": fields.ticked(_l("公开"), _l("不登录也能看(公众页、海报上的二维码)")),
        }


class SectionForm(ActForm):
    base = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {
            "audiences": _audiences(_l("给谁看")),
            **_three("title", _l("小标题"), rules.LONGEST["title"]),
            **_three("text", _l("正文(每行一段)"), rules.LONGEST["section"], rows=6),
            "source": fields.text(_SOURCE),
        }

    def section(self) -> rules.Section:
        given = self.cleaned_data
        return rules.Section(
            read_three(given, "title"), read_three(given, "text"), _kept(given["audiences"]),
            given["source"].strip(),
        )  # fmt: skip


def _kept(audiences: list[str]) -> tuple[str, ...]:
    return tuple(one for one in rules.AUDIENCES if one in audiences)


class QuestionForm(ActForm):
    base = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {
            "kind": fields.choice(_l("题型"), list(KIND_NAMES.items())),
            "audiences": _audiences(_l("问谁")),
            **_three("text", _l("题目"), rules.LONGEST["text"], rows=2),
            **_three("options", _l("选项,每行一个;正确的在行首写 *"), 2000, rows=5),
            **_three("why", _l("解析:为什么"), rules.LONGEST["why"], rows=2),
            "source": fields.text(_SOURCE),
        }

    def clean(self) -> dict[str, Any]:
        """The options of another language are line by line those of 简体中文."""
        given: dict[str, Any] = super().clean() or {}
        number = len(_lines(given.get("options", "")))
        for name in ("options_hant", "options_en"):
            lines = _lines(given.get(name, ""))
            if lines and len(lines) != number:
                self.add_error(
                    name, _l("行数要和简体的选项一样,一行对一行。不写这种文字的,整格留空。")
                )
        return given

    def question(self) -> rules.Question:
        """What was filled in; what is wrong with it the service says."""
        given = self.cleaned_data
        lines = _lines(given["options"])
        others = {key: _lines(given[f"options_{key}"]) for key in ("hant", "en")}
        options = tuple(
            {"zh": _bare(line), **{key: _bare(found[n]) for key, found in others.items() if found}}
            for n, line in enumerate(lines)
        )
        return rules.Question(
            "", given["kind"], read_three(given, "text"), options,
            tuple(n for n, line in enumerate(lines) if line.startswith(_MARK)),
            read_three(given, "why"), _kept(given["audiences"]), given["source"].strip(),
        )  # fmt: skip


def _lines(text: str) -> list[str]:
    typed = text.replace(_WIDE, _MARK)
    return [line.strip() for line in typed.splitlines() if line.strip()]


def _bare(line: str) -> str:
    return line.removeprefix(_MARK).strip()


def spread_options(one: rules.Question) -> dict[str, str]:
    """The initial values of the options of a question, line by line."""
    found = {}
    for name, key in (("options", "zh"), ("options_hant", "hant"), ("options_en", "en")):
        lines = [
            f"{_MARK if n in one.right and key == 'zh' else ''}{words.get(key, '')}"
            for n, words in enumerate(one.options)
        ]
        found[name] = "\n".join(lines) if all(lines) else ""
    return found


class AssignForm(ActForm):
    """What of a material is to be read by whom until when."""

    def __init__(
        self, *args: Any, materials: fields.Choices, audiences: fields.Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {
            "code": fields.choice(_l("材料"), materials),
            "audience": fields.choice(_l("谁来读"), audiences),
            "until": fields.day(_l("读到哪天为止(含当天)")),
            "questions": forms.IntegerField(
                label=_l("读完答几题(0 为只读不答)"),
                error_messages={"required": _l("请填写。"), "invalid": _l("请写整数。")},
            ),
            "note": fields.text(_l("附一句话(不要写学生姓名和病情)")),
        }


def put(form: forms.Form, named: dict[str, str], sentence: str) -> list[str]:
    """A refusal beside its field; what no field of the form is at fault for is given back."""
    return fields.put(
        form, {"options" if one == "right" else one: why for one, why in named.items()}, sentence
    )
