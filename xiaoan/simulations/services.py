"""Writing comparisons: asked for by a person, reckoned by the system, made a supposition of demand.

Reckoning takes minutes: it holds no transaction. Its progress and its end are short ones of their own.
"""

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.demand import services as demand
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.directory.queries.crowd import crowd as rows_of
from xiaoan.directory.services import copy_in
from xiaoan.journal import services as journal
from xiaoan.kernel import acts, clock, said, turns
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.scope import acting_as
from xiaoan.simulations import queries
from xiaoan.simulations.events import SimulationAsked, SimulationEnded
from xiaoan.simulations.models import Run
from xiaoan.simulations.rules import crowd, drawing, running, settings

MOST_WAYS, MOST_REPLICATES, FEWEST_REPLICATES = 4, 200, 20
FURTHEST = dt.timedelta(days=365)
MOST_IMPORTS, MOST_CLOSE_AT = 1000, 50
_COLUMNS = ("school_id", "unit_no", "run_id", "way", "low", "median", "high", "outbreak")


@dataclass(frozen=True)
class NewRun:
    """What a person asks: `coverage` in per cent; `imports` infections a week from outside, of all people;
    `seed` None: drawn. With the same data, numbers, people and seed the same comes out."""

    id: UUID
    unit_no: int
    disease: str
    ways: tuple[str, ...]
    opens_on: dt.date
    imports: int = 5
    close_at: int = 5
    coverage: int = 70
    replicates: int = 100
    seed: int | None = None


@transaction.atomic
def ask(actor: Actor, given: NewRun) -> UUID:
    """Put a comparison down and have it reckoned; the same form once more asks nothing. Raises NotFound,
    Forbidden, Conflict, Invalid."""
    if not actor.may(Permission.SEE_SIMULATIONS, given.unit_no):
        raise NotFound
    if not actor.may(Permission.RUN_SIMULATIONS, given.unit_no):
        raise Forbidden
    place = directory.places([given.unit_no]).get(given.unit_no)
    if place is None or place.kind not in ("county", "school"):
        raise NotFound
    _refuse(given)
    sent = said.fingerprint(
        given.unit_no, given.disease, list(given.ways), given.opens_on.isoformat(), given.imports,
        given.close_at, given.coverage, given.replicates, given.seed,
    )  # fmt: skip
    known = Run.objects.filter(pk=given.id).first()
    if known is not None:
        if known.by_id != actor.user_id or said.is_other(known.body_hash, sent):
            raise taken()
        return known.pk
    _refuse_many(actor)
    with new_id():
        Run.objects.create(
            id=given.id, school_id=place.school_id, unit_no=place.no, disease=given.disease,
            opens_on=given.opens_on, asked=_kept(given), version=settings.VERSION,
            seed=secrets.randbelow(10**6) if given.seed is None else given.seed, body_hash=sent,
            wanted=len(given.ways) * given.replicates, at=clock.now(), by_id=actor.user_id,
        )  # fmt: skip
    journal.record(
        actor,
        SimulationAsked(
            school_id=place.school_id, unit_no=place.no, run_id=given.id, disease=given.disease,
            ways=len(given.ways), replicates=given.replicates,
        ),
    )  # fmt: skip
    return given.id


def _refuse_many(actor: Actor) -> None:
    """One person's comparisons wait for one another; those of others wait behind them."""
    who = acts.user(actor)
    turns.one_at_a_time("simulations", who)
    begun = clock.now() - turns.FORGOTTEN
    if Run.objects.filter(by_id=who, ended_at=None, at__gt=begun).count() >= turns.MOST_WAITING:
        raise Conflict(
            _("您已有 %(n)d 个推演还没有算完。请等算完一个再提。") % {"n": turns.MOST_WAITING}
        )


def _kept(given: NewRun) -> dict[str, Any]:
    return {
        "ways": list(given.ways), "imports": given.imports, "close_at": given.close_at,
        "coverage": given.coverage, "replicates": given.replicates, "days": settings.DAYS,
    }  # fmt: skip


def _refuse(given: NewRun) -> None:
    today = clock.today()
    checks: tuple[tuple[bool, str, str], ...] = (
        (given.disease in settings.ILLNESSES, "disease", _("请从列表中选一种病。")),
        (
            0 < len(given.ways) <= MOST_WAYS
            and len(set(given.ways)) == len(given.ways)
            and set(given.ways) <= settings.WAYS.keys(),
            "ways", _("请选一到四种返校办法;选两种以上才能比较。"),
        ),
        (
            today <= given.opens_on <= today + FURTHEST, "opens_on",
            _("返校日期请写今天起一年内的一天。"),
        ),
        (0 <= given.imports <= MOST_IMPORTS, "imports", _("每周校外传入请写 0 到 1000。")),
        (1 <= given.close_at <= MOST_CLOSE_AT, "close_at", _("停课人数请写 1 到 50。")),
        (0 <= given.coverage <= 100, "coverage", _("接种比例请写 0 到 100。")),
        (
            FEWEST_REPLICATES <= given.replicates <= MOST_REPLICATES and given.replicates % 2 == 0,
            "replicates", _("推演次数请写 20 到 200 之间的双数。"),
        ),
        (given.seed is None or 0 <= given.seed < 10**9, "seed", _("种子请写 0 到 999999999。")),
    )  # fmt: skip
    for fine, field, sentence in checks:
        if not fine:
            raise Invalid(sentence, {field: "invalid"})


def to_reckon(run: queries.Asked) -> running.Asked:
    """What was asked as the rules take it. Day 0 is the Monday of the week of opening."""
    asked = run.asked
    chosen = drawing.Chosen(
        close_at=asked["close_at"], coverage=asked["coverage"] / 100, imports=float(asked["imports"]),
        opens=run.opens_on.weekday(),
    )  # fmt: skip
    return running.Asked(
        run.disease, run.ways, run.seed, asked["replicates"], chosen, asked["days"]
    )


def people_of(actor: Actor, interval: tuple[int, int], day: dt.date) -> crowd.Crowd:
    """The people of a unit as the simulation takes them; of the system. ValueError: nobody is on the roll."""
    pupils, staff = rows_of(actor, interval, day)
    return crowd.crowd([crowd.Pupil(*row) for row in pupils], staff, numbering.GRADE)


def reckon(run_id: UUID) -> str:
    """Reckon a comparison that waits; of the system, outside of any transaction. Gives the state it ended in;
    one that has ended stays as it is."""
    with acting_as(system("simulations")) as actor:
        row = Run.objects.select_for_update().filter(pk=run_id).first()
        if row is None or row.state in ("done", "failed"):
            return "" if row is None else row.state
        row.state, row.done = "running", 0
        row.save(update_fields=["state", "done"])
        asked = to_reckon(queries.run(actor, run_id))
        interval = directory.places([row.unit_no])[row.unit_no].interval
        try:
            people = people_of(actor, interval, clock.today())
        except ValueError:
            _end(actor, row, "failed")
            return "failed"
    found = running.run(asked, people, lambda done: _tell(run_id, done))
    with acting_as(system("simulations")) as actor:
        row = Run.objects.select_for_update().get(pk=run_id)
        if row.state == "done":
            return row.state
        row.found = found.ways
        row.crowd = {**people.sizes, "mark": people.mark}
        row.done = row.wanted
        copy_in(
            "simulations_school", _COLUMNS,
            [
                (no, no, run_id, way, *one)
                for way, of in found.schools.items()
                for no, one in zip(people.schools, of, strict=True)
            ],
        )  # fmt: skip
        _end(actor, row, "done")
    return "done"


def _tell(run_id: UUID, done: int) -> None:
    with acting_as(system("simulations")):
        Run.objects.filter(pk=run_id, state="running").update(done=done)


def _end(actor: Actor, row: Run, state: str) -> None:
    row.state, row.ended_at = state, clock.now()
    row.save()
    journal.record(
        actor,
        SimulationEnded(school_id=row.school_id, unit_no=row.unit_no, run_id=row.pk, state=state),
    )


def parts(run: queries.Asked, way: str) -> tuple[demand.Part, ...]:
    """What a supposition of demand would say of a way: who comes back when, how many of them, and an
    outbreak where most replicates have one. NotFound: the way is not in it, or nothing was found yet."""
    if run.state != "done" or way not in run.found:
        raise NotFound
    found, does = run.found[way], settings.WAYS[way].does
    outbreak = True if found["any_outbreak"] > 0.5 else None
    share = 50 if does.get("halves") else 100
    return (demand.Part(reopens=run.opens_on, share=share, outbreak=outbreak, extra=_extra(found)),)


# The interval of 95 % of a normal, in standard deviations.
_WIDE = 2 * 1.96


def _extra(found: Mapping[str, Any]) -> tuple[demand.Extra, ...]:
    """What a way uses of each item a pupil and day at school; how unsure: by the interval of 95 %."""
    attended = found["of"]["attended"]["mean"]
    told = []
    for item, used in found["use"].items():
        if used["mean"] > 0 and attended > 0:
            wide = (used["five"][4] - used["five"][0]) / _WIDE / used["mean"]
            told.append(demand.Extra(item, round(used["mean"] / attended, 6), round(wide, 3)))
    return tuple(told)


@transaction.atomic
def suppose(actor: Actor, run_id: UUID, way: str, form_id: UUID, name: str) -> UUID:
    """Make a supposition of demand of a way of opening; gives its id. The same form once more adds nothing.
    The run must be of the whole county: suppositions are the county's."""
    run = queries.run(actor, run_id)
    if run.unit_no != directory.county().no:
        raise Conflict(_("物资的返校设想是全县的,一所学校的推演不能用作设想。"))
    new = demand.NewScenario(form_id, name, 0, parts(run, way))
    return demand.set_scenario(actor, new)
