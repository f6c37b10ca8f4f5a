"""Facts of statutory. Ids and counts only."""
