"""Rounds and findings in the states that tests begin from, made by services."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from tests.builders import BUILDER, PRIMARY, Universe
from tests.outbreaks.looks import Acting
from tests.photos.pictures import jpeg
from xiaoan.duties.models import Duty
from xiaoan.inspections import queries, services
from xiaoan.inspections.models import Finding, Round
from xiaoan.journal.models import Entry as Fact
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.photos.services.evidence import NewPaper

SHOT = services.Shot(jpeg(3))
SHOWN = services.Evidence((SHOT,))
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF"
REPORT = NewPaper("水质检测报告.pdf", PDF)


def begun(actor: Actor, *lists: str, unit_no: int = PRIMARY) -> Round:
    made = services.begin(actor, services.Begin(uuid7(), unit_no, lists or ("water",)))
    return Round.objects.get(pk=made)


def bad(row: Round, item: str = "tank", **other: Any) -> services.Marked:
    made = services.Marked(
        uuid7(), row.pk, other.pop("list_code", "water"), item, "bad", note="水箱没有上锁"
    )
    return replace(made, **other)


def closed(actor: Actor, row: Round) -> int:
    """All that was left is as it should be; signed."""
    for sheet in queries.sheets_of(row):
        services.mark_rest(actor, uuid7(), row.pk, sheet.code)
    return services.close(actor, services.Close(uuid7(), row.pk, actor.name))


def found(acting: Acting, who: str = "principal", **other: Any) -> Finding:
    """One finding at the primary school, by a round that is closed."""
    actor = acting(who)
    row = begun(actor)
    services.mark(actor, bad(row, **other))
    closed(actor, row)
    return Finding.objects.get(round_id=row.pk)


def an_answer(row: Finding, **other: Any) -> services.Answer:
    return replace(services.Answer(uuid7(), row.pk, "已上锁,钥匙专人保管", SHOWN), **other)


def a_check(row: Finding, **other: Any) -> services.Check:
    row.refresh_from_db()
    return replace(services.Check(uuid7(), row.pk, row.steps, "看过,已上锁"), **other)


def owed(about_id: UUID) -> list[tuple[str, str, UUID | None, bool]]:
    """kind, state, who, late of each duty about a row, the oldest first."""
    enter(BUILDER)
    rows = Duty.objects.filter(about_id=about_id).order_by("opened_at", "id")
    return [
        (kind.removeprefix("inspections."), state, who, late)
        for kind, state, who, late in rows.values_list("kind", "state", "assignee_id", "late")
    ]


def facts() -> list[str]:
    enter(BUILDER)
    rows = Fact.objects.filter(kind__startswith="inspections.").order_by("school_id", "n")
    return [kind.removeprefix("inspections.") for kind in rows.values_list("kind", flat=True)]


def user(universe: Universe, name: str) -> UUID:
    return universe.users[name].pk
