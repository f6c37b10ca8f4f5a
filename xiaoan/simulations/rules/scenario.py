"""A scenario file (TOML; docs/simulation.md): what is compared, on whom. Nothing is guessed: a key that is
not known, a number that cannot be and a key that would do nothing are all refused by name."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from xiaoan.simulations.rules import drawing, made
from xiaoan.simulations.rules.reading import GIVEN, Table, read
from xiaoan.simulations.rules.running import Study
from xiaoan.simulations.rules.settings import (
    DAYS,
    ILLNESSES,
    MEASURES,
    OUTBREAK,
    PLACES,
    WAYS,
    Illness,
    Ranged,
    Way,
)

KINDS = ("record", "school", "made")
MOST_DAYS, MOST_WAYS, MOST_PEOPLE, MOST_REPLICATES = 730, 20, 2_000_000, 10_000
# Least and most that a number may be, by name; what is not named is a share.
_SPANS = ("latent", "infectious", "onset")
_LIMITS = {
    **dict.fromkeys(_SPANS, (1.0, 365.0)),
    "reproduction": (0.0, 50.0),
    "dispersion": (1.0, 5.0),
}
_OF_DISEASE = (
    "immune", "reproduction", "household", "latent", "infectious", "onset", "dispersion", "ill", "felt",
    "silent", "susceptible", "protects",
)  # fmt: skip
# What R is shared out by is not needed where chances are given.
_INSTEAD_OF_CONTACT = ("reproduction", "household")
# Keys of a way: whole numbers with least and most, numbers with the most, yes or no. And `masks`.
WHOLES = {
    "opens": (0, MOST_DAYS), "waits": (0, 20), "checks": (0, 4), "close_at": (1, 1000), "window": (1, 60),
    "closed": (1, 60), "close_grade": (1, 100), "close_school": (1, 100), "boarding_weeks": (1, 20),
    "isolation": (1, 60), "tests": (0, 5),
}  # fmt: skip
SHARES = {"vaccinated": 1.0, "tested": 1.0, "stays_home": 1.0, "close_share": 1.0, "imports": 1e5}
YES = ("halves", "retest")
_NEEDS = {
    "retest": "checks", "close_grade": "close", "close_school": "close_grade", "window": "close",
    "closed": "close", "tested": "tests",
}  # fmt: skip


@dataclass(frozen=True)
class People:
    """Whom it is about: `kind` record (all of it), school (one, `school` its number or code), made."""

    kind: str
    school: str = ""
    county: made.County | None = None


@dataclass(frozen=True)
class Scenario:
    """A file as it was read. `outbreak`: so many infected at school are one; `overridden`: numbers that the
    file says otherwise than the data."""

    name: str
    people: People
    study: Study
    outbreak: int
    overridden: frozenset[str]


def scenario(raw: Mapping[str, Any], replicates: int | None, seed: int | None) -> Scenario:
    """`replicates`, `seed`: those of the command, which count before those of the file. Raises Faulty."""
    found: Scenario = read(raw, _scenario)
    study = found.study
    return replace(
        found, study=replace(
            study, replicates=study.replicates if replicates is None else replicates,
            seed=study.seed if seed is None else seed,
        ),
    )  # fmt: skip


def _scenario(table: Table) -> Scenario:
    name = table.text("name")
    days = table.whole("days", DAYS, 7, MOST_DAYS)
    replicates, seed = (
        table.whole("replicates", 100, 2, MOST_REPLICATES),
        table.whole("seed", 1, 0, 2**53),
    )
    chosen = drawing.Chosen(
        imports=table.number("imports", 5.0, 0, 100_000), opens=table.whole("opens", 0, 0, days - 1)
    )
    short = isinstance(table.raw.get("disease"), str) and table.has("disease")
    disease = (
        Table({"code": table.raw["disease"]}, "disease", table.faults)
        if short
        else table.table("disease")
    )
    illness, overridden = _illness(disease)
    measures = _measures(table.table("measures"), overridden)
    # What masks leave of contacts is another number for some diseases, unless the file says it.
    said = {"masks": measures["masks"]} if "masks" in overridden else {}
    numbers = {**measures, **illness.numbers, **said}
    study = Study(
        illness, numbers, _ways(table), seed, replicates, chosen, days, _places(table.table("places")),
        table.whole("first", 0, 0, MOST_PEOPLE), drawn=table.yes("draw", default=True),
    )  # fmt: skip
    least = table.whole("outbreak", OUTBREAK, 1, 10_000)
    return Scenario(name, _people(table.table("population")), study, least, frozenset(overridden))


def _illness(table: Table) -> tuple[Illness, set[str]]:
    """One that ships, with what the file says otherwise; or one of the file's own, of which all is said."""
    code = table.text("code", "", tuple(ILLNESSES))
    base = ILLNESSES.get(code)
    name = table.text("name", base.name if base else "")
    if not code and not name and not table.faults:
        table.fault(
            "code", "it is missing", f"write code = one of {', '.join(ILLNESSES)}, or a name and every number"
        )  # fmt: skip
    overridden: set[str] = set()
    contact = table.has("contact")
    numbers = {
        **(base.numbers if base else {}),
        **_numbers(table, base, overridden, own=bool(name)),
    }
    if contact:
        numbers |= _chances(table.table("contact"), overridden)
    usual = base or Illness(name, name, {}, 7, 7, GIVEN, None)
    spread = usual.spread
    if table.has("spread"):
        spread = table.number("spread", 1.0, 0.01, 100)
        overridden.add("spread")
    illness = Illness(
        code or name, name, numbers, table.whole("isolation", usual.isolation, 1, 60),
        table.whole("closed", usual.closed, 1, 60), usual.closed_source, spread, contact,
    )  # fmt: skip
    table.leave_nothing()
    return illness, overridden


def _numbers(
    table: Table, base: Illness | None, overridden: set[str], *, own: bool
) -> dict[str, Ranged]:
    """`own`: a disease of the file's own, of which every number must be there."""
    found: dict[str, Ranged] = {}
    for key in _OF_DISEASE:
        there = table.has(key)
        if table.has("contact") and key in _INSTEAD_OF_CONTACT:
            if there:
                table.fault(
                    key,
                    "it is not used where [disease.contact] gives chances",
                    "leave one of both out",
                )
            found[key] = base.numbers[key] if base else Ranged(0, 0, 0, GIVEN, "")
            continue
        if not (base or own or there):
            continue  # that there is no disease was said already
        if there:
            overridden.add(key)
        one = table.ranged(key, *_LIMITS.get(key, (0.0, 1.0)), base.numbers[key] if base else None)
        if one is not None:
            found[key] = one
    return found


def _chances(table: Table, overridden: set[str]) -> dict[str, Ranged]:
    """Chances by pair and day; all places, since none is guessed."""
    found = {}
    for place in drawing.ALL_PLACES:
        one = table.ranged(place, 0.0, 1.0, None)
        found[f"contact.{place}"] = one or Ranged(0, 0, 0, GIVEN, "")
        overridden.add(f"contact.{place}")
    table.leave_nothing()
    return found


def _measures(table: Table, overridden: set[str]) -> dict[str, Ranged]:
    found = dict(MEASURES)
    for key, usual in MEASURES.items():
        if table.has(key):
            overridden.add(key)
        found[key] = table.ranged(key, 0.0, 1.0, usual) or usual
    table.leave_nothing()
    return found


def _places(table: Table) -> dict[str, float]:
    names = ("class", "dormitory", "school", "county")
    given = [name for name in names if table.has(name)]
    found = {name: table.number(name, float(PLACES[name]), 0, 1) for name in names}
    if given and abs(sum(found.values()) - 1) > 1e-6:
        table.fault(
            "class", f"the shares of {', '.join(names)} add up to {sum(found.values()):g}",
            "write all four so that they add up to 1",
        )  # fmt: skip
    table.leave_nothing()
    return found


def _people(table: Table) -> People:
    kind = table.text("kind", "made", KINDS)
    if not table.raw.get("kind"):
        table.fault("kind", "it is missing", f"write one of {', '.join(KINDS)}")
    school = ""
    if kind == "school":
        given = table.raw.get("school") if table.has("school") else None
        school = str(given) if isinstance(given, (int, str)) and given else ""
        if not school:
            table.fault(
                "school", "it is missing", "write the number or the code of a school on record"
            )
    county = _county(table) if kind == "made" else None
    table.leave_nothing()
    return People(kind, school, county)


def _county(table: Table) -> made.County:
    usual = made.County(())
    listed = table.has("schools") and isinstance(table.raw["schools"], list)
    if listed:
        kinds = [_kind(one, one.whole("number", 1, 1, 2_000)) for one in table.tables("schools")]
        if not kinds:
            table.fault("schools", "there is none", "write at least one")
    else:
        kinds = [_kind(table, table.whole("schools", 1, 1, 2_000))]
    county = made.County(
        kinds, table.number("siblings", usual.siblings, 0, 1), table.whole("adults", usual.adults, 0, 10),
        table.whole("others", usual.others, 0, MOST_PEOPLE), table.whole("household", usual.household, 1, 20),
    )  # fmt: skip
    pupils = sum(one.number * one.grades * one.classes * one.class_size for one in kinds)
    people = pupils * (1 + county.adults) + county.others
    if people > MOST_PEOPLE or sum(one.number for one in kinds) > 4_000:
        table.fault(
            "schools",
            f"that is about {people} people",
            f"ask for at most {MOST_PEOPLE} in 4,000 schools",
        )
    return county


def _kind(table: Table, number: int) -> made.Kind:
    usual = made.Kind()
    found = made.Kind(
        number, table.whole("grades", usual.grades, 1, made.MOST_GRADES),
        table.whole("classes", usual.classes, 1, made.MOST_CLASSES),
        table.whole("class_size", usual.class_size, 1, 200), table.number("boarders", usual.boarders, 0, 1),
        table.whole("room_size", usual.room_size, 1, 100), table.whole("staff", usual.staff, 0, 2_000),
        table.text("school_name") if table.at == "population" else table.text("name"),
    )  # fmt: skip
    if table.at != "population":
        table.leave_nothing()
    return found


def _ways(table: Table) -> tuple[Way, ...]:
    """Codes of ways that ship, or tables that say what is done (both may be mixed)."""
    given = table.raw.get("ways") if table.has("ways") else None
    if not isinstance(given, list) or not given or len(given) > MOST_WAYS:
        table.fault(
            "ways", f"1 to {MOST_WAYS} ways of opening are needed",
            f'write ways = ["all", "masks"] of {", ".join(WAYS)}, or [[ways]] for each',
        )  # fmt: skip
        return ()
    found = [_way(table, one, nth) for nth, one in enumerate(given, 1)]
    codes = [one.code for one in found]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        table.fault("ways", f"{code!r} is there twice", "give each a code or name of its own")
    return tuple(found)


def _way(table: Table, given: object, nth: int) -> Way:
    at = f"ways[{nth}]"
    if isinstance(given, str):
        if given not in WAYS:
            Table({at: given}, "", table.faults).text(at, "", tuple(WAYS))
            return Way(f"way {nth}", "", {})
        return WAYS[given]
    if not isinstance(given, Mapping):
        table.faults.append(
            f"{at}: {given!r} is no way of opening; write a code in quotes or [[ways]]"
        )
        return Way(f"way {nth}", "", {})
    one = Table(given, at, table.faults)
    base = WAYS.get(one.text("like", "", tuple(WAYS)))
    name = one.text("name", base.name if base else f"way {nth}")
    code = one.text("code", base.code if base and not one.has("name") else name)
    does = {**(base.does if base else {}), **_does(one)}
    one.leave_nothing()
    return Way(code, name, does)


def _does(one: Table) -> dict[str, Any]:
    """What the keys of a way say; only those that are there."""
    does: dict[str, Any] = {}
    for key, (least, most) in WHOLES.items():
        if one.has(key):
            does[key] = one.whole(key, least, least, most)
    for key, highest in SHARES.items():
        if one.has(key):
            does[key] = one.number(key, 0.0, 0.0, highest)
    for key in YES:
        if one.has(key):
            does[key] = one.yes(key)
    if one.has("masks"):
        given = one.raw["masks"]
        does["masks"] = (
            given if given is True or given is False else one.number("masks", 1.0, 0.01, 1)
        )
    _needed(one, does)
    return does


def _needed(one: Table, does: Mapping[str, Any]) -> None:
    """Keys that would do nothing without another."""
    base = WAYS.get(str(one.raw.get("like", "")), Way("", "", {})).does
    closes = bool({"close_at", "close_share"} & does.keys() or base.get("closing"))
    for key, other in _NEEDS.items():
        there = closes if other == "close" else bool({**base, **does}.get(other))
        if key in does and not there:
            said = "close_at or close_share" if other == "close" else other
            one.fault(
                key, f"it does nothing without {said}", f"write {said} as well, or leave it out"
            )
    if "close_at" in does and "close_share" in does:
        one.fault("close_share", "close_at is there as well", "leave one of both out")
