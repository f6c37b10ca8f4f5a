"""What speaks against a record: entered before it could be so, long after, copied, or faster than legs go.

Own rules (L). Each sign found has a weight, the natural logarithm of how much likelier it is in an untrue
record than in a true one, fitted together (so that signs that come in company are not counted twice) on
invented logs whose truth is known: docs/truth.md. The weights of a record are added; from `LEAST` on it is
worth a look. Nobody is accused by it.
"""

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import pairwise

from xiaoan.hygiene.rules.logs import (
    EARLY,
    HOUR,
    LEAST,
    LESSON_LEAST,
    LOOK,
    MINUTE,
    PAST_DAYS,
    ROUND,
    TOGETHER,
    Done,
    Found,
    Reason,
    ids_of,
    minutes_of,
    sign,
    walk_minutes,
)
from xiaoan.hygiene.rules.pace import hurried

# Amounts people round to, mL.
_COARSE = 50


def doubts(day: Iterable[Done], past: Iterable[Done] = ()) -> dict[Hashable, list[Reason]]:
    """Signs against the records of one school and day, by record, the heaviest first.

    `past`: records of the same people of the days before, of which the last `PAST_DAYS` are compared.
    """
    found: dict[Hashable, list[Reason]] = defaultdict(list)
    before: dict[Hashable, list[Done]] = defaultdict(list)
    for one in past:
        before[one.by].append(one)
    mine: dict[Hashable, list[Done]] = defaultdict(list)
    for one in day:
        mine[one.by].append(one)
        found[one.id] += _alone(one)
    for who, records in mine.items():
        for ids, reason in _together(records, before[who]):
            for one_id in ids:
                found[one_id].append(reason)
    return {one_id: _shown(reasons) for one_id, reasons in found.items()}


def score(reasons: Iterable[Reason]) -> float:
    """The sum of the weights."""
    return sum(reason.weight for reason in reasons)


def is_doubtful(reasons: Iterable[Reason]) -> bool:
    return score(reasons) >= LEAST


def chance(total: float) -> float:
    """Of a sum of weights: 1 − e^(−sum), from 0 to 1."""
    return 1 - math.exp(-max(total, 0.0))


def _shown(reasons: Iterable[Reason]) -> list[Reason]:
    """Of signs of one family the heaviest: they say the same, more or less of it."""
    best: dict[str, Reason] = {}
    for reason in sorted(reasons, key=lambda one: (-one.weight, one.what)):
        best.setdefault(reason.what.partition("_")[0], reason)
    return list(best.values())


def _alone(one: Done) -> list[Reason]:
    """What a record says against itself."""
    found = []
    if one.typed and one.said + EARLY / 2 < one.ended:
        found.append(sign("ahead", minutes=int((one.ended - one.said) / MINUTE)))
    elif one.typed and one.contact and one.said < one.started + one.contact * MINUTE - EARLY:
        found.append(
            sign("contact", minutes=int((one.said - one.started) / MINUTE), wanted=one.contact)
        )
    if one.said < one.opens - EARLY:
        found.append(sign("early", minutes=int((one.opens - one.said) / MINUTE)))
    if one.said.date() > one.day:
        found.append(sign("after_day", days=(one.said.date() - one.day).days))
    if one.lessons >= LESSON_LEAST:
        found.append(sign("lessons", minutes=one.lessons))
    found += [sign(what) for what in ("photo", "away", "untrained") if _has(one, what)]
    return found


def _has(one: Done, what: str) -> bool:
    return {"photo": one.photo_again, "away": one.away, "untrained": one.untrained}[what]


def _together(records: Sequence[Done], past: Sequence[Done]) -> list[Found]:
    """What the records of one person's day say together."""
    typed = sorted((one for one in records if one.typed), key=lambda one: one.started)
    pressed = sorted((one for one in records if not one.typed), key=lambda one: one.said)
    looks = (
        *_entered_together(typed), *_rhythm(typed), *_unrelated(typed), *_cloned(typed, past),
        *_figures(typed),
        *hurried(typed, by_press=False), *hurried(pressed, by_press=True), *_order(records),
    )  # fmt: skip
    return list(looks)


def _entered_together(typed: Sequence[Done]) -> list[Found]:
    """Many at once, long after: by when the button was pressed, so that what waited for a network is not
    meant. How long: the median."""
    found = []
    for group in _clusters(typed):
        lags = sorted(one.said - one.ended for one in group)
        lag = lags[len(lags) // 2]
        if len(group) >= LOOK["least_together"] and lag >= HOUR:
            what = "together_3h" if lag >= 3 * HOUR else "together_1h"
            reason = sign(what, records=len(group), hours=round(lag / HOUR, 1))
            found.append((ids_of(group), reason))
    return found


def _clusters(records: Sequence[Done]) -> list[list[Done]]:
    found: list[list[Done]] = []
    for one in sorted(records, key=lambda one: one.said):
        if found and one.said - found[-1][-1].said <= TOGETHER:
            found[-1].append(one)
        else:
            found.append([one])
    return found


def _starts(typed: Sequence[Done]) -> list[Done]:
    """The first record of each place, in turn: several things at one place may begin together."""
    seen: dict[Hashable, Done] = {}
    for one in typed:
        seen.setdefault(one.place, one)
    return list(seen.values())


def _rhythm(typed: Sequence[Done]) -> list[Found]:
    """The same number of minutes from each place to the next, large or small. Of fives, as people round,
    it says less."""
    turns = _starts(typed)
    gaps = [b.minute - a.minute for a, b in pairwise(turns)]
    found, since = [], 0
    for until in range(1, len(gaps) + 1):
        if until < len(gaps) and gaps[until] == gaps[since]:
            continue
        if until - since >= LOOK["least_rhythm"]:
            held = {one.place for one in turns[since : until + 1]}
            what = "rhythm" if gaps[since] % ROUND else "rhythm_round"
            reason = sign(what, minutes=gaps[since], places=len(held))
            found.append((ids_of(one for one in typed if one.place in held), reason))
        since = until
    return found


def _unrelated(typed: Sequence[Done]) -> list[Found]:
    """Times between places that have nothing to do with how large and how far they are: the correlation of
    ranks."""
    turns = _starts(typed)
    least = [minutes_of(a) + walk_minutes(a, b) for a, b in pairwise(turns)]
    gaps = [float(b.minute - a.minute) for a, b in pairwise(turns)]
    if len(gaps) < LOOK["least_related"] or min(len(set(gaps)), len(set(least))) < 3:
        return []
    alike = _correlation(_ranks(least), _ranks(gaps))
    if alike > LOOK["most_unrelated"]:
        return []
    return [(ids_of(typed), sign("unrelated", places=len(turns), alike=round(alike, 2)))]


def _ranks(values: Sequence[float]) -> list[float]:
    """Ties share the middle."""
    order = sorted(values)
    return [order.index(one) + (order.count(one) - 1) / 2 for one in values]


def _correlation(x: Sequence[float], y: Sequence[float]) -> float:
    mean = (len(x) - 1) / 2
    both = sum((a - mean) * (b - mean) for a, b in zip(x, y, strict=True))
    spread = math.sqrt(sum((a - mean) ** 2 for a in x) * sum((b - mean) ** 2 for b in y))
    return both / spread


def _cloned(typed: Sequence[Done], past: Sequence[Done]) -> list[Found]:
    """The same times to the minute as on days before. Of times that are all multiples of five it takes
    more days, and says less."""
    now = {(one.place, one.task): one.minute for one in typed}
    by_day: dict[dt.date, dict[tuple[Hashable, str], int]] = defaultdict(dict)
    for one in past:
        if one.typed:
            by_day[one.day][one.place, one.task] = one.minute
    days = sorted(by_day)[-PAST_DAYS:]
    same = [day for day in days if _is_same(now, by_day[day])]
    if not same:
        return []
    is_round = all(minute % ROUND == 0 for minute in now.values())
    what = "cloned_2" if len(same) > 1 else "cloned_1"
    if is_round:
        if len(same) < 2:
            return []
        what = "cloned_round_2"
    alike = [one for one in typed if any(_was(one, by_day[day]) for day in same)]
    facts = {
        "days": len(same), "of": len(days), "records": len(alike), "last": same[-1].isoformat()
    }  # fmt: skip
    return [(ids_of(alike), sign(what, **facts))]


def _was(one: Done, then: Mapping[tuple[Hashable, str], int]) -> bool:
    return then.get((one.place, one.task)) == one.minute


def _is_same(
    now: Mapping[tuple[Hashable, str], int], then: Mapping[tuple[Hashable, str], int]
) -> bool:
    common = now.keys() & then.keys()
    alike = sum(now[key] == then[key] for key in common)
    return bool(len(common) >= LOOK["least_common"] and alike >= len(common) * LOOK["same_share"])


def _figures(typed: Sequence[Done]) -> list[Found]:
    """One and the same amounts, no round ones, for places of very different size."""
    told = [one for one in typed if any(one.figures)]
    if len(told) < LOOK["least_figures"]:
        return []
    areas = [one.area for one in told if one.area]
    figures, times = Counter(one.figures for one in told).most_common(1)[0]
    is_odd = any(amount and amount % _COARSE for amount in figures)
    is_alike = times >= len(told) * LOOK["round_share"] and max(areas, default=0) >= 2 * min(
        areas, default=1
    )
    if not (is_odd and is_alike):
        return []
    facts = {"records": times, "figures": [n for n in figures if n is not None]}
    return [(ids_of(told), sign("figures", **facts))]


def _order(records: Sequence[Done]) -> list[Found]:
    """A phone sends what waited in the order in which it was pressed. What comes in later and claims to
    have been pressed earlier, by more than clocks differ, has another clock than the others."""
    late = sorted((one for one in records), key=lambda one: (one.received, one.said))
    wrong = [b for a, b in pairwise(late) if b.received > a.received and b.said < a.said - EARLY]
    return [(ids_of(wrong), sign("order", records=len(wrong)))] if wrong else []
