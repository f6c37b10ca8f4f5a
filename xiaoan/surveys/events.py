"""Facts of surveys. Ids and counts only."""
