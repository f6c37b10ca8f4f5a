"""The county's standard: one officer drafts and asks, another publishes; a version is never changed."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.supplies import rules
from xiaoan.supplies.events import StandardChanged
from xiaoan.supplies.models import Standard
from xiaoan.supplies.queries import standards, words
from xiaoan.supplies.services import acting


@dataclass(frozen=True)
class NewDraft:
    """A new version, beginning with the rules in force. `source`: the paper it rests on; '': our own."""

    id: UUID
    title: str
    since: dt.date
    source: str = ""


@dataclass(frozen=True)
class Edit:
    """A rule is put in, or the rule at a place of the draft is replaced or taken out. `base`: how many edits
    the form knew of."""

    id: UUID
    standard_id: UUID
    base: int
    rule: rules.Rule | None
    at: int | None = None


def _county(actor: Actor) -> directory.Place:
    county = directory.county()
    if not actor.may(Permission.SET_STANDARD, county.no):
        raise Forbidden if actor.sees(county.no) else NotFound
    return county


@transaction.atomic
def draft(actor: Actor, given: NewDraft) -> UUID:
    """Begin a version from what is in force; there is one draft at a time."""
    county = _county(actor)
    title = acting.words_of(given.title, "title", required=_("请写版本名称。"))
    source = acting.words_of(given.source, "source")
    if given.since <= clock.today():
        raise Invalid(_("生效日期要晚于今天。"), {"since": "past"})
    if given.since > clock.today() + dt.timedelta(days=366):
        raise Invalid(_("生效日期请在一年以内。"), {"since": "far"})
    if acting.begin(actor, given.id, county, "standard", "draft", title, given.since, source):
        return given.id
    if Standard.objects.filter(state__in=["draft", "asked"]).exists():
        raise Conflict(_("已有一份草稿。请先发布或撤回那一份。"))
    Standard.objects.create(
        id=given.id, unit_no=county.no, since=given.since, title=title, source=source,
        rules=rules.said_of(standards.in_force().rules), made_at=clock.now(), made_by_id=actor.user_id,
    )  # fmt: skip
    _record(actor, county, Standard.objects.get(pk=given.id))
    return given.id


def _held(standard_id: UUID, *states: str) -> Standard:
    row = Standard.objects.select_for_update().filter(pk=standard_id).first()
    if row is None:
        raise NotFound
    if row.state not in states:
        raise Conflict(
            _("这个版本现在是“%(state)s”,不能这样操作。")
            % {"state": words.VERSION_NAMES[row.state]}
        )
    return row


@transaction.atomic
def edit(actor: Actor, given: Edit) -> int:
    """Change one rule of a draft; gives how many edits it has had."""
    county = _county(actor)
    if given.rule is not None and (field := rules.rule_fault(given.rule)):
        raise Invalid(_RULE_SENTENCES[field](), {field: "invalid"})
    said_rule = rules.said_of([given.rule])[0] if given.rule else None
    body = ("edit", given.standard_id, given.base, given.at, said_rule)
    if acting.begin(actor, given.id, county, "standard", *body):
        return given.base + 1
    row = _held(given.standard_id, "draft")
    if row.edits != given.base:
        raise Conflict(_("草稿刚刚被改过。请刷新后再改。"))
    found = list(row.rules)
    if given.at is not None and not 0 <= given.at < len(found):
        raise Invalid(_("请从列表中选一项。"), {"at": "unknown"})
    if given.at is not None:
        found.pop(given.at)
    if said_rule is not None:
        if said_rule in found:
            raise Invalid(_("草稿里已经有这一条。"), {"item": "twice"})
        found.insert(len(found) if given.at is None else given.at, said_rule)
    row.rules, row.edits = found, row.edits + 1
    row.save(update_fields=["rules", "edits"])
    _record(actor, county, row)
    return row.edits


_RULE_SENTENCES = {
    "item": lambda: _("请从列表中选物资。"),
    "basis": lambda: _("请从列表中选按什么算。"),
    "amount": lambda: _("数量请写大于零的数或分数,如 2 或 1/5。"),
    "days": lambda: _("天数请写 0 到 366。"),
    "stages": lambda: _("请从列表中选学校类型。"),
    "levels": lambda: _("请从列表中选响应级别。"),
    "source": lambda: _("请写出处;没有依据的写“自定”和理由。"),
}


@transaction.atomic
def ask(actor: Actor, standard_id: UUID, edits: int) -> None:
    """The draft is done as somebody saw it; a second person publishes."""
    county = _county(actor)
    row = _held(standard_id, "draft")
    if row.edits != edits:
        raise Conflict(_("草稿刚刚被改过。请刷新后再提交。"))
    row.state, row.asked_by_id = "asked", actor.user_id
    row.save(update_fields=["state", "asked_by_id"])
    _record(actor, county, row)


@transaction.atomic
def publish(actor: Actor, standard_id: UUID) -> None:
    """A second person puts the version in force from its day on."""
    county = _county(actor)
    row = _held(standard_id, "asked")
    if row.asked_by_id == actor.user_id:
        raise Conflict(_("发布要由另一个人办理。"))
    if row.since <= clock.today():
        raise Conflict(_("生效日期已过。请退回草稿,改日期后重新提交。"))
    row.state, row.published_by_id, row.published_at = "published", actor.user_id, clock.now()
    try:
        with transaction.atomic():
            row.save(update_fields=["state", "published_by_id", "published_at"])
    except IntegrityError:
        raise Conflict(_("同一天已有另一个版本生效。请改日期。")) from None
    _record(actor, county, row)


@transaction.atomic
def withdraw(actor: Actor, standard_id: UUID) -> None:
    """A draft, or what waits to be published, is given up."""
    county = _county(actor)
    row = _held(standard_id, "draft", "asked")
    row.state = "withdrawn"
    row.save(update_fields=["state"])
    _record(actor, county, row)


def _record(actor: Actor, county: directory.Place, row: Standard) -> None:
    journal.record(
        actor,
        StandardChanged(
            school_id=county.school_id, unit_no=county.no, standard_id=row.pk, state=row.state,
            since=row.since, rules=len(row.rules),
        ),
    )  # fmt: skip
