"""What was used to the square metre against what the plan asks, by school beside comparable schools; what was
too much, in litres and yuan."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db import connection

from xiaoan.directory import queries as directory
from xiaoan.hygiene.rules.using import Use, band, quartiles
from xiaoan.kernel.actor import Interval
from xiaoan.kernel.scope import everywhere
from xiaoan.supplies.queries import gaps
from xiaoan.supplies.queries.prices import Price, last_prices

ITEM = "disinfectant_84"
_USE = """
select unit_no, sum(records), sum(used_records), sum(used_m2), sum(used_ml), sum(wanted_ml), sum(waste_ml)
from hygiene_school_day where unit_no >= %s and unit_no < %s and day >= %s and day <= %s group by 1
"""


@dataclass(frozen=True)
class SchoolUse:
    """What a school used over some days. `use` is of `use.records` of `records` whose amount is known;
    `compared`: quartiles of mL to the square metre of schools of its stage and size (None: too few of them),
    `compared_with` so many; `price` of the last receipt, its own or (`borrowed`) the county's; None: nobody
    has named one."""

    no: int
    name: str
    records: int
    use: Use
    compared: tuple[float, float, float] | None
    compared_with: int
    price: Price | None
    borrowed: bool = False

    @property
    def per_m2(self) -> float | None:
        return self.use.used_ml / self.use.m2 if self.use.m2 else None

    @property
    def planned_per_m2(self) -> float | None:
        return self.use.wanted_ml / self.use.m2 if self.use.m2 else None

    @property
    def waste_fen(self) -> float | None:
        return None if self.price is None else self.price.of(self.use.waste_ml)


def _read(interval: Interval, first: dt.date, last: dt.date) -> dict[int, tuple[int, Use]]:
    with connection.cursor() as cursor:
        cursor.execute(_USE, [*interval, first, last])
        return {row[0]: (int(row[1]), Use(*map(int, row[2:]))) for row in cursor.fetchall()}


def by_school(unit: directory.Place, first: dt.date, last: dt.date) -> list[SchoolUse]:
    """The schools of a unit, those that used most against the plan first. Other schools of the county are
    read for the quartiles alone, and only these leave."""
    county = directory.county()
    schools = directory.places_inside(unit.interval, "school")
    with everywhere("hygiene"):
        found = _read(county.interval, first, last)
        sizes = gaps.sizes_inside(county.interval)
        prices = last_prices([one.no for one in schools] + [county.no], ITEM)
    groups: dict[tuple[str, int], dict[int, float]] = defaultdict(dict)
    for no, size in sizes.items():
        use = found[no][1] if no in found else Use()
        if use.m2:
            groups[size.stage, band(size.pupils)][no] = use.used_ml / use.m2
    rows = []
    for one in schools:
        records, use = found.get(one.no, (0, Use()))
        own = sizes.get(one.no)
        others = groups[own.stage, band(own.pupils)] if own else {}
        compared = [value for no, value in others.items() if no != one.no]
        price = prices.get(one.no, prices.get(county.no))
        rows.append(
            SchoolUse(
                one.no, one.name, records, use, quartiles(compared), len(compared), price,
                borrowed=one.no not in prices,
            )
        )  # fmt: skip
    return sorted(rows, key=_most)


def _most(one: SchoolUse) -> tuple[float, int]:
    planned = one.planned_per_m2
    return -(one.per_m2 or 0) / planned if planned else 0.0, one.no
