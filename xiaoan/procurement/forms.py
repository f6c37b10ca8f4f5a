"""The shape of what the pages of procurement are sent, and how a field is shown."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.procurement.queries.words import (
    BILL_NAMES,
    DONOR_NAMES,
    FAULT_NAMES,
    RELEASER_NAMES,
    WISH_NAMES,
)
from xiaoan.procurement.rules import MOST_LINES
from xiaoan.supplies.queries import catalogue
from xiaoan.supplies.queries.words import ITEM_NAMES, PACK_NAMES, item_name, pack_choices
from xiaoan.web.fields import Choices, choice, day, number, shown, text, ticked
from xiaoan.web.fields import put as put

NEW_ROWS = 5


class ActForm(forms.Form):
    """What every act has: the id of the form, and the number of changes it was made from."""

    submission_id = forms.UUIDField(widget=forms.HiddenInput)
    base = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def add(self, **fields: forms.Field) -> None:
        self.fields |= fields

    @property
    def seen(self) -> int:
        """`base`; without it nothing fits."""
        base = self.cleaned_data.get("base")
        return -1 if base is None else int(base)


class LinesForm(ActForm):
    """Rows of items: `item-0`, `quantity-0`, `pack-0` and what `more` adds to each; five of them empty. A row
    is taken out by emptying it."""

    more: Mapping[str, Any] = {}

    def __init__(self, *args: Any, rows: Sequence[Mapping[str, Any]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = min(max(len(rows), self._sent()), MOST_LINES)
        self.count += NEW_ROWS if not self.is_bound else 0
        for at in range(self.count):
            self._row(at, rows[at] if at < len(rows) else {})

    def _sent(self) -> int:
        """How many rows came: one past the last that is named."""
        if not self.is_bound:
            return 0
        named = [name[5:] for name in self.data if name.startswith("item-")]
        numbers = [int(one) for one in named if one.isascii() and one.isdigit() and len(one) < 4]
        return max(numbers, default=-1) + 1

    def _row(self, at: int, row: Mapping[str, Any]) -> None:
        item = self.data.get(f"item-{at}", "") if self.is_bound else row.get("item", "")
        packs: list[tuple[str, Any]] = [("", _("最小单位")), *PACK_NAMES.items()]
        if catalogue.item(item):
            packs = list(pack_choices(item))
        known = {code for code, _words in packs}
        typed = self.data.get(f"pack-{at}", "") if self.is_bound else ""
        if typed and typed not in known:  # the service says that the item does not come so
            packs = [*packs, (typed, PACK_NAMES.get(typed, typed))]
        self.fields |= {
            f"item-{at}": choice(_l("物资"), [("", "–"), *ITEM_NAMES.items()], required=False),
            f"quantity-{at}": number(_l("数量")),
            f"pack-{at}": choice(_l("单位"), packs, required=False),
            **{f"{name}-{at}": make() for name, make in self.more.items()},
        }
        self.initial.update({f"{name}-{at}": value for name, value in row.items()})

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        for at in range(self.count):
            item, quantity = given.get(f"item-{at}"), given.get(f"quantity-{at}")
            if quantity and not item:
                self.add_error(f"item-{at}", _("请选物资。"))
            if item and not quantity:
                self.add_error(f"quantity-{at}", _("请填数量。不要这一行的,把物资也改成“–”。"))
        return given

    def filled(self) -> list[tuple[int, dict[str, Any]]]:
        """The rows with an item, each with its number in the form and its values by name."""
        given, names = self.cleaned_data, ("item", "quantity", "pack", *self.more)
        return [
            (at, {name: given.get(f"{name}-{at}", "") for name in names})
            for at in range(self.count)
            if given.get(f"item-{at}")
        ]


class RequisitionForm(LinesForm):
    more = {"reason": lambda: text(_l("理由"))}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add(reason=text(_l("请领说明")))


class OrderForm(LinesForm):
    more = {"price": lambda: number(_l("单价(元,每个所选单位)"))}

    def __init__(self, *args: Any, suppliers: Choices, stores: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add(
            supplier_id=choice(_l("供货单位"), suppliers), expected=day(_l("要求哪天到货")),
            note=text(_l("备注(交货地点、付款条件)")),
        )  # fmt: skip
        if stores:
            self.add(to_no=choice(_l("收货单位"), stores))


class OfferForm(LinesForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add(
            donor=text(_l("捐赠单位或个人"), required=True),
            donor_kind=choice(_l("捐赠人是"), list(DONOR_NAMES.items())),
            contact=text(_l("联系人和电话(加密保存,不公示)")),
            wish=choice(_l("公示方式"), list(WISH_NAMES.items())),
            consent=ticked(_l("捐赠人同意"), _l("捐赠人同意公示姓名或名称")),
            purpose=text(_l("捐赠人指定的用途")), offered_on=day(_l("哪天提出")),
        )  # fmt: skip


class WordsForm(ActForm):
    """A step with words alone, asked for by `label`; "" for none."""

    def __init__(self, *args: Any, label: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.add(note=text(label))


class AnswerForm(ActForm):
    """Yes or no, and why not."""

    def __init__(self, *args: Any, yes: Any, no: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add(
            yes=choice(_l("意见"), [("1", yes), ("0", no)]), note=text(_l("说明(不同意的写理由)"))
        )


class DecideForm(ActForm):
    """How each line is met. `rows`: (words of the line, unit of its numbers, initial amount); `stores` that
    each may be given from."""

    def __init__(
        self, *args: Any, rows: Sequence[tuple[str, str, str]], stores: Sequence[Choices],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        for at, (words, unit, amount) in enumerate(rows):
            said = {"item": words, "unit": unit}
            self.fields |= {
                f"bought-{at}": number(_("%(item)s:采购(%(unit)s)") % said),
                f"given-{at}": number(_("%(item)s:从仓库调给(%(unit)s)") % said),
                f"from-{at}": choice(
                    _("%(item)s:从哪个仓库") % said, [("", "–"), *stores[at]], required=False
                ),
                f"why-{at}": text(_("%(item)s:没有全部同意的理由") % said),
            }
            self.initial[f"bought-{at}"] = amount


class ChaseForm(ActForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add(
            whom=text(_l("催了谁(加密保存,只有采购的人能看)")),
            outcome=text(_l("对方怎么说(收货单位也能看,不要写姓名和电话)")),
            promised=day(_l("新承诺的到货日期(没有的不填)"), required=False),
            again=day(_l("没有新承诺的,哪天再催"), required=False),
        )  # fmt: skip


class BillForm(ActForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add(
            kind=choice(_l("登记什么"), list(BILL_NAMES.items())),
            amount=number(_l("金额(元)"), required=True), document=text(_l("发票号或付款凭证号")),
            day=day(_l("日期")), note=text(_l("说明")),
        )  # fmt: skip


class ReceiveForm(ActForm):
    """What came of each line. `rows`: (item, what is still to come and its pack, as typed)."""

    def __init__(self, *args: Any, rows: Sequence[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for at, (item, left, pack) in enumerate(rows):
            self.fields |= _lot_fields(at, item)
            self.fields |= {
                f"over-{at}": ticked(_l("多收"), _l("比订的多,同意多收")),
                f"refused-{at}": number(_l("拒收数量(同一单位)")),
                f"fault-{at}": choice(
                    _l("拒收原因"), [("", "–"), *FAULT_NAMES.items()], required=False
                ),
                f"again-{at}": ticked(_l("拒收的"), _l("要求补货")),
            }
            self.initial.update({f"received-{at}": left, f"pack-{at}": pack})
        self.add(day=day(_l("哪天到货")), note=text(_l("说明(差多少、谁在场)")))


class GiftForm(ActForm):
    """What came of each line of a gift. `rows`: (item, what was offered and its pack, as typed)."""

    def __init__(self, *args: Any, rows: Sequence[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for at, (item, offered, pack) in enumerate(rows):
            self.fields |= _lot_fields(at, item)
            self.initial.update({f"received-{at}": offered, f"pack-{at}": pack})
        self.add(
            day=day(_l("哪天收到")), difference=text(_l("与答应的不同在哪里、为什么(相符不填)"))
        )


def _lot_fields(at: int, item: str) -> dict[str, forms.Field]:
    return {
        f"received-{at}": number(_("%(item)s:收下数量") % {"item": item_name(item)}),
        f"pack-{at}": choice(_l("单位"), pack_choices(item), required=False),
        f"expires-{at}": day(_l("有效期至"), required=False),
        f"batch-{at}": text(_l("生产批号")),
        f"maker-{at}": text(_l("生产企业")),
    }


class SupplierForm(ActForm):
    def __init__(self, *args: Any, new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add(name=text(_l("单位全称"), required=True))
        if new:
            self.add(code=text(_l("统一社会信用代码"), required=True, longest=40))
        self.add(contact=text(_l("联系人和电话(加密保存)")))


class PaperForm(ActForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add(
            title=text(_l("证照名称(营业执照、经营许可证)"), required=True),
            number=text(_l("证照编号"), required=True),
            expires=day(_l("有效期至(长期的不填)"), required=False),
        )  # fmt: skip


class PaceForm(ActForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add(
            item=choice(_l("物资"), list(ITEM_NAMES.items())),
            lead_days=number(_l("从下单到到货几天"), required=True),
            pack=choice(
                _l("按什么包装订"), [("", _l("最小单位")), *PACK_NAMES.items()], required=False
            ),
        )


class ReleaseForm(ActForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add(
            yuan=number(_l("超过多少元由另一个人放行"), required=True),
            who=choice(_l("由谁放行"), list(RELEASER_NAMES.items())),
            since=day(_l("从哪天起")), reason=text(_l("理由"), required=True),
        )  # fmt: skip


def rows_of(form: forms.Form) -> tuple[list[dict[str, Any]], list[list[dict[str, Any]]]]:
    """The fields as shown: those of the whole, and those of each row."""
    whole: list[dict[str, Any]] = []
    rows: dict[int, list[dict[str, Any]]] = {}
    for field in shown(form, is_plain=True):
        name, _dash, at = field["name"].rpartition("-")
        if name:
            rows.setdefault(int(at), []).append(field)
        else:
            whole.append(field)
    return whole, [rows[at] for at in sorted(rows)]
