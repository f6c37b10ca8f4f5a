"""Of whom nothing is asked on a day: neither lessons nor homework of who is ill, isolated or on leave.

Ill: 教育部 2023 冬季通知 (学生患病期间作业可不做硬性要求), confidence H; isolation and leave are ours.
"""

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from xiaoan.illness.queries.ill import ill_on
from xiaoan.kernel.scope import everywhere
from xiaoan.keypersons.queries.isolated import isolated_on
from xiaoan.screening.queries.away import away_on

# The graver first: who is ill and isolated is told as ill.
CODES = ("ill", "isolated", "leave")


def excused(person_ids: Collection[UUID], day: dt.date) -> dict[UUID, str]:
    """Person → "ill", "isolated" or "leave"; who is not excused is not there. Computed from what is on record
    of the day (illness, isolation, roll-calls); a word is given, never a diagnosis. Three statements.

    Looks beyond the running scope: the caller has asked whether the actor sees these people.
    """
    wanted = set(person_ids)
    if not wanted:
        return {}
    with everywhere("surveys"):
        away = away_on(wanted, day)
        found = away | dict.fromkeys(isolated_on(wanted, day), "isolated")
        unwell = ill_on(wanted, day) | {who for who, why in away.items() if why == "ill"}
    return found | dict.fromkeys(unwell, "ill")
