"""What all writing of public texts shares. Lock order: the text, the office's pins, the
journal, the edition."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import taken
from xiaoan.kernel.texts import is_unfit
from xiaoan.publicity import rules
from xiaoan.publicity.models import Step, Text
from xiaoan.publicity.queries.texts import offices
from xiaoan.web import copies


@dataclass(frozen=True)
class Act:
    """What a form asks for about a text. `id` is made by the form; `base`: how many versions were
    looked at; `looked`: what was asked about names beside a disease and is answered."""

    id: UUID
    text_id: UUID
    base: int
    looked: Sequence[str] = ()


def turn() -> None:
    """Another edition of the public page, from this transaction on. Its row is locked until the
    end, so that the number never stands for two states."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update publicity_edition set no = no + 1, at = %s where id = 1", [clock.now()]
        )
    transaction.on_commit(copies.forget)


def one_at_a_time(about: str, what: UUID) -> None:
    """Wait for whoever sends the same: who presses twice finds the first act done."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtext(%s), hashtext(%s))", [about, str(what)]
        )


def office_at_a_time(about: str, office_no: int) -> None:
    """Wait for whoever does the same at an office: what is counted there stays so until the end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtext(%s), %s)", [f"publicity/{about}", office_no]
        )


def require(actor: Actor, permission: Permission, office_no: int) -> None:
    """Texts are the county office's: who holds neither right there does not see that there are any."""
    if office_no not in offices(actor):
        raise NotFound
    if not any(s.lo == office_no and permission in s.permissions for s in actor.scopes):
        raise Forbidden


def hold(actor: Actor, permission: Permission, act: Act, kind: str) -> Text | None:
    """The text, locked; None where this form has done the same act already."""
    seen = Text.objects.filter(pk=act.text_id).first()
    if seen is None:
        raise NotFound
    require(actor, permission, seen.unit_no)
    row = Text.objects.select_for_update().get(pk=act.text_id)
    done = Step.objects.filter(sent_id=act.id, kind=kind).first()
    if done:
        if (done.text_id, done.by_id) != (row.pk, actor.user_id):
            raise taken()
        return None
    if row.versions != act.base:
        raise Conflict(_("有人刚改过这条信息。您的操作没有保存,请看过最新内容再做。"))
    return row


def step(actor: Actor, row: Text, kind: str, no: int, sent_id: UUID, why: str = "") -> None:
    """One more step; the caller saves the text."""
    row.steps += 1
    Step.objects.create(
        unit_no=row.unit_no, text_id=row.pk, no=row.steps, kind=kind, version_no=no, at=clock.now(),
        by_id=actor.user_id, why=why, sent_id=sent_id,
    )  # fmt: skip


def why_of(text: str) -> str:
    """A reason as it was given; Invalid at `why`."""
    said = " ".join(text.split())
    fault = ""
    if not said:
        fault = _("请写明原因。")
    elif len(said) > rules.LONGEST_WHY:
        fault = _("写了 %(has)s 个字,最多 %(n)s 个字。请删短。") % {
            "has": len(said), "n": rules.LONGEST_WHY,
        }  # fmt: skip
    elif is_unfit(said):
        fault = _("有不能保存的字符。")
    if fault:
        raise Invalid(fault, {"why": fault})
    return said
