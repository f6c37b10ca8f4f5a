"""Drafts: begun empty, from a template or as a correction; changed as often as wanted; dropped."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.races import new_id
from xiaoan.notices import queries, rules
from xiaoan.notices.events import NoticeDrafted
from xiaoan.notices.models import Notice
from xiaoan.notices.queries import attached, templates
from xiaoan.notices.services import acting


@dataclass(frozen=True)
class NewDraft:
    """A notice to begin in the name of a unit; `id` is made by the form. `template`: its code, or ""."""

    id: UUID
    unit_no: int
    template: str = ""


@dataclass(frozen=True)
class Content:
    """All that the form of a draft holds. `texts`: language → text; the first language is the source;
    `materials`: codes of what goes along."""

    kind: str
    texts: Mapping[str, rules.Text]
    audience: rules.Audience
    channels: Sequence[str] = ()
    needs_ack: bool = False
    ack_by: dt.datetime | None = None
    send_at: dt.datetime | None = None
    materials: Sequence[str] = ()


@dataclass(frozen=True)
class Edit:
    """What is on the screen, `base`: the number of changes that were looked at; `id` is made by the form."""

    id: UUID
    notice_id: UUID
    base: int
    content: Content


@transaction.atomic
def begin_draft(actor: Actor, new: NewDraft) -> UUID:
    """Begin a draft for everybody's families of the unit; gives its id."""
    office = queries.require_office(actor, new.unit_no)
    template = templates.template(actor, new.template) if new.template else None
    at = (office.school_id, office.no)
    if acting.begin(actor, new.id, at, "draft", new.unit_no, new.template):
        return new.id
    kind = template.kind if template else next(iter(rules.KINDS))
    texts = template.texts if template else {}
    _create(
        actor, new.id, office, kind, said_texts(texts),
        rules.said_of(rules.Audience((rules.Part((office.no,)),))), template=new.template,
    )  # fmt: skip
    return new.id


def _create(
    actor: Actor, notice_id: UUID, office: queries.Office, kind: str,
    texts: dict[str, dict[str, str]], audience: dict[str, object], *,
    template: str = "", corrects_id: UUID | None = None,
) -> None:  # fmt: skip
    with new_id():
        Notice.objects.create(
            id=notice_id, school_id=office.school_id, unit_no=office.no, kind=kind, texts=texts,
            audience=audience, template=template, needs_ack=rules.KINDS[kind],
            corrects_id=corrects_id, made_at=clock.now(), made_by_id=actor.user_id,
        )  # fmt: skip
    _record(actor, notice_id, (office.school_id, office.no), "begun", corrects_id)


def _record(
    actor: Actor, notice_id: UUID, at: tuple[int, int], how: str, corrects_id: UUID | None = None
) -> None:
    journal.record(
        actor,
        NoticeDrafted(
            school_id=at[0], unit_no=at[1], notice_id=notice_id, how=how, corrects_id=corrects_id
        ),
    )


def said_texts(texts: Mapping[str, rules.Text]) -> dict[str, dict[str, str]]:
    """As they are kept; an empty language is left out."""
    return {
        code: {"title": one.title, "body": one.body}
        for code, one in texts.items()
        if code in rules.LANGUAGES and (one.title or one.body)
    }


@transaction.atomic
def save(actor: Actor, given: Edit) -> int:
    """Keep a draft as it is on the screen, finished or not; gives its number of changes."""
    row, _office = acting.own(actor, given.notice_id)
    if acting.begin(actor, given.id, (row.school_id, row.unit_no), "edit", *body(given)):
        return row.edits
    acting.refuse_state(row, "draft")
    acting.refuse_base(row, given.base)
    put(actor, row, given.content)
    row.edits += 1
    row.save()
    _record(actor, row.pk, (row.school_id, row.unit_no), "edited")
    return row.edits


def body(given: Edit) -> tuple[object, ...]:
    """All that the form of a draft says: the same form with something else is another one."""
    one = given.content
    return (
        given.notice_id, given.base, one.kind, said_texts(one.texts), rules.said_of(one.audience),
        list(one.channels), one.needs_ack, one.ack_by, one.send_at, list(one.materials),
    )  # fmt: skip


def put(actor: Actor, row: Notice, content: Content) -> None:
    """The content into the row; Invalid only where it cannot be kept at all. Who changes words or audience is
    kept: nobody is the second person for what they wrote."""
    before = (row.texts, row.audience, row.attachments)
    if content.kind not in rules.KINDS:
        raise Invalid(_("请从列表中选择通知种类。"), {"kind": "unknown"})
    texts = {
        code: rules.Text(
            acting.words(one.title, f"title-{code}", rules.LIMITS["title"]),
            acting.words(one.body, f"body-{code}", rules.LIMITS["body"]),
        )
        for code, one in content.texts.items()
    }
    row.kind, row.texts = content.kind, said_texts(texts)
    row.audience = rules.said_of(content.audience)
    row.channels = [one for one in content.channels if one != "inbox"]
    row.needs_ack, row.ack_by = content.needs_ack, content.ack_by if content.needs_ack else None
    row.send_at = content.send_at
    row.attachments = _attached(content.materials)
    if (row.texts, row.audience, row.attachments) != before and actor.user_id not in row.editors:
        row.editors = [*row.editors, acting.user(actor)]


def _attached(codes: Sequence[str]) -> list[dict[str, str]]:
    found = attached.kept(codes)
    if len(found) > attached.MOST:
        sentence = _("最多附 %(most)s 份材料。请去掉几份。") % {"most": attached.MOST}
        raise Invalid(sentence, {"materials": "too_many"})
    if attached.gone(attached.codes_of(found)):
        sentence = _("选的材料里有已停用的。请刷新后重选。")
        raise Invalid(sentence, {"materials": "unknown"})
    return found


@transaction.atomic
def drop(actor: Actor, act_id: UUID, notice_id: UUID) -> None:
    """A draft that is given up; it stays on file."""
    row, _office = acting.own(actor, notice_id)
    if acting.begin(actor, act_id, (row.school_id, row.unit_no), "drop", notice_id):
        return
    acting.refuse_state(row, "draft")
    row.state, row.edits = "dropped", row.edits + 1
    row.save(update_fields=["state", "edits"])
    _record(actor, row.pk, (row.school_id, row.unit_no), "dropped")


@transaction.atomic
def correct(actor: Actor, act_id: UUID, notice_id: UUID) -> UUID:
    """A new draft that puts a sent notice right: for whoever was addressed then, and is meant by it now.
    Both stay visible and name each other; gives its id."""
    row, office = acting.own(actor, notice_id)
    if acting.begin(actor, act_id, (row.school_id, row.unit_no), "correct", notice_id):
        return act_id
    if row.state not in ("sent", "recalled"):
        raise Conflict(_("还没有发出的通知请直接修改。"))
    _create(
        actor, act_id, office, row.kind, row.texts, row.audience, template=row.template,
        corrects_id=row.pk,
    )  # fmt: skip
    Notice.objects.filter(pk=act_id).update(
        needs_ack=row.needs_ack, channels=row.channels, attachments=row.attachments,
        values=templates.announced_of(row), editors=row.editors,
    )  # fmt: skip
    return act_id
