"""Facts of measures. Ids and counts only."""
