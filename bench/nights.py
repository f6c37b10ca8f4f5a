"""The statistical night of the whole county, from the database to the watch list, over its sixty days.

All layers for each class, school and township by six groups of symptoms, with invented coordinates for the
scan. Everything is rolled back at the end.
"""

import time
from importlib import import_module
from typing import Any

import numpy as np
from django.db import transaction


def measure() -> dict[str, Any]:
    """Seconds by the clock: reading, the layers, all; and what came out. The caller has set Django up."""
    directory = import_module("xiaoan.directory.queries")
    nights = import_module("xiaoan.outbreaks.queries.nights")
    statistics = import_module("xiaoan.outbreaks.services.statistics")
    scope = import_module("xiaoan.kernel.scope")
    clock = import_module("xiaoan.kernel.clock")
    system = import_module("xiaoan.kernel.actor").system("bench")
    with transaction.atomic():
        scope.enter(system)
        county = directory.county()
        day = directory.calendar(county.no).school_days_before(clock.today(), 1)[-1]
        schools = directory.places_inside(county.interval, "school")
        statistics.set_positions(system, _positions([one.code for one in schools]))
        began = time.perf_counter()
        read = nights.read(system, day)
        reading = time.perf_counter() - began
        began = time.perf_counter()
        looked = statistics.look_at_day(system, day)
        whole = time.perf_counter() - began
        transaction.set_rollback(True)
    return {
        "classes": int(read.night.classes.size),
        "schools": len(schools),
        "days": len(read.night.days),
        "reading_s": round(reading, 2),
        "all_s": round(whole, 2),
        "shown": looked.shown,
        "kept": looked.kept,
    }


def _positions(codes: list[str]) -> dict[str, tuple[float, float]]:
    """Within some sixty kilometres."""
    at = np.random.default_rng(5).uniform(0, 0.6, (len(codes), 2))
    return {code: (117 + float(x), 36.5 + float(y)) for code, (x, y) in zip(codes, at, strict=True)}


def report(found: dict[str, Any]) -> None:
    print(
        f"statistical night from the database: {found['classes']} classes, {found['schools']} schools, "
        f"{found['days']} school days: {found['all_s']} s (reading {found['reading_s']} s); "
        f"{found['shown']} new on the list, {found['kept']} kept below or beside"
    )
