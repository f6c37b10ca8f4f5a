"""Writing allocation: plans reckoned, edited by hand, approved by a second person, sent."""

from xiaoan.allocation.services.deciding import approve, ask, withdraw
from xiaoan.allocation.services.editing import Edit, edit
from xiaoan.allocation.services.making import NewPlan, make, reweigh
from xiaoan.allocation.services.roads import SHEET as ROADS_SHEET
from xiaoan.allocation.services.roads import Row as RoadRow
from xiaoan.allocation.services.roads import import_roads, read_pair, set_roads

__all__ = [
    "ROADS_SHEET", "Edit", "NewPlan", "RoadRow", "approve", "ask", "edit", "import_roads", "make",
    "read_pair", "reweigh", "set_roads", "withdraw",
]  # fmt: skip
