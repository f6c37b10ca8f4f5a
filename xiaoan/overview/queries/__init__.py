"""Reading the county's figures: board, trend, who has not reported, people, the wall."""

from xiaoan.directory.queries import STAGE_NAMES
from xiaoan.overview.queries.board import Board, board
from xiaoan.overview.queries.days import NoSchool
from xiaoan.overview.queries.excused import ExcusedClass, ExcusedClasses, excused
from xiaoan.overview.queries.figures import Figures
from xiaoan.overview.queries.people import LIMIT as PEOPLE_LIMIT
from xiaoan.overview.queries.people import Found, found_people
from xiaoan.overview.queries.places import KEPT, home_unit, place_seen, slot_now, units_seen
from xiaoan.overview.queries.rows import Row
from xiaoan.overview.queries.trend import TrendDay, trend
from xiaoan.overview.queries.unreported import (
    Responsible,
    SilentClass,
    SilentSchool,
    Unreported,
    Which,
    longest_silent,
    unreported,
)
from xiaoan.overview.queries.wall import Group, Wall, groups, wall

__all__ = [
    "KEPT",
    "PEOPLE_LIMIT",
    "STAGE_NAMES",
    "Board",
    "ExcusedClass",
    "ExcusedClasses",
    "Figures",
    "Found",
    "Group",
    "NoSchool",
    "Responsible",
    "Row",
    "SilentClass",
    "SilentSchool",
    "TrendDay",
    "Unreported",
    "Wall",
    "Which",
    "board",
    "excused",
    "found_people",
    "groups",
    "home_unit",
    "longest_silent",
    "place_seen",
    "slot_now",
    "trend",
    "units_seen",
    "unreported",
    "wall",
]
