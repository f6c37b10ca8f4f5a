"""Writing situation: which tiles somebody's board shows, and the county's map."""

from xiaoan.situation.services.exporting import export
from xiaoan.situation.services.maps import BadMap, NewMap, again, set_map, take_away
from xiaoan.situation.services.views import choose, reset

__all__ = ["BadMap", "NewMap", "again", "choose", "export", "reset", "set_map", "take_away"]
