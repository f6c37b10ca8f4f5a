"""Circulars (通报): drafted from facts, edited as text, issued by a named person, read and answered."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.directives import rules
from xiaoan.directives.events import CircularDrafted, CircularIssued, CircularRead
from xiaoan.directives.models import Addressee, Circular, Directive, Reply, Target
from xiaoan.directives.queries import answers_for
from xiaoan.directives.queries.drafting import draft_text, is_unfinished
from xiaoan.directives.queries.duty_kinds import READ, READ_KINDS, at_level
from xiaoan.directives.queries.facts import facts_of
from xiaoan.directives.services.writing import hold_form, require_office, take_number, user, words
from xiaoan.directory import queries as directory
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.said import fingerprint, is_other
from xiaoan.kernel.scope import everywhere


@dataclass(frozen=True)
class NewCircular:
    """A circular to draft about directives of one office; `id` is made by the form."""

    id: UUID
    unit_no: int
    title: str
    directive_ids: Sequence[UUID]


@dataclass(frozen=True)
class Edit:
    """What was changed in a draft; `id` is made by the form, `base`: how many changes were looked at."""

    id: UUID
    circular_id: UUID
    base: int
    title: str
    text: str


def draft(actor: Actor, new: NewCircular) -> UUID:
    """Draft a circular from the facts of this instant; gives its id."""
    require_office(actor, new.unit_no)
    said = fingerprint(new.__dict__)
    hold_form(new.id)
    known = Circular.objects.filter(pk=new.id).first()
    if known:
        if known.drafted_by_id != actor.user_id or is_other(known.said, said):
            raise taken()
        return known.pk
    title, ids = words("title", new.title, rules.SHORT), sorted(set(new.directive_ids), key=str)
    issued = Directive.objects.filter(pk__in=ids, issued_at__isnull=False, unit_no=new.unit_no)
    if not ids or issued.count() < len(ids):
        raise Invalid(_("请选择一份或几份已下发的督办件。"), {"directive_ids": "unknown"})
    now = clock.now()
    facts = facts_of(ids, now)
    with new_id():
        Circular.objects.create(
            id=new.id, unit_no=new.unit_no, title=title, text=draft_text(facts, now),
            directive_ids=ids, facts=facts, as_of=now, drafted_at=now, drafted_by_id=user(actor),
            edited_at=now, edited_by_id=user(actor), edited_with=new.id, said=said,
        )  # fmt: skip
    _drafted(actor, new.id, new.unit_no, "draft")
    return new.id


def _drafted(actor: Actor, circular_id: UUID, unit_no: int, how: str) -> None:
    journal.record(
        actor, CircularDrafted(school_id=0, unit_no=unit_no, circular_id=circular_id, how=how)
    )


def _hold(actor: Actor, circular_id: UUID, base: int, form_id: UUID) -> Circular | None:
    """Lock a draft as it was looked at; None: this form has changed it."""
    seen = Circular.objects.filter(pk=circular_id).first()
    if seen is None:
        raise NotFound
    require_office(actor, seen.unit_no)
    row = Circular.objects.select_for_update().get(pk=circular_id)
    if row.edited_with == form_id and row.edited_by_id == actor.user_id:
        return None
    if row.state != "draft":
        raise Conflict(_("这份通报已经印发或作废,不能再改。"))
    if row.edits != base:
        raise Conflict(_("有人刚改过这份通报。您的修改没有保存,请看过最新内容再改。"))
    return row


def _save(actor: Actor, row: Circular, form_id: UUID, how: str) -> None:
    row.edits += 1
    row.edited_at, row.edited_by_id, row.edited_with = clock.now(), user(actor), form_id
    row.save()
    _drafted(actor, row.pk, row.unit_no, how)


def edit(actor: Actor, given: Edit) -> None:
    """The text is people's; the facts beside it stay as they were counted."""
    row = _hold(actor, given.circular_id, given.base, given.id)
    if row is None:
        return
    _take_words(row, given)
    _save(actor, row, given.id, "edit")


def _take_words(row: Circular, given: Edit) -> bool:
    """The words as they are on the screen; whether they are others than those kept."""
    kept = row.title, row.text
    row.title = words("title", given.title, rules.SHORT)
    row.text = words("text", given.text, rules.LONGEST * 4)
    return (row.title, row.text) != kept


def recount(actor: Actor, given: Edit, *, redraft: bool) -> None:
    """The facts of this instant; the text is written anew from them only if that is asked for, else it is
    kept as it is on the screen."""
    row = _hold(actor, given.circular_id, given.base, given.id)
    if row is None:
        return
    if not redraft:
        _take_words(row, given)
    row.as_of = clock.now()
    row.facts = facts_of(row.directive_ids, row.as_of)
    if redraft:
        row.text = draft_text(row.facts, row.as_of)
    _save(actor, row, given.id, "recount")


def drop(actor: Actor, given: Edit) -> None:
    """A draft that is not issued; it stays on file as dropped."""
    row = _hold(actor, given.circular_id, given.base, given.id)
    if row is not None:
        row.state = "dropped"
        _save(actor, row, given.id, "drop")


def look(actor: Actor, given: Edit, units: Iterable[int]) -> list[directory.Place]:
    """A last look: whom the words on the screen would go to. Nothing is written."""
    row = _hold(actor, given.circular_id, given.base, given.id)
    return [] if row is None else _ready(row, given, units)[0]


def _ready(row: Circular, given: Edit, units: Iterable[int]) -> tuple[list[directory.Place], bool]:
    """Whom it goes to, and whether its words were changed since they were kept; Invalid or Conflict where it
    cannot go out."""
    if clock.now() - row.as_of > rules.FACTS_LAST:
        raise Conflict(_("事实是 24 小时以前统计的。请先按最新情况重新统计,再印发。"))
    is_changed = _take_words(row, given)
    if is_unfinished(row.text):
        raise Invalid(
            _("正文里还有“由印发人填写”的空。请写好或删去,再印发。"), {"text": "unfinished"}
        )
    return _addressees(row, set(units)), is_changed


def issue(actor: Actor, given: Edit, units: Iterable[int]) -> int:
    """Issue a draft in the words that were looked at, to units, each of which has to read it; gives how
    many."""
    row = _hold(actor, given.circular_id, given.base, given.id)
    if row is None:
        return Addressee.objects.filter(circular_id=given.circular_id).count()
    now = clock.now()
    places, is_changed = _ready(row, given, units)
    if is_changed:
        _drafted(actor, row.pk, row.unit_no, "edit")
    row.state, row.issued_at, row.issued_by_id, row.year = "issued", now, user(actor), now.year
    row.no = take_number(row.unit_no, "circular", now.year)
    row.edits += 1
    row.edited_at, row.edited_by_id, row.edited_with = now, user(actor), given.id
    row.save()
    ladders = duty_queries.ladders()
    rows = [
        Addressee(
            school_id=one.no, unit_no=one.no, circular_id=row.pk,
            read_due_at=now + ladders.days(f"{at_level(READ, one.kind)}.within", one.no),
        )
        for one in places
    ]  # fmt: skip
    Addressee.objects.bulk_create(rows)
    _owe(actor, rows, {one.no: one.kind for one in places})
    journal.record(
        actor,
        CircularIssued(
            school_id=0, unit_no=row.unit_no, circular_id=row.pk, year=row.year, number=row.no,
            units=len(rows), as_of=row.as_of,
        ),
    )  # fmt: skip
    return len(rows)


def _addressees(row: Circular, units: set[int]) -> list[directory.Place]:
    """Those of the office's townships and schools that were chosen; none chosen: all who had a part."""
    office = directory.place(row.unit_no)
    parts = Target.objects.filter(directive_id__in=row.directive_ids)
    wanted = units or set(parts.values_list("unit_no", flat=True))
    found = [
        one
        for one in directory.places_inside(office.interval, "township", "school")
        if one.no in wanted and one.no != row.unit_no
    ]
    if not found or (units and len(found) < len(units)):
        raise Invalid(_("请选择发给哪些单位。"), {"units": "missing"})
    return found


def _owe(actor: Actor, rows: Sequence[Addressee], levels: dict[int, str]) -> None:
    by_code: dict[str, list[Addressee]] = defaultdict(list)
    for one in rows:
        by_code[at_level(READ, levels[one.unit_no])].append(one)
    ladders, today = duty_queries.ladders(), clock.today()
    for code, found in sorted(by_code.items()):
        named = duty_queries.present_holders([(code, one.unit_no) for one in found], today)
        wanted = [
            duties.NewDuty(
                one.school_id, one.unit_no, 0, one.read_due_at, *named[code, one.unit_no],
                ladders.first_step_at(one.unit_no, one.read_due_at, code), None, one.pk,
            )
            for one in found
        ]  # fmt: skip
        duties.open_duties(actor, code, today, "", wanted)


def _own(actor: Actor, circular_id: UUID, unit_no: int) -> tuple[Circular, Addressee]:
    """The circular and the row of the actor's own unit, locked."""
    circular = Circular.objects.filter(pk=circular_id, state="issued").first()
    row = Addressee.objects.filter(circular_id=circular_id, unit_no=unit_no).first()
    if circular is None or row is None:
        raise NotFound
    if not answers_for(actor, unit_no):
        raise Forbidden if actor.may(Permission.SEE_DIRECTIVES, unit_no) else NotFound
    return circular, Addressee.objects.select_for_update().get(pk=row.pk)


def read(actor: Actor, circular_id: UUID, unit_no: int) -> None:
    """A named person of the unit has read it; a second time changes nothing."""
    _circular, row = _own(actor, circular_id, unit_no)
    _read(actor, row)


def _read(actor: Actor, row: Addressee) -> None:
    if row.read_at is not None:
        return
    row.read_at, row.read_by_id = clock.now(), user(actor)
    row.save()
    for code in READ_KINDS:
        duties.discharge_about(actor, row.pk, code, row.read_at)
    _told(actor, row, "read")


def _told(actor: Actor, row: Addressee, how: str) -> None:
    journal.record(
        actor,
        CircularRead(
            school_id=row.school_id, unit_no=row.unit_no, circular_id=row.circular_id, how=how
        ),
    )


def reply(actor: Actor, form_id: UUID, circular_id: UUID, unit_no: int, text: str) -> None:
    """What the unit says to it, shown beside it. Whoever answers has read it."""
    circular, row = _own(actor, circular_id, unit_no)
    said = fingerprint(circular_id, unit_no, text.strip())
    known = Reply.objects.filter(pk=form_id).first()
    if known:
        if known.by_id != actor.user_id or is_other(known.said, said):
            raise taken()
        return
    told = words("text", text, rules.LONGEST)
    _read(actor, row)
    by_id, name = user(actor), actor.name
    # It lies beside the circular, where everybody who reads that one sees it: outside the unit's own rows.
    with everywhere("directives"), new_id():
        Reply.objects.create(
            id=form_id, unit_no=circular.unit_no, circular_id=circular_id, of_unit=unit_no, text=told,
            at=clock.now(), by_id=by_id, by_name=name, said=said,
        )  # fmt: skip
    _told(actor, row, "reply")
