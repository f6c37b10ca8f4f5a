"""The shape of what the pages of supplies are sent, and how a field is shown."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory.queries import STAGE_NAMES
from xiaoan.duties.queries.levels import LEVEL_NAMES
from xiaoan.supplies.queries.words import BASIS_NAMES, ITEM_NAMES, SOURCE_NAMES
from xiaoan.supplies.rules import STAGES, Rule
from xiaoan.web import fields
from xiaoan.web.fields import Choices, choice, day, many, number, text
from xiaoan.web.fields import put as put

# Every class of the school, among the choices of an issue.
ALL = "all"


def shown(form: forms.Form) -> Iterator[dict[str, Any]]:
    """Each field that is to be filled in. "sure" is there once it was asked for."""
    return fields.shown(form, once_asked=("sure",))


class ActForm(forms.Form):
    """What every act has: the id of the form."""

    act_id = forms.UUIDField(widget=forms.HiddenInput)


class ReceiveForm(ActForm):
    def __init__(self, *args: Any, packs: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {
            "quantity": number(_l("数量"), required=True),
            "pack": choice(_l("单位"), packs, required=False),
            "source": choice(_l("来源"), list(SOURCE_NAMES.items())),
            "supplier": text(_l("供货或捐赠单位")),
            "expires": day(_l("有效期至"), required=False),
            "batch": text(_l("生产批号")),
            "maker": text(_l("生产企业")),
            "price": text(_l("单价(元,每个所选单位)"), longest=20),
            "papers": text(_l("凭证(发票号、合格证放在哪里)")),
            "code": text(_l("商品条码(扫一次,下次自动认出)"), longest=60),
            "day": day(_l("哪天入库")),
        }


class IssueForm(ActForm):
    def __init__(
        self, *args: Any, packs: Choices, classes: Choices, lots: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {
            "quantity": number(_l("数量(选了班级:每个班)"), required=True),
            "pack": choice(_l("单位"), packs, required=False),
        }
        if classes:
            self.fields |= {
                "to_nos": many(_l("发给哪些班"), [(ALL, _l("全部班级")), *classes]),
                "per_pupil": many(_l("怎么算"), [("1", _l("上面的数量是每名学生"))]),
                "person": text(_l("或发给个人(工号或姓名)"), longest=40),
                "sure": many(_l("核对数量"), [("1", _l("数量没有错"))]),
            }
        self.fields |= {
            "lot_id": choice(_l("批次"), [("", _l("自动:先到期的先发")), *lots], required=False),
            "reason": text(_l("用途;不先发先到期的批次时写理由")),
            "day": day(_l("哪天领用")),
        }


class SendForm(ActForm):
    def __init__(
        self, *args: Any, packs: Choices, stores: Choices, lots: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {
            "to_no": choice(_l("调给"), stores),
            "quantity": number(_l("数量"), required=True),
            "pack": choice(_l("单位"), packs, required=False),
            "lot_id": choice(_l("批次"), [("", _l("自动:先到期的先发")), *lots], required=False),
            "reason": text(_l("说明;不先发先到期的批次时写理由")),
        }


class CorrectForm(ActForm):
    def __init__(self, *args: Any, packs: Choices, lots: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {
            "lot_id": choice(_l("批次"), lots),
            "what": choice(
                _l("做什么"),
                [("dispose", _l("报废")), ("less", _l("更正:账上减少")), ("more", _l("更正:账上增加"))],
            ),
            "quantity": number(_l("数量"), required=True),
            "pack": choice(_l("单位"), packs, required=False),
            "reason": text(_l("理由"), required=True),
        }  # fmt: skip


class CountForm(ActForm):
    """What was found of each lot (`lots`: id → words with the book's number)."""

    def __init__(self, *args: Any, lots: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {f"found-{lot}": number(words, required=True) for lot, words in lots.items()}
        self.fields["reason"] = text(_l("账实不符的原因(相符不填)"))


class TakeInForm(ActForm):
    def __init__(self, *args: Any, lines: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {
            f"received-{line}": number(words, required=True) for line, words in lines.items()
        }
        self.fields["difference"] = text(_l("差多少、为什么(相符不填)"))


class ReturnForm(ActForm):
    def __init__(self, *args: Any, packs: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {
            "quantity": number(_l("退回数量"), required=True),
            "pack": choice(_l("单位"), packs, required=False),
            "reason": text(_l("说明")),
            "day": day(_l("哪天退回")),
        }


class DecideForm(ActForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {
            "confirmed": choice(
                _l("结论"), [("1", _l("确认,按盘点数入账")), ("0", _l("退回重盘"))]
            ),
            "reason": text(_l("退回的理由")),
        }


class RecallForm(ActForm):
    lot_id = forms.UUIDField(
        error_messages={"required": _l("请选批次。"), "invalid": _l("请选批次。")}
    )
    reason = text(_l("召回的理由和依据(通知文号)"), required=True)


class WordsForm(ActForm):
    """An act with words alone: a store's answer to a recall, the end of one."""

    note = text(_l("说明"), required=True)


class DraftForm(ActForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {
            "title": text(_l("版本名称"), required=True),
            "since": day(_l("从哪天起执行")),
            "source": text(_l("依据(文件名、文号;没有的不填,系统标为自定)")),
        }


class RuleForm(ActForm):
    """One rule of a draft."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stages = [(code, STAGE_NAMES[code]) for code in STAGES]
        self.fields |= {
            "item": choice(_l("物资"), list(ITEM_NAMES.items())),
            "basis": choice(_l("按什么算"), list(BASIS_NAMES.items())),
            "amount": text(_l("数量(最小单位;可写分数,如 1/5)"), required=True, longest=20),
            "days": text(_l("多少天的用量(不按天的不填)"), longest=4),
            "stages": many(_l("只用于哪些学校(不选:全部)"), stages),
            "levels": many(_l("只用于哪些响应级别(不选:全部)"), list(LEVEL_NAMES.items())),
            "boarding": many(_l("住宿"), [("1", _l("只用于有住校生的学校"))]),
            "source": text(_l("出处"), required=True),
        }

    def rule(self) -> Rule:
        """What was filled in; days that are no number are refused as such by the service."""
        given = self.cleaned_data
        days = given["days"].strip()
        return Rule(
            given["item"], given["basis"], given["amount"].strip(),
            int(days) if days.isascii() and days.isdigit() else (-1 if days else 0),
            tuple(given["stages"]), tuple(given["levels"]), bool(given["boarding"]), given["source"],
        )  # fmt: skip
