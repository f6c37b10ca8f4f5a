"""What is announced by itself: opening dates, from the template, to all families of a group."""

from dataclasses import dataclass
from uuid import UUID

from xiaoan.directory import rules as numbering
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.notices import queries, rules
from xiaoan.notices.events import NoticeDrafted
from xiaoan.notices.models import Notice
from xiaoan.notices.queries import templates
from xiaoan.notices.services.deciding import go
from xiaoan.notices.services.drafting import said_texts
from xiaoan.reopening import queries as reopening

ORIGIN = "reopening"


@dataclass(frozen=True)
class Announced:
    """An opening date to announce: the decision it came of, the unit and group it is about, the day (empty:
    said later), the code of the template."""

    opening_id: UUID
    unit_no: int
    stage: str
    day: str
    template: str = "opening"


def announce(actor: Actor, given: Announced) -> UUID | None:
    """Make a notice from the template and release it, in the caller's transaction. The decision that it tells
    was taken by two people; nobody is asked again. Places and final years with a decision of their own are
    left out: theirs told them. None: announced before, or a group that nobody is in."""
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
        origin=ORIGIN, origin_id=given.opening_id,
        values={names["stage"]: _name(given.stage), names["opening"]: given.day or "–"},
    )  # fmt: skip
    journal.record(
        actor,
        NoticeDrafted(
            school_id=office.school_id, unit_no=office.no, notice_id=row.pk, how="by_itself"
        ),
    )
    go(actor, row)
    return row.pk


def _name(stage: str) -> str:
    return dict(reopening.stage_names())[stage][rules.LANGUAGES[0]]


def audience_of(unit_no: int, stage: str) -> rules.Audience | None:
    """The families of a group in a unit, for whom this decision holds."""
    group = rules.OPENING_GROUPS.get(stage)
    if group is None:
        return None
    office = queries.office_of(unit_no)
    own = {(one.place_no, one.stage) for one in reopening.openings()}
    below = tuple(
        no
        for no, of in sorted(own)
        if of == stage and no != unit_no and office.no <= no < office.end
    )
    final = rules.OPENING_GROUPS.get(f"{stage}_final", {})
    above = {unit_no, *numbering.ancestors(unit_no)}
    is_apart = any(of == f"{stage}_final" and no in above for no, of in own)
    part = rules.Part(
        (unit_no,), stages=tuple(group["stages"]), grades=tuple(group.get("grades", ())),
        without_grades=tuple(final.get("grades", ())) if is_apart else (),
    )  # fmt: skip
    return rules.Audience((part,), without_units=below)
