"""Somebody was sick somewhere: told of, taken up, cleared away step by step, looked at by another."""

import datetime as dt
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from xiaoan.accounts.queries import user_id
from xiaoan.directory.rules import school_of
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.hygiene.events import IncidentStepped
from xiaoan.hygiene.models import Incident, IncidentStep, Place
from xiaoan.hygiene.queries import incidents as reading
from xiaoan.hygiene.queries.words import INCIDENT_DUTY
from xiaoan.hygiene.rules import asking, delays, incidents
from xiaoan.hygiene.services import signing, using
from xiaoan.hygiene.services.acting import Shot, hold_days, words_of
from xiaoan.hygiene.services.judging import Doubtful
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import altered, new_id, taken
from xiaoan.kernel.said import fingerprint, is_other
from xiaoan.kernel.scope import everywhere
from xiaoan.photos import services as photos
from xiaoan.supplies import services as supplies

WITHIN = "hygiene.incident.within"
KINDS, SIZES = ("vomit", "faeces", "blood"), ("small", "large")
_LONGEST_AGO = dt.timedelta(days=3)


@dataclass(frozen=True)
class Told:
    """Somebody saw it. `mine`: who tells clears it away."""

    id: UUID
    place_id: UUID
    kind: str
    size: str
    said_at: dt.datetime
    spot: str = ""
    mine: bool = False


@dataclass(frozen=True)
class Stepped:
    """A step as it was pressed. `skipped`: not done, as `note` says; `facts`: how, strength, item, quantity,
    batch; `confirmed`: questions answered."""

    id: UUID
    incident_id: UUID
    what: str
    said_at: dt.datetime
    facts: dict[str, Any] = field(default_factory=dict)
    note: str = ""
    skipped: bool = False
    photo: Shot | None = None
    confirmed: frozenset[str] = frozenset()


@transaction.atomic
def tell(actor: Actor, told: Told) -> UUID:
    """An incident begins, at any place of the own school, and a duty about it. The same again is the same."""
    spot = words_of(told.spot, "spot")
    if told.kind not in KINDS:
        raise Invalid(_("请选是什么。"), {"kind": "unknown"})
    if told.size not in SIZES:
        raise Invalid(_("请选多少。"), {"size": "unknown"})
    if told.said_at < clock.now() - _LONGEST_AGO:
        raise Invalid(_("已经过去三天以上,请另行记录。"), {"said_at": "old"})
    body = fingerprint(told.place_id, told.kind, told.size, spot, told.mine)
    with everywhere("hygiene"):
        place = Place.objects.filter(pk=told.place_id, closed=None).first()
        if place is None or not reading.is_own_school(actor, place.school_id):
            raise NotFound
        hold_days([place.school_id])
        known = Incident.objects.filter(pk=told.id).first()
        if known is not None:
            return _same(actor, known, body)
        row = _begun(actor, told, place, spot, body)
        _owe(actor, row)
        _fact(actor, row, "told")
        return row.pk


def _same(actor: Actor, known: Incident, body: bytes) -> UUID:
    if known.told_by_id != actor.user_id:
        raise taken()
    if is_other(known.body_hash, body):
        raise altered()
    return known.pk


def _begun(actor: Actor, told: Told, place: Place, spot: str, body: bytes) -> Incident:
    now, me = clock.now(), user_id(actor)
    row = Incident(
        id=told.id, school_id=place.school_id, unit_no=place.unit_no, place_id=place.pk,
        kind=told.kind, size=told.size, spot=spot, happened_at=min(told.said_at, now), told_at=now,
        told_by_id=me, body_hash=body, who_id=me if told.mine else None,
        taken_at=now if told.mine else None,
    )  # fmt: skip
    with new_id():
        row.save(force_insert=True)
    return row


def _owe(actor: Actor, row: Incident) -> None:
    ladders = duty_queries.ladders()
    day = clock.today()
    found = duty_queries.present_holders([(INCIDENT_DUTY, row.unit_no)], day)
    named, deputy = found[INCIDENT_DUTY, row.unit_no]
    first = row.who_id or named
    due_at = row.told_at + ladders.within(WITHIN, row.unit_no)
    duties.open_duties(
        actor, INCIDENT_DUTY, day, "",
        [
            duties.NewDuty(
                school_id=row.school_id, unit_no=row.unit_no, people=0, due_at=due_at,
                assignee_id=first, deputy_id=named if named != first else deputy, about_id=row.pk,
                next_step_at=ladders.first_step_at(row.unit_no, due_at, INCIDENT_DUTY),
            )
        ],
    )  # fmt: skip


@transaction.atomic
def step(actor: Actor, sent: Stepped) -> str:
    """Store a step; gives the incident's state then. The same again is the same act.

    A step of the way comes once, after those before it, each of which was done or is said not to have been.
    Waited for too short a time: a reason is needed, and stays with the step. Conflict: somebody else was
    faster. Doubtful: a strength that the guideline does not know.
    """
    note = words_of(sent.note, "note")
    seen = [sha256(sent.photo.content).hexdigest()] if sent.photo else []
    body = fingerprint(sent.incident_id, sent.what, sent.facts, note, sent.skipped, *seen)
    with everywhere("hygiene"):
        row = Incident.objects.filter(pk=sent.incident_id).first()
        if row is None or not reading.may_read(actor, row):
            raise NotFound
        hold_days([row.school_id])
        duties.hold_each(INCIDENT_DUTY, [row.pk])
        row.refresh_from_db()
        known = IncidentStep.objects.filter(pk=sent.id).first()
        if known is not None:
            return _same_step(actor, row, known, body)
        pressed_at = min(sent.said_at, clock.now())
        sent = replace(sent, said_at=_said_at(row, sent))
        _refuse(actor, row, sent)
        facts = {**sent.facts, **_waited(row, sent, note)}
        if sent.skipped:
            facts = {"skipped": True}
        _store(actor, row, sent, _Made(facts, note, body, pressed_at))
        return row.state


def _said_at(row: Incident, sent: Stepped) -> dt.datetime:
    """When it was pressed: not before it happened nor before the step before it, not after it came in; what
    was too long on its way is of when it came in."""
    now = clock.now()
    at = delays.counts_at(min(sent.said_at, now), now)
    steps = IncidentStep.objects.filter(incident_id=row.pk, what__in=incidents.CODES)
    last = steps.aggregate(at=Max("said_at"))["at"]
    return max(at, row.happened_at, last or at)


def _same_step(actor: Actor, row: Incident, known: IncidentStep, body: bytes) -> str:
    if known.by_id != actor.user_id or known.incident_id != row.pk:
        raise taken()
    if is_other(known.body_hash, body):
        raise altered()
    return row.state


def _refuse(actor: Actor, row: Incident, sent: Stepped) -> None:
    if sent.what == "look":
        _refuse_look(actor, row)
        return
    if not reading.may_act(actor, row):
        raise Forbidden
    if row.state != "open":
        raise Conflict(_("这件事已经处置完。请刷新后查看。"))
    if sent.what == "take":
        if row.who_id not in (None, actor.user_id):
            raise Conflict(_("已经有人在处置。请刷新后查看。"))
        return
    signing.require(actor)
    _refuse_order(row, sent)
    if not sent.skipped:
        _ask_strength(sent)
    elif not sent.note.strip():
        raise Invalid(_("跳过这一步要写明原因。"), {"note": "missing"})


def _refuse_order(row: Incident, sent: Stepped) -> None:
    done = reading.steps_done(row.pk)
    wanted = incidents.next_step(done)
    if wanted is None or incidents.step(sent.what) is None:
        raise NotFound
    if sent.what in done:
        raise Conflict(_("这一步已经有人登记。请刷新后查看。"))
    if sent.what != wanted.code:
        raise Invalid(_("前面还有一步没有登记。没有做的,请写明原因后跳过。"), {"what": "order"})


def _refuse_look(actor: Actor, row: Incident) -> None:
    if row.state == "open":
        raise Invalid(_("还没有处置完,不能验收。"), {"what": "open"})
    if row.state == "closed":
        raise Conflict(_("已经有人验收。请刷新后查看。"))
    steps = list(IncidentStep.objects.filter(incident_id=row.pk))
    if not reading.may_look(actor, row, steps):
        raise Forbidden(_("处置的人不能自己验收。请另一人到场看过后确认。"))


def _ask_strength(sent: Stepped) -> None:
    how = str(sent.facts.get("how", ""))
    if sent.what == "cover" and how not in incidents.COVERS["small"]:
        raise Invalid(_("请选用什么覆盖。"), {"how": "unknown"})
    strength = sent.facts.get("strength")
    fault = incidents.strength_fault(sent.what, how, strength)
    if fault == "missing":
        raise Invalid(_("请填写有效氯浓度(mg/L)。"), {"strength": "missing"})
    if fault:
        least, most = incidents.STRENGTHS[sent.what]
        bound = least if fault == "weak" else most
        asked = asking.Question(fault, strength, bound, incidents.SOURCE)
        if asked.key not in sent.confirmed:
            raise Doubtful([asked], {})


def _waited(row: Incident, sent: Stepped, note: str) -> dict[str, Any]:
    """How long it was waited, of a step that has to; too short needs a reason. After what was skipped nothing
    is waited for."""
    one = incidents.step(sent.what)
    if one is None or not one.after or sent.skipped:
        return {}
    before = IncidentStep.objects.filter(incident_id=row.pk, what=one.after).first()
    if before is None or before.facts.get("skipped"):
        return {}
    found = incidents.waited(before.said_at, sent.said_at)
    if found >= one.wait:
        return {"waited": found}
    if not note:
        raise Invalid(
            _("只等了 %(n)s 分钟,要等够 %(wait)s 分钟。一定要提前的,请写明原因。")
            % {"n": found, "wait": one.wait},
            {"note": "early"},
        )
    return {"waited": found, "early": True}


@dataclass(frozen=True)
class _Made:
    """What is kept of a step beside what was sent."""

    facts: dict[str, Any]
    note: str
    body: bytes
    pressed_at: dt.datetime


def _store(actor: Actor, row: Incident, sent: Stepped, what: _Made) -> None:
    now = clock.now()
    made = IncidentStep(
        id=sent.id, school_id=row.school_id, unit_no=row.unit_no, incident_id=row.pk, what=sent.what,
        body_hash=what.body, facts=what.facts, note=what.note, photo_id=_photo(actor, row, sent),
        pressed_at=what.pressed_at, said_at=sent.said_at, at=now, by_id=user_id(actor),
    )  # fmt: skip
    with new_id():
        made.save(force_insert=True)
    if sent.what != "look" and row.who_id is None:
        row.who_id, row.taken_at = user_id(actor), now
        duties.name_about(INCIDENT_DUTY, [row.pk], row.who_id)
    if sent.what == incidents.CODES[-1]:
        row.state = "done"
        duties.discharge_about(actor, row.pk, INCIDENT_DUTY, made.said_at)
    if sent.what == "look":
        row.state, row.closed_at = "closed", now
    row.save(update_fields=["who_id", "taken_at", "state", "closed_at"])
    using.record_of_step(actor, row, made)
    _fact(actor, row, sent.what)


def _photo(actor: Actor, row: Incident, sent: Stepped) -> UUID | None:
    """The picture of a step. Keeping it is a fact of its own: not before the store is held."""
    if sent.photo is None:
        return None
    supplies.hold_stores([row.school_id])
    # A class teacher clears away in the corridor, too: then the picture is of where they have their post.
    spans = actor.reach(Permission.DISINFECT)
    own = next((lo for lo, _hi in spans if school_of(lo) == row.school_id), row.unit_no)
    unit_no = row.unit_no if actor.sees(row.unit_no) else own
    return photos.keep(actor, unit_no, sent.photo.content, taken_at=sent.photo.taken_at).id


def _fact(actor: Actor, row: Incident, what: str) -> None:
    journal.record(
        actor,
        IncidentStepped(
            school_id=row.school_id, unit_no=row.unit_no, incident_id=row.pk, step=what,
            state=row.state,
        ),
    )  # fmt: skip
