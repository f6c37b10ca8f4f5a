"""What the office that issued a task does with a unit's part: accept, return, let off, give more time."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directives import rules
from xiaoan.directives.models import Directive, Entry, Target
from xiaoan.directives.queries import answers_for, parts
from xiaoan.directives.queries.duty_kinds import ACK_KINDS, DO, DO_KINDS, at_level
from xiaoan.directives.queries.words import ENTRY_NAMES
from xiaoan.directives.services.answering import after, lock
from xiaoan.directives.services.issuing import open_for
from xiaoan.directives.services.tasking import checked_due
from xiaoan.directives.services.writing import (
    require_office,
    require_running,
    same_act,
    step,
    user,
    words,
)
from xiaoan.directory import queries as directory
from xiaoan.duties import services as duties
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound, Refusal
from xiaoan.kernel.races import new_id
from xiaoan.kernel.said import fingerprint

# What nobody decides for a unit that they answer for themselves.
_FOR_ANOTHER = ("accept", "let_off", "grant")
# So many at once (as with duties): more is more than anybody has looked at.
MOST = 300


@dataclass(frozen=True)
class Check:
    """A decision about a unit's part. `id` is made by the form; `base`: how many steps were looked at."""

    id: UUID
    target_id: UUID
    base: int
    text: str = ""
    # Of a township's part: which of those under it go back.
    children: Sequence[UUID] = ()
    due_at: dt.datetime | None = None


def _begin(actor: Actor, given: Check, kind: str) -> tuple[Target, Directive] | None:
    """Lock the part and see that the act can be done now; None: this form did it."""
    seen = parts(actor).filter(pk=given.target_id).first()
    if seen is None:
        raise NotFound
    require_office(actor, seen.check_unit, is_seen=True)
    row, directive = lock(seen)
    if same_act(actor, given.id, row.pk, _said(given, kind)):
        return None
    if kind in _FOR_ANOTHER and answers_for(actor, row.unit_no):
        raise Invalid(_("您是这个单位的负责人,不能自己决定,请由另一人决定。"), {"text": "own"})
    require_running(directive)
    if row.steps != given.base:
        raise Conflict(_overtaken(actor, row))
    return row, directive


def _said(given: Check, kind: str) -> bytes:
    # Not the base: what was looked at is not what was said.
    return fingerprint(kind, given.target_id, given.text.strip(), given.children, given.due_at)


def _overtaken(actor: Actor, row: Target) -> str:
    last = Entry.objects.filter(target_id=row.pk).latest("no")
    names = accounts.names(actor, {last.by_id} if last.by_id else set())
    return _("%(who)s 在 %(at)s 已经“%(what)s”。您的操作没有保存,请看过最新情况再决定。") % {
        "who": names.get(last.by_id, "") if last.by_id else _("系统"),
        "at": f"{last.at.astimezone(clock.ZONE):%H:%M}",
        "what": ENTRY_NAMES[last.kind],
    }


def _keep(actor: Actor, row: Target, given: Check, kind: str, text: str) -> None:
    with new_id():
        step(actor, row, kind, pk=given.id, text=text, due_at=given.due_at, said=_said(given, kind))
    row.save()
    after(actor, row, kind, due_at=given.due_at)


def accept(actor: Actor, given: Check) -> None:
    """What was reported as done is so. Nobody accepts what they reported themselves."""
    found = _begin(actor, given, "accept")
    if found is None:
        return
    row = found[0]
    _require_done(row)
    if row.done_by_id == user(actor):
        raise Invalid(_("自己报的完成不能自己核验,请由另一人核验。"), {"text": "own"})
    text = words("text", given.text, rules.LONGEST, required=False)
    _settle(actor, row, "accepted")
    _keep(actor, row, given, "accept", text)


def _require_done(row: Target) -> None:
    if row.state != "done":
        raise Conflict(_("还没有报完成,或已经核验。请看最新情况。"))


def _settle(actor: Actor, row: Target, state: str) -> None:
    row.state, row.settled_at, row.settled_by_id = state, clock.now(), user(actor)
    row.asked_due_at = None


def accept_each(actor: Actor, act_id: UUID, bases: dict[UUID, int]) -> dict[UUID, str]:
    """Accept many in one act; what became of each: done, why not, or `unknown` (not in sight)."""
    if len(bases) > MOST:
        raise Invalid(_("一次最多办 %(n)s 件,请分几次。") % {"n": MOST}, {"targets": "many"})
    said = dict.fromkeys(bases, "unknown")
    # In the order in which all take the chains of schools.
    seen = parts(actor).filter(pk__in=set(bases)).order_by("unit_no", "id")
    for target_id in list(seen.values_list("id", flat=True)):
        try:
            accept(actor, Check(uuid5(act_id, str(target_id)), target_id, bases[target_id]))
            said[target_id] = "done"
        except (Conflict, Invalid) as refused:
            said[target_id] = str(refused)
        except Refusal:  # of another office
            continue
    return said


def give_back(actor: Actor, given: Check) -> None:
    """Not done yet, and why: open again with its old deadline; what was late stays late. Of a township's part
    those of its schools go back that are named."""
    found = _begin(actor, given, "return")
    if found is None:
        return
    row = found[0]
    _require_done(row)
    why = words("text", given.text, rules.LONGEST)
    if row.is_split:
        _return_children(actor, row, given, why)
    _reopen(actor, row)
    _keep(actor, row, given, "return", why)


def _return_children(actor: Actor, row: Target, given: Check, why: str) -> None:
    rows = Target.objects.select_for_update().filter(
        parent_id=row.pk, pk__in=set(given.children), state="accepted"
    )
    children = list(rows.order_by("unit_no"))
    if not children or len(children) < len(set(given.children)):
        raise Invalid(_("请勾选要退回哪些学校。"), {"children": "missing"})
    for child in children:
        _reopen(actor, child)
        step(actor, child, "return", text=why)
        child.save()
    for child in children:
        # The township's part itself is returned in the same act: it is not counted anew here.
        after_only(actor, child)


def after_only(actor: Actor, child: Target) -> None:
    """The fact of a return, without counting the township's part anew."""
    parent, child.parent_id = child.parent_id, None
    after(actor, child, "return")
    child.parent_id = parent


def _reopen(actor: Actor, row: Target) -> None:
    row.state = "doing"
    row.done_at = row.done_by_id = row.settled_at = row.settled_by_id = None
    row.returned += 1
    code = at_level(DO, directory.place(row.unit_no).kind)
    open_for(actor, code, f"returned-{row.returned}", [row], {row.pk: row.due_at})


def let_off(actor: Actor, given: Check) -> None:
    """This unit need not do it, and why; those under it neither."""
    found = _begin(actor, given, "let_off")
    if found is None:
        return
    row = found[0]
    if row.state not in rules.MAY["let_off"]:
        raise Conflict(_("已经办结。请看最新情况。"))
    why = words("text", given.text, rules.LONGEST)
    for child in Target.objects.select_for_update().filter(parent_id=row.pk).order_by("unit_no"):
        if child.state not in rules.SETTLED:
            _excuse(actor, child, "decided")
            _settle(actor, child, "let_off")
            step(actor, child, "let_off", text=why)
            child.save()
    _excuse(actor, row, "decided")
    _settle(actor, row, "let_off")
    _keep(actor, row, given, "let_off", why)


def _excuse(actor: Actor, row: Target, why: str) -> None:
    """What is open about a part is not due any more."""
    for code in (*ACK_KINDS, *DO_KINDS):
        held = duties.hold_about(row.pk, code)
        duties.excuse_many(actor, [one.id for one in held], duties.Why(why))


def decide(actor: Actor, given: Check, *, grant: bool) -> None:
    """More time, to the day that was asked for or another, or not. Granted after the deadline: late stays."""
    kind = "grant" if grant else "refuse"
    found = _begin(actor, given, kind)
    if found is None:
        return
    row = found[0]
    if row.state not in rules.MAY["decide"] or row.asked_due_at is None:
        raise Conflict(_("没有等答复的延期申请。请看最新情况。"))
    asked = Entry.objects.filter(target_id=row.pk, kind="ask").order_by("-no").first()
    if grant and asked and asked.by_id == user(actor):
        raise Invalid(_("自己申请的延期不能自己同意,请由另一人决定。"), {"text": "own"})
    text = words("text", given.text, rules.SHORT, required=not grant)
    if grant:
        due_at = checked_due("due_at", given.due_at)
        _within_parent(row, due_at)
        row.late = row.late or clock.now() > row.due_at
        row.due_at, row.due_why = due_at, text
        for code in DO_KINDS:
            duties.put_off(code, [row.pk], due_at)
    row.asked_due_at = None
    _keep(actor, row, given, kind, text)


def _within_parent(row: Target, due_at: dt.datetime) -> None:
    if due_at <= row.due_at:
        raise Invalid(_("新的期限要晚于现在的期限。"), {"due_at": "not_later"})
    parent = Target.objects.filter(pk=row.parent_id).first() if row.parent_id else None
    if parent and due_at > parent.due_at:
        raise Invalid(_("学校的期限不能晚于乡镇自己的期限。"), {"due_at": "after_parent"})
