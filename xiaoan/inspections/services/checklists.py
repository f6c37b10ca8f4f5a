"""The county's own versions of checklists, beside those that come along."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.accounts.queries import ROLE_NAMES
from xiaoan.directory import queries as directory
from xiaoan.inspections import rules
from xiaoan.inspections.events import ChecklistChanged
from xiaoan.inspections.models import Edition
from xiaoan.inspections.queries import checklists
from xiaoan.inspections.services.acting import hold_form, user, words
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import altered, taken
from xiaoan.kernel.said import fingerprint, is_other


@dataclass(frozen=True)
class NewEdition:
    """A checklist as it is from now on; "" as code: a new one. `base`: the version that was looked at."""

    id: UUID
    code: str
    base: str
    name: str
    posts: Sequence[str]
    items: Sequence[rules.Item]
    reason: str
    is_used: bool = True


def put_edition(actor: Actor, said: NewEdition) -> str:
    """Put a version in force; rounds that are begun keep theirs. Gives its code."""
    if not actor.may_anywhere(Permission.SET_CHECKLISTS):
        raise Forbidden
    county = directory.county()
    hold_form(said.id)
    body = fingerprint(
        said.code,
        said.name,
        list(said.posts),
        [rules.item_json(one) for one in said.items],
        said.reason,
        said.is_used,
    )
    known = Edition.objects.filter(pk=said.id).first()
    if known:
        if known.by_id != actor.user_id:
            raise taken()
        if is_other(known.said, body):
            raise altered()
        return known.code
    hold_form(UUID(int=county.no))
    code = said.code or f"own-{said.id.hex[-8:]}"
    now = checklists.every().get(code)
    if (now.version if now else "") != said.base:
        raise Conflict(_("别人刚改过这张检查表。请刷新,在最新的一版上改。"))
    row = _edition(actor, said, code, county.no, body)
    row.save(force_insert=True)
    journal.record(
        actor,
        ChecklistChanged(
            school_id=0, unit_no=county.no, edition_id=row.pk, version=row.no, items=len(row.items),
            used=row.is_used,
        ),
    )  # fmt: skip
    return code


def _edition(actor: Actor, said: NewEdition, code: str, county_no: int, body: bytes) -> Edition:
    name = words("name", said.name, required=_("请填写检查表名称。"), longest=rules.LONGEST_ITEM)
    reason = words("reason", said.reason, required=_("请写明为什么改。"))
    _refuse(said)
    last = Edition.objects.filter(code=code).order_by("-no").values_list("no", flat=True).first()
    return Edition(
        id=said.id, unit_no=county_no, code=code, no=(last or 0) + 1, name=name,
        posts=list(said.posts), items=_items(said, code), is_used=said.is_used,
        reason=reason, at=clock.now(), by_id=user(actor), said=body,
    )  # fmt: skip


def _items(said: NewEdition, code: str) -> list[dict[str, Any]]:
    """The form does not ask who mends a single item: that stays as it was."""
    now = checklists.every().get(code)
    old = {one.code: one.posts for one in now.items} if now else {}
    return [
        rules.item_json(replace(one, posts=one.posts or old.get(one.code, ())))
        for one in said.items
    ]


def _refuse(said: NewEdition) -> None:
    if not said.items:
        raise Invalid(_("检查表至少要有一项。"), {"items": "missing"})
    if len(said.items) > rules.MOST_ITEMS:
        raise Invalid(_("一张检查表最多 %(n)s 项。") % {"n": rules.MOST_ITEMS}, {"items": "many"})
    if not said.posts or not set(said.posts) <= ROLE_NAMES.keys() & set(checklists.POSTS):
        raise Invalid(_("请选由哪些岗位整改。"), {"posts": "missing"})
    for n, one in enumerate(said.items, start=1):
        if (
            not one.text.strip()
            or len(one.text) > rules.LONGEST_ITEM
            or "\0" in one.text + one.how + one.basis
        ):
            raise Invalid(
                _("第 %(n)s 项:请填写查什么,不超过 %(most)s 个字。")
                % {"n": n, "most": rules.LONGEST_ITEM},
                {"items": f"line{n}"},
            )
        if one.severity not in rules.SEVERITIES:
            raise Invalid(_("第 %(n)s 项:请选一般、较大或重大。") % {"n": n}, {"items": f"line{n}"})
