"""Opening an event by hand, for what no signal shows."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory.rules import school_of
from xiaoan.investigations import rules
from xiaoan.investigations.models import Case, Event, Step
from xiaoan.investigations.queries import number_of
from xiaoan.investigations.services import deciding, joining, steps
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import altered, taken
from xiaoan.outbreaks.queries import SYNDROME_NAMES


@dataclass(frozen=True)
class NewEvent:
    """`id` is the form's own (UUIDv7): the same once more opens nothing. `people`: pupils of the classes."""

    id: UUID
    class_nos: tuple[int, ...]
    syndrome: str
    reason: str
    people: frozenset[UUID] = frozenset()
    onset: dt.date | None = None


def open_event(actor: Actor, new: NewEvent) -> UUID:
    """Open an event of one or several classes of a school; gives its id."""
    school_id = _school(actor, new)
    _refuse(new)
    joining.lock_school(school_id)
    known = Step.objects.filter(pk=new.id).first()
    if known:
        _refuse_altered(actor, known, new)
        return known.event_id
    classes = _classes(actor, new)
    _refuse_running(school_id, new)
    event = _row(actor, school_id, new)
    deciding.refuse_words(new.reason)
    event.save(force_insert=True)
    Case.objects.bulk_create(_case(actor, event, who, no, new) for who, no in classes.items())
    joining.refigure(event)
    if not classes and len(new.class_nos) == 1:
        event.unit_no = new.class_nos[0]
    facts = {"units": list(new.class_nos), "cases": len(classes)}
    steps.keep(actor, event, steps.Decision(new.id, event.pk, 0, new.reason), "open", facts)
    joining.announce(actor, event, None)
    return event.pk


def _refuse_altered(actor: Actor, known: Step, new: NewEvent) -> None:
    if known.kind != "open" or known.by_id != actor.user_id:
        raise taken()
    event = Event.objects.get(school_id=known.school_id, pk=known.event_id)
    kept = (known.facts["units"], known.facts["cases"], event.syndrome, known.reason)
    if kept != (list(new.class_nos), len(new.people), new.syndrome, new.reason):
        raise altered()
    rows = Case.objects.filter(school_id=known.school_id, person_id__in=new.people)
    if rows.filter(event_id=event.pk, source="search").count() < len(new.people):
        raise altered()


def _school(actor: Actor, new: NewEvent) -> int:
    places = directory.places(new.class_nos)
    schools = {school_of(no) for no in new.class_nos}
    if not new.class_nos or any(places[no].kind != "class" for no in places):
        raise Invalid(_("请选班级。"), {"classes": "empty"})
    if len(places) < len(set(new.class_nos)) or not all(actor.sees(no) for no in new.class_nos):
        raise NotFound
    if not all(actor.may(Permission.INVESTIGATE, no) for no in new.class_nos):
        raise Forbidden
    if len(schools) > 1:
        raise Invalid(_("一起疫情只登记一所学校,另一所请另外登记。"), {"classes": "schools"})
    return schools.pop()


def _refuse(new: NewEvent) -> None:
    if new.syndrome not in SYNDROME_NAMES or new.syndrome == "UNSPECIFIED":
        raise Invalid(_("请从列表中选择症状类别。"), {"syndrome": "unknown"})
    if not new.reason:
        raise Invalid(_("请写明理由。"), {"reason": "empty"})
    deciding.refuse_words(new.reason)
    if new.onset and not clock.today() - dt.timedelta(days=90) <= new.onset <= clock.today():
        raise Invalid(_("发病日期不能晚于今天,也不能早于 90 天前。"), {"onset": "out_of_range"})


def _classes(actor: Actor, new: NewEvent) -> dict[UUID, int]:
    """Who was picked, with the class of today."""
    rolls = directory.class_rolls(actor, new.class_nos, clock.today())
    on_roll = {one.person_id: no for no, pupils in rolls.items() for one in pupils}
    if not new.people <= on_roll.keys():
        raise Invalid(_("所选学生不在所选班级的名单上,请重新选。"), {"people": "elsewhere"})
    return {who: on_roll[who] for who in sorted(new.people)}


def _refuse_running(school_id: int, new: NewEvent) -> None:
    """A pupil who is a case of a running event of the same kind belongs there."""
    running = Event.objects.filter(
        school_id=school_id, state__in=rules.RUNNING, syndrome=new.syndrome
    )
    shared = Case.objects.filter(
        school_id=school_id, person_id__in=new.people, status__in=rules.COUNTED,
        event_id__in=list(running.values_list("id", flat=True)),
    ).first()  # fmt: skip
    if shared is not None:
        event = Event.objects.get(pk=shared.event_id)
        number = {"number": number_of(event.year, event.number)}
        raise Conflict(_("所选学生中有人已是%(number)s的病例,请在那一起里补充。") % number)


def _row(actor: Actor, school_id: int, new: NewEvent) -> Event:
    year, number = joining.next_number(school_id)
    now = clock.now()
    unit_no = new.class_nos[0] if len(new.class_nos) == 1 else school_id
    return Event(
        school_id=school_id, unit_no=unit_no, year=year, number=number, syndrome=new.syndrome,
        source="hand", detected_at=now, opened_at=now, opened_by_id=actor.user_id,
    )  # fmt: skip


def _case(actor: Actor, event: Event, who: UUID, class_no: int, new: NewEvent) -> Case:
    return Case(
        event_id=event.pk, school_id=event.school_id, unit_no=class_no, class_then=class_no,
        person_id=who, source="search", onset=new.onset, onset_known=new.onset is not None,
        added_at=clock.now(), added_by_id=actor.user_id,
    )  # fmt: skip
