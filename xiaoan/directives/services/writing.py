"""What all writing of directives shares: words that can be kept, papers, numbers, whose office, locks.

Lock order: the directive, the part of the township, the unit's part, duties, the journal.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from xiaoan.directives import rules
from xiaoan.directives.models import Directive, Entry, Paper, Target
from xiaoan.directives.queries import offices, seen
from xiaoan.directives.queries.papers import CONTENT_PLACE
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import taken
from xiaoan.kernel.said import is_other
from xiaoan.photos.queries import papers as files


@dataclass(frozen=True)
class NewFile:
    """A file as it was sent."""

    name: str
    content: bytes

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def user(actor: Actor) -> UUID:
    """Who acts; the system does none of these by itself."""
    if actor.user_id is None:
        raise Forbidden
    return actor.user_id


def require_office(actor: Actor, unit_no: int, *, is_seen: bool = False) -> None:
    """Not in sight: not there; in sight (`is_seen`: for another reason) without being of that
    office: refused."""
    if unit_no not in offices(actor):
        found = is_seen or actor.may(Permission.SEE_DIRECTIVES, unit_no)
        raise Forbidden if found else NotFound


def own_directive(actor: Actor, directive_id: UUID) -> Directive:
    """A directive of the actor's own office, locked alone; one addressed to a unit in sight is seen."""
    found = seen(actor).filter(pk=directive_id).first()
    if found is None:
        raise NotFound
    require_office(actor, found.unit_no, is_seen=True)
    return hold_directive(directive_id, alone=True)


def words(name: str, text: str, longest: int, *, required: bool = True) -> str:
    """What was written, without blanks around; Invalid names the field."""
    said = text.strip()
    if required and not said:
        raise Invalid(_("请填写。"), {name: "missing"})
    if len(said) > longest:
        raise Invalid(_("太长了:最多 %(n)s 个字。") % {"n": longest}, {name: "too_long"})
    if "\0" in said:
        raise Invalid(_("有不能保存的字符。"), {name: "unreadable"})
    return said


class Faults(Invalid):
    """Several fields at fault: the sentence of each, by its name."""

    def __init__(self, found: Sequence[Invalid]) -> None:
        fields = {name: code for one in found for name, code in one.fields.items()}
        super().__init__(_("有 %(n)s 处要改。") % {"n": len(fields)}, fields)
        self.said = {name: str(one) for one in found for name in one.fields}


def gathered(**reads: Callable[[], Any]) -> dict[str, Any]:
    """What each gives, by its name; Invalid with all that is wrong, not only what is found first."""
    found: dict[str, Any] = {}
    faults: list[Invalid] = []
    for name, read in reads.items():
        try:
            found[name] = read()
        except Invalid as fault:
            faults.append(fault)
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise Faults(faults)
    return found


def refuse_files(sent: Sequence[NewFile]) -> None:
    """Each file that is not kept is named."""
    if len(sent) > rules.MOST_FILES:
        raise Invalid(_("一次最多 %(n)s 个附件。") % {"n": rules.MOST_FILES}, {"files": "many"})
    for one in sent:
        fault = files.fault(one.name, one.content)
        if fault:
            said = _("附件“%(name)s”:%(why)s") % {
                "name": one.name[-40:].replace("\0", ""), "why": files.FAULTS[fault],
            }  # fmt: skip
            raise Invalid(said, {"files": fault})


@dataclass(frozen=True)
class About:
    """What papers belong to."""

    id: UUID
    what: str
    school_id: int
    unit_no: int


def keep_files(actor: Actor, about: About, sent: Sequence[NewFile]) -> int:
    """Keep checked files, sealed; gives how many."""
    now = clock.now()
    for one in sent:
        pk = uuid7()
        Paper.objects.create(
            id=pk, school_id=about.school_id, unit_no=about.unit_no, about_id=about.id,
            what=about.what, name=one.name, size=len(one.content), at=now, by_id=user(actor),
            content=ciphers.seal_bytes(one.content, place=CONTENT_PLACE, row=pk),
        )  # fmt: skip
    return len(sent)


_NUMBER = """
insert into directives_number (id, school_id, unit_no, register, year, last)
values (%s, 0, %s, %s, %s, 1)
on conflict (unit_no, register, year) do update set last = directives_number.last + 1
returning last
"""


def take_number(unit_no: int, register: str, year: int) -> int:
    """The next number: its row is locked until this transaction ends, and undone with it, so that there is
    neither a gap nor a double."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBER, [uuid7(), unit_no, register, year])
        return int(cursor.fetchone()[0])


def hold_form(form_id: UUID) -> None:
    """One sending of a form at a time: whoever presses twice finds the first act done."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtext('directives'), hashtext(%s))", [str(form_id)]
        )


_HOLD = "select * from directives_directive where id = %s for {}"


def hold_directive(directive_id: UUID, *, alone: bool) -> Directive:
    """Lock a directive: alone, to change or end it; else together with others who act on its parts. The
    running scope has to reach the office that keeps it (`kernel.scope.everywhere`)."""
    rows = Directive.objects.raw(_HOLD.format("update" if alone else "share"), [directive_id])
    for found in rows:
        return found
    raise NotFound


def require_running(directive: Directive) -> None:
    if directive.state != "issued":
        raise Conflict(_("这份督办件已经办结、撤回或还没有下发,不能再办。"))


def same_act(actor: Actor, step_id: UUID, target_id: UUID, said: bytes) -> bool:
    """Whether this person has sent the form before; the same id by another, or with other content, is
    refused."""
    known = Entry.objects.filter(pk=step_id).first()
    if known is None:
        return False
    if (known.target_id, known.by_id) != (target_id, actor.user_id) or is_other(known.said, said):
        raise taken()
    return True


def step(
    actor: Actor, row: Target, kind: str, *, text: str = "", pk: UUID | None = None,
    stage: str = "", due_at: dt.datetime | None = None, said: bytes | None = None,
) -> Entry:  # fmt: skip
    """One more step of a unit's part; the caller saves the part."""
    row.steps += 1
    return Entry.objects.create(
        id=pk or uuid7(), school_id=row.school_id, unit_no=row.unit_no, target_id=row.pk,
        no=row.steps, kind=kind, stage=stage, at=clock.now(), by_id=actor.user_id, text=text,
        due_at=due_at, said=said,
    )  # fmt: skip
