"""Writing allocation: plans reckoned, edited by hand, approved by a second person, sent."""

from xiaoan.allocation.services.deciding import approve, ask, withdraw
from xiaoan.allocation.services.editing import Edit, edit
from xiaoan.allocation.services.making import NewPlan, make, reweigh

__all__ = ["Edit", "NewPlan", "approve", "ask", "edit", "make", "reweigh", "withdraw"]
