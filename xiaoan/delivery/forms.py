"""The shape of what the pages of delivery are sent. What is wrong with it the services say."""

from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _l

from xiaoan.delivery.queries.words import (
    CHANNEL_NAMES,
    FIELD_NAMES,
    OWN_NAMES,
    SECURITY_NAMES,
    UNSURE_NAMES,
)
from xiaoan.delivery.rules import BOTS, KINDS

_LONGEST = 500
_ERRORS = {
    "required": _l("请填写。"),
    "invalid": _l("请写整数。"),
    "invalid_choice": _l("请从列表中选一项。"),
    "max_length": _l("写了 %(show_value)d 个字,最多 %(limit_value)d 个字。请删短。"),
}
_TIMES = {"invalid": _l("时间请写成 21:30 这样。")}


def text(label: Any, *, required: bool = False, longest: int = _LONGEST) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, required=required, error_messages=_ERRORS,
        validators=[ProhibitNullCharactersValidator(message=_l("有不能保存的字符。"))],
    )  # fmt: skip


def choice(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(choices), error_messages=_ERRORS)


class ChannelForm(forms.Form):
    """All of a kind of channel; secrets come in and never go out."""

    base = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = KINDS[code]
        for name in kind.fields:
            if name == "security":
                self.fields[name] = choice(FIELD_NAMES[name], SECURITY_NAMES.items())
                continue
            self.fields[name] = text(FIELD_NAMES[name])
            if name in kind.secrets:
                self.fields[name].widget = forms.PasswordInput()
        self.fields["rate"] = forms.IntegerField(
            label=_l("每分钟最多几条(不填用常用值)"), required=False, error_messages=_ERRORS
        )
        self.fields["quiet_since"] = _time(_l("免打扰从几点(两格都不填用常用值,写成一样表示不设)"))
        self.fields["quiet_until"] = _time(_l("免打扰到几点"))
        self.fields["unsure"] = choice(_l("不确定发没发出时"), UNSURE_NAMES.items())
        self.fields["on"] = forms.BooleanField(label=_l("开通"), required=False)


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label, input_formats=["%H:%M"], required=False, error_messages=_TIMES
    )


class GroupForm(forms.Form):
    """The robot of a group."""

    group_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {
            "unit_no": choice(_l("哪个单位的群"), units),
            "channel": choice(_l("群在哪个软件"), [(code, CHANNEL_NAMES[code]) for code in BOTS]),
            "endpoint": text(_l("机器人地址(Webhook)"), required=True),
            "secret": text(_l("加签密钥(钉钉、飞书设了才填)")),
        }
        self.fields["secret"].widget = forms.PasswordInput()


class OwnForm(forms.Form):
    """One's own address on a channel, or an act about it."""

    submission_id = forms.UUIDField()
    channel = forms.ChoiceField(choices=list(OWN_NAMES.items()))
    act = forms.ChoiceField(choices=[(one, one) for one in ("enter", "remove", "off", "on")])
    value = text("", longest=200)


class TestForm(forms.Form):
    submission_id = forms.UUIDField()


class DoubtForm(forms.Form):
    """What is decided about which messages."""

    decision = choice(_l("怎么办"), [("resend", "resend"), ("leave", "leave")])

    def __init__(self, *args: Any, ids: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sending"] = forms.MultipleChoiceField(
            choices=[(str(one), "") for one in ids], required=False
        )


def put(form: forms.Form, fields: dict[str, str], sentence: str) -> list[str]:
    """Each fault beside its field; what no field is at fault for is given back."""
    at = [name for name in fields if name in form.fields and name != "base"]
    for name in at:
        form.add_error(name, fields[name])
    return [] if at else [sentence]


def shown(form: forms.Form, kept: frozenset[str] = frozenset()) -> list[dict[str, Any]]:
    """Each field as templates show it; `kept`: secrets that are set and stay if nothing is typed."""
    return [
        {
            "name": bound.html_name, "id": f"f-{bound.html_name}", "label": bound.label,
            "kind": _kind(bound.field), "choices": list(getattr(bound.field, "choices", [])),
            "value": "" if _kind(bound.field) == "secret" else _value(bound.value()),
            "kept": bound.name in kept, "required": bound.field.required,
            "error": " ".join(str(error) for error in bound.errors),
        }
        for bound in form.visible_fields()
    ]  # fmt: skip


def _value(value: Any) -> Any:
    return "" if value is None else value.strftime("%H:%M") if hasattr(value, "strftime") else value


def _kind(field: forms.Field) -> str:
    if isinstance(field, forms.BooleanField):
        return "check"
    if isinstance(field, forms.ChoiceField):
        return "choice"
    if isinstance(field.widget, forms.PasswordInput):
        return "secret"
    return "time" if isinstance(field, forms.TimeField) else "text"
