"""A second person looks at a place: true, untrue, or not to be told. What is untrue does not count."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from xiaoan.duties import services as duties
from xiaoan.hygiene.events import PlaceChecked
from xiaoan.hygiene.models import Check, Draw, Due, Place, Record
from xiaoan.hygiene.queries import truth
from xiaoan.hygiene.queries.words import CHECK_DUTY
from xiaoan.hygiene.rules.looks import HOWS, RESULTS
from xiaoan.hygiene.services import closing, standing
from xiaoan.hygiene.services.acting import Shot, hold_days, words_of
from xiaoan.hygiene.services.looks import recount
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import altered, new_id, taken
from xiaoan.kernel.said import fingerprint, is_other
from xiaoan.kernel.scope import everywhere, inside
from xiaoan.photos import services as photos

# mg/L; more is no strip for solutions in use.
MOST_MEASURED = 50_000


@dataclass(frozen=True)
class Looked:
    """What a second person found at a place. `record_id` None: only how the place is; `draw_id` None: not
    drawn, looked at of their own accord."""

    id: UUID
    place_id: UUID
    result: str
    how: str
    record_id: UUID | None = None
    draw_id: UUID | None = None
    measured: int | None = None
    note: str = ""
    photo: Shot | None = None


@transaction.atomic
def check(actor: Actor, sent: Looked) -> Check:
    """Keep what was found, under the id of the form. Raises NotFound, Forbidden (not permitted; their own
    work), or Invalid at the field. A record held untrue does not count as done; a later look by somebody else
    can hold it true again. Both stay to be read."""
    place = _place(actor, sent.place_id)
    body = fingerprint(
        sent.place_id, sent.record_id, sent.draw_id, sent.result, sent.how, sent.measured,
        sent.note.strip(), fingerprint(sent.photo.content.hex()).hex() if sent.photo else "",
    )  # fmt: skip
    note = _refuse(sent)
    with everywhere("hygiene"):
        hold_days([place.school_id])
        known = Check.objects.filter(pk=sent.id).first()
        if known is not None:
            return _same(actor, known, body)
        record = _record(actor, sent, place)
        drawn = _drawn(actor, sent, place, record)
        if record is None and sent.result == "true":
            _refuse_own_work(actor, place, drawn)
        dues = _hold(record, drawn)
    photo_id = _photo(actor, place, sent.photo)
    with everywhere("hygiene"):
        row = Check(
            id=sent.id, school_id=place.school_id, unit_no=place.unit_no, place_id=place.pk,
            day=record.day if record else drawn.day if drawn else clock.today(),
            record_id=record.pk if record else None, root_id=record.root_id if record else None,
            draw_id=sent.draw_id, body_hash=body, result=sent.result, how=sent.how,
            measured=sent.measured, note=note, photo_id=photo_id, at=_after_all(record),
            by_id=actor.user_id,
        )  # fmt: skip
        _store(actor, row, drawn, dues)
    return row


def _place(actor: Actor, place_id: UUID) -> Place:
    found = Place.objects.filter(inside(actor.intervals), pk=place_id).first()
    if found is None or not (
        actor.may(Permission.CHECK_HYGIENE, found.unit_no)
        or actor.may(Permission.SEE_HYGIENE, found.unit_no)
    ):
        raise NotFound
    if not actor.may(Permission.CHECK_HYGIENE, found.unit_no):
        raise Forbidden
    return found


def _refuse(sent: Looked) -> str:
    wrong: dict[str, str] = {}
    if sent.result not in RESULTS:
        wrong["result"] = _("请选择:属实、不实,或说不清。")
    if sent.how not in HOWS:
        wrong["how"] = _("请选择怎样看的。")
    if sent.measured is not None and not 0 <= sent.measured <= MOST_MEASURED:
        wrong["measured"] = _("请填试纸读数,0 到 50000 之间的整数(mg/L)。")
    if sent.how == "strip" and sent.measured is None:
        wrong["measured"] = _("用试纸测的,请填读数(mg/L)。")
    needs = sent.result in ("untrue", "unclear")
    if needs and not sent.note.strip():
        wrong["note"] = _("不实或说不清的,请写明看到了什么。")
    if wrong:
        raise Invalid(_("还差几项,见下面。"), wrong)
    return words_of(sent.note, "note")


def _same(actor: Actor, known: Check, body: bytes) -> Check:
    if known.by_id != actor.user_id:
        raise taken()
    if is_other(known.body_hash, body):
        raise altered()
    return known


def _record(actor: Actor, sent: Looked, place: Place) -> Record | None:
    """The record that stands, whichever version was on the page; nobody looks after themselves."""
    if sent.record_id is None:
        return None
    row = Record.objects.filter(pk=sent.record_id, place_id=place.pk).first()
    if row is None:
        raise NotFound
    versions = list(Record.objects.filter(root_id=row.root_id))
    if any(actor.user_id in (one.by_id, one.checker_id) for one in versions):
        raise Forbidden(_("这条记录是您自己登记或验收的,要由另一个人核查。"))
    newest = truth.newest(row.root_id)
    if newest.void:
        raise Invalid(_("这条记录已经撤销,不用核查。"), {"result": "void"})
    if row.day < clock.today() - dt.timedelta(days=truth.OPEN_DAYS):
        raise Invalid(_("30 天以前的记录不再核查。"), {"result": "old"})
    last = truth.decisive(row.root_id)
    if sent.result == "true" and last and last.result == "untrue" and last.by_id == actor.user_id:
        raise Forbidden(_("这条记录是您判为不实的,要改判属实须由另一个人核查。"))
    return newest


def _after_all(record: Record | None) -> dt.datetime:
    """Now, and after every look at the record: what is held of it follows their order, never their ids."""
    now = clock.now()
    last = Check.objects.filter(root_id=record.root_id).order_by("-at").first() if record else None
    return max(now, last.at + dt.timedelta(microseconds=1)) if last else now


def _refuse_own_work(actor: Actor, place: Place, drawn: Draw | None) -> None:
    """Whoever did a place lately, or on the day drawn, does not find it in order themselves."""
    since = drawn.day if drawn else clock.today() - dt.timedelta(days=1)
    rows = Record.objects.filter(place_id=place.pk, day__range=(since, clock.today()), void=False)
    if rows.filter(Q(by_id=actor.user_id) | Q(checker_id=actor.user_id)).exists():
        raise Forbidden(_("这一处是您自己做或验收的,要由另一个人核查。"))


def _drawn(actor: Actor, sent: Looked, place: Place, record: Record | None) -> Draw | None:
    """What was drawn is settled by a look at just that: a record by itself, in whichever version, and never
    by whoever told of it."""
    if sent.draw_id is None:
        return None
    drawn = Draw.objects.select_for_update().filter(pk=sent.draw_id, place_id=place.pk).first()
    if drawn is None:
        raise NotFound
    if drawn.record_id is None:
        return drawn
    root_id = Record.objects.values_list("root_id", flat=True).get(pk=drawn.record_id)
    versions = Record.objects.filter(root_id=root_id)
    if versions.filter(Q(by_id=actor.user_id) | Q(checker_id=actor.user_id)).exists():
        raise Forbidden(_("抽中的记录是您自己登记或验收的,要由另一个人核查。"))
    if record is None or record.root_id != root_id:
        raise Invalid(_("抽中的是一条记录,请对这条记录下结论。"), {"result": "record"})
    return drawn


def _photo(actor: Actor, place: Place, shot: Shot | None) -> UUID | None:
    if shot is None:
        return None
    return photos.keep(actor, place.unit_no, shot.content, taken_at=shot.taken_at).id


def _hold(record: Record | None, drawn: Draw | None) -> list[Due]:
    """What was to be done, with the duties locked: after the school's day, before the chain of facts, which a
    picture is kept in."""
    if drawn is not None:
        duties.hold_about(drawn.pk, CHECK_DUTY)
    dues = list(Due.objects.filter(pk__in=[record.due_id] if record and record.due_id else []))
    standing.hold_rounds(one.round_id for one in dues)
    return dues


def _store(actor: Actor, row: Check, drawn: Draw | None, dues: list[Due]) -> None:
    facts = closing.close_before(clock.today(), [row.school_id]) if row.day < clock.today() else []
    for due in dues:
        due.refresh_from_db()
    with new_id():
        row.save(force_insert=True)
    if drawn is not None:
        Draw.objects.filter(pk=drawn.pk, checked_at=None).update(checked_at=row.at)
        duties.discharge_about(actor, drawn.pk, CHECK_DUTY, row.at)
    standing.follow(actor, row.school_id, row.day, dues)
    recount(row.school_id, row.day)
    for fact in facts:
        journal.record(actor, fact)
    now_held = truth.held([row.root_id]).get(row.root_id, "") if row.root_id else ""
    journal.record(
        actor,
        PlaceChecked(
            school_id=row.school_id, unit_no=row.unit_no, check_id=row.pk, result=row.result,
            record_id=row.record_id, held=now_held,
        ),
    )  # fmt: skip
