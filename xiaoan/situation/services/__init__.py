"""Writing situation: which tiles somebody's board shows, and the county's map."""

from xiaoan.situation.services.maps import NewMap, again, set_map, take_away
from xiaoan.situation.services.views import choose, reset

__all__ = ["NewMap", "again", "choose", "reset", "set_map", "take_away"]
