"""Writing hygiene."""

from xiaoan.hygiene.services.loaded import Habit, LoadedPlace, LoadedPlan
from xiaoan.hygiene.services.loading import load_days, load_places, load_plans

__all__ = ["Habit", "LoadedPlace", "LoadedPlan", "load_days", "load_places", "load_plans"]
