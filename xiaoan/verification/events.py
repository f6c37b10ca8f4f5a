"""Facts of verification. Ids and counts only."""
