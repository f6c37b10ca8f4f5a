"""Invented logs of disinfection whose truth is known: honest in several habits, and untrue in four ways.

What the rules do not know is drawn anew for each seed: size and shape of a school, who types and who presses,
how fast people are, whether clocks and networks are good, who rounds to five minutes; and how cunning untrue
ones are. Nothing of `hygiene/data/doubts-cn.toml` is read here.
"""

import datetime as dt
import random
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from xiaoan.hygiene.rules.logs import Done

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = dt.date(2026, 9, 7)
PAST = 12
KINDS = ("ahead", "backfilled", "cloned", "hurried")
STYLES = ("press", "press_after", "type", "type_late")
_OPENS = dt.time(15, 30)
# kind: area m2, method, contact minutes
_PLACES = (
    ("classroom", 60, "wipe", 30), ("classroom", 60, "mop", 30), ("toilet", 40, "wipe", 30),
    ("corridor", 120, "wipe", 30), ("office", 30, "wipe", 30), ("function", 80, "wipe", 30),
    ("air", 60, "ventilate", 0), ("refuse", 15, "spray", 30), ("library", 120, "wipe", 30),
)  # fmt: skip
# What people really take, m2 a minute: slower than the rules hold for possible.
_REAL = {"wipe": 12.0, "mop": 13.0, "spray": 30.0, "ventilate": 200.0}


@dataclass(frozen=True)
class Spot:
    """A place with what is to be done there."""

    no: int
    building: str
    floor: int
    area: int
    method: str
    contact: int


@dataclass(frozen=True)
class Worker:
    """One who goes round. `pace`: of the real rate; `helpers` go along unseen; `rounds`: types in fives;
    `wait`: looks at the clock until the agent has stayed; `kind` "": honest; `share` of the places of an
    untrue day that are untrue; `sly` tries not to be seen."""

    no: int
    spots: tuple[Spot, ...]
    style: str
    pace: float
    helpers: int
    rounds: bool
    wait: bool
    offline: float
    begin: float
    kind: str = ""
    share: float = 1.0
    sly: bool = False
    photos: float = 0.0


@dataclass(frozen=True)
class Case:
    """A worker's last day, the days before, and which records are untrue, by which kind ("": honest)."""

    day: list[Done]
    past: list[Done]
    kind: str
    untrue: frozenset[str]
    style: str


def cases(seed: int, workers: int = 12, dishonest: float = 0.3) -> list[Case]:
    """The workers of one school, each on one day with the days before it."""
    draw = random.Random(f"truth {seed}")
    return [_case(draw, _worker(draw, no, dishonest)) for no in range(workers)]


def _worker(draw: random.Random, no: int, dishonest: float) -> Worker:
    buildings = draw.randint(1, 3)
    spots = []
    for n in range(draw.randint(5, 18)):
        _kind, area, method, contact = draw.choice(_PLACES)
        area = max(8, int(area * draw.lognormvariate(0, 0.25)))
        spots.append(
            Spot(no * 100 + n, f"b{draw.randint(1, buildings)}", draw.randint(1, 4), area, method, contact)
        )  # fmt: skip
    spots.sort(key=lambda one: (one.building, one.floor))
    kind = draw.choice(KINDS) if draw.random() < dishonest else ""
    return Worker(
        no, tuple(spots), draw.choices(STYLES, (5, 3, 4, 1))[0], draw.lognormvariate(0, 0.25),
        int(draw.random() < 0.12), draw.random() < 0.4, draw.random() < 0.3,
        draw.choice((0.0, 0.0, 0.0, 0.5, 1.0)), draw.uniform(2, 75), kind,
        draw.choice((1.0, 1.0, 0.8, 0.6)), draw.random() < 0.25, draw.choice((0.0, 0.0, 0.3)),
    )  # fmt: skip


def _case(draw: random.Random, who: Worker) -> Case:
    days = [MONDAY + dt.timedelta(days=n // 5 * 7 + n % 5) for n in range(PAST + 1)]
    past: list[Done] = []
    model: list[Done] = []
    for day in days[:-1]:
        # Who copies has done so before, from the same day of old.
        if who.kind == "cloned" and model and draw.random() < 0.6:
            past += _cloned(draw, who, day, model)
        else:
            true = _honest(draw, who, day)
            past += true
            typed = [replace(one, typed=True) for one in true]
            model = model or (typed if who.kind == "cloned" else [])
    day = days[-1]
    if not who.kind:
        return Case(_honest(draw, who, day), past, "", frozenset(), who.style)
    made = _UNTRUE[who.kind](draw, who, day, model or past[-len(who.spots) :])
    untrue = {str(one.id) for one in made}
    if who.share < 1 and who.kind != "cloned":
        # Some of it was really done, as on other days.
        true = _honest(draw, who, day)
        keep = int(len(made) * who.share)
        made = [*made[:keep], *true[keep:]]
        untrue = {str(one.id) for one in made[:keep]}
    return Case(made, past, who.kind, frozenset(untrue), who.style)


def _at(day: dt.date, minutes: float) -> dt.datetime:
    """So many minutes after the part of the day opens."""
    return dt.datetime.combine(day, _OPENS, ZONE) + dt.timedelta(minutes=minutes)


def _done(
    who: Worker, spot: Spot, day: dt.date, times: tuple[dt.datetime, dt.datetime, dt.datetime],
    *, typed: bool, figures: tuple[int | None, ...] = (),
) -> Done:  # fmt: skip
    started, ended, said = times
    return Done(
        id=f"{day} {who.no} {spot.no}", by=who.no, place=spot.no, task=spot.method,
        method=spot.method, day=day, opens=_at(day, 0), started=started, ended=ended, said=said,
        received=said + dt.timedelta(seconds=1), typed=typed, contact=spot.contact,
        area=spot.area, building=spot.building, floor=spot.floor, figures=figures,
    )  # fmt: skip


def _work(draw: random.Random, who: Worker, spot: Spot) -> float:
    minutes = (0.8 + spot.area / _REAL[spot.method]) / who.pace * draw.lognormvariate(0, 0.2)
    return minutes / (1 + who.helpers)


def _way(draw: random.Random, a: Spot, b: Spot) -> float:
    if a.building != b.building:
        return draw.uniform(2, 5)
    return draw.uniform(0.3, 0.9) + abs(a.floor - b.floor) * draw.uniform(0.5, 1.0)


def _tour(draw: random.Random, who: Worker, day: dt.date) -> list[tuple[Spot, float, float]]:
    """Where somebody really was: from when to when, minutes after the opening."""
    now, found, before = who.begin + draw.gauss(0, 6), [], None
    now = max(now, draw.uniform(0, 3))
    for spot in who.spots:
        if before is not None:
            now += _way(draw, before, spot)
        if draw.random() < 0.07:
            now += draw.uniform(3, 20)
        work = _work(draw, who, spot)
        found.append((spot, now, now + work))
        now, before = now + work, spot
    return found


def _honest(draw: random.Random, who: Worker, day: dt.date) -> list[Done]:
    tour = _tour(draw, who, day)
    end = tour[-1][2]
    if who.style == "press":
        made = [
            _done(who, spot, day, (_at(day, t), _at(day, t), _at(day, t)), typed=False)
            for spot, _since, until in tour
            for t in (until + draw.uniform(0.05, 0.6),)
        ]
    elif who.style == "press_after":
        made, now = [], end + draw.uniform(1, 30)
        for spot, _since, _until in tour:
            at = _at(day, now)
            made.append(_done(who, spot, day, (at, at, at), typed=False))
            now += draw.uniform(2, 18) / 60
    else:
        made = _typed(draw, who, day, tour)
    return _sent(draw, who, day, made)


def _typed(
    draw: random.Random, who: Worker, day: dt.date, tour: list[tuple[Spot, float, float]]
) -> list[Done]:
    made = []
    at_once = who.style == "type_late" or draw.random() < 0.4
    now = tour[-1][2] + (draw.uniform(90, 300) if who.style == "type_late" else draw.uniform(2, 45))
    now += 30 if who.wait else 0
    amounts = draw.choice((None, 1000, 2000))
    for spot, came, went in tour:
        since, until = came + draw.gauss(0, 1.0), went + draw.gauss(0, 1.0)
        if who.rounds:
            since, until = round(since / 5) * 5, round(until / 5) * 5
        since = max(since, 0.0)
        until = max(until, since)
        # The agent stays while one goes on: some wait for it before they say so.
        said = now if at_once else until + (spot.contact if who.wait else 0) + draw.uniform(0.3, 3)
        figures = (amounts or int(spot.area * draw.uniform(8, 14)) // 50 * 50,)
        times = (_whole(_at(day, since)), _whole(_at(day, until)), _at(day, max(said, until)))
        made.append(_done(who, spot, day, times, typed=True, figures=figures))
        now += draw.uniform(6, 25) / 60
    return made


def _whole(at: dt.datetime) -> dt.datetime:
    return at.replace(second=0, microsecond=0)


def _sent(draw: random.Random, who: Worker, day: dt.date, made: list[Done]) -> list[Done]:
    """Without a network what was pressed waits, and goes out in order; clocks of phones that are set right
    are so to some seconds."""
    if draw.random() >= who.offline:
        return made
    ready = _at(day, draw.uniform(60, 420))
    found = []
    for one in sorted(made, key=lambda one: one.said):
        ready = max(ready + dt.timedelta(seconds=draw.uniform(0.2, 2)), one.said)
        found.append(
            replace(one, received=ready, said=one.said + dt.timedelta(seconds=draw.gauss(0, 10)))
        )
    return found


def _ahead(draw: random.Random, who: Worker, day: dt.date, _model: list[Done]) -> list[Done]:
    """Entered before it is done: at noon, or the times of the afternoon typed in advance."""
    now = -draw.uniform(4, 60) if who.sly else -draw.uniform(15, 420)
    typed = who.style.startswith("type")
    start, made = draw.uniform(5, 60), []
    for spot in who.spots:
        said = _at(day, now)
        length = draw.choice((5, 10, 30))
        times = (_at(day, start), _at(day, start + length), said) if typed else (said, said, said)
        made.append(_done(who, spot, day, times, typed=typed, figures=(1000,) if typed else ()))
        start, now = start + length, now + draw.uniform(2, 30) / 60
    return made


def _backfilled(draw: random.Random, who: Worker, day: dt.date, _model: list[Done]) -> list[Done]:
    """Never done, and all entered in the evening with times that came to mind."""
    now = draw.uniform(150, 480)
    start, made = float(draw.randint(1, 12) * 5), []
    gap = draw.choice((2, 3, 5, 5, 10))
    for spot in who.spots:
        length = draw.choice((gap, gap, 5)) if not who.sly else draw.randint(2, 12)
        times = (_at(day, start), _at(day, start + length), _at(day, now))
        made.append(_done(who, spot, day, times, typed=True, figures=(1000,)))
        # The cunning draw their times from what the work would take, more or less.
        start += gap if not who.sly else draw.choice((2, 3, 4, 5, 6, 8))
        now += draw.uniform(3, 15) / 60
    return made


def _cloned(draw: random.Random, who: Worker, day: dt.date, model: list[Done]) -> list[Done]:
    """Times and amounts of an old day once more, entered some time after them; the cunning change some."""
    made, last = [], max(one.ended for one in model)
    move = dt.timedelta(days=(day - model[0].day).days)
    now = last + move + dt.timedelta(minutes=draw.uniform(2, 200))
    spots = {spot.no: spot for spot in who.spots}
    for one in model:
        change = dt.timedelta(
            minutes=draw.choice((-2, -1, 1, 2)) if who.sly and draw.random() < 0.12 else 0
        )
        times = (_whole(one.started + move + change), _whole(one.ended + move + change), now)
        spot = spots[int(str(one.place))]
        made.append(_done(who, spot, day, times, typed=True, figures=one.figures))
        now += dt.timedelta(seconds=draw.uniform(3, 15))
    return made


def _hurried(draw: random.Random, who: Worker, day: dt.date, _model: list[Done]) -> list[Done]:
    """A walk past the doors: pressed, or typed as it was, with hardly any work between."""
    now, made, before = who.begin, [], None
    typed = who.style.startswith("type")
    slow = draw.uniform(0.8, 1.4) if who.sly else draw.uniform(0.4, 0.9)
    for spot in who.spots:
        if before is not None:
            now += _way(draw, before, spot) * slow
        began = now
        now += draw.uniform(0.2, 0.8) * slow
        at = _at(day, now)
        times = (_whole(_at(day, began)), _whole(at), at) if typed else (at, at, at)
        made.append(_done(who, spot, day, times, typed=typed, figures=(1000,) if typed else ()))
        before = spot
    return made


_UNTRUE = {"ahead": _ahead, "backfilled": _backfilled, "cloned": _cloned, "hurried": _hurried}
