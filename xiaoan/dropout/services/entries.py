"""Entries of the ledger: opened by a person or by the score, asked about until back, closed by a second
person.

Locks: the entry, the family's task, duties, the journal.
"""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.directory.queries import moves as roll
from xiaoan.dropout import queries
from xiaoan.dropout.events import DropoutStepped
from xiaoan.dropout.models import Entry, Score, Step
from xiaoan.dropout.rules import ledger as rules
from xiaoan.dropout.rules.model import model
from xiaoan.duties.queries.chain import in_office
from xiaoan.journal import services as journal
from xiaoan.kernel import acts, ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.said import fingerprint, is_other
from xiaoan.outreach import services as outreach

REASON = "dropout.risk"
_USE = dt.timedelta(days=1)
_ANSWERS = ("class_teacher", "grade_head", "principal")


@dataclass(frozen=True)
class NewEntry:
    """An entry that a person opens; `id` is made by the form."""

    id: UUID
    person_id: UUID
    note: str


@dataclass(frozen=True)
class NewStep:
    """An act about an entry; `id` is made by the form. `how`, `receiver`, `receipt`: of asking to close it;
    `responsible_id`: of naming."""

    id: UUID
    entry_id: UUID
    kind: str
    note: str = ""
    how: str = ""
    receiver: str = ""
    receipt: str = ""
    responsible_id: UUID | None = None


def open_entry(actor: Actor, given: NewEntry) -> UUID:
    """Put a pupil on the ledger of suspected drop-outs; the family is called from now on. Gives its id;
    the one
    that is open already if there is one."""
    body = fingerprint("open", str(given.person_id), given.note.strip())
    known = Step.objects.filter(pk=given.id).first()
    if known is not None:
        if known.by_id != actor.user_id or is_other(known.said, body):
            raise taken()
        return known.entry_id
    where = roll.where_on_roll([given.person_id], clock.today()).get(given.person_id)
    if where is None or not actor.may(Permission.SEE_DROPOUT, where[1]):
        raise NotFound
    if not actor.may(Permission.KEEP_DROPOUT, where[1]):
        raise Forbidden
    _words(given.note, _("请写明为什么疑似辍学。"))
    if Entry.objects.filter(person_id=given.person_id, closed_at=None).exists():
        raise Conflict(_("这名学生已经在台账上。请到台账里记进展。"))
    row = _new(given.person_id, where)
    with new_id():
        row.save(force_insert=True)
    _step(actor, row, NewStep(given.id, row.pk, "open", given.note), body)
    _ask(actor, [row])
    return row.pk


def is_open(person_id: UUID) -> bool:
    """Whether a pupil is on a ledger now, in the running scope."""
    return Entry.objects.filter(person_id=person_id, closed_at=None).exists()


def open_by_score(actor: Actor) -> int:
    """Of the system, each night: whoever's probability is above the model's `opens`, unless they are on
    an open
    entry or were on one in the last 30 days; gives how many."""
    if not actor.is_system:
        raise Forbidden
    now = clock.now()
    kept = Entry.objects.filter(closed_at=None).values("person_id")
    late = Entry.objects.filter(closed_at__gte=now - dt.timedelta(days=30)).values("person_id")
    rows = Score.objects.filter(p__gte=model().opens).exclude(person_id__in=kept)
    scores = list(rows.exclude(person_id__in=late).order_by("unit_no", "person_id"))
    holders = in_office({(one.unit_no, _ANSWERS) for one in scores}, clock.today())
    made = []
    for one in scores:
        row = _new(one.person_id, (one.school_id, one.unit_no), holders)
        row.by_score, row.p, row.seen = True, one.p, one.seen
        row.save(force_insert=True)
        _step(actor, row, NewStep(uuid7(), row.pk, "open"), fingerprint("score", one.p))
        made.append(row)
    _ask(actor, made)
    return len(made)


def _new(
    person_id: UUID, where: tuple[int, int],
    holders: dict[tuple[int, tuple[str, ...]], list[tuple[UUID, str]]] | None = None,
) -> Entry:  # fmt: skip
    key = (where[1], _ANSWERS)
    found = (holders or in_office({key}, clock.today()))[key]
    return Entry(
        id=uuid7(), school_id=where[0], unit_no=where[1], person_id=person_id, opened_at=clock.now(),
        responsible_id=found[0][0] if found else None,
    )  # fmt: skip


def _ask(actor: Actor, rows: list[Entry]) -> None:
    now = clock.now()
    outreach.ask(
        actor,
        [
            outreach.Want(
                one.person_id, one.school_id, one.unit_no, REASON, one.pk, now, now + _USE, weight=3
            )
            for one in rows
        ],
    )


def act(actor: Actor, given: NewStep) -> str:
    """A step of an entry; gives the state it is in then. Closing takes two: one tells with evidence, another
    who may keep the ledger there confirms."""
    row = Entry.objects.select_for_update().filter(pk=given.entry_id).first()
    if row is None or not queries.names_shown(actor, row.unit_no):
        raise NotFound
    body = fingerprint(
        given.kind, str(row.pk), given.note.strip(), given.how, given.receiver.strip(),
        given.receipt.strip(), str(given.responsible_id or ""),
    )  # fmt: skip
    known = Step.objects.filter(pk=given.id).first()
    if known is not None:
        if (known.entry_id, known.by_id) != (row.pk, actor.user_id) or is_other(known.said, body):
            raise taken()
        return row.state
    if not actor.may(Permission.KEEP_DROPOUT, row.unit_no):
        raise Forbidden
    if given.kind not in rules.acts(row.ledger, row.state):
        raise Conflict(_("这一条的状态已经变了,不能再这样办。请刷新后看最新情况。"))
    _ACTS[given.kind](actor, row, given)
    _step(actor, row, given, body)
    if given.kind == "close":
        outreach.close(actor, REASON, row.pk, [row.person_id], row.how)
    return row.state


def _confirm(actor: Actor, row: Entry, given: NewStep) -> None:
    _words(given.note, _("请写明依据,例如旷课天数和家访结果。"))
    row.ledger, row.dropped_at = "dropped", clock.now()


def _note(_actor: Actor, _row: Entry, given: NewStep) -> None:
    _words(given.note, _("请写下进展。"))


def _name(_actor: Actor, row: Entry, given: NewStep) -> None:
    if given.responsible_id is None or given.responsible_id not in dict(queries.staff(row.unit_no)):
        raise Invalid(_("请选本校的一位负责人。"), {"responsible": "missing"})
    row.responsible_id = given.responsible_id


def _ask_close(actor: Actor, row: Entry, given: NewStep) -> None:
    if given.how not in rules.HOWS:
        raise Invalid(_("请选怎样销号。"), {"how": "missing"})
    for name, text in (("receiver", given.receiver), ("receipt", given.receipt)):
        acts.words(name, text, longest=rules.LONGEST)
    if given.how == "transferred":
        if not given.receiver.strip():
            raise Invalid(_("转学要写接收学校。"), {"receiver": "missing"})
        if not given.receipt.strip():
            raise Invalid(
                _("转学要有接收学校的回执编号,没有回执不算转走。"), {"receipt": "missing"}
            )
    _words(given.note, _("请写明凭什么销号,例如到校时间、手续编号。"))
    row.state, row.how, row.asked_by_id = "closing", given.how, actor.user_id


def _close(actor: Actor, row: Entry, _given: NewStep) -> None:
    if row.asked_by_id == actor.user_id:
        raise Invalid(_("销号要由另一个人核对。您是提出的人,不能自己核对。"), {"note": "same"})
    row.state, row.closed_at, row.closed_by_id = "closed", clock.now(), actor.user_id


def _refuse(actor: Actor, row: Entry, given: NewStep) -> None:
    if row.asked_by_id == actor.user_id:
        raise Invalid(_("销号要由另一个人核对。您是提出的人,不能自己核对。"), {"note": "same"})
    _words(given.note, _("请写明为什么不同意销号。"))
    row.state, row.how, row.asked_by_id = "open", "", None


_ACTS = {
    "confirm": _confirm, "note": _note, "name": _name, "ask_close": _ask_close, "close": _close,
    "refuse": _refuse,
}  # fmt: skip


def _words(text: str, required: str) -> None:
    if not text.strip():
        raise Invalid(required, {"note": "missing"})
    if len(text.strip()) > rules.LONGEST:
        raise Invalid(_("太长了:最多 %(n)s 个字。") % {"n": rules.LONGEST}, {"note": "too_long"})
    if "\0" in text:
        raise Invalid(_("有不能保存的字符。"), {"note": "unreadable"})


def _step(actor: Actor, row: Entry, given: NewStep, body: bytes) -> None:
    row.steps += 1
    note, is_asked = given.note.strip(), given.kind == "ask_close"
    with new_id():
        Step.objects.create(
            id=given.id, school_id=row.school_id, unit_no=row.unit_no, person_id=row.person_id,
            entry_id=row.pk, no=row.steps, kind=given.kind, at=clock.now(), by_id=actor.user_id,
            how=given.how if is_asked else "", receiver=given.receiver.strip() if is_asked else "",
            receipt=given.receipt.strip() if is_asked else "", said=body,
            note_cipher=ciphers.seal(note, place=queries.NOTE_PLACE, row=given.id) if note else None,
        )  # fmt: skip
    row.save()
    journal.record(
        actor,
        DropoutStepped(
            school_id=row.school_id, unit_no=row.unit_no, entry_id=row.pk, step=given.kind,
            ledger=row.ledger, state=row.state, by_score=row.by_score,
        ),
    )  # fmt: skip
