"""What is announced by itself: opening dates, from the template, to all families of a group."""

from dataclasses import dataclass, replace
from uuid import UUID

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import everywhere
from xiaoan.notices import queries, rules
from xiaoan.notices.events import NoticeDrafted
from xiaoan.notices.models import Notice
from xiaoan.notices.queries import announced, templates
from xiaoan.notices.services import chasing, reaching
from xiaoan.notices.services.deciding import go
from xiaoan.notices.services.drafting import said_texts
from xiaoan.reopening import queries as reopening

ORIGIN = announced.ORIGIN


@dataclass(frozen=True)
class Announced:
    """An opening date to announce: the decision it came of, the unit and group it is about, the day (empty:
    said later), the code of the template; `moved_from`: the day that was told before, if another was."""

    opening_id: UUID
    unit_no: int
    stage: str
    day: str
    template: str = "opening"
    moved_from: str = ""


def announce(actor: Actor, given: Announced) -> UUID | None:
    """Make a notice from the template and release it, in the caller's transaction. The decision that it tells
    was taken by two people; nobody is asked again. It puts right what was announced of the same group before:
    that one names it, and asks nobody for a confirmation any more. None: announced before, or nobody is
    meant."""
    if Notice.objects.filter(origin=ORIGIN, origin_id=given.opening_id).exists():
        return None
    audience = audience_of(given.unit_no, given.stage)
    if audience is None:
        return None
    template = templates.template(actor, given.template)
    office, names = queries.office_of(given.unit_no), rules.OF_NOTICE
    row = Notice.objects.create(
        id=uuid7(), school_id=office.school_id, unit_no=office.no, kind=template.kind,
        texts=said_texts(template.texts), template=template.code, needs_ack=True,
        audience=rules.said_of(audience), made_at=clock.now(), made_by_id=actor.user_id,
        origin=ORIGIN, origin_id=given.opening_id, corrects_id=_supersede(given),
        values={
            names["stage"]: _name(given.stage), names["opening"]: given.day or "–",
            names["moved_from"]: given.moved_from or "–", names["why"]: _why(given) or "–",
        },
    )  # fmt: skip
    journal.record(
        actor,
        NoticeDrafted(
            school_id=office.school_id, unit_no=office.no, notice_id=row.pk, how="by_itself"
        ),
    )
    go(actor, row)
    return row.pk


def _why(given: Announced) -> str:
    """The reason as it was decided, in one line; braces are no variables of ours."""
    found = [one for one in reopening.versions([given.unit_no]) if one.id == given.opening_id]
    said = " ".join(found[0].reason.split()) if found else ""
    return said.replace("{{", "{ {").replace("}}", "} }")


def _supersede(given: Announced) -> UUID | None:
    """The last notice about the same group at the same place: not confirmed or called for any more, and not
    sent if it was not yet."""
    ids = [
        one.id
        for one in reopening.versions([given.unit_no])
        if one.stage == given.stage and one.id != given.opening_id
    ]
    before = Notice.objects.select_for_update().filter(
        origin=ORIGIN, origin_id__in=ids, state__in=("sending", "scheduled", "sent")
    )
    last = None
    with everywhere("notices") as system:
        for row in before.order_by("made_at", "id"):
            if row.state == "sent":
                last = row.pk
                Notice.objects.filter(pk=row.pk).update(needs_ack=False)
                reaching.cancel(system, row, row.texts[rules.LANGUAGES[0]]["title"])
                chasing.give_up(system, row.pk)
            else:
                Notice.objects.filter(pk=row.pk).update(state="dropped")
    return last


def _name(stage: str) -> str:
    return dict(reopening.stage_names())[stage][rules.LANGUAGES[0]]


def audience_of(unit_no: int, stage: str) -> rules.Audience | None:
    """The families of a group in a unit, for whom this decision holds as reopening says of each school: not
    where a place has its own, not of a final year that another decision keeps, and a school of special
    education by its own group whatever its classes are called."""
    group = rules.OPENING_GROUPS.get(stage)
    if group is None:
        return None
    office = queries.office_of(unit_no)
    inside = (office.no, office.end)
    held, with_final = _held(inside, unit_no, stage)
    if not held:
        return None
    if stage in _BY_SCHOOL:
        return rules.Audience((rules.Part(tuple(sorted(held))),))
    stages = tuple(group["stages"])
    finals = tuple(rules.OPENING_GROUPS.get(f"{stage}_final", {}).get("grades", ()))
    base = rules.Part((unit_no,), stages=stages, grades=tuple(group.get("grades", ())))
    parts: tuple[rules.Part, ...] = (base,)
    if finals and with_final != held:
        parts = (replace(base, without_grades=finals),)
        if with_final:
            parts += (replace(base, units=tuple(sorted(with_final)), grades=finals),)
    return rules.Audience(parts, without_units=_others(inside, stages, held))


def _held(inside: tuple[int, int], unit_no: int, stage: str) -> tuple[set[int], set[int]]:
    """The schools for whose group this decision holds; and those of them for whose final year too."""
    latest = reopening.latest(reopening.versions())
    held, with_final = set(), set()
    for school in directory.places_inside(inside, *numbering.SCHOOL_KINDS):
        found = reopening.of_school(school.stage, numbering.ancestors(school.no), latest)
        of = {one.stage.code: one.opening for one in found}
        if _is_this(of.get(stage), unit_no, stage):
            held.add(school.no)
            if _is_this(of.get(f"{stage}_final"), unit_no, stage):
                with_final.add(school.no)
    return held, with_final


# Groups that are whole schools: their classes may bear the stage of other schools.
_BY_SCHOOL = ("special",)


def _is_this(one: reopening.Opening | None, unit_no: int, stage: str) -> bool:
    return one is not None and (one.place_no, one.stage) == (unit_no, stage)


def _others(inside: tuple[int, int], stages: tuple[str, ...], held: set[int]) -> tuple[int, ...]:
    """Schools with classes of these stages that the decision does not hold for."""
    classes = directory.places_inside(inside, "class")
    with_any = {one.school_id for one in classes if one.stage in stages}
    return tuple(sorted(with_any - held))
