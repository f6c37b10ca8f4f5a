"""Lists of children from outside: read, held against the roll, shown, taken over or dropped.

Of whom the roll has, nothing is kept but how many they are. Locks: the list, its children, duties, journal.
"""

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.dropout.events import ChildrenListed
from xiaoan.dropout.models import Candidate, Child, ListMark, OutsideList
from xiaoan.dropout.queries import children as queries
from xiaoan.dropout.rules import children as rules
from xiaoan.dropout.services import caring
from xiaoan.dropout.services.reading import SHEET, Listed, Reader
from xiaoan.journal import services as journal
from xiaoan.kernel import acts, ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.said import fingerprint, is_other
from xiaoan.kernel.scope import everywhere
from xiaoan.verification.services.matching import Pair, match
from xiaoan.verification.services.reading import Claimed
from xiaoan.web import uploads

# Read and never taken over: dropped after so many days (ours).
FORGET_AFTER = dt.timedelta(days=7)


@dataclass(frozen=True)
class NewList:
    """What comes with a list; `id` is made by the form. `source`: who handed it over, on what `paper`."""

    id: UUID
    unit_no: int
    kind: str
    source: str
    paper: str
    as_of: dt.date | None


@dataclass(frozen=True)
class Read:
    """What became of a sheet: the list, or its faults."""

    list_id: UUID | None
    taken: uploads.Taken[Listed] | None = None


@transaction.atomic
def read_list(actor: Actor, new: NewList, name: str, content: bytes) -> Read:
    """Read a sheet and hold it against the roll; nothing is looked for before somebody has taken it over."""
    require(actor, new.unit_no)
    body = fingerprint(
        new.unit_no, new.kind, new.source.strip(), new.paper.strip(), new.as_of,
        hashlib.sha256(content).hexdigest(),
    )  # fmt: skip
    known = OutsideList.objects.filter(pk=new.id).first()
    if known is not None:
        if known.by_id != actor.user_id or is_other(known.said, body):
            raise taken()
        return Read(known.pk)
    as_of = _refuse(new)
    reader = Reader(new.unit_no, queries.townships(new.unit_no))
    found = uploads.take(name, content, SHEET, reader.line)
    if found.faults:
        return Read(None, found)
    with new_id():
        row = OutsideList.objects.create(
            id=new.id, unit_no=new.unit_no, kind=new.kind, source=new.source.strip(),
            paper=new.paper.strip(), as_of=as_of, at=clock.now(), by_id=accounts.user_id(actor),
            said=body,
        )  # fmt: skip
    of_age = [one for one in found.rows if rules.is_of_age(one.birth, as_of)]
    row.counts = {"rows": len(found.rows), "of_age": len(of_age)}
    row.counts |= _marked(row, of_age) if new.kind == "poverty" else _held_against(row, of_age)
    row.state = "taken" if new.kind == "poverty" else "read"
    row.save(update_fields=["counts", "state"])
    _tell(actor, row)
    return Read(row.pk)


def require(actor: Actor, unit_no: int) -> None:
    """The county or a township in the actor's reach; not visible: as if not there."""
    place = directory.places([unit_no]).get(unit_no)
    if place is None or place.kind not in ("county", "township") or not actor.sees(unit_no):
        raise NotFound
    if not actor.may(Permission.KEEP_CHILDREN, unit_no):
        raise Forbidden


def _refuse(new: NewList) -> dt.date:
    """As of when the list is; Invalid with every fault at its field."""
    wrong: dict[str, str] = {}
    if new.kind not in rules.LISTS:
        wrong["kind"] = "missing"
    for name in ("source", "paper"):
        text = getattr(new, name).strip()
        if not text or len(text) > rules.LONGEST or "\0" in text:
            wrong[name] = "missing"
    if new.as_of is None or not dt.timedelta() <= clock.today() - new.as_of <= dt.timedelta(400):
        wrong["as_of"] = "range"
    if wrong or new.as_of is None:
        raise Invalid(
            _("这份名单还不能收:种类、谁给的、凭什么文件、截止日期(今天以前 400 天内)都要填。"),
            wrong,
        )
    return new.as_of


def _marked(row: OutsideList, rows: Sequence[Listed]) -> dict[str, int]:
    """Of the poverty list the blind index alone is kept."""
    indexes = {index for one in rows if (index := one.id_index())}
    ListMark.objects.bulk_create(
        [ListMark(unit_no=row.unit_no, list_id=row.pk, id_index=one) for one in sorted(indexes)],
        batch_size=2000,
    )
    return {"marked": len(indexes)}


def _held_against(row: OutsideList, rows: Sequence[Listed]) -> dict[str, int]:
    pairs: dict[int, list[Pair]] = defaultdict(list)
    claimed = [
        Claimed(one.row_no, one.name, one.id_kind, one.id_number, phone=one.phone, birth_date=one.birth)
        for one in rows
    ]  # fmt: skip
    with everywhere("dropout"):
        for pair in match(claimed, clock.today()):
            if pair.candidate.kind == "student":
                pairs[pair.row.row_no].append(pair)
    left = [one for one in rows if not _on_roll(one, pairs[one.row_no])]
    doubtful = _stage(row, left, pairs)
    return {
        "on_roll": len(rows) - len(left), "doubt": doubtful, "missing": len(left) - doubtful
    }  # fmt: skip


def _on_roll(one: Listed, pairs: Sequence[Pair]) -> bool:
    return any(
        rules.is_on_roll(
            pair.found.grade, by_number=bool(one.id_number),
            same_township=numbering.ancestors(pair.candidate.unit_no)[1] == one.unit_no,
        )
        for pair in pairs
    )  # fmt: skip


def _stage(row: OutsideList, left: Sequence[Listed], pairs: dict[int, list[Pair]]) -> int:
    """Children of the list, and who may be meant by each; gives of how many there is doubt."""
    made, candidates, now = [], [], clock.now()
    for one in left:
        pk = uuid7()
        text = json.dumps(one.content(), ensure_ascii=False)
        made.append(
            Child(
                id=pk, unit_no=one.unit_no, list_id=row.pk, who_index=one.who(), opened_at=now,
                id_index=one.id_index(),
                content=ciphers.seal(text, place=queries.CHILD_PLACE, row=pk),
            )
        )  # fmt: skip
        candidates += [
            Candidate(
                unit_no=one.unit_no, child_id=pk, person_id=pair.candidate.person_id,
                rule=pair.found.rule,
            )
            for pair in pairs[one.row_no]
        ]  # fmt: skip
    Child.objects.bulk_create(made, batch_size=1000)
    Candidate.objects.bulk_create(candidates, batch_size=1000)
    return len({one.child_id for one in candidates})


@transaction.atomic
def take_over(actor: Actor, list_id: UUID) -> int:
    """Whoever has looked at it says that it is right: each child of no roll gets a named person now; gives
    how many lines are new. Those on the ledger already stay as they are. Pressed twice: once."""
    row = hold(actor, list_id)
    if row.state == "taken":
        return 0
    if row.state != "read":
        raise Conflict(_("这份名单已经放弃。请重新上传。"))
    # Two lists may name the same child: the second sees the line of the first.
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('dropout.children'))")
    staged = list(
        Child.objects.select_for_update().filter(list_id=row.pk, state="new").order_by("pk")
    )
    known = _known(staged)
    again = [one.pk for one in staged if bytes(one.who_index or b"") in known]
    Candidate.objects.filter(child_id__in=again).delete()
    Child.objects.filter(pk__in=again).delete()
    fresh = [one for one in staged if one.pk not in set(again)]
    caring.begin(actor, fresh)
    row.state = "taken"
    row.counts |= {"known": len(again), "opened": len(fresh)}
    row.save(update_fields=["state", "counts"])
    _tell(actor, row)
    return len(fresh)


def _known(staged: Sequence[Child]) -> set[bytes]:
    rows = Child.objects.filter(
        who_index__in=[one.who_index for one in staged], closed_at=None
    ).exclude(state="new")
    return {bytes(one) for one in rows.values_list("who_index", flat=True) if one}


@transaction.atomic
def drop(actor: Actor, list_id: UUID) -> None:
    """It was the wrong list: what was read of it is gone. Pressed twice: once."""
    row = hold(actor, list_id)
    if row.state == "taken":
        raise Conflict(_("这份名单已经列入台账,不能放弃。"))
    if row.state == "read":
        _forget(row)
        _tell(actor, row)


def _forget(row: OutsideList) -> None:
    staged = Child.objects.filter(list_id=row.pk, state="new")
    Candidate.objects.filter(child_id__in=staged.values("pk")).delete()
    staged.delete()
    row.state = "dropped"
    row.save(update_fields=["state"])


def drop_forgotten(actor: Actor) -> int:
    """Of the system, each night: lists that nobody has taken over for a week; gives how many."""
    if not actor.is_system:
        raise Forbidden
    rows = OutsideList.objects.select_for_update().filter(
        state="read", at__lt=clock.now() - FORGET_AFTER
    )
    found = list(rows.order_by("pk"))
    for row in found:
        _forget(row)
        _tell(actor, row)
    return len(found)


def hold(actor: Actor, list_id: UUID) -> OutsideList:
    row = OutsideList.objects.select_for_update().filter(pk=list_id).first()
    if row is None or not actor.sees(row.unit_no):
        raise NotFound
    acts.user(actor)
    if not actor.may(Permission.KEEP_CHILDREN, row.unit_no):
        raise NotFound
    return row


def _tell(actor: Actor, row: OutsideList) -> None:
    journal.record(
        actor,
        ChildrenListed(
            school_id=0, unit_no=row.unit_no, list_id=row.pk, list_kind=row.kind, state=row.state,
            rows=row.counts.get("rows", 0), missing=row.counts.get("missing", 0),
            doubt=row.counts.get("doubt", 0),
        ),
    )  # fmt: skip
