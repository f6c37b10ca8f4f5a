"""How far a journey is: as the county has entered it, else by the straight line, made longer by a factor.

A pair (a store, a school) goes before a store and a whole township, that before the straight line. Where
minutes were entered they count, for a road over a mountain is longer than its kilometres: as kilometres at
`KM_PER_HOUR`. The factor and the speed are our own choice (data/weights-cn.toml).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from xiaoan.allocation import rules
from xiaoan.directory import rules as numbering


@dataclass(frozen=True)
class Roads:
    """`of`: (store, school or township) → what was entered. A road is as long both ways."""

    of: Mapping[tuple[int, int], rules.Entered] = field(default_factory=dict)
    factor: float = rules.ROAD_FACTOR
    speed: float = rules.KM_PER_HOUR

    def way(self, from_no: int, to_no: int, line: float | None) -> rules.Way | None:
        """`line`: kilometres as the crow flies, None: not known. None: nobody knows how far it is."""
        found = self.of.get((from_no, to_no))
        if not found and from_no % numbering.TOWNSHIP >= numbering.SCHOOL:
            # Between two schools; to a township's number means to all of its schools.
            found = self.of.get((to_no, from_no))
        if found:
            return self._entered(found, by_town=False)
        found = self.of.get((from_no, numbering.ancestors(to_no)[1]))
        if found:
            return self._entered(found, by_town=True)
        return None if line is None else rules.Way(line * self.factor, "line", line)

    def _entered(self, one: rules.Entered, *, by_town: bool) -> rules.Way:
        if one.minutes is not None:
            return rules.Way(one.minutes * self.speed / 60, "minutes", one.minutes, by_town)
        return rules.Way(one.km or 0.0, "road", one.km or 0.0, by_town)

    def lengths(
        self, stores: Sequence[int], schools: Sequence[int], lines: rules.Floats
    ) -> rules.Floats:
        """Kilometres as they count, stores by schools; `lines`: as the crow flies, NaN: not known."""
        found = lines * self.factor
        entered = {no for pair in self.of for no in pair}
        for s, store in enumerate(stores):
            if store not in entered:
                continue
            for j, school in enumerate(schools):
                way = self.way(store, school, None)
                if way:
                    found[s, j] = way.km
        return np.asarray(found, dtype=np.float64)

    def between(self, parties: Iterable[int]) -> list[list[float | int | None]]:
        """The rows that are about these units or their townships, to be kept with a plan."""
        nos = set(parties)
        nos |= {numbering.ancestors(no)[1] for no in nos}
        return [
            [one, other, way.km, way.minutes]
            for (one, other), way in sorted(self.of.items())
            if one in nos and other in nos
        ]
