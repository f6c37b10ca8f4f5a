"""What the duties of procurement are called, and where they are done."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory.queries.people import Whom
from xiaoan.duties import queries as duties
from xiaoan.duties.queries import kinds, starts, verbs
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside
from xiaoan.procurement.models import Order, Requisition
from xiaoan.procurement.queries import APPROVE, CHASE, DECIDE, RECEIVE
from xiaoan.procurement.queries.words import number_of


def _at(name: str) -> Callable[[duties.Due], str]:
    def address(due: duties.Due) -> str:
        return reverse(name, args=[due.about_id])

    return address


def _numbers(
    rows: "Callable[[], QuerySet[Any]]",
) -> Callable[[Actor, Sequence[UUID]], dict[UUID, Whom]]:
    def which(actor: Actor, row_ids: Sequence[UUID]) -> dict[UUID, Whom]:
        found = rows().filter(inside(actor.intervals), pk__in=set(row_ids))
        return {row.pk: Whom(number_of(row)) for row in found}

    return which


_ASKED, _ORDERED = _numbers(Requisition.objects.all), _numbers(Order.objects.all)
_LEADS = _l("由单位负责人审批;经手的人不能批自己的。")
_OFFICE = _l("由县教育局经办人办,乡镇联络员代办。")
_STORE = _l("由收货仓库的保管人点收。")
_WRITER = _l("由写采购单的人催;不在岗时归县教育局经办人。")


def _new() -> list[str]:
    return [reverse("procurement:new_here")]


ASK = starts.Start(_l("新开请领单"), Permission.KEEP_SUPPLIES, _new)
_REQUISITION, _ORDER = _at("procurement:requisition"), _at("procurement:order")
KINDS = (
    kinds.Kind(
        APPROVE, _l("审批请领单"), _REQUISITION, lasts=True, about=_ASKED, said=verbs.APPROVE,
        fixed=_LEADS,
    ),
    kinds.Kind(
        DECIDE, _l("决定请领单"), _REQUISITION, lasts=True, about=_ASKED, said=verbs.DECIDE,
        fixed=_OFFICE,
    ),
    kinds.Kind(
        RECEIVE,
        _l("采购到货点收"),
        _ORDER,
        lasts=True,
        about=_ORDERED,
        said=verbs.RECEIVE,
        fixed=_STORE,
        keeps=_at("procurement:receive"),
    ),
    kinds.Kind(
        CHASE, _l("催过期的采购"), _ORDER, lasts=True, about=_ORDERED, said=verbs.CHASE,
        fixed=_WRITER,
    ),
)  # fmt: skip
