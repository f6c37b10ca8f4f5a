"""What goes out on paper: the order to the supplier, the letter of thanks."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.procurement import rules
from xiaoan.procurement.pages import words
from xiaoan.procurement.queries import lists
from xiaoan.procurement.queries.money import yuan
from xiaoan.procurement.queries.rows import Donation, Order
from xiaoan.procurement.queries.words import number_of
from xiaoan.supplies.queries.words import amount, item_name
from xiaoan.web import documents, sheets
from xiaoan.web.gate import Asked


def _mark(request: Asked) -> str:
    now = clock.now().astimezone(clock.ZONE)
    return _("%(who)s 于 %(at)s 导出") % {"who": request.actor.name, "at": f"{now:%Y-%m-%d %H:%M}"}


def order(request: Asked, row: Order, file: str) -> HttpResponse:
    """The order in the usual form: ends, lines with price and sum, total, place for signatures."""
    buyer, store = directory.place(row.buyer_no).name, directory.full_name(row.unit_no)
    above = [
        _("编号:%(no)s") % {"no": number_of(row)},
        _("采购单位:%(buyer)s;收货单位:%(store)s") % {"buyer": buyer, "store": store},
        _("供货单位:%(name)s(%(code)s)") % {"name": row.supplier.name, "code": row.supplier.code},
        _("要求到货日期:%(day)s") % {"day": row.expected.isoformat()},
    ]  # fmt: skip
    if row.state == "draft":
        above.append(_("草稿,未发出"))
    if row.note:
        above.append(_("备注:%(note)s") % {"note": row.note})
    head = [_("序号"), _("品名"), _("单位"), _("数量"), _("单价(元)"), _("金额(元)")]
    rows = [
        [
            str(at), item_name(one.item), words.pack_word(one.item, one.pack),
            str(one.quantity // one.size), yuan(one.price),
            yuan(rules.line_sum(one.quantity, one.size, one.price)),
        ]
        for at, one in enumerate(lists.order_lines([row.pk]).get(row.pk, []), 1)
    ]  # fmt: skip
    total = ["", _("合计"), "", "", "", yuan(row.total)]
    below = [_("采购单位(章):            供货单位(章):"), _("经办人:            日期:")]
    title, name = f"{buyer}{_('采购单')}", f"{number_of(row)}.{file}"
    if file == "xlsx":
        table = sheets.Table(_("采购单"), title, above, head, rows, total, below)
        return sheets.xlsx_response(sheets.workbook([table], _mark(request)), name)
    sections = [
        documents.Section("", above), documents.Section("", [], head, [*rows, total]),
        documents.Section("", below),
    ]  # fmt: skip
    content = documents.docx(documents.Document(title, sections, _mark(request)))
    return documents.docx_response(content, name)


def thanks(request: Asked, row: Donation, lines: list[Any]) -> HttpResponse:
    """The letter of thanks for what came."""
    store = directory.place(row.unit_no).name
    goods = "、".join(
        f"{item_name(one.item)} {amount(one.item, one.received)}" for one in lines if one.received
    )
    day = row.received_on or clock.today()
    text = [
        _("%(donor)s:") % {"donor": row.donor},
        _("%(y)s年%(m)s月%(d)s日,%(store)s收到您捐赠的%(goods)s,已全部验收入账(%(no)s)。")
        % {"y": day.year, "m": day.month, "d": day.day, "store": store, "goods": goods,
           "no": number_of(row)},
        _("这批物资用于%(what)s。我们会公开使用情况,接受您和社会的监督。")
        % {"what": row.used_for or row.purpose or _("师生健康防护")},
        _("谨致谢意。"),
    ]  # fmt: skip
    today = clock.today()
    sign = [store, _("%(y)s年%(m)s月%(d)s日") % {"y": today.year, "m": today.month, "d": today.day}]
    sections = [documents.Section("", text), documents.Section("", sign)]
    content = documents.docx(documents.Document(_("感谢信"), sections, _mark(request)))
    return documents.docx_response(content, f"{_('感谢信')}{number_of(row)}.docx")
