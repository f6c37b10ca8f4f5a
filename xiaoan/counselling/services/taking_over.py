"""The cases of a counsellor who is gone: the principal names a successor, somebody of the bureau agrees.

No role opens a note. Only a named person who counsels at the school, by two people, and only when the
one before holds the post no more.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.counselling.events import TakeoverStepped
from xiaoan.counselling.models import Case, Note, Takeover
from xiaoan.counselling.queries import sealed
from xiaoan.counselling.services import acting, caring
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.scope import everywhere


@dataclass(frozen=True)
class NewTakeover:
    id: UUID
    school_no: int
    from_id: UUID | None
    to_id: UUID | None


@transaction.atomic
def ask(actor: Actor, new: NewTakeover) -> UUID:
    """The principal names who takes over. Invalid while the counsellor is still in office: they hand over
    themselves."""
    if "principal" not in {s.role for s in actor.scopes if s.covers(new.school_no)}:
        raise Forbidden if actor.sees(new.school_no) else NotFound
    known = Takeover.objects.filter(pk=new.id).first()
    if known is not None:
        if (known.from_id, known.to_id, known.asked_by_id) != (
            new.from_id,
            new.to_id,
            actor.user_id,
        ):
            raise taken()
        return known.pk
    from_id, to_id = _both(actor, new)
    with new_id():
        row = Takeover.objects.create(
            id=new.id, school_id=new.school_no, unit_no=new.school_no, from_id=from_id,
            to_id=to_id, asked_by_id=acting.user(actor), asked_at=clock.now(),
        )  # fmt: skip
    _fact(actor, row)
    return row.pk


def _both(actor: Actor, new: NewTakeover) -> tuple[UUID, UUID]:
    """Who is gone, and who is to follow; Invalid at its field."""
    here = acting.holders(new.school_no, "counsellor")
    if new.from_id is None or not _cases(new.school_no, new.from_id):
        raise Invalid(_("请选原来的心理教师。"), {"from": "missing"})
    if new.from_id in here:
        raise Invalid(_("这位心理教师还在岗,由本人移交。"), {"from": "present"})
    if new.to_id is None or new.to_id not in here:
        raise Invalid(_("请选本校在岗的心理教师接手;没有的,先任命。"), {"to": "missing"})
    if new.to_id == actor.user_id:
        raise Invalid(_("不能指定自己接手。"), {"to": "own"})
    if Takeover.objects.filter(
        school_id=new.school_no, from_id=new.from_id, state="asked"
    ).exists():
        raise Conflict(_("已经提过,等教育局确认。"))
    return new.from_id, new.to_id


def _cases(school_no: int, from_id: UUID) -> list[Case]:
    with everywhere(acting.SYSTEM):
        rows = Case.objects.select_for_update().filter(
            school_id=school_no, counsellor_id=from_id, destroyed_at=None
        )
        return list(rows.order_by("id"))


@transaction.atomic
def decide(actor: Actor, takeover_id: UUID, *, agreed: bool) -> None:
    """Somebody of the bureau agrees: from now on the successor reads the notes. Or refuses."""
    row = Takeover.objects.select_for_update().filter(pk=takeover_id).first()
    if row is None or not actor.sees(row.unit_no):
        raise NotFound
    acting.require(actor, Permission.SET_COUNSELLING, row.unit_no)
    if actor.user_id in (row.asked_by_id, row.to_id):
        raise Conflict(_("提出和接手的人不能自己确认。"))
    if row.state != "asked":
        raise Conflict(_("这件事已经有了决定。"))
    here = acting.holders(row.school_id, "counsellor")
    if agreed and (row.to_id not in here or row.from_id in here):
        raise Conflict(_("岗位又变了:接手的人不在岗,或原来的人回来了。请让学校重新提。"))
    row.state = "agreed" if agreed else "refused"
    row.decided_by_id, row.decided_at = acting.user(actor), clock.now()
    found = _cases(row.school_id, row.from_id) if agreed else []
    row.cases = len(found)
    row.save()
    for case in found:
        _pass(actor, case, row)
    _fact(actor, row)


def _pass(actor: Actor, case: Case, row: Takeover) -> None:
    """The notes say that it was so, and who agreed."""
    with everywhere(acting.SYSTEM):
        last = Note.objects.filter(case_id=case.pk).order_by("-no").first()
        was = sealed.unseal(last.body_cipher, sealed.NOTE, last.pk) if last else {}
        case.steps += 1
        case.save(update_fields=["steps"])
        note_id = uuid7()
        body = {
            "kind": "taken_over",
            "text": "",
            "risk": was.get("risk", "some"),
            "to": str(row.to_id),
        }
        Note.objects.create(
            id=note_id, school_id=case.school_id, unit_no=case.school_id, case_id=case.pk,
            no=case.steps, at=clock.now(), by_id=acting.user(actor), said=b"",
            body_cipher=sealed.seal(body, sealed.NOTE, note_id),
        )  # fmt: skip
    caring.pass_to(actor, case, row.to_id)


def _fact(actor: Actor, row: Takeover) -> None:
    journal.record(
        actor,
        TakeoverStepped(
            school_id=row.school_id, unit_no=row.unit_no, takeover_id=row.pk, state=row.state,
            cases=row.cases,
        ),
    )  # fmt: skip
