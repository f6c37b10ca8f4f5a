"""Where the invented county stands: townships on rings about the county town, schools about their township's.

The county is invented; the degrees are too, and lie where no county of that name is. One school in nine has
no site, as in life.
"""

import numpy as np

from xiaoan.directory import rules as numbering
from xiaoan.directory.rules.sites import Site
from xiaoan.rehearsal.geography import County

_TOWN = Site(111.0420, 30.8760)
_KM_OF_A_DEGREE = 111.195
# From the county town to the townships of each ring, and from a township to its schools, at most.
_RINGS, _ON_A_RING = (0.0, 9.0, 18.0, 27.0), 6
_REACH = {True: 2.5, False: 6.0}
_MISSING = 9


def sites_of(county: County) -> dict[int, Site]:
    """Unit → where it stands; the same for the same seed."""
    rng = np.random.default_rng([county.seed, 5])
    found = {numbering.COUNTY: _TOWN}
    for n, town in enumerate(county.townships):
        ring, at = (0, 0) if n == 0 else (1 + (n - 1) // _ON_A_RING, (n - 1) % _ON_A_RING)
        angle = 2 * np.pi * (at + ring / 3) / _ON_A_RING
        found[town.no] = _moved(_TOWN, _RINGS[min(ring, len(_RINGS) - 1)] + 0.8, angle)
    for n, school in enumerate(county.schools):
        far = _REACH[school.urban] * float(rng.uniform()) ** 0.5
        angle = float(rng.uniform(0, 2 * np.pi))
        if n % _MISSING:
            found[school.no] = _moved(found[school.township_no], far, angle)
    return found


def _moved(site: Site, km: float, angle: float) -> Site:
    """So many kilometres away; exact enough for a county."""
    north, east = km * float(np.sin(angle)), km * float(np.cos(angle))
    wide = _KM_OF_A_DEGREE * float(np.cos(np.radians(site.latitude)))
    return Site(
        round(site.longitude + east / wide, 6), round(site.latitude + north / _KM_OF_A_DEGREE, 6)
    )
