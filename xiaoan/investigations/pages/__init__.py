"""Pages of investigations: the list, one event, its cases, its picture, its exposures."""
