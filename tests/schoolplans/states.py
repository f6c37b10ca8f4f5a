"""Plans in the states that tests begin from."""

from uuid import UUID

from tests.builders import BUILDER, COUNTY, DAY, PRIMARY, Universe
from tests.outbreaks.looks import Acting
from xiaoan.directory import queries as directory
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.schoolplans import services
from xiaoan.schoolplans.models import Plan, Task
from xiaoan.schoolplans.queries import plans

__all__ = ["COUNTY", "PRIMARY"]
OPENS = DAY.replace(day=30)


def started(acting: Acting, needs: tuple[str, ...] = ("canteen",)) -> Plan:
    new = services.NewPlan(uuid7(), PRIMARY, needs, OPENS)
    return services.start(acting("principal"), new)


def whole() -> plans.Whole:
    enter(BUILDER)
    return plans.whole(Plan.objects.get(school_id=PRIMARY), directory.place(PRIMARY))


def given(row: Task, **other: object) -> services.Given:
    """A task as its form shows it, changed in some fields."""
    fields = {
        "chapter": row.chapter, "phase": row.phase, "what": row.what, "person_id": row.person_id,
        "deputy_id": row.deputy_id, "due_on": row.due_on, "offset": row.offset, "place": row.place,
        "evidence": row.evidence, "task_id": row.pk, "rev": row.rev,
        "wants_file": row.wants_file,
    }  # fmt: skip
    return services.Given(**{**fields, **other})  # type: ignore[arg-type]  # the fields of a task


def filled(acting: Acting, universe: Universe) -> Plan:
    """Nothing is missing: every text is written, every task has two people."""
    plan = started(acting)
    two = [universe.users["principal"].pk, universe.users["doctor"].pk]
    for one in whole().chapters:
        typed = {entry.code: services.Typed(f"写好了{entry.label}", 0) for entry in one.of("field")}
        services.write_texts(acting("principal"), uuid7(), PRIMARY, one.code, typed)
    for row in whole().rows.values():
        people: dict[str, UUID | None] = {}
        if row.person_id is None:
            people["person_id"] = next(who for who in two if who != row.deputy_id)
        if row.deputy_id is None or row.deputy_id == people.get("person_id"):
            known = row.person_id or people["person_id"]
            people["deputy_id"] = next(who for who in two if who != known)
        if people:
            services.put_task(acting("principal"), uuid7(), PRIMARY, given(row, **people))
    return plan


def submitted(acting: Acting, universe: Universe) -> int:
    filled(acting, universe)
    return services.submit(acting("principal"), uuid7(), PRIMARY)


def approved(acting: Acting, universe: Universe) -> int:
    no = submitted(acting, universe)
    services.approve(acting("officer"), uuid7(), PRIMARY, no)
    return no


def published(acting: Acting, universe: Universe) -> int:
    """Gives how many duties are open."""
    approved(acting, universe)
    return services.publish(acting("principal"), uuid7(), PRIMARY)


def task_named(code: str) -> Task:
    enter(BUILDER)
    return Task.objects.get(code=code, removed=False)
