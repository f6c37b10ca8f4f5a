"""The second person agrees and it is public, or does not; anybody of the office takes down at once."""

from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden
from xiaoan.kernel.permission import Permission
from xiaoan.publicity import rules
from xiaoan.publicity.events import TextPinned, TextPublished, TextRefused, TextWithdrawn
from xiaoan.publicity.models import Text, Version
from xiaoan.publicity.queries.texts import county_of, said_in
from xiaoan.publicity.services.keeping import Act, hold, office_at_a_time, step, why_of
from xiaoan.wording import queries as wording


def approve(actor: Actor, act: Act) -> None:
    """Publish the version that waits. Forbidden: to whoever wrote it."""
    row = hold(actor, Permission.APPROVE_PUBLIC, act, "approve")
    if row is None:
        return
    no = _waiting(row)
    version = Version.objects.get(text_id=row.pk, no=no)
    if version.by_id == actor.user_id:
        raise Forbidden(_("公开的文字要由另一个人审核。"))
    wording.refuse(said_in(version.words, version.reason), county_of(row), act.looked)
    shown(actor, row, no, act.id)


def shown(actor: Actor, row: Text, no: int, sent_id: UUID) -> None:
    """Version `no` is public from now on."""
    now = clock.now()
    row.state, row.shown_no, row.waits_no, row.withdrawn_why = "published", no, None, ""
    row.published_at, row.changed_at = row.published_at or now, now
    step(actor, row, "approve", no, sent_id)
    row.save()
    journal.record(
        actor,
        TextPublished(school_id=0, unit_no=row.unit_no, text_id=row.pk, text_kind=row.kind, no=no),
    )


def _waiting(row: Text) -> int:
    if row.waits_no is None:
        raise Conflict(_("没有等待审核的版本。请看最新的情况。"))
    return row.waits_no


def refuse(actor: Actor, act: Act, why: str) -> None:
    """The version that waits is not agreed to; what is public stays."""
    row = hold(actor, Permission.APPROVE_PUBLIC, act, "refuse")
    if row is None:
        return
    no, said = _waiting(row), why_of(why)
    row.waits_no = None
    _end(actor, row, act, "refuse", no, said)


def drop(actor: Actor, act: Act) -> None:
    """A draft that was never public is put away; it stays on file."""
    row = hold(actor, Permission.WRITE_PUBLIC, act, "drop")
    if row is None:
        return
    if row.state != "draft":
        raise Conflict(_("公布过的信息不能作废,只能撤回。"))
    row.state, row.waits_no = "dropped", None
    _end(actor, row, act, "drop", row.versions, "")


def _end(actor: Actor, row: Text, act: Act, how: str, no: int, why: str) -> None:
    step(actor, row, how, no, act.id, why)
    row.save()
    journal.record(
        actor,
        TextRefused(school_id=0, unit_no=row.unit_no, text_id=row.pk, no=no, how=how),
    )


def withdraw(actor: Actor, act: Act, why: str) -> None:
    """Take it down at once: one person is enough, and the feeds say that it was withdrawn, and why."""
    row = hold(actor, Permission.WRITE_PUBLIC, act, "withdraw")
    if row is None:
        return
    if row.state != "published":
        raise Conflict(_("这条信息现在没有公布。"))
    taken_down(actor, row, act.id, why_of(why))


def taken_down(actor: Actor, row: Text, sent_id: UUID, why: str) -> None:
    no = row.shown_no or 0
    row.state, row.shown_no, row.waits_no, row.pinned = "withdrawn", None, None, False
    row.withdrawn_why, row.changed_at = why, clock.now()
    step(actor, row, "withdraw", no, sent_id, why)
    row.save()
    journal.record(
        actor,
        TextWithdrawn(school_id=0, unit_no=row.unit_no, text_id=row.pk, text_kind=row.kind, no=no),
    )


def pin(actor: Actor, act: Act, *, pinned: bool) -> None:
    """Put a public text first, or no longer. At most `rules.PINS` of an office: whoever pins there waits for
    whoever is doing so."""
    kind = "pin" if pinned else "unpin"
    row = hold(actor, Permission.WRITE_PUBLIC, act, kind)
    if row is None or row.pinned == pinned:
        return
    if row.state != "published":
        raise Conflict(_("这条信息现在没有公布。"))
    if pinned:
        office_at_a_time("pins", row.unit_no)
    already = Text.objects.filter(unit_no=row.unit_no, pinned=True).count()
    if pinned and already >= rules.PINS:
        raise Conflict(_("最多置顶 %(n)s 条。请先取消一条。") % {"n": rules.PINS})
    row.pinned = pinned
    step(actor, row, kind, row.shown_no or 0, act.id)
    row.save()
    journal.record(
        actor, TextPinned(school_id=0, unit_no=row.unit_no, text_id=row.pk, pinned=pinned)
    )
