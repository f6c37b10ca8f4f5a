"""What is announced by itself: opening dates, from the template, to all families of a stage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from xiaoan.directory import queries as directory
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


@dataclass(frozen=True)
class Announced:
    """What to announce: `origin` and id of the row it came of; units and stages; values of variables by the
    codes of the data file."""

    origin: str
    origin_id: UUID
    unit_no: int
    units: Sequence[int]
    stages: Sequence[str]
    values: Mapping[str, str]
    template: str = "opening"


def announce(actor: Actor, given: Announced) -> UUID | None:
    """Make a notice from the template and release it, in the caller's transaction. The decision that it tells
    was taken by those who may; nobody is asked again. None: it was announced before."""
    if Notice.objects.filter(origin=given.origin, origin_id=given.origin_id).exists():
        return None
    template = templates.template(actor, given.template)
    office = queries.office_of(given.unit_no)
    part = rules.Part(tuple(given.units) or (office.no,), stages=tuple(given.stages))
    row = Notice.objects.create(
        id=uuid7(), school_id=office.school_id, unit_no=office.no, kind=template.kind,
        texts=said_texts(template.texts), template=template.code,
        audience=rules.said_of(rules.Audience((part,))), needs_ack=True, made_at=clock.now(),
        made_by_id=actor.user_id, origin=given.origin, origin_id=given.origin_id,
        values={rules.OF_NOTICE[code]: value for code, value in given.values.items()},
    )  # fmt: skip
    journal.record(
        actor,
        NoticeDrafted(
            school_id=office.school_id, unit_no=office.no, notice_id=row.pk, how="by_itself"
        ),
    )
    go(actor, row)
    return row.pk


def stage_words(stages: Sequence[str]) -> str:
    """The stages in words."""
    return " ".join(
        str(directory.STAGE_NAMES[one]) for one in stages if one in directory.STAGE_NAMES
    )
