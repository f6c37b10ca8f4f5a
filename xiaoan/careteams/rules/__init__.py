"""Pure decisions about care teams: the roles, who is found for them, who stays without."""

import datetime as dt

from xiaoan.careteams.rules.planning import (
    MODES,
    Asked,
    Carer,
    Link,
    Person,
    Plan,
    Standing,
    Wish,
    fault_of,
    of_rule,
    options,
    plan,
)
from xiaoan.careteams.rules.schemes import (
    DEFAULT,
    LONGEST_TEAM,
    ROLES,
    SCHEMES,
    Role,
    Scheme,
    roles_fault,
    scheme_of,
)
from xiaoan.careteams.rules.sheets import Clash, Held, Named, hold
from xiaoan.kernel import clock

__all__ = [
    "ACTS",
    "CARER_KINDS",
    "DEFAULT",
    "ENDS",
    "KEPT",
    "KINDS",
    "LONGEST",
    "LONGEST_TEAM",
    "MODES",
    "MOST",
    "ROLES",
    "SCHEMES",
    "STATES",
    "WAYS",
    "Asked",
    "Carer",
    "Clash",
    "Held",
    "Link",
    "Named",
    "Person",
    "Plan",
    "Role",
    "Scheme",
    "Standing",
    "Wish",
    "due_at",
    "fault_of",
    "hold",
    "of_rule",
    "options",
    "plan",
    "roles_fault",
    "scheme_of",
]

KINDS = ("student", "staff")
CARER_KINDS = ("user", "guardian", "listed")
# Why a link is over: the person is not there any more, the carer is not, the role is not asked for any more,
# it was arranged anew, somebody chose another.
ENDS = ("", "person_left", "carer_left", "scheme", "anew", "changed")
ACTS = ("assign", "change", "swap", "limit", "list", "unlist", "many", "import")
WAYS = ("phone", "visit", "in_person", "message")
STATES = ("well", "ill", "trouble", "not_reached")
LONGEST = 200
# An uploaded ledger is kept so long for its person to confirm it.
KEPT = dt.timedelta(days=7)
# More than a school's largest year: a slip of the pen.
MOST = 5000
_LEAST = dt.timedelta(hours=2)


def due_at(now: dt.datetime, by: dt.time) -> dt.datetime:
    """By when those without a carer are arranged for: the same day, two hours from now at least."""
    return max(clock.at(now.date(), by), now + _LEAST)
