"""Children of no roll: each with a named person, visited until at school, put off or gone with a proof,
closed by a second person.

The words of a step, who came along and the number of a proof are one sealed text. Locks: the child, duties,
the journal.
"""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from xiaoan.dropout.events import ChildStepped
from xiaoan.dropout.models import Candidate, Child, ChildStep
from xiaoan.dropout.queries import children as queries
from xiaoan.dropout.rules import children as rules
from xiaoan.dropout.services import owing
from xiaoan.journal import services as journal
from xiaoan.kernel import acts, ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.said import fingerprint, is_other
from xiaoan.kernel.scope import everywhere
from xiaoan.photos.services import evidence


@dataclass(frozen=True)
class NewChildStep:
    """An act about a child; `id` is made by the form. `outcome`, `second`, `photos`: of a visit; `how`,
    `proof`, `until`: of asking to close; `owner_id`: of naming; `person_id`, `answer`: of a candidate."""

    id: UUID
    child_id: UUID
    kind: str
    note: str = ""
    outcome: str = ""
    second: str = ""
    photos: tuple[evidence.Shot, ...] = ()
    how: str = ""
    proof: str = ""
    until: dt.date | None = None
    owner_id: UUID | None = None
    person_id: UUID | None = None
    answer: str = ""

    def body(self) -> bytes:
        return fingerprint(
            str(self.child_id), self.kind, self.note.strip(), self.outcome, self.second.strip(), self.how,
            self.proof.strip(), self.until, str(self.owner_id or ""), str(self.person_id or ""),
            self.answer, evidence.Evidence(photos=self.photos).digests(),
        )  # fmt: skip


def begin(actor: Actor, rows: Sequence[Child]) -> None:
    """Staged children become lines of the ledger: parked where a pupil may be meant, else somebody is named
    and owes a visit."""
    parked = set(
        Candidate.objects.filter(child_id__in=[one.pk for one in rows]).values_list(
            "child_id", flat=True
        )
    )
    owners = owing.owners({one.unit_no for one in rows})
    for one in rows:
        one.state = "doubt" if one.pk in parked else "open"
        one.owner_id, one.opened_at = owners.get(one.unit_no), clock.now()
        _keep(actor, one, uuid7(), "doubt" if one.pk in parked else "open", {}, fingerprint("list"))
    Child.objects.bulk_update(rows, ["state", "owner_id", "opened_at", "steps"], batch_size=1000)
    owing.owe([one for one in rows if one.state == "open"])


@transaction.atomic
def act(actor: Actor, given: NewChildStep) -> str:
    """A step about a child; gives the state of the line then. Closing takes two people."""
    row = hold(actor, given.child_id)
    body = given.body()
    known = ChildStep.objects.filter(pk=given.id).first()
    if known is not None:
        if (known.child_id, known.by_id) != (row.pk, actor.user_id) or is_other(known.said, body):
            raise taken()
        return row.state
    if given.kind not in rules.acts(row.state):
        raise Conflict(_("这一条的状态已经变了,不能再这样办。请刷新后看最新情况。"))
    told = _ACTS[given.kind](actor, row, given)
    photos = _photos(actor, row, given)
    _keep(actor, row, given.id, given.kind, told, body, given, photos)
    row.save()
    _settle(actor, row, given.kind)
    return row.state


def hold(actor: Actor, child_id: UUID) -> Child:
    row = Child.objects.select_for_update().filter(pk=child_id).exclude(state="new").first()
    if row is None or not actor.may(Permission.KEEP_CHILDREN, row.unit_no):
        raise NotFound
    acts.user(actor)
    return row


Told = dict[str, str]


def _visit(_actor: Actor, _row: Child, given: NewChildStep) -> Told:
    if given.outcome not in rules.VISITS:
        raise Invalid(_("请选家访的结果。"), {"outcome": "missing"})
    second = acts.words(
        "second", given.second, longest=rules.LONGEST_PROOF,
        required=_("家访要两个人去,请写同去的人(例如村干部)。"),
    )  # fmt: skip
    return {"outcome": given.outcome, "second": second, "note": _note(given)}


def _note(given: NewChildStep, required: str = "") -> str:
    return acts.words("note", given.note, longest=rules.LONGEST, required=required)


def _noted(_actor: Actor, _row: Child, given: NewChildStep) -> Told:
    return {"note": _note(given, _("请写下进展。"))}


def _name(_actor: Actor, row: Child, given: NewChildStep) -> Told:
    if given.owner_id is None or given.owner_id not in dict(queries.staff(row.unit_no)):
        raise Invalid(_("请选这个乡镇或教育局的一位负责人。"), {"owner": "missing"})
    row.owner_id = given.owner_id
    return {"note": _note(given)}


def _decide(actor: Actor, row: Child, given: NewChildStep) -> Told:
    """Whether a pupil is the child: if so, the child is on a roll; if nobody is, it is looked for."""
    with everywhere("dropout"):
        rows = Candidate.objects.select_for_update().filter(child_id=row.pk).order_by("pk")
        open_now = [one for one in rows if not one.decision]
    one = next((each for each in open_now if each.person_id == given.person_id), None)
    if given.answer not in ("same", "other"):
        raise Invalid(_("请选是不是同一个孩子。"), {"answer": "missing"})
    if one is None or not queries.sees_pupil(actor, one.person_id):
        raise NotFound
    one.decision = given.answer
    one.save(update_fields=["decision"])
    if given.answer == "same":
        row.state, row.how, row.person_id = "closed", rules.ON_ROLL, one.person_id
        row.closed_at, row.closed_by_id = clock.now(), actor.user_id
    elif len(open_now) == 1:
        row.state = "open"
    return {"answer": given.answer}


def _ask_close(actor: Actor, row: Child, given: NewChildStep) -> Told:
    if given.how not in rules.HOWS:
        raise Invalid(_("请选怎样销号。"), {"how": "missing"})
    proof = acts.words("proof", given.proof, longest=rules.LONGEST_PROOF)
    if given.how in rules.PROOFS and not proof:
        raise Invalid(
            _("要有凭据的编号:入学回执、缓学批准、送教计划或迁出证明。"), {"proof": "missing"}
        )
    today = clock.today()
    until = given.until if given.how in rules.UNTIL else None
    if given.how in rules.UNTIL and not (until and today < until <= today + rules.LONGEST_UNTIL):
        raise Invalid(_("请填到哪一天,一年以内;到期会再找这个孩子。"), {"until": "range"})
    note = _note(given, _("请写明凭什么销号,例如学校、时间、谁批准。"))
    row.state, row.how, row.until, row.asked_by_id = "closing", given.how, until, actor.user_id
    return {"note": note, "proof": proof}


def _close(actor: Actor, row: Child, given: NewChildStep) -> Told:
    _refuse_own(actor, row)
    row.state, row.closed_at, row.closed_by_id = "closed", clock.now(), actor.user_id
    return {"note": _note(given)}


def _refuse(actor: Actor, row: Child, given: NewChildStep) -> Told:
    _refuse_own(actor, row)
    note = _note(given, _("请写明为什么不同意销号。"))
    row.state, row.how, row.until, row.asked_by_id = "open", "", None, None
    return {"note": note}


def _refuse_own(actor: Actor, row: Child) -> None:
    if row.asked_by_id == actor.user_id:
        raise Invalid(_("销号要由另一个人核对。您是提出的人,不能自己核对。"), {"note": "same"})


_ACTS = {
    "visit": _visit, "note": _noted, "name": _name, "decide": _decide, "ask_close": _ask_close,
    "close": _close, "refuse": _refuse,
}  # fmt: skip


def _photos(actor: Actor, row: Child, given: NewChildStep) -> list[UUID]:
    if given.kind != "visit" or not given.photos:
        return []
    return evidence.keep(actor, row.unit_no, evidence.Evidence(photos=given.photos)).photo_ids


def _keep(
    actor: Actor, row: Child, step_id: UUID, kind: str, told: Told, body: bytes,
    given: NewChildStep | None = None, photos: Sequence[UUID] = (),
) -> None:  # fmt: skip
    row.steps += 1
    words = {name: text for name, text in told.items() if text}
    text = json.dumps(words, ensure_ascii=False)
    with new_id():
        ChildStep.objects.create(
            id=step_id, unit_no=row.unit_no, child_id=row.pk, no=row.steps, kind=kind,
            at=clock.now(), by_id=actor.user_id, how=row.how if kind == "ask_close" else "",
            until=given.until if given and kind == "ask_close" else None, photos=list(photos), said=body,
            body_cipher=ciphers.seal(text, place=queries.STEP_PLACE, row=step_id) if words else None,
        )  # fmt: skip
    journal.record(
        actor,
        ChildStepped(
            school_id=0,
            unit_no=row.unit_no,
            child_id=row.pk,
            step=kind,
            state=row.state,
            how=row.how,
        ),
    )


def _settle(actor: Actor, row: Child, kind: str) -> None:
    """What was owed of a child, by what has become of it."""
    if kind in ("visit", "ask_close"):
        owing.settle(actor, row)
    if kind == "close" or row.state == "closed":
        owing.let_go(actor, [row])
    elif kind in ("visit", "refuse", "decide", "name") and row.state == "open":
        owing.owe([row])


def follow(actor: Actor) -> int:
    """Of the system, each night: a child whose number is on a roll by now is asked to be closed, once (who
    refuses has looked); one put off or taught at home until today is looked for again; how many lines."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('dropout.children'))")
    today = clock.today()
    return _propose(actor, today) + _begin_again(actor, today)


def _propose(actor: Actor, today: dt.date) -> int:
    rows = Child.objects.select_for_update().filter(
        state="open", id_index__isnull=False, person_id=None
    )
    there = {one.pk: one for one in rows.order_by("pk")}
    found = queries.on_roll(list(there.values()), today)
    for pk, person_id in sorted(found.items()):
        row = there[pk]
        row.state, row.how, row.person_id = "closing", "enrolled", person_id
        _keep(actor, row, uuid7(), "found", {}, fingerprint("found"))
        row.save()
        owing.settle(actor, row)
    return len(found)


def _begin_again(actor: Actor, today: dt.date) -> int:
    rows = Child.objects.select_for_update().filter(
        state="closed", until__lte=today, content__isnull=False
    )
    begun = [one for one in rows.order_by("pk") if not _is_looked_for(one)]
    for row in begun:
        row.state, row.how, row.until = "open", "", None
        row.asked_by_id = row.closed_by_id = row.closed_at = None
        _keep(actor, row, uuid7(), "again", {}, fingerprint("again"))
        row.save()
    owing.owe(begun)
    return len(begun)


def _is_looked_for(row: Child) -> bool:
    """Whether another list has put the same child on the ledger since."""
    rows = Child.objects.filter(who_index=row.who_index, closed_at=None).exclude(state="new")
    return rows.exists()


def forget(actor: Actor) -> int:
    """Of the system, each night: what lists and visits said of children whose line has been closed for long
    is gone; that there was a line stays. Gives how many."""
    before = clock.now() - dt.timedelta(days=rules.KEEP_DAYS)
    rows = Child.objects.filter(
        state="closed", until=None, closed_at__lt=before, content__isnull=False
    )
    keys = list(rows.values_list("pk", flat=True)[:2000])
    ChildStep.objects.filter(child_id__in=keys).delete()
    Candidate.objects.filter(child_id__in=keys).delete()
    return Child.objects.filter(pk__in=keys).update(content=None, who_index=None, id_index=None)
