"""Walking a round: begun with the checklists as they are, item by item, closed with the inspector's name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.inspections import queries, rules
from xiaoan.inspections.events import RoundMarked, RoundStepped
from xiaoan.inspections.models import Form, Mark, Round
from xiaoan.inspections.queries import checklists, list_words
from xiaoan.inspections.services import planning
from xiaoan.inspections.services.acting import (
    Shot,
    hold_form,
    hold_round,
    keep_photos,
    school_of,
    user,
    words,
)
from xiaoan.inspections.services.finding import open_finding
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import altered, new_id, taken
from xiaoan.kernel.said import fingerprint, is_other
from xiaoan.kernel.scope import everywhere


@dataclass(frozen=True)
class Begin:
    """A round to begin now: one that was planned (its id), or a new one at a unit (id of the form)."""

    id: UUID
    unit_no: int = 0
    lists: Sequence[str] = ()
    place: str = ""


@dataclass(frozen=True)
class Marked:
    """What was seen of one item. `danger`: it cannot wait until the round is closed. `place_no`: a class or
    place of the school, if it is of one."""

    id: UUID
    round_id: UUID
    list_code: str
    item: str
    result: str
    note: str = ""
    severity: str = ""
    place_no: int = 0
    danger: bool = False
    photos: Sequence[Shot] = ()


@dataclass(frozen=True)
class Close:
    """The end of a round: signed with the inspector's own name. `owners`: mark → who answers for it, where
    the inspector chose."""

    id: UUID
    round_id: UUID
    signed: str
    text: str = ""
    owners: Mapping[UUID, UUID | None] = field(default_factory=dict)


def begin(actor: Actor, wanted: Begin) -> UUID:
    """Begin a planned round, or one without a plan; twice begins it once. Gives its id."""
    hold_form(wanted.id)
    row = Round.objects.select_for_update().filter(pk=wanted.id).first()
    if row is None:
        row = _spontaneous(actor, wanted)
    elif row.state == "planned":
        _require_office(actor, row)
    else:
        _require_same(actor, row, wanted)
        return row.pk
    row.sheets = [
        rules.as_json(checklists.in_use()[code])
        for code in row.lists
        if code in checklists.in_use()
    ]
    if not row.sheets:
        raise Conflict(_("计划里的检查表都已停用。请取消这次检查,另选检查表。"))
    row.state, row.begun_at, row.inspector_id = "open", clock.now(), user(actor)
    row.unit_no, row.school_id = row.target_no, school_of(row.target_no)
    with new_id():
        row.save()
    planning.owe_inspector(row)
    journal.record(
        actor,
        RoundStepped(school_id=row.school_id, unit_no=row.unit_no, round_id=row.pk, step="begun"),
    )
    return row.pk


def _require_right(actor: Actor, unit_no: int) -> None:
    if not actor.may(Permission.INSPECT, unit_no):
        raise Forbidden if actor.sees(unit_no) else NotFound


def _require_office(actor: Actor, row: Round) -> None:
    """A planned round is its inspector's to begin, or a colleague's of the office that planned it; never
    the inspected school's."""
    _require_right(actor, row.target_no)
    if actor.user_id != row.inspector_id and not actor.may(Permission.INSPECT, row.office_no):
        raise Forbidden


def _require_same(actor: Actor, row: Round, wanted: Begin) -> None:
    """The same form once more: by the same person, of the same unit and checklists."""
    if row.inspector_id != actor.user_id:
        raise taken()
    told = (wanted.unit_no, set(wanted.lists))
    if not row.is_planned and told != (row.target_no, set(row.lists)):
        raise altered()


def _spontaneous(actor: Actor, wanted: Begin) -> Round:
    place = directory.places([wanted.unit_no]).get(wanted.unit_no)
    if place is None:
        raise NotFound
    _require_right(actor, wanted.unit_no)
    if place.kind != "school" or not place.is_open_on(clock.today()):
        raise Invalid(_("只能检查在办的学校和幼儿园。"), {"unit_no": "kind"})
    planning.require_lists(wanted.lists)
    order = [code for code in checklists.in_use() if code in set(wanted.lists)]
    return Round(
        id=wanted.id, school_id=place.no, unit_no=place.no, target_no=place.no,
        office_no=planning.office_of(actor, [place.no]), state="open", day=clock.today(),
        inspector_id=user(actor), lists=order,
        place=words("place", wanted.place, longest=rules.LONGEST_ITEM),
    )  # fmt: skip


def mark(actor: Actor, said: Marked) -> Mark:
    """One item of an open round, as it was seen last; a form that comes once more changes nothing, also if
    another was sent after it. A danger becomes a finding at once."""
    row = hold_round(actor, said.round_id)
    body = fingerprint(
        said.list_code, said.item, said.result, said.note, said.severity, said.place_no, said.danger,
        [fingerprint(one.content.hex()).hex() for one in said.photos],
    )  # fmt: skip
    is_done = _was_sent(actor, row, said.id, body)
    known = Mark.objects.filter(round_id=row.pk, list_code=said.list_code, item=said.item).first()
    if known and is_done:
        return known
    _require_open(row)
    found = _marked(actor, row, said, known or Mark(id=uuid7(), round_id=row.pk), body)
    _keep_form(actor, row, said.id, body)
    journal.record(
        actor,
        RoundMarked(
            school_id=row.school_id, unit_no=row.unit_no, round_id=row.pk, items=1,
            bad=int(said.result == "bad"), photos=len(said.photos),
        ),
    )  # fmt: skip
    if said.danger:
        open_finding(actor, row, found)
    return found


def _was_sent(actor: Actor, row: Round, form_id: UUID, said: bytes) -> bool:
    """Whether this form has marked so already; of another round, person or content it is refused."""
    known = Form.objects.filter(pk=form_id).first()
    if known is None:
        return False
    if (known.round_id, known.by_id) != (row.pk, actor.user_id):
        raise taken()
    if is_other(known.said, said):
        raise altered()
    return True


def _keep_form(actor: Actor, row: Round, form_id: UUID, said: bytes) -> None:
    with new_id():
        Form.objects.create(
            id=form_id, school_id=row.school_id, unit_no=row.unit_no, round_id=row.pk,
            at=clock.now(), by_id=user(actor), said=said,
        )  # fmt: skip


def _require_open(row: Round) -> None:
    if row.state != "open":
        raise Conflict(_("这次检查已经结束,不能再改。"))


def _marked(actor: Actor, row: Round, said: Marked, found: Mark, body: bytes) -> Mark:
    sheet = next((one for one in queries.sheets_of(row) if one.code == said.list_code), None)
    item = sheet.item(said.item) if sheet else None
    if item is None:
        raise NotFound
    if said.result not in rules.RESULTS:
        raise Invalid(_("请选合格、不合格或不适用。"), {"result": "missing"})
    if found.finding_id:
        raise Conflict(_("这一项已经发出整改,不能再改。请在隐患页里办。"))
    is_bad = said.result == "bad"
    severity = said.severity or item.severity
    if is_bad and severity not in rules.SEVERITIES:
        raise Invalid(_("请选一般、较大或重大。"), {"severity": "unknown"})
    needed = _("不合格要写明看到了什么、在哪里。") if is_bad else ""
    note = words("note", said.note, required=needed)
    place_no = _place(row, said.place_no)
    photo_ids = keep_photos(actor, place_no or row.unit_no, said.photos)
    found.school_id, found.unit_no = row.school_id, row.unit_no
    found.list_code, found.item, found.result, found.note = (
        said.list_code,
        said.item,
        said.result,
        note,
    )
    found.severity = ("grave" if said.danger else severity) if is_bad else ""
    found.place_no, found.by_rest = place_no, False
    found.photo_ids = photo_ids or found.photo_ids
    found.at, found.sent_id, found.said = clock.now(), said.id, body
    found.save()
    return found


def _place(row: Round, no: int) -> int | None:
    """A class or place of the school that is inspected; 0: the school as a whole."""
    if not no or no == row.unit_no:
        return None
    place = directory.places([no]).get(no)
    if place is None or school_of(no) != row.unit_no:
        raise Invalid(_("请在本校的场所里选。"), {"place_no": "unknown"})
    return no


def mark_rest(actor: Actor, form_id: UUID, round_id: UUID, list_code: str) -> int:
    """All items of a checklist that nothing was said of are as they should be; marked as said together.
    Gives how many."""
    row = hold_round(actor, round_id)
    sheet = next((one for one in queries.sheets_of(row) if one.code == list_code), None)
    if sheet is None:
        raise NotFound
    body = fingerprint("rest", list_code)
    if _was_sent(actor, row, form_id, body):
        return Mark.objects.filter(round_id=row.pk, list_code=list_code, sent_id=form_id).count()
    known = set(
        Mark.objects.filter(round_id=row.pk, list_code=list_code).values_list("item", flat=True)
    )
    left = [item.code for item in sheet.items if item.code not in known]
    if not left:
        return 0
    _require_open(row)
    now = clock.now()
    Mark.objects.bulk_create(
        Mark(
            id=uuid7(), school_id=row.school_id, unit_no=row.unit_no, round_id=row.pk,
            list_code=list_code, item=code, result="ok", by_rest=True, at=now, sent_id=form_id,
            said=fingerprint(list_code, code, "ok"),
        )
        for code in left
    )  # fmt: skip
    _keep_form(actor, row, form_id, body)
    journal.record(
        actor,
        RoundMarked(
            school_id=row.school_id, unit_no=row.unit_no, round_id=row.pk, items=len(left), bad=0
        ),
    )
    return len(left)


def close(actor: Actor, said: Close) -> int:
    """Every item was seen, the inspector signs: what was wrong becomes findings with owner and deadline.
    Gives how many items were wrong."""
    row = hold_round(actor, said.round_id)
    if row.state == "closed" and row.ended_with == said.id:
        return row.bad
    _require_open(row)
    marks = list(Mark.objects.select_for_update().filter(round_id=row.pk).order_by("at", "id"))
    _require_all(row, marks)
    if said.signed.strip() != actor.name:
        raise Invalid(_("请签您本人的姓名,与登录的姓名一致。"), {"signed": "other"})
    row.words = words("text", said.text)
    wrong = [one for one in marks if one.result == "bad" and one.finding_id is None]
    for one in wrong:
        _require_owner(one, row, said.owners)
    for one in wrong:
        open_finding(actor, row, one, said.owners.get(one.pk))
    for name in rules.RESULTS:
        setattr(row, name, sum(one.result == name for one in marks))
    row.state, row.ended_at, row.ended_with, row.signed = "closed", clock.now(), said.id, actor.name
    row.notice_no = _number(row) if row.bad else None
    row.save()
    planning.settle_round(actor, row, excuse=False)
    journal.record(
        actor,
        RoundStepped(
            school_id=row.school_id, unit_no=row.unit_no, round_id=row.pk, step="closed",
            ok=row.ok, bad=row.bad, none=row.none,
        ),
    )  # fmt: skip
    return row.bad


def _require_owner(one: Mark, row: Round, chosen: Mapping[UUID, UUID | None]) -> None:
    if one.pk not in chosen:
        return
    owner_id, at = chosen[one.pk], one.place_no or row.unit_no
    with everywhere("inspections"):
        who = accounts.actors_of([owner_id]).get(owner_id) if owner_id else None
    if who is None or not who.may(Permission.RECTIFY, at):
        raise Invalid(_("请选一个在本单位能整改的人。"), {f"owner-{one.pk}": "unknown"})


def _require_all(row: Round, marks: Sequence[Mark]) -> None:
    done = {(one.list_code, one.item) for one in marks}
    left = [
        (sheet, item)
        for sheet in queries.sheets_of(row)
        for item in sheet.items
        if (sheet.code, item.code) not in done
    ]
    if left:
        named = [
            f"{list_words.said(sheet.name)}: {list_words.said(item.text)}"
            for sheet, item in left[:_MOST_NAMED]
        ]
        more = _("等") if len(left) > _MOST_NAMED else ""
        said = _("还有 %(n)s 项没有查:%(items)s%(more)s。没有的请选不适用。")
        values = {"n": len(left), "items": _("、").join(named), "more": more}
        raise Invalid(said % values, {"items": "missing"})


# A refusal names so many items; the page marks all of them.
_MOST_NAMED = 5
_NUMBER = """
insert into inspections_number (id, school_id, unit_no, year, last) values (%s, %s, %s, %s, 1)
on conflict (unit_no, year) do update set last = inspections_number.last + 1
returning last
"""


def _number(row: Round) -> int:
    """The next number of a notice of this office or school in the year: no gap, no double."""
    office = row.office_no
    # Whoever goes for another office has no sight of its numbers.
    with everywhere("inspections"), connection.cursor() as cursor:
        cursor.execute(_NUMBER, [uuid7(), school_of(office), office, clock.today().year])
        return int(cursor.fetchone()[0])
