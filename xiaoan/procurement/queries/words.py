"""What procurement is called."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.procurement.models import Donation, Order, Requisition
from xiaoan.supplies.queries import catalogue
from xiaoan.supplies.queries.words import PACK_NAMES, amount

REQUISITION_NAMES = {
    "draft": _l("草稿"), "submitted": _l("等审批"), "approved": _l("等上级决定"), "decided": _l("已决定"),
    "refused": _l("不同意"), "withdrawn": _l("已撤回"),
}  # fmt: skip
ORDER_NAMES = {
    "draft": _l("草稿"), "sent": _l("已发出"), "closed": _l("已结束"), "cancelled": _l("已取消"),
}  # fmt: skip
ORDER_FILTERS = {
    **ORDER_NAMES,
    "part": _l("部分到货"),
    "late": _l("过了承诺日期"),
    "unpaid": _l("有发票没付清"),
}
DONATION_NAMES = {
    "offered": _l("等答复"), "accepted": _l("已接受,等收货"), "declined": _l("已谢绝"),
    "received": _l("已收到"),
}  # fmt: skip
DONATION_FILTERS = {
    "waiting": _l("等您答复或公示"),
    **DONATION_NAMES,
    "asked": _l("等公示"),
    "published": _l("已公示"),
}
PUBLIC_NAMES = {"": _l("没有公示"), "asked": _l("等另一人公示"), "published": _l("已公示")}
WISH_NAMES = {"named": _l("具名公示"), "anonymous": _l("匿名公示")}
DONOR_NAMES = {"organisation": _l("单位"), "person": _l("个人")}
FAULT_NAMES = {
    "damaged": _l("破损"), "wrong": _l("货不对或批次不对"), "expired": _l("过期或临期"), "other": _l("其他"),
}  # fmt: skip
RELEASER_NAMES = {
    "leader": _l("采购单位负责人"), "either": _l("采购单位负责人,或另一名采购人员"),
}  # fmt: skip
RELEASE_STATES = {"asked": _l("等另一人确认"), "set": _l("已设定"), "declined": _l("没有同意")}
BILL_NAMES = {"invoice": _l("发票"), "payment": _l("付款")}
STEP_NAMES = {
    "drafted": _l("开单"), "changed": _l("修改"), "submitted": _l("提交"), "withdrawn": _l("撤回"),
    "returned": _l("退回"), "approved": _l("同意"), "refused": _l("不同意"), "decided": _l("作出决定"),
    "ordered": _l("下单"), "edited": _l("修改"), "sent": _l("发出"), "delivered": _l("到货"),
    "cancelled": _l("取消没到的"), "closed": _l("结束"), "chased": _l("催货"), "invoiced": _l("登记发票"),
    "paid": _l("登记付款"), "registered": _l("登记"), "renewed": _l("修改"), "blocked": _l("停用"),
    "unblocked": _l("恢复使用"), "papers": _l("登记证照"), "pace": _l("设定供货天数和包装"),
    "offered": _l("登记捐赠"), "accepted": _l("接受"), "declined": _l("谢绝"), "received": _l("收货入账"),
    "thanked": _l("致谢"), "publish_asked": _l("申请公示"), "published": _l("公示"),
    "unpublished": _l("不再公示"),
}  # fmt: skip
SHAPES = {
    "draft": "due", "submitted": "late", "approved": "late", "decided": "done", "refused": "missed",
    "withdrawn": "excused", "sent": "late", "closed": "done", "cancelled": "excused", "offered": "late",
    "accepted": "late", "declined": "excused", "received": "done",
}  # fmt: skip


def number_of(row: Requisition | Order | Donation) -> str:
    """请领〔2026〕3号."""
    kinds: dict[type, Any] = {
        Requisition: _("请领〔%(year)s〕%(no)s号"), Order: _("采购〔%(year)s〕%(no)s号"),
        Donation: _("捐赠〔%(year)s〕%(no)s号"),
    }  # fmt: skip
    return str(kinds[type(row)] % {"year": row.year, "no": row.number})


def packed(item: str, quantity: int, pack: str) -> str:
    """3 盒 (150 只); in base units where it is no whole number of packs."""
    size = size_of(item, pack)
    plain = amount(item, quantity)
    if not pack or quantity % size:
        return plain
    return f"{quantity // size:,} {PACK_NAMES[pack]} ({plain})"


def size_of(item: str, pack: str) -> int:
    return catalogue.size_of(item, pack) or 1


def order_state(row: Order) -> tuple[str, str]:
    """Code and words of an order as it stands: of one that was sent, whether part of it has come."""
    if row.state == "sent" and row.last_came_on is not None:
        return row.state, str(_("部分到货"))
    return row.state, str(ORDER_NAMES[row.state])
