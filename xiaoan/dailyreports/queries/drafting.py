"""What the system drafts: figures, what runs, what the units below have said; and what tells one state from
another."""

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from xiaoan.dailyreports import rules
from xiaoan.dailyreports.models import Report, Version
from xiaoan.dailyreports.queries import figures
from xiaoan.dailyreports.queries.around import Around, around
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor

Draft = dict[str, Any]
_COUNTY = 2**31 - 1


def canonical(content: Mapping[str, Any]) -> str:
    """Equal text for equal content."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(content: Mapping[str, Any], words: Mapping[str, str]) -> str:
    """SHA-256 of a version: what was reckoned, and what was added."""
    return hashlib.sha256(
        canonical({"content": content, "words": dict(words)}).encode()
    ).hexdigest()


def mark_of(draft: Mapping[str, Any]) -> str:
    """What tells one draft from another: all it says but when, and what was drafted before."""
    told = {key: value for key, value in draft.items() if key not in ("as_of", "first")}
    return hashlib.sha256(canonical(told).encode()).hexdigest()[:16]


def first_of(draft: Mapping[str, Any]) -> dict[str, Any]:
    """What stays of a draft once it is made anew: when, and its figures."""
    return {"as_of": draft["as_of"], "figures": draft["figures"]}


def draft(actor: Actor, place: directory.Place, day: dt.date) -> Draft:
    """Of one unit as of now. Of the system: every reader of a draft has the same before them."""
    return drafts(actor, [place], day)[place.no]


def drafts(actor: Actor, places: Sequence[directory.Place], day: dt.date) -> dict[int, Draft]:
    """Of many units of a county, in looks that do not grow with how many they are."""
    if not places:
        return {}
    interval = (min(one.no for one in places), max(one.end for one in places))
    schools = [
        one.no for one in directory.places_inside(interval, "school", day=day) if one.is_open_on(day)
    ]  # fmt: skip
    found = around(actor, interval, day, schools)
    told = figures.of_many(actor, places, day)
    below = _below(actor, places, day)
    return {one.no: _one(one, day, told, found, below) for one in places}


def _one(
    place: directory.Place, day: dt.date, told: Mapping[int, figures.Figures], found: Around,
    below: Mapping[int, list[dict[str, Any]]],
) -> Draft:  # fmt: skip
    return {
        "version": rules.pattern().version, "level": place.kind, "no": place.no, "unit": place.name,
        "day": day.isoformat(), "as_of": clock.now().astimezone(clock.ZONE).isoformat(timespec="seconds"),
        "figures": figures.kept(told.get(place.no, {})),
        **found.of(place),
        "below": below.get(place.no, []),
    }  # fmt: skip


def _below(
    actor: Actor, places: Iterable[directory.Place], day: dt.date
) -> dict[int, list[dict[str, Any]]]:
    """What the units below have said of the day, by the unit they report to: schools to townships,
    townships to the county; with the figures they signed."""
    parents = [one for one in places if one.kind != "school"]
    if not parents:
        return {}
    lo, hi = min(one.no for one in parents), max(one.end for one in parents)
    rows = list(Report.objects.filter(day=day, unit_no__gte=lo, unit_no__lt=hi).order_by("unit_no"))
    signed = signed_figures(rows)
    names = {no: one.name for no, one in directory.places(row.unit_no for row in rows).items()}
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[superior(row)].append({
            "no": row.unit_no, "name": names.get(row.unit_no, ""), "state": state_of(row),
            "at": row.signed_at.astimezone(clock.ZONE).isoformat(timespec="minutes") if row.signed_at else "",
            "figures": figures.kept(signed.get(row.unit_no, {})),
        })  # fmt: skip
    return found


def superior(row: Report) -> int:
    """To whom a unit reports: a school to its township, a township to the county; the county to nobody
    (0)."""
    if row.level == "school":
        return numbering.ancestors(row.unit_no)[1]
    return numbering.ancestors(row.unit_no)[2] if row.level == "township" else 0


def state_of(row: Report, now: dt.datetime | None = None) -> str:
    """zero or reported (late_zero, late: after the time), else silent after the time and waiting before."""
    if row.versions:
        said = "zero" if row.zero else "reported"
        return f"late_{said}" if row.late else said
    return "silent" if row.due_at < (now or clock.now()) else "waiting"


def signed_figures(rows: Collection[Report]) -> dict[int, figures.Figures]:
    """Unit → the figures of its newest signed version by which it is held."""
    signed = [row.pk for row in rows if row.versions]
    held = rules.pattern().held
    newest = (
        Version.objects.filter(report_id__in=signed)
        .order_by("report_id", "-no")
        .distinct("report_id")
        .values_list("unit_no", "content__figures")
    )
    return {
        no: {key: one for key, one in figures.read(found).items() if key in held}
        for no, found in newest
    }


def contradictions(
    actor: Actor, place: directory.Place, content: Draft
) -> list[rules.Contradiction]:
    """What the units below signed against their rows of now, and their sum against the unit's own figures
    (the sum only where all of them have signed)."""
    below = content["below"]
    signed = {one["no"]: figures.read(one["figures"]) for one in below if one["figures"]}
    if not signed:
        return []
    day = dt.date.fromisoformat(content["day"])
    now = figures.of_children(actor, place.no, day)
    held = rules.pattern().held
    found = rules.contradictions(signed, now, held)
    if len(signed) == len(below):
        own = figures.read(content["figures"])
        found += rules.contradictions({0: rules.sums(signed.values(), held)}, {0: own}, held)
    return found
