"""Official warnings from outside (官方预警): entered, read, answered, ended.

The only place of the product where the word is right: somebody with the power to warn has warned.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory.rules import SCHOOL, ancestors
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import altered, new_id, taken
from xiaoan.statutory import rules
from xiaoan.statutory.events import WarningAnswered, WarningEnded, WarningEntered, WarningRead
from xiaoan.statutory.models import OfficialWarning, Target
from xiaoan.statutory.queries import ANSWER_DUTY, READ_DUTY
from xiaoan.statutory.queries.warnings import FILE_PLACE
from xiaoan.statutory.services.owing import excuse, reporters

LARGEST = 5 * 1024 * 1024
_LONG, _SHORT = 5000, 120
# What a file begins with, by its ending: nothing else is kept.
_MAGIC = {
    ".pdf": b"%PDF-",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".png": b"\x89PNG\r\n\x1a\n",
}


@dataclass(frozen=True)
class NewWarning:
    """A warning as it is entered; `id` is made by the form. `units`: whom it is addressed to."""

    id: UUID
    kind: str
    level: str
    issuer: str
    number: str
    title: str
    text: str
    area: str
    issued_on: dt.date | None
    valid_from: dt.date | None
    valid_until: dt.date | None
    answer_at: dt.datetime | None
    units: tuple[int, ...]
    file_name: str = ""
    file: bytes = b""


def enter(actor: Actor, new: NewWarning) -> UUID:
    """Enter a warning and have each school it is addressed to read and answer it. The same id once more
    changes nothing."""
    if not actor.may_anywhere(Permission.ENTER_WARNINGS):
        raise NotFound
    known = OfficialWarning.objects.filter(pk=new.id).first()
    if known:
        if known.entered_by_id != actor.user_id:
            raise taken()
        if any(getattr(known, name) != _said(new, name) for name in _SAID):
            raise altered()
        return known.pk
    _refuse(new)
    schools = _schools(actor, new.units)
    row = _row(actor, new, ancestors(schools[0])[-1])
    with new_id():
        row.save(force_insert=True)
    _owe(actor, row, schools)
    journal.record(
        actor,
        WarningEntered(
            school_id=0, unit_no=row.unit_no, warning_id=row.pk, schools=len(schools),
            valid_until=row.valid_until,
        ),
    )  # fmt: skip
    return row.pk


_SAID = (
    "kind", "level", "issuer", "number", "title", "text", "area", "issued_on", "valid_from",
    "valid_until", "answer_at",
)  # fmt: skip


def _said(new: NewWarning, name: str) -> object:
    value = getattr(new, name)
    return value.strip() if isinstance(value, str) else value


def _refuse(new: NewWarning) -> None:
    if new.kind not in rules.WARNING_KINDS or new.level not in rules.LEVELS:
        raise Invalid(_("请选择预警的种类和级别。"), {"kind": "unknown"})
    for name, text, longest in (
        ("issuer", new.issuer, _SHORT), ("title", new.title, _SHORT), ("text", new.text, _LONG),
        ("area", new.area, _SHORT),
    ):  # fmt: skip
        if not text.strip():
            raise Invalid(_("发布单位、标题、内容和范围都要填。"), {name: "missing"})
        _refuse_text(name, text, longest)
    _refuse_text("number", new.number, _SHORT)
    if new.issued_on is None or new.issued_on > clock.today():
        raise Invalid(_("请填写发布日期,不能晚于今天。"), {"issued_on": "out_of_range"})
    if new.valid_from is None or new.valid_until is None or new.valid_until < new.valid_from:
        raise Invalid(_("请填写有效期,结束不能早于开始。"), {"valid_until": "out_of_range"})
    if new.valid_until < clock.today():
        raise Invalid(_("这份预警的有效期已过,不用再下发。"), {"valid_until": "past"})
    if new.answer_at is None or not clock.now() < new.answer_at <= _end_of(new.valid_until):
        raise Invalid(_("答复时限要在现在以后、有效期以内。"), {"answer_at": "out_of_range"})
    _refuse_file(new)


def _refuse_text(name: str, text: str, longest: int) -> None:
    if len(text) > longest or "\0" in text:
        raise Invalid(_("太长了:最多 %(n)s 个字。") % {"n": longest}, {name: "too_long"})


def _end_of(day: dt.date) -> dt.datetime:
    return clock.at(day + dt.timedelta(days=1), dt.time())


def _refuse_file(new: NewWarning) -> None:
    if not new.file:
        return
    ending = "." + new.file_name.rpartition(".")[2].lower()
    if ending not in _MAGIC or not new.file.startswith(_MAGIC[ending]):
        raise Invalid(_("附件只收 PDF、JPG 或 PNG。"), {"file": "kind"})
    if len(new.file) > LARGEST:
        raise Invalid(_("附件超过 5 MB。"), {"file": "too_large"})


def _schools(actor: Actor, units: Iterable[int]) -> list[int]:
    """The open schools of the units, each inside the actor's reach."""
    wanted = set(units)
    places = directory.places(wanted)
    if len(places) < len(wanted):
        raise NotFound
    reach = actor.reach(Permission.ENTER_WARNINGS)
    for place in places.values():
        if not any(lo <= place.interval[0] and place.interval[1] <= hi for lo, hi in reach):
            raise NotFound
    found = {
        school.no
        for place in places.values()
        for school in directory.places_inside(place.interval, "school")
    }
    if not found:
        raise Invalid(_("请选择下发给哪些单位。"), {"units": "missing"})
    return sorted(found)


def _row(actor: Actor, new: NewWarning, county: int) -> OfficialWarning:
    if actor.user_id is None or not (new.issued_on and new.valid_from and new.valid_until):
        raise Forbidden
    if new.answer_at is None:
        raise Forbidden
    return OfficialWarning(
        id=new.id, unit_no=county, kind=new.kind, level=new.level, issuer=new.issuer.strip(),
        number=new.number.strip(), title=new.title.strip(), text=new.text.strip(),
        area=new.area.strip(), issued_on=new.issued_on, valid_from=new.valid_from,
        valid_until=new.valid_until, answer_at=new.answer_at, entered_at=clock.now(),
        entered_by_id=actor.user_id, file_name=new.file_name[-_SHORT:] if new.file else "",
        file=ciphers.seal_bytes(new.file, place=FILE_PLACE, row=new.id) if new.file else None,
    )  # fmt: skip


_READ = f"{READ_DUTY}.within"


def _owe(actor: Actor, row: OfficialWarning, schools: Sequence[int]) -> None:
    """Each school reads it soon and says what it did by the hour that the officer set."""
    ladders = duty_queries.ladders()
    targets = [
        Target(
            school_id=no, unit_no=no, warning_id=row.pk, answer_due_at=row.answer_at,
            read_due_at=min(row.entered_at + ladders.within(_READ, no), row.answer_at),
        )
        for no in schools
    ]  # fmt: skip
    Target.objects.bulk_create(targets)
    named = {no: reporters(actor, no) for no in schools}
    for kind in (READ_DUTY, ANSWER_DUTY):
        due = {one: one.read_due_at if kind == READ_DUTY else one.answer_due_at for one in targets}
        wanted = [
            duties.NewDuty(
                one.school_id, one.unit_no, 0, due_at, *named[one.school_id],
                ladders.first_step_at(one.unit_no, due_at), None, one.pk,
            )
            for one, due_at in due.items()
        ]  # fmt: skip
        duties.open_duties(actor, kind, clock.today(), "", wanted)


def _target(actor: Actor, warning_id: UUID, school_id: int) -> tuple[OfficialWarning, Target]:
    """A school's row of a warning; the permission is decided for that school."""
    row = Target.objects.filter(warning_id=warning_id, school_id=school_id).first()
    warning = OfficialWarning.objects.filter(pk=warning_id).first()
    if row is None or warning is None or not actor.sees(school_id):
        raise NotFound
    if not actor.may(Permission.ANSWER_WARNINGS, school_id):
        raise Forbidden
    return warning, row


def acknowledge(actor: Actor, warning_id: UUID, school_id: int) -> None:
    """A named person of the school has read it; a second time changes nothing."""
    warning, row = _target(actor, warning_id, school_id)
    _read(actor, warning, row)


def _read(actor: Actor, warning: OfficialWarning, row: Target) -> None:
    held = duties.hold_about(row.pk, READ_DUTY)
    now = clock.now()
    if Target.objects.filter(pk=row.pk, read_at__isnull=False).exists():
        return
    journal.record(
        actor, WarningRead(school_id=row.school_id, unit_no=row.unit_no, warning_id=warning.pk)
    )
    changed = Target.objects.filter(pk=row.pk, read_at=None).update(
        read_at=now, read_by_id=actor.user_id
    )
    if not changed:
        raise Conflict(_("刚刚有人确认过。"))
    for one in held:
        duties.discharge(actor, one, now, on_behalf=not _is_of_school(actor, row))


def _is_of_school(actor: Actor, row: Target) -> bool:
    return any(
        scope.covers(row.unit_no) and scope.hi - scope.lo <= SCHOOL for scope in actor.scopes
    )


def answer(actor: Actor, warning_id: UUID, school_id: int, text: str) -> None:
    """What the school did about it; whoever answers has read it. Said once: a second answer is refused."""
    warning, row = _target(actor, warning_id, school_id)
    said = text.strip()
    if not said:
        raise Invalid(_("请写明做了什么。"), {"answer": "missing"})
    _refuse_text("answer", said, 2000)
    held = duties.hold_about(row.pk, ANSWER_DUTY)
    _read(actor, warning, row)
    now = clock.now()
    fresh = Target.objects.get(pk=row.pk)
    if fresh.answered_at:
        if fresh.answer == said:
            return
        raise Conflict(_("学校已经答复过。请看已有的答复。"))
    journal.record(
        actor,
        WarningAnswered(
            school_id=row.school_id, unit_no=row.unit_no, warning_id=warning.pk,
            late=rules.is_late(now, row.answer_due_at),
        ),
    )  # fmt: skip
    changed = Target.objects.filter(pk=row.pk, answered_at=None).update(
        answered_at=now, answered_by_id=actor.user_id, answer=said
    )
    if not changed:
        raise Conflict(_("刚刚有人答复过。请看已有的答复。"))
    for one in held:
        duties.discharge(actor, one, now, on_behalf=not _is_of_school(actor, row))


def end(actor: Actor, day: dt.date) -> int:
    """End what was valid until before a day; who has not answered stays to be seen. Gives how many ended."""
    if not actor.is_system:
        raise Forbidden
    rows = OfficialWarning.objects.select_for_update(skip_locked=True)
    found = list(rows.filter(valid_until__lt=day, ended_at=None).order_by("id"))
    for row in found:
        targets = Target.objects.filter(warning_id=row.pk)
        for one in targets.filter(Q(read_at=None) | Q(answered_at=None)).order_by("unit_no"):
            excuse(actor, READ_DUTY, one.pk, duties.Why("ended"))
            excuse(actor, ANSWER_DUTY, one.pk, duties.Why("ended"))
        row.ended_at = clock.now()
        row.save(update_fields=["ended_at"])
        unanswered = targets.filter(answered_at=None).count()
        journal.record(
            actor,
            WarningEnded(
                school_id=0, unit_no=row.unit_no, warning_id=row.pk, unanswered=unanswered
            ),
        )
    return len(found)
