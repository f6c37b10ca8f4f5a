"""A plan is drafted from the pack, place by place, and follows the places until it is handed in."""

import datetime as dt
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from xiaoan.hygiene import rules
from xiaoan.hygiene.events import PlanStepped
from xiaoan.hygiene.models import Line, Plan
from xiaoan.hygiene.queries import places, plans, units
from xiaoan.hygiene.queries.places import PlaceOf
from xiaoan.hygiene.queries.plans import LineOf
from xiaoan.hygiene.rules.frequency import LEVELS, read_turn
from xiaoan.hygiene.services import acts
from xiaoan.journal import services as journal
from xiaoan.kernel import clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission

# What a plan still being written may be.
WRITTEN = ("draft", "returned")


@transaction.atomic
def draft(actor: Actor, act_id: UUID, school_no: int) -> UUID:
    """The plan of a school that is being written: the one there is, else a new version of the newest that was
    approved (places that it lacks as the guideline has them), else the guideline. Gives its id."""
    units.school(actor, school_no, Permission.PLAN_HYGIENE)
    acts.hold(school_no)
    body = said.fingerprint("draft", school_no)
    known = acts.done_before(actor, act_id, body)
    if known is not None:
        return UUID(known.outcome["plan"])
    row = Plan.objects.filter(unit_no=school_no, state__in=(*WRITTEN, "waiting")).first()
    if row is not None and row.state == "waiting":
        raise Conflict(_("方案正等校长审批。要修改,请先撤回送审。"))
    if row is None:
        row = _begin(actor, school_no)
    acts.keep(actor, act_id, school_no, "draft", body, plan=str(row.pk))
    return row.pk


def _begin(actor: Actor, school_no: int) -> Plan:
    found = places.places_of([school_no])
    if not found:
        raise Invalid(_("还没有登记场所。请先登记场所,再起草方案。"), {"places": "none"})
    last = Plan.objects.filter(unit_no=school_no).aggregate(n=Max("version"))["n"] or 0
    row = Plan.objects.create(
        id=uuid7(), school_id=school_no, unit_no=school_no, version=last + 1, pack=rules.VERSION,
        made_at=clock.now(), made_by_id=actor.user_id,
    )  # fmt: skip
    before = _newest_approved(school_no)
    lines = [_copied(one, row.pk) for one in plans.lines_of(before)] if before else []
    Line.objects.bulk_create(lines, batch_size=1000)
    follow(school_no)
    journal.record(actor, stepped(row))
    return row


def _newest_approved(school_no: int) -> UUID | None:
    rows = Plan.objects.filter(unit_no=school_no, state="in_force")
    return rows.order_by("-version").values_list("id", flat=True).first()


def stepped(row: Plan) -> PlanStepped:
    """The fact of a plan as it stands now."""
    return PlanStepped(
        school_id=row.school_id, unit_no=row.unit_no, plan_id=row.pk, version=row.version,
        state=row.state, lines=Line.objects.filter(plan_id=row.pk, left_out=False).count(),
        since=row.since,
    )  # fmt: skip


def _copied(one: LineOf, plan_id: UUID) -> Line:
    return Line(
        id=uuid7(), school_id=one.school_no, unit_no=one.unit_no, plan_id=plan_id,
        place_id=one.place_id, task=one.task, method=one.method, agent=one.agent,
        strength=one.strength, contact=one.contact, rinse=one.rinse, absent=one.absent, slot=one.slot,
        frequency=dict(one.frequency), anchor=one.anchor, post=one.post, deputy=one.deputy,
        who_id=one.who_id, deputy_id=one.deputy_id, reason=one.reason, left_out=one.left_out,
        apart=one.apart,
    )  # fmt: skip


def follow(school_no: int) -> None:
    """What is being written has lines for each open place that nobody has excused, and none for places that
    are no more. The school is held."""
    row = Plan.objects.filter(unit_no=school_no, state__in=WRITTEN).first()
    if row is None:
        return
    found = places.places_of([school_no])
    Line.objects.filter(plan_id=row.pk).exclude(place_id__in=[one.id for one in found]).delete()
    known = set(Line.objects.filter(plan_id=row.pk).values_list("place_id", flat=True).distinct())
    fresh = [one for one in found if one.id not in known and not one.excused]
    Line.objects.bulk_create(new_lines(row.pk, fresh), batch_size=1000)


def new_lines(plan_id: UUID, found: Iterable[PlaceOf]) -> list[Line]:
    """The lines of places as the guideline has them; who and how often as the school's own list says."""
    made = []
    today = clock.today()
    for one in found:
        kind = rules.PLACE_KINDS[one.kind]
        post, deputy = posts_of(one)
        for task in kind.tasks:
            frequency = _often(task, one.often)
            line = Line(
                id=uuid7(), school_id=one.school_no, unit_no=one.unit_no, plan_id=plan_id,
                place_id=one.id, task=task.code, method=task.method, agent=task.agent,
                strength=task.usual, contact=task.contact, rinse=task.rinse, absent=task.absent,
                slot=task.slot, frequency=frequency, anchor=anchor_of(one.walk, frequency, today),
                post=post, deputy=deputy, who_id=one.who_id,
                apart=bool(one.who_id or (one.often and task.method != "ventilate")),
            )  # fmt: skip
            made.append(line)
    return made


def posts_of(one: PlaceOf) -> tuple[str, str]:
    """Who does it by the pack. A class teacher has only the places of the class: what is the school's own is
    done by its logistics."""
    kind = rules.PLACE_KINDS[one.kind]
    if kind.post == "class_teacher" and one.unit_no == one.school_no:
        return kind.deputy, "school_doctor"
    return kind.post, kind.deputy


def _often(task: rules.Task, often: str) -> dict[str, str]:
    """A list says how often in ordinary times; at graver levels never rarer than the guideline."""
    usual = rules.written(task.frequency)
    if not often or task.method == "ventilate":
        return usual
    own = read_turn(often)
    found = {"normal": often}
    for level in LEVELS[1:]:
        found[level] = usual[level] if task.frequency[level].per_day >= own.per_day else often
    return found


def anchor_of(walk: int, frequency: dict[str, str], today: dt.date) -> dt.date:
    """The first day of the first turn. What does not come daily is spread over the days of the week by the
    walking order, so that not everything falls on one (own choice)."""
    if read_turn(frequency["normal"]).days == 1:
        return today
    monday = today - dt.timedelta(days=today.weekday())
    return monday + dt.timedelta(days=walk % 5)


def own_words(found: Sequence[PlaceOf]) -> None:
    """Who and how often of places' lists changed: their lines in what is being written say so."""
    if not found:
        return
    row = Plan.objects.filter(unit_no=found[0].school_no, state__in=WRITTEN).first()
    if row is None:
        return
    Line.objects.filter(plan_id=row.pk, place_id__in=[one.id for one in found]).delete()
    Line.objects.bulk_create(
        new_lines(row.pk, [one for one in found if not one.excused]), batch_size=1000
    )
