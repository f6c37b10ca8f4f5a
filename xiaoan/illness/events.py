"""Facts of illness. Ids and counts only."""
