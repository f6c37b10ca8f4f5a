"""What is looked at of each pupil, as arrays; the same for the real roll and for invented histories.

A row per pupil. Windows are school days: the last 10, and the 30 before them. Unexplained: absent with
no word, or for a
reason that is not health. What nobody has recorded is 0 here, and the page says what was not known.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RECENT, BEFORE = 10, 30
Floats = NDArray[np.float64]
# In this order everywhere; `model-cn.toml` names them too.
NAMES = (
    "unexplained", "unexplained_before", "run", "sick", "unseen", "unreached", "reached", "moves",
    "key_group",
)  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """Counts per pupil, arrays of one length. `unexplained`, `sick`: days absent of the last 10; `_before`:
    of the 30 before; `run`: unexplained days in a row until the last known day; `unseen`: lessons not
    watched and
    homework not handed in of the last 10 days, without those excused or without a device; `unreached`:
    tries to
    reach the family since the last answer; `reached`: whether somebody was spoken to in these days;
    `moves`: transfers of the last two years; `key_group`: whether on record in a group."""

    unexplained: Floats
    unexplained_before: Floats
    run: Floats
    sick: Floats
    unseen: Floats
    unreached: Floats
    reached: Floats
    moves: Floats
    key_group: Floats


def matrix(seen: Seen) -> Floats:
    """Pupils × features, each about 0 to 1; NAMES says which column is which."""
    return np.column_stack(
        [
            np.clip(seen.unexplained, 0, RECENT) / RECENT,
            np.clip(seen.unexplained_before, 0, BEFORE) / BEFORE,
            np.clip(seen.run, 0, RECENT) / RECENT,
            np.clip(seen.sick, 0, RECENT) / RECENT,
            np.log1p(np.clip(seen.unseen, 0, 80)) / np.log1p(80),
            np.clip(seen.unreached, 0, 5) / 5,
            np.clip(seen.reached, 0, 1),
            np.clip(seen.moves, 0, 3) / 3,
            np.clip(seen.key_group, 0, 1),
        ]
    )
