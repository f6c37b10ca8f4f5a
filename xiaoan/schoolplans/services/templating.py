"""The bureau's versions of the template: begun from the one in force, written, published by a second
person."""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import acts, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.schoolplans import rules
from xiaoan.schoolplans.events import TemplateStepped
from xiaoan.schoolplans.models import Template
from xiaoan.schoolplans.queries import templates
from xiaoan.schoolplans.rules import template as pure
from xiaoan.schoolplans.rules.template import Chapter, Entry


def _office(actor: Actor) -> int:
    county = directory.county().no
    if not actor.may(Permission.SET_PLAN_TEMPLATES, county):
        raise Forbidden if actor.may(Permission.SEE_SCHOOL_PLANS, county) else NotFound
    return county


def _begin(actor: Actor, act_id: UUID, what: str, *body: object) -> bool:
    return acts.begin(
        "schoolplans_act", actor, act_id, (0, _office(actor)), "template", what, *body
    )


def _held(no: int, *states: str) -> Template:
    row = Template.objects.select_for_update().filter(no=no).first()
    if row is None:
        raise NotFound
    if row.state not in states:
        raise Conflict(_("这一版的状态已经变了,没有再改。请刷新看最新情况。"))
    return row


def _told(actor: Actor, row: Template) -> None:
    entries = sum(len(one["entries"]) for one in row.content)
    journal.record(
        actor,
        TemplateStepped(
            school_id=0, unit_no=row.unit_no, template_id=row.pk, no=row.no, state=row.state,
            entries=entries,
        ),
    )  # fmt: skip


@transaction.atomic
def begin_template(actor: Actor, act_id: UUID) -> int:
    """Begin a version from the one in force; gives its number. Conflict: one is being written already."""
    county = _office(actor)
    if _begin(actor, act_id, "begin"):
        found = Template.objects.filter(pk=act_id).values_list("no", flat=True).first()
        return found or 0
    if templates.draft() is not None:
        raise Conflict(_("已经有一版在编写。请接着写那一版。"))
    base = templates.in_force()
    last = Template.objects.order_by("-no").values_list("no", flat=True).first() or 0
    row = Template.objects.create(
        id=act_id, unit_no=county, no=last + 1, based_on=base.no,
        content=pure.written(base.chapters), made_at=clock.now(), made_by_id=acts.user(actor),
    )  # fmt: skip
    _told(actor, row)
    return row.no


def _write(row: Template, code: str, change: Callable[[list[Entry]], list[Entry]]) -> None:
    chapters = []
    for one in pure.read(row.content):
        entries = tuple(change(list(one.entries))) if one.code == code else one.entries
        chapters.append(
            Chapter(one.code, one.title, one.source, entries, one.asks_group, one.asks_opening)
        )
    if code not in {one.code for one in chapters}:
        raise NotFound
    row.content, row.rev = pure.written(chapters), row.rev + 1
    row.save()


@transaction.atomic
def put_entry(actor: Actor, act_id: UUID, no: int, chapter: str, entry: Entry, rev: int) -> None:
    """Put an entry into a chapter, or another in place of the one of its code. Conflict: somebody else
    has written
    since; Invalid: `fields` says what is wrong."""
    if _begin(actor, act_id, "put", no, chapter, sorted(entry.as_json().items(), key=str), rev):
        return
    row = _held(no, "draft")
    _refuse(entry)
    if row.rev != rev:
        raise Conflict(_("别人刚改过这一版,还没有保存您的。请核对后再存一次。"))

    def change(entries: list[Entry]) -> list[Entry]:
        known = [one.code for one in entries]
        if entry.code in known:
            return [entry if one.code == entry.code else one for one in entries]
        return [*entries, entry]

    _write(row, chapter, change)
    _told(actor, row)


def _refuse(entry: Entry) -> None:
    found: dict[str, str] = {}
    for name in ("label", "source") if entry.form == "field" else ("label", "source", "evidence"):
        if not getattr(entry, name).strip():
            found[name] = _("请填写。")
    if entry.form == "task" and entry.phase not in rules.PHASES:
        found["phase"] = _("请从列表中选一项。")
    if entry.offset is not None and abs(entry.offset) > rules.FARTHEST:
        found["offset"] = _("最多前后 %(n)s 天。") % {"n": rules.FARTHEST}
    if found:
        raise Invalid(_("有 %(n)s 处要改。") % {"n": len(found)}, found)


@transaction.atomic
def remove_entry(actor: Actor, act_id: UUID, no: int, chapter: str, code: str, rev: int) -> None:
    """Take an entry out of the version that is being written; plans that were begun keep what they have."""
    if _begin(actor, act_id, "remove", no, chapter, code, rev):
        return
    row = _held(no, "draft")
    if row.rev != rev:
        raise Conflict(_("别人刚改过这一版,还没有保存您的。请核对后再存一次。"))
    _write(row, chapter, lambda entries: [one for one in entries if one.code != code])
    _told(actor, row)


@transaction.atomic
def propose_template(actor: Actor, act_id: UUID, no: int, note: str) -> None:
    """Put the version before a second person, with what is different and why."""
    said = acts.words("note", note, longest=rules.SHORT, required=_("请写改了什么、为什么。"))
    if _begin(actor, act_id, "propose", no, said):
        return
    row = _held(no, "draft")
    row.state, row.note, row.proposed_by_id = "proposed", said, acts.user(actor)
    row.save()
    _told(actor, row)


@transaction.atomic
def settle_template(actor: Actor, act_id: UUID, no: int, *, publish: bool) -> None:
    """A second person publishes it: plans begun from now on use it; or it goes back to be written."""
    if _begin(actor, act_id, "settle", no, publish):
        return
    row = _held(no, "proposed")
    if publish and row.proposed_by_id == actor.user_id:
        raise Forbidden(_("模板要由另一个人发布。"))
    row.state = "published" if publish else "draft"
    if publish:
        row.published_at, row.published_by_id = clock.now(), acts.user(actor)
    row.save()
    _told(actor, row)
