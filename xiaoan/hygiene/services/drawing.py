"""Places drawn for a look: by lot, weighted by doubt, due on the next school day, to a second person."""

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.hygiene.events import PlacesDrawn
from xiaoan.hygiene.models import Draw, Place
from xiaoan.hygiene.queries.words import CHECK_DUTY
from xiaoan.hygiene.rules import drawing
from xiaoan.hygiene.services.acting import hold_days
from xiaoan.hygiene.services.doubting import Found
from xiaoan.hygiene.services.looks import recount
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.ids import uuid7

PLACES = "hygiene.check.places"
# By the end of the working day (own choice).
BY = dt.time(17, 30)
_CHECKERS = ("school_doctor", "principal")
_ABOVE = "township_liaison"
_SEED_BYTES = 16


@dataclass(frozen=True)
class _Candidate:
    """A place that may be drawn, with the record that is most doubtful there; None: nothing was told."""

    place: Place
    record_id: UUID | None
    by_id: UUID | None
    score: float


def draw_for(
    actor: Actor, school_no: int, day: dt.date, found: Found, *, seed: str = ""
) -> list[Draw]:
    """Draw places of a school for what was told of a day, once; gives what is new. Every place that is open
    and not excused has a chance, a doubtful one a greater. `seed`: the machine's, unless it is given."""
    if not actor.is_system:
        raise Forbidden
    hold_days([school_no])
    if Draw.objects.filter(school_id=school_no, day=day).exists():
        return []
    ladders = duty_queries.ladders()
    candidates = _candidates(school_no, day, found)
    wanted = ladders.value(PLACES, school_no)
    seed = seed or secrets.token_hex(_SEED_BYTES)
    weights = {one.place.pk: drawing.weight(one.score) for one in candidates}
    of = {one.place.pk: one for one in candidates}
    now = clock.now()
    rows = [
        Draw(
            id=uuid7(), school_id=school_no, unit_no=of[one.key].place.unit_no, day=day,
            place_id=one.key, record_id=of[one.key].record_id, chance=one.thousandths, seed=seed,
            why="doubt" if of[one.key].score else "lot", drawn_at=now,
        )
        for one in drawing.draw(seed, weights, wanted)
    ]  # fmt: skip
    if not rows:
        return []
    Draw.objects.bulk_create(rows)
    _owe(actor, school_no, rows, of, ladders)
    recount(school_no, day)
    journal.record(
        actor,
        PlacesDrawn(
            school_id=school_no, unit_no=school_no, day=day, places=len(rows),
            candidates=len(candidates), seed=seed,
        ),
    )  # fmt: skip
    return rows


def _candidates(school_no: int, day: dt.date, found: Found) -> list[_Candidate]:
    """All places of the school that were there and not excused that day."""
    places = Place.objects.filter(
        Q(closed=None) | Q(closed__gt=clock.today()),
        Q(excused="") | Q(excused_until__lte=day),
        school_id=school_no,
        opened__lte=day,
    )
    worst: dict[UUID, tuple[float, UUID]] = {}
    for pk, row in found.rows.items():
        worst[row.place_id] = max(worst.get(row.place_id, (-1.0, pk)), (found.scores[pk], pk))
    made = []
    for place in places.order_by("id"):
        if place.pk not in worst:
            made.append(_Candidate(place, None, None, 0.0))
            continue
        score, pk = worst[place.pk]
        made.append(_Candidate(place, pk, found.rows[pk].by_id, score))
    return made


def _owe(
    actor: Actor, school_no: int, rows: Sequence[Draw], of: Mapping[UUID, _Candidate],
    ladders: duty_queries.Ladders,
) -> None:  # fmt: skip
    """To the doctor, else the principal, else the township: never to whoever told it."""
    due_day = _school_day(school_no)
    due_at = clock.at(due_day, BY)
    people = _checkers(actor, school_no)
    wanted = []
    for row in rows:
        by_id = of[row.place_id].by_id
        able = [who for who in people if who != by_id]
        wanted.append(
            duties.NewDuty(
                school_id=school_no, unit_no=school_no, people=0, due_at=due_at,
                assignee_id=able[0] if able else None, deputy_id=able[1] if len(able) > 1 else None,
                next_step_at=ladders.first_step_at(school_no, due_at, CHECK_DUTY), about_id=row.pk,
            )
        )  # fmt: skip
    duties.open_duties(actor, CHECK_DUTY, due_day, "", wanted)


def _checkers(actor: Actor, school_no: int) -> list[UUID]:
    units = [school_no, school_no - school_no % numbering.TOWNSHIP]
    held = accounts.holders(actor, (*_CHECKERS, _ABOVE), units, clock.today())
    order = {role: n for n, role in enumerate((*_CHECKERS, _ABOVE))}
    ranked = sorted(held, key=lambda one: order[one.role])
    return list(dict.fromkeys(one.user_id for one in ranked))


def _school_day(school_no: int) -> dt.date:
    """The next day with school, today among them; in holidays the last that was looked ahead to."""
    days = [clock.today() + dt.timedelta(days=n) for n in range(15)]
    open_ = directory.schools_open(days, [school_no])
    return next((day for day in days if school_no in open_[day]), days[-1])
