"""Versions of the pack: one draft at a time, edited item by item, its effect on all schools seen before
another person
publishes it."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory import rules as numbering
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id
from xiaoan.readiness.events import PackStepped
from xiaoan.readiness.models import Version
from xiaoan.readiness.queries import packs as reading
from xiaoan.readiness.rules import packs
from xiaoan.readiness.rules.judging import PARAMETERS
from xiaoan.readiness.services import acting
from xiaoan.readiness.services.refreshing import refresh

COUNTY = numbering.COUNTY


@dataclass(frozen=True)
class Edited:
    """An item as the form has it. `code` "": a new one, which is inspected: what is computed comes along with
    the packs, so that nobody makes up a reckoning. `params`: name → what was typed."""

    code: str
    group: str
    text: str
    hard: bool
    asks: str = ""
    only: str = ""
    stages: tuple[str, ...] = ()
    may_lack: bool = False
    source: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    words_do: bool = False


def require(actor: Actor) -> None:
    if not actor.may(Permission.SET_READINESS, COUNTY):
        raise Forbidden if actor.may_anywhere(Permission.SEE_READINESS) else NotFound


@transaction.atomic
def draft(actor: Actor, act_id: UUID, base: str) -> UUID:
    """Begin a draft: from what holds (""), or one of the packs that come along."""
    require(actor)
    acting.hold(COUNTY)
    if _begun(actor, act_id, "draft", base):
        return act_id
    if Version.objects.filter(unit_no=COUNTY, state__in=["draft", "asked"]).exists():
        raise Conflict(_("已有一份草稿。请先发布或放弃那一份。"))
    pack = packs.shipped().get(base) if base else reading.in_force().pack
    if pack is None:
        raise NotFound
    row = Version(
        id=act_id, school_id=0, unit_no=COUNTY, base=pack.code, title=pack.title,
        source=pack.source, groups=dict(pack.groups),
        items=[packs.item_json(one) for one in pack.items], made_at=clock.now(),
        made_by_id=acting.user(actor),
    )  # fmt: skip
    with new_id():
        row.save(force_insert=True)
    _record(actor, row)
    return row.pk


def _begun(actor: Actor, act_id: UUID, what: str, *body: object) -> bool:
    return acting.acts_begin(actor, act_id, (0, COUNTY), what, *body)


def _held(actor: Actor, version_id: UUID) -> Version:
    require(actor)
    acting.hold(COUNTY)
    row = Version.objects.select_for_update().filter(pk=version_id).first()
    if row is None or row.state == "dropped":
        raise NotFound
    return row


def _drafted(actor: Actor, version_id: UUID) -> Version:
    row = _held(actor, version_id)
    if row.state != "draft":
        raise Conflict(_("这一版已经不是草稿,不能再改。"))
    return row


@transaction.atomic
def save_item(actor: Actor, act_id: UUID, version_id: UUID, given: Edited) -> None:
    """Change an item of a draft, or add an inspected one. How a computed item is reckoned stays; its numbers
    may be set."""
    row = _drafted(actor, version_id)
    body = [str(value) for value in (*given.__dict__.values(),)]
    if _begun(actor, act_id, "item", str(version_id), *body):
        return
    items = [packs.item_of(one) for one in row.items]
    at = next((n for n, one in enumerate(items) if one.code == given.code), None)
    if given.code and at is None:
        raise NotFound
    old = items[at] if at is not None else packs.Item(_free(items), "", "", True, "inspected")
    new = replace(
        old, group=given.group, text=given.text.strip(), hard=given.hard, only=given.only,
        stages=given.stages, source=given.source.strip(),
    )  # fmt: skip
    if old.how == "inspected":
        new = replace(
            new, asks=given.asks.strip(), may_lack=given.may_lack, words_do=given.words_do
        )
    else:
        new = replace(new, params=_params(old, given.params))
    _refuse(new, row.groups)
    items[at if at is not None else len(items) : (at + 1) if at is not None else len(items)] = [new]
    if len(items) > packs.MOST_ITEMS:
        raise Invalid(_("最多 %(n)s 条。") % {"n": packs.MOST_ITEMS}, {"text": "many"})
    _keep(actor, row, items)


def _free(items: list[packs.Item]) -> str:
    taken = {one.code for one in items}
    return next(f"own{n}" for n in range(1, 1000) if f"own{n}" not in taken)


_WHOLE = ("max_age_days", "least_percent", "days")


def _params(old: packs.Item, typed: Mapping[str, str]) -> dict[str, int | str]:
    """The numbers of an evaluator: whole days and percents; words only of the known ones."""
    found = dict(old.params)
    for name, text in dict(typed).items():
        if name not in _WHOLE or name not in PARAMETERS[old.by]:
            continue
        value = int(text) if re.fullmatch(r"[0-9]{1,3}", text.strip()) else 0
        most = 100 if name == "least_percent" else 365
        if not 1 <= value <= most:
            raise Invalid(
                _("请填 1 到 %(most)s 的整数。") % {"most": most}, {name: "range"}
            )  # fmt: skip
        found[name] = value
    return found


def _refuse(one: packs.Item, groups: Mapping[str, str]) -> None:
    fault = packs.faults([one], groups).get(one.code, "")
    said = {
        "text": _("请写条目,最多 %(n)s 个字。") % {"n": packs.LONGEST},
        "group": _("请选组别。"),
        "asks": _("请写明要看什么证据。"),
    }
    if fault:
        raise Invalid(said.get(fault, _("这一项不能这样填。")), {fault: "wrong"})
    for name in ("text", "asks", "source"):
        acting.words(name, getattr(one, name))


@transaction.atomic
def remove_item(actor: Actor, act_id: UUID, version_id: UUID, code: str) -> None:
    """Take an item out of a draft."""
    row = _drafted(actor, version_id)
    if _begun(actor, act_id, "remove", str(version_id), code):
        return
    items = [packs.item_of(one) for one in row.items if one["code"] != code]
    if len(items) == len(row.items):
        raise NotFound
    _keep(actor, row, items)


def _keep(actor: Actor, row: Version, items: list[packs.Item]) -> None:
    row.items = [packs.item_json(one) for one in items]
    who = acting.user(actor)
    if who not in row.edited_by:
        row.edited_by = [*row.edited_by, who]
    row.save()
    _record(actor, row)


@transaction.atomic
def ask(
    actor: Actor, act_id: UUID, version_id: UUID, since: dt.date | None, title: str, reason: str
) -> None:
    """Give a draft to another person to publish, from a day on."""
    row = _drafted(actor, version_id)
    if _begun(actor, act_id, "ask", str(version_id), str(since), title.strip(), reason.strip()):
        return
    if since is None or since < clock.today():
        raise Invalid(_("请选从哪天起用,不能早于今天。"), {"since": "range"})
    row.title = acting.words("title", title, required=_("请写这一版的名称。"))
    row.reason = acting.words("reason", reason, required=_("请写明为什么改、依据什么。"))
    if not any(one["hard"] for one in row.items):
        raise Invalid(_("至少要有一条必须的条件。"), {"since": "empty"})
    row.state, row.since, row.asked_by_id = "asked", since, acting.user(actor)
    row.save()
    _record(actor, row)


@transaction.atomic
def publish(actor: Actor, act_id: UUID, version_id: UUID) -> None:
    """Another than whoever asked or edited publishes; every school is reckoned anew by it."""
    row = _held(actor, version_id)
    if _begun(actor, act_id, "publish", str(version_id)):
        return
    if row.state != "asked":
        raise Conflict(_("这一版不在等发布。请刷新后看最新情况。"))
    if actor.user_id in {row.asked_by_id, row.made_by_id, *row.edited_by}:
        raise Forbidden(_("要由另一个人发布:不能是起草、修改或提出的人。"))
    row.state, row.published_at, row.published_by_id = "published", clock.now(), acting.user(actor)
    if row.since is not None and row.since < clock.today():
        row.since = clock.today()
    row.save()
    _record(actor, row)
    refresh()


@transaction.atomic
def give_up(actor: Actor, act_id: UUID, version_id: UUID) -> None:
    """Drop a draft, or send back one that was asked for."""
    row = _held(actor, version_id)
    if _begun(actor, act_id, "give_up", str(version_id)):
        return
    if row.state not in ("draft", "asked"):
        raise Conflict(_("这一版已经发布,不能放弃。"))
    if row.state == "asked":
        row.state, row.since, row.asked_by_id = "draft", None, None
    else:
        row.state = "dropped"
    row.save()
    _record(actor, row)


def _record(actor: Actor, row: Version) -> None:
    journal.record(
        actor,
        PackStepped(
            school_id=0, unit_no=COUNTY, version_id=row.pk, state=row.state, items=len(row.items),
            since=row.since,
        ),
    )  # fmt: skip
